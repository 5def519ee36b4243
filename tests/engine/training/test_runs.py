"""Trainings as they lie on disk: those that have not ended are known, with how they went, and can be forgotten."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from engine.training.runs import adapter_list, forget_adapter, forget_run, run_folder
from gill_studio.core import locations
from gill_studio.core.errors import StudioError


def begin(name: str, *, steps: int = 900, best: bool = False) -> Path:
    """A training of 1,000 updates, stopped after `steps`; a kill has cut off its last line."""
    folder = run_folder(name)
    folder.mkdir(parents=True)
    request = {"name": name, "collections": ["album"], "stories": ["/s/summer.gill"]}
    settled = {"steps": 1000, "measure_every": 100, "micro_batch": 8, "precision": "float32"}
    (folder / "run.json").write_text(json.dumps({"request": request, "settled": settled}))
    lines = []
    for number in range(1, steps + 1):
        lines.append({"step": number, "steps": 1000, "losses": {"loss": 1 / number}, "rate": 1e-3, "seconds_left": 9.0})
        if number % 100 == 0:
            lines.append({"step": number, "losses": {"loss": 2 / number}, "best": True})
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (folder / "history.jsonl").write_text(text + '{"step": 901, "los')
    if best:
        (folder / "best").mkdir()
    return folder


def adapter(name: str) -> None:
    folder = locations.data_dir() / "adapters" / name
    folder.mkdir(parents=True)
    (folder / "adapter.json").write_text('{"format": 1, "adapter": {"backbones": {"language": {"id": "starter"}}}}')


def test_a_training_that_was_stopped_is_known_with_its_curve() -> None:
    begin("Album")
    (run,) = adapter_list().runs
    assert (run.name, run.done, run.steps, run.can_keep) == ("Album", 900, 1000, True)
    assert run.request.stories == (Path("/s/summer.gill"),)
    assert len(run.curve.steps) <= 401
    assert (run.curve.steps[0].step, run.curve.steps[-1].step) == (1, 900)
    assert [look.step for look in run.curve.looks] == list(range(100, 901, 100))


def test_one_that_has_learnt_nothing_yet_cannot_be_kept() -> None:
    begin("Album", steps=0)
    (run,) = adapter_list().runs
    assert (run.done, run.can_keep) == (0, False)


def test_one_that_has_ended_is_its_adapter_and_goes_with_it() -> None:
    folder = begin("Album", best=True)
    adapter("Album")
    assert [run.name for run in adapter_list().runs] == ["Album"], "an older adapter is being replaced"
    (folder / "best" / "report.json").write_text("{}")
    found = adapter_list()
    assert found.runs == ()
    (record,) = found.adapters
    assert (record.name, record.model) == ("Album", "starter")
    assert record.curve is not None
    assert record.curve.steps[-1].step == 900
    forget_adapter("Album")
    assert not folder.exists()
    assert adapter_list().adapters == ()


def test_an_adapter_that_is_taught_anew_can_go_before_that_has_ended() -> None:
    """Also while it is on its way: its folder must not vanish beneath it."""
    folder = begin("Album", best=True)
    adapter("Album")
    assert adapter_list().adapters[0].curve is None, "how the older one went is not known any more"
    forget_adapter("Album")
    assert (folder / "run.json").is_file()
    assert [run.name for run in adapter_list().runs] == ["Album"]


def test_an_adapter_that_a_training_needs_stays() -> None:
    """Without what it began with, the training could neither go on nor be kept."""
    folder = begin("Trip")
    written = json.loads((folder / "run.json").read_text())
    written["request"]["adapter"] = "Album"
    (folder / "run.json").write_text(json.dumps(written))
    adapter("Album")
    with pytest.raises(StudioError, match="Trip began with Album"):
        forget_adapter("Album")
    forget_run("Trip")
    forget_adapter("Album")
    assert adapter_list().adapters == ()


def test_a_damaged_record_hides_nothing_else() -> None:
    begin("Album")
    with (begin("Trip") / "history.jsonl").open("ab") as file:
        file.write(b"\n\xff\xfe{")
    assert [(run.name, run.done) for run in adapter_list().runs] == [("Album", 900), ("Trip", 900)]
    (run_folder("Trip") / "history.jsonl").unlink()
    (run_folder("Trip") / "history.jsonl").mkdir()
    assert [run.name for run in adapter_list().runs] == ["Album", "Trip"]


def test_looks_are_as_few_as_a_chart_can_show() -> None:
    folder = begin("Album", steps=0)
    lines = (json.dumps({"step": one, "losses": {"loss": 1.0}, "best": False}) for one in range(1, 5001))
    (folder / "history.jsonl").write_text("\n".join(lines))
    (run,) = adapter_list().runs
    assert len(run.curve.looks) <= 401
    assert run.curve.looks[-1].step == 5000


def test_what_is_damaged_is_no_training_and_an_adapter_with_a_reason() -> None:
    begin("Album")
    (run_folder("Album") / "run.json").write_text("{")
    (run_folder("other")).mkdir()
    adapter("broken")
    (locations.data_dir() / "adapters" / "broken" / "adapter.json").write_text("[]")
    found = adapter_list()
    assert found.runs == ()
    assert "cannot be read" in found.adapters[0].error


def test_forgetting() -> None:
    folder = begin("Album")
    forget_run("Album")
    assert not folder.exists()
    with pytest.raises(StudioError, match="no training of Album"):
        forget_run("Album")


def test_listing_takes_no_torch() -> None:
    """The process that lists them is started for that alone."""
    code = "import sys; from engine.training.runs import adapter_list; adapter_list(); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
