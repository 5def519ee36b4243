"""Parity with the authors' implementation, each way the weights can reach the engine; and checks that have teeth."""

from __future__ import annotations

import copy
import json
import runpy
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from engine.evaluation import parity, parity_variants
from engine.evaluation.parity import Check, run_checks
from engine.evaluation.parity_fixture import ParityFixture
from engine.evaluation.parity_variants import variants
from engine.models.adapter import Adapter, AdapterBundle, DecisionModule
from engine.models.gill import Gill

LIMITS = {
    "token ids": 0.0,
    "pooled": 1e-4,
    "caption_embs": 1e-4,
    "retrieval_embs": 1e-4,
    "next_logits": 2e-4,
    "img_hidden": 2e-4,
    "ret_text_emb": 1e-5,
    "gen_emb": 2e-4,
    "decision": 1e-5,
    "log_likelihood": 1e-4,
    "greedy ids": 0.0,
    "greedy ids after edits": 0.0,
    "training losses (relative)": 1e-4,
    "trained tensors": 0.0,
    "gradient norms (relative)": 1e-3,
}
EDITS = parity.edits
VARIANTS = (
    "transformers vision",
    "open_clip vision",
    "native round trip",
    "authors' round trip",
    "authors' round trip, module. prefix",
)


@pytest.fixture(scope="module")
def checked(
    parity_fixture: ParityFixture, parity_gill: Gill, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Check]]:
    """The checks of every variant, by its name; with every edit for both vision paths, with one after round trips."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        for name, vision, bundle in variants(parity_fixture, tmp_path_factory.mktemp("variants")):
            if "round trip" in name:  # the same bits, as other tests show: one edit is enough
                patch.setattr(parity, "edits", lambda panels: EDITS(panels)[:1])
            checks = run_checks(parity_fixture, Gill(parity_gill.language, vision, bundle))
            found[name] = {check.group: check for check in checks}
    return found


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_way_the_weights_come_gives_the_authors_numbers(
    variant: str, checked: dict[str, dict[str, Check]]
) -> None:
    checks = checked[variant]
    assert {group: check.limit for group, check in checks.items()} == LIMITS
    assert [str(check) for check in checks.values() if not check.passed] == []


def test_no_variant_was_left_out(checked: dict[str, dict[str, Check]]) -> None:
    assert tuple(checked) == VARIANTS


def test_the_golden_values_are_all_compared(parity_fixture: ParityFixture) -> None:
    """Five stories, ten greedy answers, 137 gradient norms without and with packing."""
    golden = parity_fixture.golden
    assert len(golden["stories"]) >= 5
    assert sum(len(runs) for runs in golden["generated_ids"].values()) == 2 * len(golden["stories"])
    assert set(parity.DECODINGS) == set(next(iter(golden["generated_ids"].values())))
    for run in golden["training"]["runs"].values():
        assert len(run["grad_norm"]) == 137
        assert len(run) == 8  # seven losses and the norms


# Teeth -------------------------------------------------------------------------------------------------------------


PARTS = ("_tokens", "_pictures", "_stories", "_cached_decoding", "_training")
Failing = Callable[..., set[str]]


@pytest.fixture
def perturbed(parity_gill: Gill) -> Gill:
    """The parity model with an adapter of its own, to be changed by the test."""
    bundle = AdapterBundle(copy.deepcopy(parity_gill.adapter), copy.deepcopy(parity_gill.decision))
    return Gill(parity_gill.language, parity_gill.vision, bundle)


@pytest.fixture
def failing(parity_fixture: ParityFixture, perturbed: Gill, monkeypatch: pytest.MonkeyPatch) -> Failing:
    """`failing("_stories")`: the groups over their limit, of these parts of the checks alone, to be quick."""

    def run(*parts: str, fixture: ParityFixture = parity_fixture) -> set[str]:
        for part in set(PARTS) - set(parts):
            monkeypatch.setattr(parity, part, no_checks)
        return {check.group for check in run_checks(fixture, perturbed) if not check.passed}

    return run


def no_checks(*args: object) -> tuple[()]:
    return ()


def bump(tensor: torch.Tensor, amount: float = 1e-2) -> None:
    with torch.no_grad():
        tensor.view(-1)[0] += amount


def swap_rows(adapter: Adapter, first: int, second: int) -> None:
    with torch.no_grad():
        rows = adapter.image_tokens
        rows[[first, second]] = rows[[second, first]].clone()


def bump_decision(gill: Gill) -> None:
    assert isinstance(gill.decision, DecisionModule)
    bump(gill.decision.weight)


def test_an_unperturbed_adapter_fails_nowhere(failing: Failing) -> None:
    assert failing("_tokens", "_pictures", "_stories") == set()


PERTURBATIONS: dict[str, tuple[Callable[[Gill], object], str, set[str]]] = {
    "W_cap": (lambda g: bump(g.adapter.caption_head.weight), "_pictures", {"caption_embs"}),
    "W_i2t": (lambda g: bump(g.adapter.picture_head.weight), "_pictures", {"retrieval_embs"}),
    "W_t2i": (lambda g: bump(g.adapter.text_head.weight), "_stories", {"ret_text_emb"}),
    "mapper": (lambda g: bump(g.adapter.mapper.queries), "_stories", {"gen_emb"}),
    "decision": (bump_decision, "_stories", {"decision"}),
    "logit scale": (
        lambda g: bump(g.adapter.logit_scale),
        "_training",
        {"training losses (relative)", "gradient norms (relative)"},
    ),
    "first [IMG] rows swapped": (
        lambda g: swap_rows(g.adapter, 0, 1),
        "_stories",
        {"next_logits", "img_hidden", "gen_emb", "ret_text_emb", "decision"},
    ),
    "last [IMG] rows swapped": (
        lambda g: swap_rows(g.adapter, 6, 7),
        "_stories",
        {"next_logits", "img_hidden", "gen_emb"},
    ),
    "not a number": (lambda g: bump(g.adapter.mapper.queries, float("nan")), "_stories", {"gen_emb"}),
    "not a number in training": (
        lambda g: bump(g.adapter.logit_scale, float("nan")),
        "_training",
        {"training losses (relative)", "gradient norms (relative)"},
    ),
}


@pytest.mark.parametrize("name", PERTURBATIONS)
def test_a_perturbed_adapter_fails(name: str, perturbed: Gill, failing: Failing) -> None:
    change, part, expected = PERTURBATIONS[name]
    change(perturbed)
    assert failing(part) == expected


def test_hidden_states_from_before_the_last_norm_fail(perturbed: Gill, failing: Failing) -> None:
    """The pitfall of taking hidden states before OPT's final layer norm."""
    decoder = perturbed.language.model.model.decoder
    norm = decoder.final_layer_norm
    decoder.final_layer_norm = None
    try:
        assert {"next_logits", "img_hidden", "log_likelihood"} <= failing("_stories")
    finally:
        decoder.final_layer_norm = norm


def test_a_second_bos_fails(perturbed: Gill, failing: Failing, monkeypatch: pytest.MonkeyPatch) -> None:
    encode = type(perturbed.language).encode
    monkeypatch.setattr(type(perturbed.language), "encode", lambda self, text: [self.bos, *encode(self, text)])
    assert {"token ids", "next_logits"} <= failing("_tokens", "_stories")


def test_a_stale_prefix_cache_fails(
    parity_fixture: ParityFixture, failing: Failing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cache that takes an edited story for the old one gives other words."""
    monkeypatch.setattr("engine.prompting.cache._common_prefix", lambda a, b: min(len(a), len(b)))
    assert failing("_cached_decoding", fixture=one_story(parity_fixture)) == {"greedy ids after edits"}


def test_another_scale_of_the_picture_score_fails(
    parity_fixture: ParityFixture, failing: Failing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two scale factors compound on the one [IMG1] they share."""
    for name, options in parity.DECODINGS.items():
        monkeypatch.setitem(parity.DECODINGS, name, replace(options, authors_factor=1.4))
    assert "greedy ids" in failing("_cached_decoding", fixture=one_story(parity_fixture, "captions"))


def test_packing_with_other_labels_fails(failing: Failing, monkeypatch: pytest.MonkeyPatch) -> None:
    """The authors erase a packed row's second caption; labelling it is better, and not the same."""
    rows = parity.picture_rows

    def labelled(*args: Any, packed: bool, label_second: bool) -> Any:
        assert not label_second
        return rows(*args, packed=packed)

    monkeypatch.setattr(parity, "picture_rows", labelled)
    assert "training losses (relative)" in failing("_training")


def test_a_golden_value_that_is_not_a_number_fails(parity_fixture: ParityFixture, failing: Failing) -> None:
    golden = parity_fixture.tensors["pooled/1"]
    tensors = parity_fixture.tensors | {"pooled/1": torch.full_like(golden, torch.nan)}
    assert failing("_pictures", fixture=replace(parity_fixture, tensors=tensors)) == {"pooled"}


@pytest.mark.parametrize(("worst", "passed"), [(0.0, True), (1e-4, True), (1.1e-4, False), (float("nan"), False)])
def test_a_check_passes_within_its_limit_only(worst: float, passed: bool) -> None:
    assert Check("group", worst, 1e-4).passed is passed


@pytest.mark.parametrize("order", [(1, 0), (0, 1)])
def test_a_number_never_hides_a_nan(order: tuple[int, int], failing: Failing, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worst of a group is kept; nothing is worse than NaN, whichever comes first."""
    pair = [Check("pooled", float("nan"), 1.0), Check("pooled", 0.5, 1.0)]

    def pictures(*args: object) -> Iterator[Check]:
        yield from (pair[i] for i in order)

    monkeypatch.setattr(parity, "_pictures", pictures)
    assert failing("_pictures") == {"pooled"}


# The command -------------------------------------------------------------------------------------------------------


def one_story(fixture: ParityFixture, name: str = "interleaved") -> ParityFixture:
    return replace(fixture, golden=cut(fixture.golden, name))


def cut(golden: dict[str, Any], name: str) -> dict[str, Any]:
    by_story = ("stories", "prompt_ids", "generated_ids", "decision", "log_likelihood")
    return golden | {part: {name: golden[part][name]} for part in by_story}


@pytest.fixture
def small_fixture(gill_tiny: Path, tmp_path: Path) -> Path:
    """A copy with one story, so that the command is quick."""
    folder = tmp_path / "fixture"
    shutil.copytree(gill_tiny, folder)
    golden = json.loads((folder / "golden.json").read_text(encoding="utf-8"))
    (folder / "golden.json").write_text(json.dumps(cut(golden, "interleaved")), encoding="utf-8")
    return folder


def run_benchmark(
    fixture: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    """Exit status and output of the script, run as a script but without importing everything anew."""
    script = Path(__file__).parents[2] / "benchmarks" / "parity.py"
    monkeypatch.setattr(sys, "argv", [str(script), str(fixture)])
    monkeypatch.setattr(parity_variants, "variants", lambda *args: islice(variants(*args), 1))
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(script), run_name="__main__")
    return int(ended.value.code or 0), capsys.readouterr().out


def test_the_command_prints_each_group_and_passes(
    small_fixture: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, output = run_benchmark(small_fixture, monkeypatch, capsys)
    assert status == 0
    assert "all within their limits" in output
    lines = {line[2:32].strip(): line.split()[-2:] for line in output.splitlines() if line.startswith("  ")}
    assert set(lines) - {"group"} == set(LIMITS)
    for group, limit in LIMITS.items():
        worst, printed = lines[group]
        assert float(printed) == limit
        assert float(worst) <= limit


def test_the_command_fails_on_a_perturbed_copy(
    small_fixture: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    weights = small_fixture / "openai" / "clip-vit-tiny" / "model.safetensors"
    tensors = load_file(weights)
    bump(next(tensor for name, tensor in tensors.items() if name.endswith("post_layernorm.weight")))
    save_file(tensors, weights, metadata={"format": "pt"})
    status, output = run_benchmark(small_fixture, monkeypatch, capsys)
    assert status == 1
    assert "TOO LARGE" in next(line for line in output.splitlines() if line.startswith("  pooled"))
    assert "over their limit" in output
