"""Sizes counted on the meta device against published figures and against models that are really built."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from transformers import AutoModelForCausalLM
from transformers.cache_utils import DynamicCache

from engine.catalogue import ModelFolders
from engine.device.count import count_language, count_painter, count_parameters, count_vision
from engine.device.known import known_sizes, published_folder, published_folders, published_sizes, save_sizes
from engine.device.sizes import ModelSizes
from engine.models.adapter import AdapterConfig
from engine.models.adapter_files import read_adapter
from engine.models.language import LanguageBackbone
from engine.models.painter import Painter
from engine.models.random_model import RandomSizes, language_config, write_random_model
from engine.models.vision import load_vision
from gill_studio.core.errors import ModelError


def test_published_model_has_the_published_counts() -> None:
    sizes = count_parameters(published_folders())
    assert sizes.language.parameters == 6_658_473_984
    assert sizes.language.embedding == 50272 * 4096
    assert sizes.language.head == 0
    assert sizes.language.quantizable == 32 * (4 * 4096**2 + 2 * 4096 * 16384)
    assert sizes.vision.parameters == 303_179_776
    assert sizes.painter.unet == 859_520_964
    assert sizes.painter.vae == 83_653_863
    assert sizes.painter.text_encoder == 123_060_480
    assert sizes.painter.size == 512
    assert sizes.adapter == 50_096_385
    assert known_sizes(published_folder()) == sizes, "renew it with engine.device.known.save_sizes"


def test_published_scheduler_is_one_of_diffusers() -> None:
    from diffusers import PNDMScheduler

    scheduler = PNDMScheduler.from_pretrained(published_folders().painter, subfolder="scheduler", local_files_only=True)
    assert scheduler.config.beta_schedule == "scaled_linear"
    assert scheduler.alphas_cumprod[-1] == pytest.approx(0.0047, rel=0.01)


@pytest.mark.parametrize(("kind", "tied"), [("opt", True), ("llama", False), ("qwen3", True), ("qwen3", False)])
def test_random_models_are_counted_as_they_are_built(kind: str, tied: bool, tmp_path: Path) -> None:
    folder = write_random_model(tmp_path, RandomSizes(language=kind, tied=tied, painter=kind == "opt"))
    folders = ModelFolders.of(folder)
    sizes = count_parameters(folders)

    language = LanguageBackbone.load(folders.language)
    assert sizes.language.parameters == _count(language.model)
    assert (sizes.language.head == 0) == tied
    assert sizes.language.rows == language.rows
    assert sizes.language.width == language.width
    assert sizes.language.context == language.window
    vision = load_vision(folders.vision)
    assert sizes.vision.parameters == _count(vision.tower)
    assert sizes.vision.width == vision.width
    assert folders.adapter is not None
    assert sizes.adapter == _count(read_adapter(folders.adapter).adapter)
    if folders.painter is None:
        assert sizes.painter.parameters == 0
    else:
        painter = Painter.load(folders.painter)
        parts = (painter.pipeline.unet, painter.pipeline.vae, painter.pipeline.text_encoder)
        assert sizes.painter.parameters == sum(map(_count, parts))
        assert sizes.painter.size == painter.native_size


def _count(module: torch.nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())


@pytest.mark.parametrize("kind", ["opt", "llama", "qwen3"])
def test_cache_bytes_are_what_a_real_cache_holds(kind: str, tmp_path: Path) -> None:
    model = AutoModelForCausalLM.from_config(language_config(RandomSizes(language=kind), 40))
    model.config.save_pretrained(tmp_path)
    cache = DynamicCache()
    with torch.no_grad():
        model(input_ids=torch.arange(7)[None], past_key_values=cache)
    held = sum(layer.keys.nbytes + layer.values.nbytes for layer in cache.layers)
    assert count_language(tmp_path).cache_bytes("float32") * 7 == held


def test_adapter_config_at_hand_is_counted(published: ModelSizes) -> None:
    config = AdapterConfig(4096, 1024, tuple(range(9, 13)))
    assert count_parameters(published_folders(), config).adapter == published.adapter - 4 * 4096


def test_vision_is_read_from_a_whole_clip_config(tmp_path: Path) -> None:
    vision = json.loads((published_folders().vision / "config.json").read_text(encoding="utf-8"))
    whole = {"model_type": "clip", "vision_config": vision, "text_config": {}, "projection_dim": 768}
    (tmp_path / "config.json").write_text(json.dumps(whole), encoding="utf-8")
    assert count_vision(tmp_path).parameters == 303_179_776


@pytest.mark.parametrize(
    "change",
    [
        {"num_hidden_layers": 10**9},
        {"num_hidden_layers": -1},
        {"hidden_size": "wide"},
        {"hidden_size": -8},
        {"num_attention_heads": 0},
        {"model_type": "no-such-model"},
        {"model_type": "no-such-model", "auto_map": {"AutoModelForCausalLM": "evil.Model"}},
    ],
)
def test_language_config_that_cannot_be(change: dict[str, object], tmp_path: Path) -> None:
    config = json.loads((published_folders().language / "config.json").read_text(encoding="utf-8"))
    (tmp_path / "config.json").write_text(json.dumps(config | change), encoding="utf-8")
    (tmp_path / "evil.py").write_text("raise SystemExit('code of a stranger was run')", encoding="utf-8")
    with pytest.raises(ModelError, match=tmp_path.name) as raised:
        count_language(tmp_path)
    assert raised.value.hint


@pytest.mark.parametrize("content", [None, "", "[]", "{", "3", '{"vision_cfg": 1}'])
def test_configs_that_are_none(content: str | None, tmp_path: Path) -> None:
    if content is not None:
        for name in ("config.json", "open_clip_config.json"):
            (tmp_path / name).write_text(content, encoding="utf-8")
    for count in (count_language, count_vision):
        with pytest.raises(ModelError, match=tmp_path.name):
            count(tmp_path)


@pytest.mark.parametrize("part", ["unet", "vae", "text_encoder"])
def test_painter_part_that_is_missing_is_named(part: str, tmp_path: Path) -> None:
    painter = published_folders().painter
    assert painter is not None
    shutil.copytree(painter, tmp_path / "painter")
    shutil.rmtree(tmp_path / "painter" / part)
    with pytest.raises(ModelError, match=part):
        count_painter(tmp_path / "painter")


def test_sizes_file_is_not_believed_when_a_config_changed(tmp_path: Path, published: ModelSizes) -> None:
    folder = tmp_path / "model"
    shutil.copytree(published_folder(), folder)
    assert known_sizes(folder) == published
    config = json.loads((folder / "language" / "config.json").read_text(encoding="utf-8"))
    (folder / "language" / "config.json").write_text(json.dumps(config, indent=4), encoding="utf-8", newline="\r\n")
    assert known_sizes(folder) == published, "only spaces changed"
    config["num_hidden_layers"] = 24
    (folder / "language" / "config.json").write_text(json.dumps(config), encoding="utf-8")
    assert known_sizes(folder) is None
    save_sizes(folder, replace(published, adapter=1))
    assert known_sizes(folder) == replace(published, adapter=1)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200) | st.sampled_from([b"[" * 10**5, b'{"configs": "", "sizes": {}}']))
def test_damaged_sizes_file_is_ignored(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "sizes.json").write_bytes(content)
    assert known_sizes(tmp_path) is None


def test_published_sizes_are_counted_when_the_file_is_gone(
    tmp_path: Path, published: ModelSizes, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "models" / published_folder().name
    shutil.copytree(published_folder(), folder)
    (folder / "sizes.json").unlink()
    monkeypatch.setattr("gill_studio.core.locations.resources_dir", lambda: tmp_path)
    assert published_sizes() == published
