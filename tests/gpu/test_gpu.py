"""On a CUDA device: the same numbers as on the CPU, plans that move and quantise, and nothing left behind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from engine.catalogue import ModelFolders
from engine.device.count import count_parameters
from engine.device.plan import plan
from engine.device.probe import probe
from engine.evaluation.parity import run_checks
from engine.evaluation.parity_fixture import ParityFixture
from engine.facade import Engine
from engine.models.authors_format import read_authors_adapter
from engine.models.gill import Gill
from engine.models.language import LanguageBackbone
from engine.models.random_model import write_random_model
from engine.models.vision import load_vision
from gill_studio.core.protocol import PaintSettings, ProposeRequest, StoryPanel

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device here"),
]
STORY = (StoryPanel("A fox finds a red balloon."), StoryPanel("The wind takes it."))


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> ModelFolders:
    return ModelFolders.of(write_random_model(tmp_path_factory.mktemp("model")))


def test_parity_on_cuda(gill_tiny: Path, tmp_path: Path):
    fixture = ParityFixture.open(gill_tiny)
    fixture.write_checkpoint(tmp_path)
    torch.backends.cuda.matmul.allow_tf32 = False
    language = LanguageBackbone.load(fixture.language_folder, device="cuda")
    vision = load_vision(fixture.vision_folder, device="cuda")
    checks = run_checks(fixture, Gill(language, vision, read_authors_adapter(tmp_path)))
    assert [check for check in checks if not check.passed] == []


def test_a_plan_that_swaps_leaves_nothing_on_the_device(folders: ModelFolders, tmp_path: Path):
    made = plan(count_parameters(folders), probe().best)
    swapped = replace(made, parts=tuple(replace(part, placement="swapped") for part in made.parts))
    before = torch.cuda.memory_allocated()
    engine = Engine.load(folders, plan=swapped)
    request = ProposeRequest(STORY, output=tmp_path, paint=PaintSettings(count=1, steps=2))
    first, second = engine.propose(request), engine.propose(request)
    assert [t.text for t in first.texts] == [t.text for t in second.texts]
    assert first.painted[0].path.is_file()
    del engine
    torch.cuda.empty_cache()
    assert torch.cuda.memory_allocated() <= before + 2**20


@pytest.mark.parametrize("precision", ["int8", "int4"])
def test_a_quantised_language_model_proposes_and_trains(folders: ModelFolders, precision: str):
    pytest.importorskip("bitsandbytes")
    made = plan(count_parameters(folders), probe().best)
    parts = tuple(replace(p, precision=precision, dtype="float16") if p.part == "language" else p for p in made.parts)
    engine = Engine.load(folders, plan=replace(made, parts=parts))
    assert engine.propose(ProposeRequest(STORY)).texts
    embeddings = engine.gill.adapter.image_tokens
    hidden, _ = engine.gill.read(engine.gill.embed(engine.gill.image_ids)[None], keep=False)
    hidden.float().square().mean().backward()
    assert embeddings.grad is not None
    assert bool(embeddings.grad.isfinite().all())
    assert float(embeddings.grad.norm()) > 0
