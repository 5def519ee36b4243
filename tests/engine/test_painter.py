"""The painter: a picture depends on its seed and on what it is told, and on nothing else; it can be stopped."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from torch import Tensor

from engine.context import CancelledError, RunContext
from engine.models.adapter import Adapter, AdapterBundle
from engine.models.conditioning import CONDITIONERS, condition, register
from engine.models.gill import Gill
from engine.models.painter import SCHEDULERS, Painted, Painter, PaintOptions
from gill_studio.core.errors import ModelError, StudioError

# diffusers hands torch tensors to numpy.array, of which numpy 2 says that it will want another protocol one day.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")

QUICK = PaintOptions(steps=3)
Told = tuple[Tensor, Tensor]


@pytest.fixture(scope="module")
def told(painter: Painter) -> Told:
    fox, nothing = painter.encode_texts(["A fox.", ""])
    return fox, nothing


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image, dtype=np.float32)


def difference(first: Image.Image, second: Image.Image) -> float:
    return float(np.abs(pixels(first) - pixels(second)).max())


@pytest.mark.usefixtures("_untouched_global_rng")
@pytest.mark.parametrize("scheduler", [None, *SCHEDULERS])
def test_a_seed_paints_its_picture_alone_and_in_a_batch(scheduler: str | None, painter: Painter, told: Told) -> None:
    options = replace(QUICK, scheduler=scheduler)
    batch = painter.paint(*told, [5, 6, -7], options)
    assert [image.size for image in batch] == [(32, 32)] * 3
    for seed, image in zip([5, 6, -7], batch, strict=True):
        (alone,) = painter.paint(*told, [seed], options)
        assert difference(alone, image) <= 1  # of 255: batches round differently in the last bit
    assert difference(batch[0], batch[1]) > 10


@pytest.mark.parametrize("scheduler", ["ddim", "euler-ancestral", "lcm"])
def test_it_paints_what_diffusers_paints(scheduler: str, painter: Painter, told: Told) -> None:
    """The pipeline's own noise from the same generator, in the same order: also where steps add noise."""
    (ours,) = painter.paint(*told, [9], replace(QUICK, scheduler=scheduler))
    theirs = painter.pipeline(
        prompt_embeds=told[0][None],
        negative_prompt_embeds=told[1][None],
        generator=torch.Generator().manual_seed(9),
        num_inference_steps=3,
        guidance_scale=7.5,
        width=32,
        height=32,
    ).images[0]
    assert difference(ours, theirs) <= 1


@pytest.mark.parametrize("steps", [1, 2, 4])
@pytest.mark.parametrize("scheduler", SCHEDULERS)
def test_every_scheduler_takes_any_number_of_steps(scheduler: str, steps: int, painter: Painter, told: Told) -> None:
    (image,) = painter.paint(*told, [1], PaintOptions(steps=steps, scheduler=scheduler))
    assert pixels(image).std() > 0


def test_more_steps_than_a_scheduler_has_are_refused(painter: Painter, told: Told) -> None:
    for scheduler, steps, most in ((None, 1000, 999), ("ddim", 1000, 999), ("lcm", 51, 50)):
        with pytest.raises(StudioError, match=f"cannot do {steps} steps") as caught:
            painter.paint(*told, [1], PaintOptions(steps=steps, scheduler=scheduler))
        assert str(most) in caught.value.hint
    with pytest.raises(StudioError, match="no scheduler") as caught:
        painter.paint(*told, [1], PaintOptions(scheduler="magic"))
    assert "euler" in caught.value.hint


def test_a_chosen_scheduler_does_not_stay(painter: Painter, told: Told) -> None:
    (first,) = painter.paint(*told, [1], QUICK)
    painter.paint(*told, [1], replace(QUICK, scheduler="euler"))
    (again,) = painter.paint(*told, [1], QUICK)
    assert difference(first, again) == 0


@pytest.mark.parametrize(
    ("asked", "painted"),
    [
        (None, (32, 32)),
        ((40, 24), (40, 24)),
        ((43, 21), (40, 24)),
        ((1, 1), (8, 8)),
        ((16, 64), (16, 64)),
    ],
)
def test_sizes_are_rounded_to_what_can_be_painted(
    asked: tuple[int, int] | None, painted: tuple[int, int], painter: Painter, told: Told
) -> None:
    (image,) = painter.paint(*told, [1], PaintOptions(steps=1, size=asked))
    assert image.size == painted


def test_options_out_of_range_are_refused() -> None:
    for options in (
        {"steps": 0},
        {"steps": 1001},
        {"guidance": -1},
        {"guidance": math.nan},
        {"guidance": math.inf},
        {"size": (0, 8)},
        {"size": (8, -8)},
        {"size": (100_000, 8)},
    ):
        with pytest.raises(StudioError) as caught:
            PaintOptions(**options)  # type: ignore[arg-type]
        assert caught.value.hint


def test_guidance_steers_away_from_the_negative(painter: Painter, told: Told) -> None:
    fox, nothing = told
    plain = painter.paint(fox, nothing, [1], replace(QUICK, guidance=1.0))[0]
    strong = painter.paint(fox, nothing, [1], replace(QUICK, guidance=9.0))[0]
    assert difference(plain, strong) > 1
    same = painter.paint(fox, fox, [1], replace(QUICK, guidance=9.0))[0]
    assert difference(plain, same) <= 1, "nothing to steer away from"
    painter.paint(fox, nothing, [1], replace(QUICK, guidance=0.0))


def test_nothing_asked_nothing_painted(painter: Painter, told: Told) -> None:
    assert painter.paint(*told, []) == []


def test_a_cancelled_painting_stops_at_its_step_and_the_next_one_works(painter: Painter, told: Told) -> None:
    (expected,) = painter.paint(*told, [3], PaintOptions(steps=6))
    steps: list[tuple[str, int, int]] = []
    context = RunContext(
        cancelled=lambda: len(steps) == 2, on_progress=lambda label, done, total: steps.append((label, done, total))
    )
    with pytest.raises(CancelledError):
        painter.paint(*told, [3], PaintOptions(steps=6), context)
    assert steps == [("painting", 1, 6), ("painting", 2, 6)]
    (again,) = painter.paint(*told, [3], PaintOptions(steps=6))
    assert difference(expected, again) == 0


@pytest.mark.parametrize("scheduler", ["ddim", "pndm"])
def test_progress_ends_at_its_total(scheduler: str, painter: Painter, told: Told) -> None:
    """PNDM takes one step more than it is asked for."""
    steps: list[tuple[int, int]] = []
    context = RunContext(on_progress=lambda _, done, total: steps.append((done, total)))
    painter.paint(*told, [3], PaintOptions(steps=4, scheduler=scheduler), context)
    assert [done for done, _ in steps] == list(range(1, len(steps) + 1))
    assert steps[-1][0] == steps[-1][1] >= 4
    assert all(done <= total for done, total in steps)


# Previews ----------------------------------------------------------------------------------------------------------


def test_previews_are_small_pictures_of_every_step_but_the_last(painter: Painter, told: Told) -> None:
    seen: list[Painted] = []
    options = PaintOptions(steps=4, size=(48, 32))
    with_previews = painter.paint(*told, [1, 2], options, on_preview=seen.append)
    assert [(preview.step, preview.steps, preview.final) for preview in seen] == [(i, 4, False) for i in (1, 2, 3)]
    for preview in seen:
        assert [image.size for image in preview.images] == [(24, 16)] * 2
        assert all(image.mode == "RGB" for image in preview.images)
    without = painter.paint(*told, [1, 2], options)
    assert [difference(a, b) for a, b in zip(with_previews, without, strict=True)] == [0, 0]


def test_previews_have_the_colours_of_the_picture(painter: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a VAE whose latents are a linear code of colours, the map that is fitted to it finds the colours again."""
    code = torch.tensor([[2.0, 0.3, -0.5], [0.1, -1.5, 0.4], [0.7, 0.2, 1.9], [-0.3, 0.6, 0.2]])
    shift, config = code @ torch.tensor([0.3, -0.2, 0.5]), painter.pipeline.vae.config

    def encode(images: Tensor) -> SimpleNamespace:
        small = torch.nn.functional.avg_pool2d(images, painter.pixels_per_latent)
        latents = torch.einsum("lc,bchw->blhw", code, small) + shift[:, None, None]
        return SimpleNamespace(latent_dist=SimpleNamespace(mean=latents))

    fresh = Painter(painter.pipeline)
    monkeypatch.setattr(painter.pipeline.vae, "encode", encode)
    colours = torch.tensor([[1.0, 0.0, 0.0], [0.2, 0.9, 0.4], [1.0, 1.0, 1.0], [0.0, 0.0, 0.0]])
    images = (colours * 2 - 1)[:, :, None, None].expand(-1, -1, 32, 32)
    latents = encode(images).latent_dist.mean * config.scaling_factor
    for colour, preview in zip(colours, fresh._preview(latents), strict=True):
        assert preview.size == (16, 16)
        assert np.abs(pixels(preview)[0, 0] - colour.numpy() * 255).max() <= 2


# Conditioners ------------------------------------------------------------------------------------------------------


def test_conditioners_tell_the_painter_equally_long_things(gill: Gill, painter: Painter) -> None:
    states = gill.image_states(None)
    caption = condition("caption", gill, painter, "A fox.", states)
    mapped = condition("gill", gill, painter, "A fox.", states)
    both = condition("both", gill, painter, "A fox.", states)
    assert caption.embeddings.shape == caption.negative.shape == (77, painter.width)
    assert mapped.embeddings.shape == mapped.negative.shape == (77, painter.width)
    assert both.embeddings.shape == both.negative.shape == (154, painter.width)
    assert torch.equal(both.embeddings, torch.cat([caption.embeddings, mapped.embeddings]))
    nothing = painter.encode_texts([""])[0]
    assert torch.allclose(mapped.negative, nothing, atol=1e-5)
    assert torch.allclose(caption.negative, nothing, atol=1e-5)
    for told in (caption, mapped, both):
        (image,) = painter.paint(told.embeddings, told.negative, [1], QUICK)
        assert image.size == (32, 32)


def test_captions_and_states_matter_where_they_are_heard(gill: Gill, painter: Painter) -> None:
    states = gill.image_states(None)
    other = states.flip(0)

    def tell(name: str, caption: str, states: Tensor) -> Tensor:
        return condition(name, gill, painter, caption, states).embeddings

    assert not torch.equal(tell("caption", "A fox.", states), tell("caption", "An owl.", states))
    assert torch.equal(tell("caption", "A fox.", states), tell("caption", "A fox.", other))
    assert torch.equal(tell("gill", "A fox.", states), tell("gill", "An owl.", states))
    assert not torch.equal(tell("gill", "A fox.", states), tell("gill", "A fox.", other))


@pytest.mark.parametrize("queries", [5, 77, 100])
def test_maps_of_another_length_get_a_negative_of_that_length(queries: int, gill: Gill, painter: Painter) -> None:
    config = replace(gill.config, mapper=replace(gill.config.mapper, queries=queries))
    other = Gill(gill.language, gill.vision, AdapterBundle(Adapter(config)))
    told = condition("gill", other, painter, "", gill.image_states(None))
    assert told.embeddings.shape == told.negative.shape == (queries, painter.width)
    painter.paint(told.embeddings, told.negative, [1], PaintOptions(steps=1))


def test_an_adapter_for_another_painter_is_refused(gill: Gill, painter: Painter) -> None:
    config = replace(gill.config, mapper=replace(gill.config.mapper, output=24))
    other = Gill(gill.language, gill.vision, AdapterBundle(Adapter(config)))
    for name in ("gill", "both"):
        with pytest.raises(ModelError, match="width 24; this one's is 32"):
            condition(name, other, painter, "", gill.image_states(None))


def test_conditioners_are_known_by_name(gill: Gill, painter: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StudioError, match='"magic"') as caught:
        condition("magic", gill, painter, "", gill.image_states(None))
    assert "both, caption, gill" in caught.value.hint
    monkeypatch.setattr("engine.models.conditioning.CONDITIONERS", dict(CONDITIONERS))
    with pytest.raises(StudioError, match="already"):
        register("gill", CONDITIONERS["caption"])


@pytest.mark.parametrize("text", ["", "🦊 " * 500, "\ud800", "a\0b", "שלום"])
def test_any_caption_can_be_told(text: str, painter: Painter) -> None:
    found = painter.encode_texts([text])
    assert found.shape == (1, 77, painter.width)
    assert found.isfinite().all()


# Folders -----------------------------------------------------------------------------------------------------------


def edit(path: Path, **changes: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def drop(path: Path, name: str) -> None:
    tensors = load_file(path)
    del tensors[name]
    save_file(tensors, path, metadata={"format": "pt"})


def hostile_index(part: str, entry: Sequence[object]) -> Callable[[Path], object]:
    return lambda f: edit(f / "model_index.json", **{part: entry})


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "nothing there": (shutil.rmtree, "model_index.json"),
    "index is a list": (lambda f: (f / "model_index.json").write_text("[]"), "cannot be loaded"),
    "a module of its own": (hostile_index("unet", ["os", "system"]), r"\['os', 'system'\]"),
    "a file beside it": (hostile_index("unet", ["evil", "Evil"]), r"\['evil', 'Evil'\]"),
    "a pipeline of its own": (hostile_index("_class_name", ["evil", "Evil"]), "Evil"),
    "an odd name": (hostile_index("vae", [["diffusers"], "X"]), "cannot be loaded"),
    "an empty entry": (hostile_index("vae", []), "vae"),
    "another class": (hostile_index("unet", ["diffusers", "AutoencoderKL"]), "cannot be loaded"),
    "SDXL": (lambda f: edit(f / "model_index.json", _class_name="StableDiffusionXLPipeline"), "XLPipeline"),
    "unet: tensor missing": (
        lambda f: drop(f / "unet" / "diffusion_pytorch_model.safetensors", "conv_in.bias"),
        "unet lack the tensor conv_in.bias",
    ),
    "vae: tensor missing": (
        lambda f: drop(f / "vae" / "diffusion_pytorch_model.safetensors", "decoder.conv_out.bias"),
        "vae lack the tensor decoder.conv_out.bias",
    ),
    "text encoder: tensor missing": (
        lambda f: drop(f / "text_encoder" / "model.safetensors", "final_layer_norm.bias"),
        "lack the tensor .*final_layer_norm.bias",
    ),
    "unet truncated": (
        lambda f: (f / "unet" / "diffusion_pytorch_model.safetensors").write_bytes(b"\x10" * 99),
        "cannot be loaded",
    ),
    "no sample size": (lambda f: edit(f / "unet" / "config.json", sample_size=None), "cannot be loaded"),
    "widths by layer": (lambda f: edit(f / "unet" / "config.json", cross_attention_dim=[32, 32]), "cannot be loaded"),
    "scheduler is text": (lambda f: (f / "scheduler" / "scheduler_config.json").write_text("x"), "cannot be loaded"),
    "tokenizer is text": (lambda f: (f / "tokenizer" / "tokenizer.json").write_text("x"), "cannot be loaded"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_and_hostile_folders_are_refused(damage: str, random_model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "painter"
    shutil.copytree(random_model / "painter", folder)
    (folder / "evil.py").write_text(f"open({str(tmp_path / 'was-here')!r}, 'w')\nclass Evil: pass\n")
    harm, reason = DAMAGE[damage]
    harm(folder)
    with pytest.raises(ModelError, match=reason) as caught:
        Painter.load(folder)
    assert str(folder) in caught.value.message
    assert caught.value.hint
    assert not (tmp_path / "was-here").exists()


def test_parts_of_different_models_are_refused(random_model: Path, tmp_path: Path) -> None:
    """An inpainting UNet reads nine channels: no VAE of Stable Diffusion gives as many."""
    folder = tmp_path / "painter"
    shutil.copytree(random_model / "painter", folder)
    path = folder / "unet" / "diffusion_pytorch_model.safetensors"
    tensors = load_file(path)
    weight = tensors["conv_in.weight"]
    tensors["conv_in.weight"] = torch.cat([weight, weight, weight[:, :1]], 1)
    save_file(tensors, path, metadata={"format": "pt"})
    edit(folder / "unet" / "config.json", in_channels=9)
    with pytest.raises(ModelError, match="VAE gives latents of width 4, its unet reads 9"):
        Painter.load(folder)


def test_a_tokenizer_without_a_length_takes_the_encoders(random_model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "painter"
    shutil.copytree(random_model / "painter", folder)
    edit(folder / "tokenizer" / "tokenizer_config.json", model_max_length=10**30)
    assert Painter.load(folder).encode_texts(["a"]).shape[1] == 77


def test_files_of_the_half_precision_variant_are_found(random_model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "painter"
    shutil.copytree(random_model / "painter", folder)
    for path in list(folder.glob("*/*.safetensors")):
        tensors = {name: tensor.half() for name, tensor in load_file(path).items()}
        save_file(tensors, path.with_suffix(".fp16.safetensors"), metadata={"format": "pt"})
        path.unlink()
    loaded = Painter.load(folder)
    assert loaded.dtype == torch.float32
    nothing = loaded.encode_texts([""])[0]
    assert loaded.paint(nothing, nothing, [1], PaintOptions(steps=1))[0].size == (32, 32)


def test_saving_memory_changes_the_picture_hardly(random_model: Path, told: Told) -> None:
    painter = Painter.load(random_model / "painter")
    (plain,) = painter.paint(*told, [1], QUICK)
    painter.save_memory(attention_slicing=True, vae_tiling=True)
    (sliced,) = painter.paint(*told, [1], QUICK)
    assert difference(plain, sliced) <= 2
    assert painter.to("cpu") is painter
