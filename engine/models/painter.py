"""The painter: Stable Diffusion of diffusers, driven by text embeddings."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from engine.context import RunContext
from engine.device.quiet import quiet_bitsandbytes
from engine.device.workspace import VAE_TILE
from engine.models.deferred import Deferred
from engine.models.foreign import encodable, load_whole
from gill_studio.core.errors import ModelError, StudioError

SCHEDULERS: dict[str, tuple[str, dict[str, bool]]] = {
    "ddim": ("DDIMScheduler", {}),
    "pndm": ("PNDMScheduler", {"skip_prk_steps": True}),
    "euler": ("EulerDiscreteScheduler", {}),
    "euler-ancestral": ("EulerAncestralDiscreteScheduler", {}),
    "dpm++": ("DPMSolverMultistepScheduler", {}),
    "unipc": ("UniPCMultistepScheduler", {}),
    "lcm": ("LCMScheduler", {}),
}
"""Names a writer may choose: diffusers' classes, each built from the folder's own scheduler settings."""
_PARTS = ("text_encoder", "unet", "vae")
_PIPELINES = ("StableDiffusionPipeline", "LatentConsistencyModelPipeline")
_LARGEST_SIDE = 4096


@dataclass(frozen=True)
class PaintOptions:
    """How to paint. `size` is (width, height) in pixels, None for the model's own; `scheduler` None likewise."""

    steps: int = 25
    guidance: float = 7.5
    size: tuple[int, int] | None = None
    scheduler: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.steps <= 1000:
            raise StudioError(f"{self.steps} denoising steps cannot be done.", "Choose 1 to 1000.")
        if not 0 <= self.guidance <= 100:
            raise StudioError(f"A guidance of {self.guidance} is out of range.", "Choose 0 to 100.")
        if self.size is not None and not all(1 <= side <= _LARGEST_SIDE for side in self.size):
            raise StudioError(
                f"Pictures of {self.size[0]} × {self.size[1]} pixels cannot be painted.",
                f"Choose sides of 1 to {_LARGEST_SIDE}.",
            )


@dataclass(frozen=True)
class Painted:
    """Pictures of one step: final ones, or previews where `step` is below `steps`."""

    step: int
    steps: int
    images: tuple[Image.Image, ...]

    @property
    def final(self) -> bool:
        """Whether these are the pictures themselves."""
        return self.step >= self.steps


class Painter:
    """A text-to-image pipeline of which GILL uses the text encoder, the UNet, the VAE and the scheduler."""

    def __init__(self, pipeline: Any) -> None:  # noqa: ANN401 - diffusers is untyped
        self._pipeline = pipeline if isinstance(pipeline, Deferred) else Deferred(lambda: pipeline)
        self._pipeline.change(lambda one: one.set_progress_bar_config(disable=True))
        if not isinstance(pipeline, Deferred):
            self.prepare()

    @classmethod
    def load(cls, folder: Path, *, device: torch.device | str = "cpu", dtype: torch.dtype = torch.float32) -> Painter:
        """Load a Stable Diffusion folder of diffusers, fp16 files where there are no others.

        Raises ModelError naming the folder when it is not one or cannot be read.
        """
        painter = cls.deferred(folder, device=device, dtype=dtype)
        painter.prepare()
        return painter

    @classmethod
    def deferred(
        cls, folder: Path, *, device: torch.device | str = "cpu", dtype: torch.dtype = torch.float32
    ) -> Painter:
        """The same, loaded when it is first needed: whoever only writes, waits neither for it nor for diffusers.

        Raises ModelError at once when the folder is none of a painter; what is wrong with its weights comes later.
        """
        try:
            _check_index(folder)
        except Exception as error:
            raise _unusable(folder, error) from error
        return cls(Deferred(partial(_load_pipeline, folder, dtype), device))

    def prepare(self) -> None:
        """Load what is not loaded yet, on whatever thread this is; ModelError as from `load`."""
        _ = self._scheduler

    @property
    def pipeline(self) -> Any:  # noqa: ANN401 - diffusers is untyped
        """The pipeline of diffusers."""
        return self._pipeline.get()

    @cached_property
    def width(self) -> int:
        """Size of the text vectors that the UNet reads."""
        return int(self.pipeline.unet.config.cross_attention_dim)

    @cached_property
    def tokens(self) -> int:
        """How many tokens the text encoder reads."""
        # A tokenizer without a length of its own claims 10^30.
        longest = int(self.pipeline.text_encoder.config.max_position_embeddings)
        return min(int(self.pipeline.tokenizer.model_max_length), longest)

    @cached_property
    def pixels_per_latent(self) -> int:
        """Pixels of a side that become one latent."""
        return int(2 ** (len(self.pipeline.vae.config.block_out_channels) - 1))

    @cached_property
    def native_size(self) -> int:
        """Pixels of a side of the pictures it was trained on."""
        return int(self.pipeline.unet.config.sample_size) * self.pixels_per_latent

    @cached_property
    def _scheduler(self) -> Any:  # noqa: ANN401 - diffusers is untyped
        """The folder's own; asked for before another takes its place in the pipeline."""
        return self.pipeline.scheduler

    def to(self, device: torch.device | str) -> Painter:
        """Move text encoder, UNet and VAE."""
        self._pipeline.to(device)
        return self

    def save_memory(self, *, attention_slicing: bool, vae_tiling: bool) -> None:
        """Compute attention in slices, decode in tiles: slower, for less workspace."""
        if attention_slicing:
            self._pipeline.change(lambda pipeline: pipeline.enable_attention_slicing())
        if vae_tiling:
            self._pipeline.change(_tile)

    @property
    def device(self) -> torch.device:
        """Where the UNet lies."""
        device: torch.device = next(self.pipeline.unet.parameters()).device
        return device

    @property
    def dtype(self) -> torch.dtype:
        """The UNet's precision."""
        dtype: torch.dtype = next(self.pipeline.unet.parameters()).dtype
        return dtype

    @torch.no_grad()
    def encode_texts(self, texts: Sequence[str]) -> Tensor:
        """The text encoder's last hidden states (B, L, width), float32, texts cut at L tokens on the right."""
        tokens = self.pipeline.tokenizer(
            [encodable(text) for text in texts],
            padding="max_length",
            max_length=self.tokens,
            truncation=True,
            return_tensors="pt",
        )
        encoder = self.pipeline.text_encoder
        output = encoder(tokens.input_ids.to(encoder.device))
        return output.last_hidden_state.float()  # type: ignore[no-any-return]

    @torch.no_grad()
    def paint(
        self,
        embeddings: Tensor,
        negative: Tensor,
        seeds: Sequence[int],
        options: PaintOptions | None = None,
        context: RunContext | None = None,
        on_preview: Callable[[Painted], None] | None = None,
    ) -> list[Image.Image]:
        """One picture a seed, as one batch, from text embeddings (L, width) against `negative` (L, width).

        The embeddings may also be (B, L, width), one for each of B seeds.
        Each picture depends on its own seed alone, not on the others of its batch or on the device. `context`
        is stepped at each denoising step and may cancel there; previews are made only when asked for.
        """
        options, context = options or PaintOptions(), context or RunContext()
        if not seeds:
            return []
        width, height = self._size(options)
        self._use_scheduler(options)

        def after_step(pipeline: Any, step: int, timestep: int, tensors: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
            del pipeline, timestep
            total = max(options.steps, step + 1)  # PNDM takes one step more than it is asked for
            context.step("painting", step + 1, total)
            if on_preview is not None and step + 1 < options.steps:
                on_preview(Painted(step + 1, total, tuple(self._preview(tensors["latents"]))))
            return tensors

        channels = self.pipeline.unet.config.in_channels
        shape = (1, channels, height // self.pixels_per_latent, width // self.pixels_per_latent)
        # One generator a picture, as diffusers does it: schedulers that add noise must not add the first once more.
        generators = [torch.Generator().manual_seed(seed % 2**63) for seed in seeds]
        noise = torch.cat([torch.randn(shape, generator=generator) for generator in generators])
        count = len(noise)
        output = self.pipeline(
            prompt_embeds=embeddings.to(self.device, self.dtype).expand(count, -1, -1),
            negative_prompt_embeds=negative.to(self.device, self.dtype).expand(count, -1, -1),
            latents=noise.to(self.device, self.dtype),
            generator=generators,
            num_inference_steps=options.steps,
            guidance_scale=options.guidance,
            width=width,
            height=height,
            callback_on_step_end=after_step,
        )
        return list(output.images)

    def _size(self, options: PaintOptions) -> tuple[int, int]:
        """The size asked for, rounded to what the UNet can halve, the VAE can decode and diffusers lets pass."""
        unit = math.lcm(8, self.pixels_per_latent * 2 ** (len(self.pipeline.unet.config.block_out_channels) - 1))
        wanted = options.size or (self.native_size, self.native_size)
        width, height = (max(unit, round(side / unit) * unit) for side in wanted)
        return width, height

    def _use_scheduler(self, options: PaintOptions) -> None:
        import diffusers

        name, scheduler = options.scheduler, self._scheduler
        if name is not None and name not in SCHEDULERS:
            raise StudioError(f'There is no scheduler "{name}".', f"Choose one of {', '.join(sorted(SCHEDULERS))}.")
        if name is not None:
            kind, extra = SCHEDULERS[name]
            scheduler = getattr(diffusers, kind).from_config(self._scheduler.config, **extra)
        config = scheduler.config
        # LCM jumps between steps of a finer schedule; the others, offset by one, cannot take every training step.
        lcm = isinstance(scheduler, diffusers.LCMScheduler)
        most = config.original_inference_steps if lcm else config.num_train_timesteps - 1
        if options.steps > most:
            raise StudioError(f"This scheduler cannot do {options.steps} steps.", f"Choose at most {most}.")
        self.pipeline.scheduler = scheduler

    def _preview(self, latents: Tensor) -> Iterator[Image.Image]:
        """Small pictures of noisy latents by a linear map: a thousandth of the VAE's work, good to watch."""
        weights = self._preview_weights
        for one in latents.detach().float().cpu():
            values = torch.einsum("chw,cd->hwd", torch.cat([one, torch.ones_like(one[:1])]), weights)
            yield Image.fromarray((values.clamp(0, 1) * 255).byte().numpy())

    @cached_property
    def _preview_weights(self) -> Tensor:
        """(channels + 1, 3): the least-squares map from scaled latents to colours in [0, 1].

        Fitted once for this VAE on a sheet of flat random colours, so it needs no table for known models.
        """
        cell, cells = self.pixels_per_latent * 4, 6
        colours = np.random.default_rng(0).random((cells, cells, 3), dtype=np.float32)
        sheet = torch.from_numpy(colours).repeat_interleave(cell, 0).repeat_interleave(cell, 1)
        vae = self.pipeline.vae
        pixels = (sheet.permute(2, 0, 1)[None] * 2 - 1).to(vae.device, vae.dtype)
        latents = vae.encode(pixels).latent_dist.mean * vae.config.scaling_factor
        features = latents[0].float().cpu().flatten(1).T
        features = torch.cat([features, torch.ones(len(features), 1)], 1)
        step = latents.shape[-1] // cells
        targets = torch.from_numpy(colours).repeat_interleave(step, 0).repeat_interleave(step, 1)
        solution: Tensor = torch.linalg.lstsq(features, targets.flatten(0, 1)).solution
        return solution


def _load_pipeline(folder: Path, dtype: torch.dtype) -> Any:  # noqa: ANN401 - diffusers is untyped
    quiet_bitsandbytes()
    import diffusers

    options: dict[str, Any] = {
        "dtype": dtype,
        "local_files_only": True,
        "safety_checker": None,
        "feature_extractor": None,
        "requires_safety_checker": False,
        "use_safetensors": True,
        "variant": _variant(folder),
    }
    try:
        options["text_encoder"] = _load_text_encoder(folder / "text_encoder", dtype, options["variant"])
        pipeline = diffusers.StableDiffusionPipeline.from_pretrained(folder, **options)
        _check_parts(pipeline)
    except Exception as error:  # whatever a foreign folder makes these libraries raise, it is the folder's fault
        raise _unusable(folder, error) from error
    return pipeline


def _unusable(folder: Path, error: Exception) -> ModelError:
    return ModelError(
        f"The painter in {folder} cannot be loaded: {error}",
        "It needs a Stable Diffusion 1.x folder of diffusers with safetensors weights; install it again.",
    )


def _tile(pipeline: Any) -> None:  # noqa: ANN401 - diffusers is untyped
    vae = pipeline.vae
    vae.enable_tiling()
    # diffusers' own tiles are as large as a whole picture of Stable Diffusion 1.5.
    scale = 2 ** (len(vae.config.block_out_channels) - 1)
    vae.tile_sample_min_size, vae.tile_latent_min_size = VAE_TILE, VAE_TILE // scale


def _load_text_encoder(folder: Path, dtype: torch.dtype, variant: str | None) -> Any:  # noqa: ANN401
    from transformers import CLIPTextModel

    return load_whole(CLIPTextModel, folder, dtype=dtype, variant=variant, use_safetensors=True)


def _check_parts(pipeline: Any) -> None:  # noqa: ANN401 - diffusers is untyped
    """ValueError where tensors are missing (diffusers only logs that) or the parts are of different models."""
    for part in ("unet", "vae"):
        for name, tensor in getattr(pipeline, part).named_parameters():
            if tensor.is_meta:
                raise ValueError(f"the weights of its {part} lack the tensor {name}")
    text, unet, vae = pipeline.text_encoder.config, pipeline.unet.config, pipeline.vae.config
    if not isinstance(unet.sample_size, int):
        raise TypeError(f"the sample_size of its unet is {unet.sample_size}")
    for what, found, expected in (
        ("text encoder gives vectors", text.hidden_size, unet.cross_attention_dim),
        ("VAE gives latents", vae.latent_channels, unet.in_channels),
    ):
        if found != expected:
            raise ValueError(f"its {what} of width {found}, its unet reads {expected}")


def _check_index(folder: Path) -> None:
    """Diffusers would import classes by the names in a foreign model_index.json: allow Stable Diffusion's only."""
    index = json.loads((folder / "model_index.json").read_text(encoding="utf-8"))
    if index["_class_name"] not in _PIPELINES:
        raise ValueError(f"model_index.json is of a {index['_class_name']}, not of a {_PIPELINES[0]}")
    allowed = {"diffusers", "transformers", "stable_diffusion", None}
    for name, entry in index.items():
        if isinstance(entry, list) and (not entry or entry[0] not in allowed):
            raise ValueError(f"model_index.json asks for {entry} as its {name}")
    for part in _PARTS:
        if not (folder / part / "config.json").is_file():
            raise FileNotFoundError(f"{folder / part / 'config.json'} is missing")


def _variant(folder: Path) -> str | None:
    """The variant fp16 where the UNet is stored in that variant only."""
    unet = folder / "unet"
    plain = (unet / "diffusion_pytorch_model.safetensors").is_file()
    half = (unet / "diffusion_pytorch_model.fp16.safetensors").is_file()
    return "fp16" if half and not plain else None
