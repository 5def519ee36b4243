"""The frozen vision encoder: the pooled feature of a picture, before CLIP's projection."""

from __future__ import annotations

import json
import os
import threading
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, nullcontext
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import torch
from PIL import Image
from torch import Tensor, nn

from engine.models.foreign import load_whole
from engine.models.pixels import CLIP_MEAN, CLIP_STD, Preprocess, ShortestEdge
from engine.models.plain_vit import read_plain_vit
from engine.pictures import Picture
from gill_studio.core.errors import ModelError

if TYPE_CHECKING:
    from transformers import CLIPVisionModel

_LONGEST = 20  # times the short side; resizing the short side of a longer picture would make a giant of it
_MOST_THREADS = 8
_AHEAD = 8  # prepared pictures that wait while others are encoded
_HEAVY = 16_000_000  # pixels from which one picture is decoded at a time
_heavy = threading.Lock()


class VisionBackbone(Protocol):
    """What GILL needs of a vision encoder."""

    width: int
    """Size d of the pooled feature."""
    preprocess: Preprocess
    """One RGB picture to its pixel tensor, float32 (3, H, W)."""

    def pooled(self, pixels: Tensor) -> Tensor:
        """Pooled features (B, d), float32, of pixel tensors (B, 3, H, W): after the last norm, unprojected."""

    def to(self, device: torch.device | str) -> VisionBackbone:
        """Move the weights."""


def encode_pictures(
    vision: VisionBackbone, pictures: Iterable[Picture], batch: int = 16
) -> Generator[Tensor, None, None]:
    """Pooled features (b, d), float32, of encoded pictures, `batch` at a time; a generator's are held one by one.

    Of a picture more than 20 times as long as wide only the middle is seen, as the centre crop would leave it.
    """
    with closing(prepare_pictures(vision, pictures)) as prepared:
        pixels = (future.result() for future in prepared)
        while part := list(islice(pixels, batch)):
            yield vision.pooled(torch.stack(part))


def prepare_pictures(vision: VisionBackbone, pictures: Iterable[Picture]) -> Generator[Future[Tensor], None, None]:
    """Pixel tensors (3, H, W) of encoded pictures, in order: each as a future that is done, or raises PictureError.

    They are decoded on several threads, while those before them are encoded.
    """
    threads = min(_MOST_THREADS, os.cpu_count() or 1)
    waiting: deque[Future[Tensor]] = deque()
    # Around all threads: what each of them restores alone may be what another has set.
    with warnings.catch_warnings(), ThreadPoolExecutor(threads, thread_name_prefix="pictures") as pool:
        warnings.simplefilter("ignore")  # Pillow's remarks on odd files; what matters is raised
        for picture in pictures:
            waiting.append(pool.submit(_prepared, vision.preprocess, picture))
            if len(waiting) > threads + _AHEAD:
                yield _done(waiting.popleft())
        while waiting:
            yield _done(waiting.popleft())


def _done(future: Future[Tensor]) -> Future[Tensor]:
    future.exception()
    return future


def _prepared(preprocess: Preprocess, picture: Picture) -> Tensor:
    with _heavy if picture.pixels >= _HEAVY else nullcontext():
        return preprocess(_middle(picture.decode()))


def _middle(picture: Image.Image) -> Image.Image:
    width, height = picture.size
    most = _LONGEST * min(width, height)
    left, top = max(0, (width - most) // 2), max(0, (height - most) // 2)
    return picture.crop((left, top, width - left, height - top)) if left or top else picture


class ModuleVision:
    """A vision tower of torch modules; `forward` gives the pooled feature (B, d)."""

    def __init__(self, tower: nn.Module, forward: Callable[[Tensor], Tensor], width: int, pre: Preprocess) -> None:
        self.tower = tower.eval().requires_grad_(requires_grad=False)
        self._forward = forward
        self.width = width
        self.preprocess = pre

    @torch.no_grad()
    def pooled(self, pixels: Tensor) -> Tensor:
        """See VisionBackbone."""
        weight = next(self.tower.parameters())
        return self._forward(pixels.to(weight.device, weight.dtype)).float()

    def to(self, device: torch.device | str) -> ModuleVision:
        """Move the weights to `device`."""
        self.tower.to(device)
        return self


def load_vision(
    folder: Path, *, device: torch.device | str = "cpu", dtype: torch.dtype = torch.float32
) -> ModuleVision:
    """A vision tower from an open_clip folder (`open_clip_config.json`) or a transformers CLIP folder.

    Raises ModelError when the folder holds neither or its weights do not fit.
    """
    try:
        load = _load_open_clip if (folder / "open_clip_config.json").is_file() else _load_transformers
        vision = load(folder)
    except ModelError:
        raise
    except Exception as error:  # whatever a foreign folder makes these libraries raise, it is the folder's fault
        raise ModelError(
            f"The vision encoder in {folder} cannot be loaded: {error}",
            "It needs an open_clip folder or a transformers CLIP folder; install it again.",
        ) from error
    vision.tower.to(device=device, dtype=dtype)
    return vision


def transformers_vision(model: CLIPVisionModel, preprocess: Preprocess) -> ModuleVision:
    """The tower of a transformers CLIPVisionModel; the feature is its pooler output."""

    def forward(pixels: Tensor) -> Tensor:
        return model(pixel_values=pixels).pooler_output  # type: ignore[no-any-return]

    return ModuleVision(model, forward, int(model.config.hidden_size), preprocess)


def open_clip_vision(tower: nn.Module, preprocess: Preprocess) -> ModuleVision:
    """The tower of an open_clip ViT; dropping its projection leaves the pooled feature after ln_post."""
    import open_clip

    if not isinstance(tower, open_clip.transformer.VisionTransformer) or tower.attn_pool is not None:
        raise ModelError(
            f"The vision encoder is a {type(tower).__name__}, of which no unprojected pooled feature can be had.",
            "Choose an open_clip model with a plain vision transformer, such as ViT-L-14.",
        )
    tower.proj = None
    return ModuleVision(tower, tower, int(tower.ln_post.normalized_shape[0]), preprocess)


def clip_preprocess(folder: Path, image_size: int) -> Preprocess:
    """CLIP's preprocessing (shortest edge, bicubic, centre crop), on PIL, with the folder's mean and std.

    On PIL it is bit-exact with the published feature extractor; tensor resizing is not.
    """
    path = folder / "preprocessor_config.json"
    config: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    crop = config.get("crop_size", image_size)
    size = int(crop["height"] if isinstance(crop, dict) else crop)
    return ShortestEdge(size, config.get("image_mean") or CLIP_MEAN, config.get("image_std") or CLIP_STD)


def _load_transformers(folder: Path) -> ModuleVision:
    from transformers import CLIPVisionModel

    model = load_whole(CLIPVisionModel, folder, dtype=torch.float32)
    return transformers_vision(model, clip_preprocess(folder, int(model.config.image_size)))


def _load_open_clip(folder: Path) -> ModuleVision:
    plain = read_plain_vit(folder)
    if plain is not None:
        tower, pixels = plain
        return ModuleVision(tower, tower, int(tower.ln_post.normalized_shape[0]), pixels)
    import open_clip
    from open_clip.transform import image_transform

    model = open_clip.create_model(f"local-dir:{folder}", precision="fp32", device="cpu", require_pretrained=True)
    settings = open_clip.get_model_preprocess_cfg(model)
    preprocess = image_transform(
        settings["size"],
        is_train=False,
        mean=settings.get("mean"),
        std=settings.get("std"),
        interpolation=settings.get("interpolation"),
        resize_mode=settings.get("resize_mode"),
    )
    return open_clip_vision(model.visual, preprocess)


def open_clip_tower(model: CLIPVisionModel) -> nn.Module:
    """An open_clip VisionTransformer with the weights of a transformers CLIPVisionModel."""
    import open_clip

    config = model.config
    tower = open_clip.transformer.VisionTransformer(
        image_size=config.image_size,
        patch_size=config.patch_size,
        width=config.hidden_size,
        layers=config.num_hidden_layers,
        heads=config.num_attention_heads,
        mlp_ratio=config.intermediate_size / config.hidden_size,
        output_dim=config.projection_dim,
        act_layer=open_clip.transformer.QuickGELU if config.hidden_act == "quick_gelu" else nn.GELU,
    )
    tower.proj = None
    tower.load_state_dict(_open_clip_names(model.state_dict(), config.num_hidden_layers))
    return tower  # type: ignore[no-any-return]


def _open_clip_names(state: dict[str, Tensor], layers: int) -> dict[str, Tensor]:
    """Transformers' CLIP vision tensors under open_clip's names (q, k and v joined)."""
    plain = {name.removeprefix("vision_model."): tensor for name, tensor in state.items()}
    named = {
        "class_embedding": plain["embeddings.class_embedding"],
        "conv1.weight": plain["embeddings.patch_embedding.weight"],
        "positional_embedding": plain["embeddings.position_embedding.weight"],
    }
    pairs = {"ln_pre": "pre_layrnorm", "ln_post": "post_layernorm"}
    for i in range(layers):
        ours, theirs = f"transformer.resblocks.{i}", f"encoder.layers.{i}"
        for kind in ("weight", "bias"):
            qkv = [plain[f"{theirs}.self_attn.{part}_proj.{kind}"] for part in "qkv"]
            named[f"{ours}.attn.in_proj_{kind}"] = torch.cat(qkv)
        pairs |= {
            f"{ours}.attn.out_proj": f"{theirs}.self_attn.out_proj",
            f"{ours}.ln_1": f"{theirs}.layer_norm1",
            f"{ours}.ln_2": f"{theirs}.layer_norm2",
            f"{ours}.mlp.c_fc": f"{theirs}.mlp.fc1",
            f"{ours}.mlp.c_proj": f"{theirs}.mlp.fc2",
        }
    for new, old in pairs.items():
        for kind in ("weight", "bias"):
            named[f"{new}.{kind}"] = plain[f"{old}.{kind}"]
    return named
