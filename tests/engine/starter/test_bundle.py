"""The bundle: every weight in 16 bits, nothing missing, nothing beside, and loaded as the application loads it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from engine.catalogue import ModelFolders
from engine.choice import PaintDefaults, choose_model, load_chosen
from engine.facade import Engine
from engine.loading import LoadedModel
from engine.starter import bundle
from engine.starter.bundle import SETTINGS, check_bundle, write_bundle
from gill_studio.core import locations
from gill_studio.core.errors import ModelError, StudioError
from gill_studio.core.protocol import PaintSettings, ProposeRequest, StoryPanel, TextSettings

LICENCE = Path(__file__).parents[3] / "LICENSE"
REQUEST = ProposeRequest(
    (StoryPanel("A fox finds a red balloon."),), text=TextSettings(2), paint=PaintSettings(count=1, steps=2)
)
FIGURES = {
    "heading": "starter (abc): 200 stories",
    "tables": [
        {
            "title": "Facts in pictures",
            "columns": ["animal", "scarf"],
            "rows": [{"name": "full context", "figures": [{"value": 0.97, "low": 0.95, "high": 0.99}, None]}],
            "checks": [{"what": "animal", "value": 0.9, "low": 0.8, "high": 1.0, "required": "≥ .95", "holds": False}],
            "remarks": ["Two seeds."],
        }
    ],
    "met": 3,
    "required": 4,
}


@pytest.fixture
def work(random_model: Path, tmp_path: Path) -> Path:
    """A recipe's folder in which every stage has ended: its model is a random one."""
    shutil.copytree(random_model, tmp_path / "work" / "model")
    (tmp_path / "work" / "model" / "model.json").unlink()
    (tmp_path / "work" / "gill.checkpoint.pt").write_bytes(b"not for the bundle")
    (tmp_path / "work" / "model" / "language" / "notes.csv").write_text("nor this", encoding="utf-8")
    return tmp_path / "work"


def test_the_bundle_is_half_as_large_and_says_the_same(work: Path, tmp_path: Path, loaded: LoadedModel) -> None:
    target = tmp_path / "starter"
    config = work / "model" / "language" / "config.json"
    origin = {"_name_or_path": str(work)}
    config.write_text(json.dumps(json.loads(config.read_text(encoding="utf-8")) | origin), encoding="utf-8")
    made = write_bundle(work, target, LICENCE)
    weights = {path: load_file(path) for path in target.rglob("*.safetensors")}
    assert len(weights) == 6, "language, vision, text encoder, UNet, VAE, adapter"
    kinds = {tensor.dtype for tensors in weights.values() for tensor in tensors.values() if tensor.is_floating_point()}
    assert kinds == {torch.float16}
    before = sum(path.stat().st_size for path in work.rglob("*.safetensors"))
    after = sum(path.stat().st_size for path in weights)
    assert after < 0.6 * before
    assert made.bytes == sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    assert made.sizes["LICENSE"] == LICENCE.stat().st_size
    assert not [name for name in made.sizes if name.endswith((".pt", ".csv", ".part"))]
    trained, bundled = Engine(loaded), Engine.load(ModelFolders.of(target))
    assert next(bundled.gill.language.model.parameters()).dtype is torch.float32
    asked = [StoryPanel("A fox finds a red balloon.")]
    assert bundled.log_likelihood(asked) == pytest.approx(trained.log_likelihood(asked), abs=1e-2)
    request = ProposeRequest(REQUEST.panels, text=REQUEST.text, paint=REQUEST.paint, output=tmp_path / "painted")
    proposals = bundled.propose(request)
    assert len(proposals.painted) == 1
    assert proposals.decision is not None
    assert not any(str(work) in path.read_text(encoding="utf-8") for path in target.rglob("*.json"))


def test_the_application_finds_it_and_how_it_paints(
    work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(locations.resources_dir() / "models.toml", tmp_path)
    monkeypatch.setattr("gill_studio.core.locations.resources_dir", lambda: tmp_path)
    with pytest.raises(ModelError, match="starter model is not in"):
        choose_model()
    write_bundle(work, tmp_path / "starter", LICENCE)
    chosen = choose_model()
    assert chosen == choose_model("starter") == choose_model(str(tmp_path / "starter"))
    assert (chosen.folders.name, chosen.painting) == ("starter", PaintDefaults(**SETTINGS))  # type: ignore[arg-type]
    assert load_chosen(chosen).propose(REQUEST).texts
    with pytest.raises(ModelError, match="no model 'unheard-of'"):
        choose_model("unheard-of")
    with pytest.raises(ModelError, match="not installed"):
        choose_model("gill-opt-6.7b")
    record = json.loads((tmp_path / "starter" / "model.json").read_text(encoding="utf-8"))
    (tmp_path / "starter" / "model.json").write_text(json.dumps(record | {"painting": {"steps": "many"}}))
    with pytest.raises(ModelError, match=r"painting.*steps"):
        choose_model()


def test_the_card_tells_what_is_known(work: Path, tmp_path: Path) -> None:
    write_bundle(work, tmp_path / "starter", LICENCE)
    card = (tmp_path / "starter" / "README.md").read_text(encoding="utf-8")
    assert "It knows one picture-book world and nothing else" in card
    assert "Not measured yet" in card
    assert max(map(len, card.splitlines())) <= 120
    numbers = [int(number.replace(",", "")) for number in re.findall(r"\| ([\d,]+) \|", card)]
    assert numbers[-1] == sum(numbers[:-1]) > 100_000
    (work / "figures.json").write_text(json.dumps(FIGURES), encoding="utf-8")
    (work / "training.json").write_text(json.dumps({"device": "two cores", "hours": 3, "steps": {"gill": 800}}))
    Image.new("RGB", (30, 20)).save(work / "contact-sheet.jpg")
    write_bundle(work, tmp_path / "starter", LICENCE)
    card = (tmp_path / "starter" / "README.md").read_text(encoding="utf-8")
    for line in (
        "| full context | 0.970 [0.950, 0.990] |  |",
        "- animal: 0.900 [0.800, 1.000] (≥ .95; **not met**)",
        "3 of 4 requirements are met.",
        "- device: two cores",
        "- steps: gill 800",
        "![Contact sheet](contact-sheet.jpg)",
    ):
        assert line in card
    assert (tmp_path / "starter" / "contact-sheet.jpg").is_file()


@pytest.mark.parametrize("damage", ["too large", "overflow", "no part", "no tensor", "bad figures", "bad json"])
def test_a_bundle_that_fails_leaves_the_old_one(
    damage: str, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "starter"
    target.mkdir()
    (target / "old").write_text("the old one", encoding="utf-8")
    vae = work / "model" / "painter" / "vae" / "diffusion_pytorch_model.safetensors"
    tensors = load_file(vae)
    name = next(iter(tensors))
    if damage == "too large":
        monkeypatch.setattr(bundle, "MOST_BYTES", 100_000)
    elif damage == "overflow":
        save_file(tensors | {name: tensors[name] * 0 + 1e6}, vae, {"format": "pt"})
    elif damage == "no part":
        shutil.rmtree(work / "model" / "adapter")
    elif damage == "no tensor":
        save_file({n: t for n, t in tensors.items() if n != name}, vae, {"format": "pt"})
    else:
        (work / "figures.json").write_text("{}" if damage == "bad figures" else "{", encoding="utf-8")
    with pytest.raises(StudioError) as caught:
        write_bundle(work, target, LICENCE)
    expected = {
        "too large": "MB",
        "overflow": name,
        "no part": "adapter",
        "no tensor": name,
        "bad json": "figures.json",
    }
    assert expected.get(damage, "report") in caught.value.message
    assert (target / "old").read_text(encoding="utf-8") == "the old one"
    assert [path.name for path in tmp_path.iterdir() if "starter" in path.name] == ["starter"]


def test_a_changed_tensor_is_noticed(work: Path, tmp_path: Path) -> None:
    target = tmp_path / "starter"
    write_bundle(work, target, LICENCE)
    check_bundle(target, work)
    path = target / "adapter" / "adapter.safetensors"
    tensors = load_file(path)
    save_file(tensors | {"logit_scale": tensors["logit_scale"] + 1}, path)
    check_bundle(target)
    with pytest.raises(ModelError, match=r"adapter\.logit_scale is not the tensor that was trained"):
        check_bundle(target, work)


def test_shards_become_one_file(work: Path, tmp_path: Path) -> None:
    language = work / "model" / "language"
    tensors = load_file(language / "model.safetensors")
    names = list(tensors)
    halves = (names[: len(names) // 2], names[len(names) // 2 :])
    for number, part in enumerate(halves, start=1):
        save_file({n: tensors[n] for n in part}, language / f"model-{number:05}-of-00002.safetensors", {"format": "pt"})
    places = {n: f"model-{number:05}-of-00002.safetensors" for number, part in enumerate(halves, 1) for n in part}
    (language / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": places}))
    (language / "model.safetensors").unlink()
    made = write_bundle(work, tmp_path / "starter", LICENCE)
    assert sorted(name for name in made.sizes if "language/model" in name) == ["language/model.safetensors"]
    assert set(load_file(tmp_path / "starter" / "language" / "model.safetensors")) == set(names)
