"""Sizes of a model from its config folders, counted on the meta device: no weights are read or allocated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from engine.catalogue import ModelFolders
from engine.device.quiet import quiet_bitsandbytes
from engine.device.sizes import NO_PAINTER, LanguageSizes, ModelSizes, PainterSizes, VisionSizes
from gill_studio.core.errors import ModelError

if TYPE_CHECKING:
    from torch import nn

    from engine.models.adapter import AdapterConfig

_Module = TypeVar("_Module", bound="nn.Module")
_MOST_LAYERS = 1000
_PUBLISHED_TOKEN_IDS = tuple(range(50266, 50274))
_HINT = "Install the model again, or choose another folder."


def count_parameters(folders: ModelFolders, adapter: AdapterConfig | None = None) -> ModelSizes:
    """Sizes of all parts; `adapter` where its config is already read, else adapter.json or the published sizes.

    ModelError names the folder whose config is missing or cannot be built.
    """
    quiet_bitsandbytes()
    language, vision = count_language(folders.language), count_vision(folders.vision)
    painter = NO_PAINTER if folders.painter is None else count_painter(folders.painter)
    config = adapter or _adapter_config(folders.adapter, language, vision)
    return ModelSizes(language, vision, painter, _count_adapter(config))


def count_language(folder: Path) -> LanguageSizes:
    """Sizes of a causal language model of transformers."""
    from transformers import AutoConfig, AutoModelForCausalLM

    with _translated(folder):
        _require_config(folder)
        config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        _check_layers(config.num_hidden_layers)
        model = _on_meta(lambda: AutoModelForCausalLM.from_config(config, trust_remote_code=False))
        return _language_sizes(model, config.get_text_config())


def _language_sizes(model: Any, config: Any) -> LanguageSizes:  # noqa: ANN401 - transformers' duck types
    from torch import nn

    head, embedding = model.get_output_embeddings(), model.get_input_embeddings()
    linear = [m for m in model.modules() if isinstance(m, nn.Linear) and m is not head]
    heads = config.num_attention_heads
    key_heads = getattr(config, "num_key_value_heads", None) or heads
    head_size = getattr(config, "head_dim", None) or config.hidden_size // heads
    return LanguageSizes(
        parameters=_count(model),
        quantizable=sum(m.weight.numel() for m in linear),
        quantizable_rows=sum(m.out_features for m in linear),
        largest_linear=max((m.weight.numel() for m in linear), default=0),
        embedding=embedding.weight.numel(),
        head=0 if head.weight is embedding.weight else head.weight.numel(),
        layers=config.num_hidden_layers,
        width=config.hidden_size,
        feedforward=max((max(m.in_features, m.out_features) for m in linear), default=config.hidden_size),
        key_value_width=key_heads * head_size,
        rows=head.out_features,
        context=int(getattr(config, "max_position_embeddings", 2048)),
    )


def count_vision(folder: Path) -> VisionSizes:
    """Sizes of a vision transformer in open_clip's or transformers' format; the projection is not counted."""
    with _translated(folder):
        if (folder / "open_clip_config.json").is_file():
            return _count_open_clip(folder)
        return _count_transformers_vision(folder)


def _count_transformers_vision(folder: Path) -> VisionSizes:
    from transformers import CLIPVisionConfig, CLIPVisionModel

    _require_config(folder)
    config = CLIPVisionConfig.from_pretrained(folder, local_files_only=True)
    _check_layers(config.num_hidden_layers)
    model = _on_meta(lambda: CLIPVisionModel(config))
    tokens = (config.image_size // config.patch_size) ** 2 + 1
    return VisionSizes(_count(model), config.hidden_size, config.intermediate_size, tokens)


def _count_open_clip(folder: Path) -> VisionSizes:
    import json

    import open_clip

    config = json.loads((folder / "open_clip_config.json").read_text(encoding="utf-8"))["model_cfg"]
    _check_layers(config["vision_cfg"]["layers"])
    tower: Any = _on_meta(lambda: open_clip.CLIP(**config)).visual
    width = int(tower.ln_post.normalized_shape[0])
    projection = 0 if tower.proj is None else tower.proj.numel()
    feedforward = int(tower.transformer.resblocks[0].mlp[0].out_features)
    return VisionSizes(_count(tower) - projection, width, feedforward, int(tower.positional_embedding.shape[0]))


def count_painter(folder: Path) -> PainterSizes:
    """Sizes of a Stable Diffusion pipeline's UNet, VAE and text encoder."""
    with _translated(folder / "unet"):
        unet = _diffusers_model(folder / "unet", "UNet2DConditionModel")
    with _translated(folder / "vae"):
        vae = _diffusers_model(folder / "vae", "AutoencoderKL")
    with _translated(folder / "text_encoder"):
        text_encoder = _text_encoder(folder / "text_encoder")
    channels, scale = vae.config.block_out_channels, 2 ** (len(vae.config.block_out_channels) - 1)
    size = unet.config.sample_size
    heads = unet.config.num_attention_heads or unet.config.attention_head_dim  # diffusers' old name for it
    return PainterSizes(
        unet=_count(unet),
        vae=_count(vae),
        text_encoder=_count(text_encoder),
        unet_width=unet.config.block_out_channels[0],
        unet_heads=heads if isinstance(heads, int) else heads[0],
        vae_width=channels[min(1, len(channels) - 1)],
        scale=scale,
        size=scale * (size if isinstance(size, int) else max(size)),
    )


def _diffusers_model(folder: Path, name: str) -> Any:  # noqa: ANN401 - a diffusers model
    import diffusers

    kind = getattr(diffusers, name)
    config = kind.load_config(folder, local_files_only=True)
    _check_layers(max(config.get("layers_per_block", 1), len(config.get("block_out_channels", ()))))
    return _on_meta(lambda: kind.from_config(config))


def _text_encoder(folder: Path) -> nn.Module:
    from transformers import CLIPTextConfig, CLIPTextModel

    _require_config(folder)
    config = CLIPTextConfig.from_pretrained(folder, local_files_only=True)
    _check_layers(config.num_hidden_layers)
    encoder: nn.Module = _on_meta(lambda: CLIPTextModel(config))
    return encoder


def _adapter_config(folder: Path | None, language: LanguageSizes, vision: VisionSizes) -> AdapterConfig:
    from engine.models.adapter import AdapterConfig
    from engine.models.adapter_files import CONFIG, read_config

    if folder is not None and (folder / CONFIG).is_file():
        return read_config(folder)
    return AdapterConfig(
        language_width=language.width,
        vision_width=vision.width,
        image_token_ids=_PUBLISHED_TOKEN_IDS,
        tied_output=language.head == 0,
    )


def _count_adapter(config: AdapterConfig) -> int:
    from engine.models.adapter import Adapter

    return _count(_on_meta(lambda: Adapter(config)))


def _on_meta(build: Callable[[], _Module]) -> _Module:
    import torch

    with torch.device("meta"):
        return build()


def _count(model: Any) -> int:  # noqa: ANN401 - a torch module
    return sum(parameter.numel() for parameter in model.parameters())


def _require_config(folder: Path) -> None:
    """Without it, transformers would make do with its defaults."""
    if not (folder / "config.json").is_file():
        raise FileNotFoundError("config.json is missing.")


def _check_layers(layers: int) -> None:
    if not 1 <= int(layers) <= _MOST_LAYERS:
        raise ValueError(f"{layers} layers")


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    """Whatever a library makes of a damaged config becomes a ModelError with the folder's name."""
    from huggingface_hub.errors import StrictDataclassError

    wrong = (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RuntimeError, AssertionError)
    try:
        yield
    except (*wrong, StrictDataclassError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelError(f"The configuration in {folder} cannot be used: {reason}", _HINT) from error
