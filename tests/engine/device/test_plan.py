"""The memory plan: bytes from parameter counts, and what must hold for every amount of memory."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.device.layout import layouts
from engine.device.memory import (
    DeviceError,
    DeviceMemory,
    parse_size,
    supposed_cpu,
    supposed_gpu,
)
from engine.device.parts import PAINTER_PARTS
from engine.device.plan import MemoryPlan, plan, usable
from engine.device.sizes import NO_PAINTER, ModelSizes, PainterSizes

GB = 10**9
LINEAR = 32 * (4 * 4096**2 + 2 * 4096 * 16384)
REST = 6_658_473_984 - LINEAR
CACHE = 2 * 32 * 4096 * 2  # bytes of a token's keys and values in 16 bits
CONTEXT = 500_000_000
PAINTER = 2 * (859_520_964 + 83_653_863 + 123_060_480)
MAC = DeviceMemory("mps", "mps", "Apple GPU", 16 * GB, 16 * GB, 16 * GB, fused_attention=False)


def test_eight_gigabytes_hold_the_published_model_in_four_bits(published: ModelSizes) -> None:
    made = plan(published, supposed_gpu(8 * GB, host=16 * GB))
    assert made.fits
    assert made.quantization == "int4"
    language = LINEAR // 2 + LINEAR // 64 + 4 * LINEAR // 64 // 256 + 2 * REST
    assert made.part("language").bytes == language
    assert 3.6 * GB < language < 4.0 * GB
    assert made.part("vision").bytes == 2 * 303_179_776
    assert made.part("adapter").bytes == 4 * 50_096_385
    assert sum(made.part(name).bytes for name in PAINTER_PARTS) == PAINTER
    assert {part.placement for part in made.parts} == {"swapped"}
    reading = 256 * (3 * 16384 + 4 * 4096) * 2 + 2 * 4096 * 16384 + 2 * 2 * 50272 * 4
    held = CONTEXT + language + 4 * 50_096_385
    assert made.candidates == 2
    assert made.language_peak == held + 4 * (made.window + 64) * CACHE + round(1.3 * reading)
    decoding = 3 * 512 * 512 * 256 * 2 * made.pictures
    assert made.painting_peak == CONTEXT + PAINTER + (made.window + 64) * CACHE + round(2.9 * decoding)
    assert made.peak <= 8 * GB - 256_000_000 - 8 * GB // 50
    assert made.window >= 1024
    assert made.host_peak == sum(part.bytes for part in made.parts)


def test_eighty_gigabytes_hold_everything_in_sixteen_bits(published: ModelSizes) -> None:
    made = plan(published, supposed_gpu(80 * GB))
    assert made.quantization is None
    assert not made.swap
    assert not made.vae_tiling
    assert made.part("language").bytes == 2 * 6_658_473_984
    assert (made.window, made.candidates, made.pictures) == (2048, 4, 4)
    assert made.warnings == ()
    assert made.host_peak == 0
    assert {part.part: part.dtype for part in made.parts} == {
        "language": "bfloat16",
        "vision": "bfloat16",
        "adapter": "float32",
        "unet": "float16",
        "vae": "float16",
        "text_encoder": "float16",
    }


@pytest.mark.parametrize(
    ("memory", "language", "places"),
    [
        (6, "int4", ("swapped", "swapped", "swapped")),
        (8, "int4", ("swapped", "swapped", "swapped")),
        (12, "int8", ("resident", "swapped", "swapped")),
        (16, "int8", ("resident", "resident", "resident")),
        (24, "bfloat16", ("resident", "resident", "resident")),
        (80, "bfloat16", ("resident", "resident", "resident")),
    ],
)
def test_the_plan_of_common_cards(memory: int, language: str, places: tuple[str, ...], published: ModelSizes) -> None:
    made = plan(published, supposed_gpu(memory * GB))
    assert made.fits
    assert made.part("language").precision == language
    assert tuple(made.part(name).placement for name in ("language", "vision", "unet")) == places
    assert made.device_of("language") == made.device_of("unet") == "cuda:0"


@pytest.mark.parametrize(
    ("memory", "language", "painter"),
    [(16, "int4", "float32"), (32, "bfloat16", "float32"), (64, "float32", "float32")],
)
def test_the_plan_of_a_computer_without_a_gpu(memory: int, language: str, painter: str, published: ModelSizes) -> None:
    made = plan(published, supposed_cpu(memory * GB))
    assert made.fits
    assert made.part("language").precision == language
    assert made.part("unet").precision == painter
    assert all(made.device_of(part.part) == "cpu" for part in made.parts)
    assert made.host_peak == made.peak
    assert any("CPU" in warning for warning in made.warnings)


def memories(least: int = 8 * GB, host: int = 16 * GB) -> st.SearchStrategy[DeviceMemory]:
    """GPUs with `least` to 100 GB free in computers with at least `host` free, with and without bfloat16."""
    return st.builds(
        lambda free, main, bfloat16: replace(supposed_gpu(free, main), bfloat16=bfloat16),
        st.integers(least, 100 * GB),
        st.integers(host, 128 * GB),
        st.booleans(),
    )


@given(memory=memories())
def test_from_eight_gigabytes_on_a_gpu_runs_all_of_it(memory: DeviceMemory, published: ModelSizes) -> None:
    made = plan(published, memory)
    assert made.fits
    assert made.peak <= usable(memory.free) < memory.free
    assert made.host_peak <= usable(memory.host_free)
    assert all(made.device_of(part.part) == "cuda:0" for part in made.parts)
    assert made.window >= 1024
    assert made.part("language").dtype == ("bfloat16" if memory.bfloat16 else "float16")


@given(memory=memories(least=1 * GB), more=st.integers(0, 30 * GB))
@settings(max_examples=60)
def test_more_memory_never_means_a_worse_plan(memory: DeviceMemory, more: int, published: ModelSizes) -> None:
    larger = replace(memory, free=memory.free + more, total=memory.total + more)
    assert _quality(plan(published, larger)) >= _quality(plan(published, memory))


def _quality(made: MemoryPlan) -> tuple[bool | int, ...]:
    places = [part.placement for part in made.parts]
    bits = {"int4": 4, "int8": 8, "bfloat16": 16, "float16": 16, "float32": 32}
    return (
        made.fits,
        made.device_of("unet") != "cpu",
        made.device_of("language") != "cpu",
        made.window >= 1024 and made.candidates >= 2,
        bits[made.part("language").precision],
        not made.vae_tiling,
        places.count("resident"),
    )


@given(memory=memories(least=1), host=st.integers(1, 64 * GB))
@settings(max_examples=40)
def test_without_bitsandbytes_nothing_is_quantised(memory: DeviceMemory, host: int, published: ModelSizes) -> None:
    made = plan(published, replace(memory, quantization=False, host_free=host))
    assert made.quantization is None


@given(free=st.integers(0, 10 * GB), host=st.integers(0, 10 * GB))
@settings(max_examples=30)
def test_it_warns_and_never_forbids(free: int, host: int, published: ModelSizes) -> None:
    memory = supposed_gpu(free, host)
    made = plan(published, memory)
    assert made.fits == (made.missing <= 0)
    assert made.fits != any("does not fit" in warning for warning in made.warnings)
    assert {part.part for part in made.parts} >= {"language", "vision", "adapter", *PAINTER_PARTS}


def test_what_fits_nowhere_gets_the_plan_that_comes_closest(published: ModelSizes) -> None:
    made = plan(published, supposed_gpu(1 * GB, host=1 * GB))
    assert not made.fits
    assert made.quantization == "int4"
    assert len(list(layouts(published, made.memory))) > 5
    assert "Close other programs" in made.describe()


def test_bitsandbytes_is_recommended_where_it_would_help(published: ModelSizes) -> None:
    without = replace(supposed_gpu(8 * GB), quantization=False)
    made = plan(published, without)
    assert made.fits
    assert made.device_of("language") == "cpu"
    assert made.device_of("unet") == "cuda:0"
    assert any("bitsandbytes" in warning for warning in made.warnings)
    enough = plan(published, replace(supposed_gpu(24 * GB), quantization=False))
    assert not any("bitsandbytes" in warning for warning in enough.warnings)


def test_main_memory_limits_the_story_where_the_language_model_runs_there(published: ModelSizes) -> None:
    made = plan(published, replace(supposed_gpu(4 * GB, host=16 * GB), quantization=False))
    assert made.fits
    assert made.device_of("language") == "cpu"
    assert made.device_of("unet") == "cuda:0"
    assert 512 <= made.window * made.candidates < 4 * 2048
    assert made.host_peak <= usable(16 * GB)


def test_parts_wait_in_main_memory_only_if_there_is_room(published: ModelSizes) -> None:
    made = plan(published, supposed_gpu(12 * GB, host=2 * GB))
    assert made.fits
    assert not made.swap
    assert made.quantization == "int4"


def test_shared_memory_is_never_swapped_and_slices_attention_before_it_tiles(published: ModelSizes) -> None:
    for free in range(4, 40, 2):
        made = plan(published, replace(MAC, free=free * GB, host_free=free * GB))
        assert not made.swap
        assert made.host_peak == made.peak
        assert made.attention_slicing or not made.vae_tiling or made.memory.kind == "cpu"
    roomy = plan(published, replace(MAC, free=60 * GB, host_free=60 * GB))
    assert not roomy.attention_slicing
    assert roomy.part("language").dtype == "float16"
    tight = plan(published, replace(MAC, free=22 * GB, host_free=22 * GB))
    assert tight.fits
    assert tight.device_of("language") == "mps"


def test_large_pictures_need_slices_without_fused_attention(published: ModelSizes) -> None:
    large = replace(published, painter=replace(published.painter, size=1024))
    sixteen = replace(MAC, free=32 * GB, host_free=32 * GB)
    made = plan(large, sixteen)
    assert made.fits
    assert made.attention_slicing
    assert not plan(large, replace(sixteen, fused_attention=True)).attention_slicing


def test_tiles_are_used_when_decoding_is_the_peak(published: ModelSizes) -> None:
    large = replace(published, painter=replace(published.painter, size=1536))
    made = plan(large, supposed_gpu(8 * GB))
    assert made.fits
    assert made.vae_tiling
    assert "tiles" in made.describe()


@pytest.fixture
def starter(published: ModelSizes) -> ModelSizes:
    """A model of the starter's size: some 16 million parameters."""
    language = replace(
        published.language,
        parameters=5_000_000,
        quantizable=4_000_000,
        width=256,
        layers=6,
        key_value_width=256,
        feedforward=1024,
        rows=2048,
        context=512,
        largest_linear=262_144,
        embedding=524_288,
    )
    vision = replace(published.vision, parameters=2_000_000, width=192, feedforward=768, tokens=65)
    painter = PainterSizes(
        6_000_000, 1_000_000, 1_000_000, unet_width=64, unet_heads=4, vae_width=64, scale=4, size=128
    )
    return ModelSizes(language, vision, painter, adapter=1_500_000)


@pytest.mark.parametrize("memory", [supposed_cpu(4 * GB), supposed_gpu(2 * GB), replace(MAC, free=4 * GB)])
def test_a_small_model_runs_in_full_precision_anywhere(memory: DeviceMemory, starter: ModelSizes) -> None:
    made = plan(starter, memory)
    assert made.fits
    assert {part.precision for part in made.parts} == {"float32"}
    assert not made.swap
    assert not made.vae_tiling
    assert made.device_of("language") == made.device_of("unet") == memory.device
    assert (made.window, made.candidates) == (512, 4)
    assert made.warnings == ()


def test_a_model_that_does_not_paint_is_planned_for(published: ModelSizes) -> None:
    made = plan(replace(published, painter=NO_PAINTER), supposed_gpu(8 * GB))
    assert made.fits
    assert made.part("unet").bytes == 0
    assert "Painter" not in made.describe()
    assert "Paints" not in made.describe()


def test_the_plan_in_words(published: ModelSizes) -> None:
    text = plan(published, supposed_gpu(8 * GB)).describe()
    assert "Language model: 4 bits, 3.76 GB; waits in main memory until it is needed." in text
    assert "each picture moves 3.76 GB" in text
    assert "8.00 GB free" in text
    assert "stays on the device" in plan(published, supposed_gpu(24 * GB)).describe()
    cramped = plan(published, supposed_gpu(6 * GB))
    assert f"the last {cramped.window} tokens" in cramped.describe()


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("8GB", 8 * GB),
        ("8 gb", 8 * GB),
        ("12GiB", 12 * 2**30),
        ("1.5GB", 1_500_000_000),
        ("512MB", 512 * 10**6),
        ("7", 7),
    ],
)
def test_amounts_of_memory(text: str, size: int) -> None:
    assert parse_size(text) == size


@given(text=st.text(max_size=20) | st.sampled_from(["0GB", "-8GB", "8 GB RAM", "8TBB", "nan", "1e9", "٣GB", "9" * 400]))
def test_other_amounts_are_refused_in_words(text: str) -> None:
    try:
        size = parse_size(text)
    except DeviceError as error:
        refused = error
    else:
        assert size > 0
        return
    assert text in refused.message
    assert "8GB" in refused.hint
