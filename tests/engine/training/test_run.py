"""A whole training: planned, carried out, measured, kept under a name; stopped and gone on with; its errors."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from engine.adapters import adapter_folder, adapter_records, remove_adapter
from engine.choice import choose_model
from engine.context import CancelledError, RunContext
from engine.facade import Engine
from engine.models.adapter_files import read_adapter, read_config
from engine.training.run import train_adapter
from engine.training.runs import RUN, run_folder
from engine.training.task import AdapterTask
from gill_studio.core.collections.library import find_collection
from gill_studio.core.errors import ModelError, StudioError
from gill_studio.core.protocol import StoryPanel
from gill_studio.core.training import (
    TrainingError,
    TrainingMeasured,
    TrainingPlan,
    TrainingReport,
    TrainingStep,
    TrainRequest,
)

Request = Callable[..., TrainRequest]


def carried_out(request: TrainRequest) -> tuple[TrainingReport, list[object]]:
    told: list[object] = []
    report = train_adapter(request, RunContext(on_partial=told.append))
    assert isinstance(report, TrainingReport)
    return report, told


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return dict(read_adapter(folder).adapter.state_dict())


def digest_of(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def test_an_album_becomes_a_named_adapter_and_the_model_stays_as_it_is(request_of: Request, random_model: Path) -> None:
    before = digest_of(random_model)
    report, told = carried_out(request_of("my-album", steps=30, peak=3e-3))
    assert digest_of(random_model) == before, "going back is identical bytes"
    assert (report.ended, report.steps) in {("whole", 30), ("early", report.best_step + 8)}
    assert report.folder == adapter_folder("my-album")
    plan = told[0]
    assert isinstance(plan, TrainingPlan)
    assert (plan.examples, plan.held_out, plan.steps, plan.replayed) == (17, 3, 30, 4)
    steps = [one for one in told if isinstance(one, TrainingStep)]
    assert steps[-1].losses["loss"] < steps[0].losses["loss"]
    looks = [one for one in told if isinstance(one, TrainingMeasured)]
    assert [one.step for one in looks] == list(range(2, report.steps + 1, 2))
    best = min(looks, key=lambda one: one.losses["loss"])
    assert report.best_step == best.step
    own, general = report.after
    assert (own.examples, own.candidates, general.examples) == (3, 20, 4)
    assert own.log_likelihood > report.before[0].log_likelihood  # type: ignore[operator]
    config = read_config(report.folder)
    assert config.training["pictures"] == 17
    assert set(config.backbones) == {"language", "vision", "painter"}
    assert json.loads((report.folder / "report.json").read_text())["name"] == "my-album"


def test_the_named_adapter_is_used_and_others_are_refused(request_of: Request, random_model: Path, write_model) -> None:
    from engine.models.random_model import RandomSizes

    report, _ = carried_out(request_of("mine", steps=2))
    own, taught = choose_model(str(random_model)), choose_model(str(random_model), "mine")
    assert taught.folders.adapter == report.folder
    assert replace(taught.folders, adapter=None) == replace(own.folders, adapter=None)
    panels = [StoryPanel("A fox.")]
    assert Engine.load(taught.folders).log_likelihood(panels) is not None
    assert [(entry.name, entry.model, entry.error) for entry in adapter_records()] == [("mine", "random opt", "")]
    other = write_model(RandomSizes(seed=5, painter=False))
    with pytest.raises(ModelError, match="trained for another"):
        choose_model(str(other), "mine")
    with pytest.raises(ModelError, match="no adapter theirs"):
        choose_model(str(random_model), "theirs")
    for name in ("", "..", "a/b", ".hidden", "nul"):
        with pytest.raises(ModelError, match="cannot be an adapter's name"):
            adapter_folder(name)
    remove_adapter("mine")
    assert adapter_records() == ()


@pytest.mark.parametrize("stop", [1, 3, 5])
def test_a_stopped_training_goes_on_to_the_very_same_adapter(request_of: Request, stop: int) -> None:
    whole, _ = carried_out(request_of("whole", steps=6))
    told: list[object] = []

    def cancelled() -> bool:
        return sum(isinstance(one, TrainingStep) for one in told) >= stop

    request = request_of("parts", steps=6)
    with pytest.raises(CancelledError):
        train_adapter(request, RunContext(cancelled, on_partial=told.append))
    with pytest.raises(TrainingError, match="begun and not ended"):
        train_adapter(request)
    report, more = carried_out(replace(request, resume=True))
    numbers = [one.step for one in [*told, *more] if isinstance(one, TrainingStep)]
    assert numbers == [1, 2, 3, 4, 5, 6]
    first, second = weights(whole.folder), weights(report.folder)
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert report.after == whole.after
    lines = (run_folder("parts") / "history.jsonl").read_text().splitlines()
    assert [json.loads(line)["step"] for line in lines if "rate" in line] == [1, 2, 3, 4, 5, 6]


def test_what_was_learnt_can_be_kept_when_it_is_stopped(request_of: Request) -> None:
    told: list[object] = []
    request = request_of("kept", steps=400)

    def cancelled() -> bool:
        return sum(isinstance(one, TrainingStep) for one in told) >= 5

    with pytest.raises(CancelledError):
        train_adapter(request, RunContext(cancelled, on_partial=told.append))
    report, _ = carried_out(replace(request, finish=True))
    assert report.ended == "kept"
    assert 2 <= report.best_step <= 4
    assert adapter_folder("kept").is_dir()


def test_from_scratch_and_without_replay(request_of: Request) -> None:
    first, _ = carried_out(request_of("one", options={"from_scratch": True}, steps=2, replay=0.0))
    again, _ = carried_out(request_of("two", options={"from_scratch": True}, steps=2, replay=0.0))
    a, b = weights(first.folder), weights(again.folder)
    assert all(torch.equal(a[name], b[name]) for name in a), "the seed alone decides"
    tuned, _ = carried_out(request_of("three", steps=2))
    assert not torch.equal(a["caption_head.weight"], weights(tuned.folder)["caption_head.weight"])
    assert read_config(first.folder).decision is None
    assert read_config(tuned.folder).decision is not None


def test_the_published_recipe_holds_image_rows_at_the_vocabularys_norm(request_of: Request, random_model: Path) -> None:
    report, _ = carried_out(
        request_of("published", steps=3, renormalise=True, label_second=False, end_captions=False, generation="norm")
    )
    bundle = read_adapter(report.folder)
    matrix = Engine.load(choose_model(str(random_model)).folders).gill.language.input_matrix.weight
    expected = float(matrix.norm(dim=-1).mean())
    torch.testing.assert_close(bundle.adapter.image_tokens.norm(dim=-1), torch.full((8,), expected))


def test_a_fine_tuning_leaves_words_alone_as_likely_as_they_were(request_of: Request, random_model: Path) -> None:
    story = [StoryPanel("A fox."), StoryPanel("It goes on.")]

    def likelihood(adapter: str | None = None) -> float | None:
        return Engine.load(choose_model(str(random_model), adapter).folders).log_likelihood(story)

    kept, _ = carried_out(request_of("kept", steps=4, peak=3e-3))
    assert likelihood("kept") == likelihood()
    assert not torch.equal(weights(kept.folder)["image_tokens"], weights(kept.folder)["output_tokens"])
    carried_out(request_of("further", options={"adapter": "kept"}, steps=2, peak=3e-3))
    assert likelihood("further") == likelihood()
    other, _ = carried_out(request_of("other", steps=4, peak=3e-3, keep_words=False))
    assert likelihood("other") != likelihood()
    assert read_config(other.folder).tied_output


def test_the_plan_alone_changes_nothing(request_of: Request) -> None:
    plan = train_adapter(replace(request_of("planned", steps=0, minutes=2.0), plan_only=True))
    assert isinstance(plan, TrainingPlan)
    assert plan.steps >= 20
    assert plan.seconds > 0
    assert 0 < plan.memory < plan.memory_free
    assert not run_folder("planned").exists()
    assert not adapter_folder("planned").exists()


def test_the_plan_takes_the_pace_of_warm_steps_at_the_faster_precision(
    request_of: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried, now = [], 0.0

    def backward(task: AdapterTask, step: int) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        nonlocal now
        now += 30.0 if step == 0 else 3.0 if task.precision.bfloat16 else 1.0
        tried.append(task.precision.bfloat16)
        return torch.zeros(()), {}

    monkeypatch.setattr(AdapterTask, "backward", backward)
    monkeypatch.setattr("engine.training.planning.time", SimpleNamespace(perf_counter=lambda: now))
    plan = train_adapter(replace(request_of("planned", steps=0, minutes=30.0, precision="auto"), plan_only=True))
    assert isinstance(plan, TrainingPlan)
    assert plan.precision == "float32"
    assert 0.5 * 30 * 60 < plan.steps <= 30 * 60, "a second for a step, and some time for what is held out"
    assert (tried.count(False), tried.count(True)) == (7, 3), "what is slower is not tried to the end"


def test_a_training_that_gets_no_better_ends_early(request_of: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    losses = iter([3.0, 1.0, 2.0, 2.0, 2.0, 2.0, 0.0])
    monkeypatch.setattr(AdapterTask, "held_out_losses", lambda *_: {"loss": next(losses)})
    report, _ = carried_out(request_of("early", steps=40, patience=3))
    assert (report.ended, report.steps, report.best_step) == ("early", 10, 4)


# Errors ------------------------------------------------------------------------------------------------------------


def test_an_empty_collection_and_one_without_captions_are_named(
    request_of: Request, collection: Callable[..., str]
) -> None:
    collection("Empty", 0)
    collection("Silent", 5, captions=False)
    collection("One", 1)
    for name, words in (("Empty", "no pictures"), ("Silent", "No picture has a caption"), ("One", "only 1 captioned")):
        with pytest.raises(TrainingError, match=words):
            train_adapter(request_of(options={"collections": (name,)}))
    with pytest.raises(StudioError, match="no collection Elsewhere"):
        train_adapter(request_of(options={"collections": ("Elsewhere",)}))
    assert not run_folder("mine").exists()


def test_a_folder_that_is_gone_is_a_sentence(request_of: Request) -> None:
    request = request_of("gone")
    with find_collection("Album") as store:
        (folder,) = store.folders()
    shutil.rmtree(folder)
    with pytest.raises(TrainingError, match="none of the pictures can be read"):
        train_adapter(request)


def test_pictures_that_cannot_be_read_are_left_out(request_of: Request) -> None:
    request = request_of("some", steps=2)
    with find_collection("Album") as store:
        (folder,) = store.folders()
    (folder / "03.png").write_bytes(b"damaged")
    report, _ = carried_out(request)
    assert report.after[0].candidates == 19


def test_a_name_that_is_taken_is_refused_unless_it_may_be_replaced(request_of: Request) -> None:
    request = request_of("taken", steps=2)
    first, _ = carried_out(request)
    with pytest.raises(TrainingError, match="an adapter taken already"):
        train_adapter(request)
    before = digest_of(first.folder)
    carried_out(replace(request, replace=True, recipe=replace(request.recipe, seed=3)))
    assert digest_of(first.folder) != before
    with pytest.raises(TrainingError, match="no training of other"):
        train_adapter(replace(request, name="other", resume=True))


def test_a_loss_that_is_no_number_stops_and_keeps_the_last_good_state(
    request_of: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = AdapterTask.backward

    def broken(task: AdapterTask, step: int):
        loss, parts = plain(task, step)
        return (loss * float("nan") if step == 4 and run_folder("nan").exists() else loss), parts

    request = request_of("nan", steps=6)
    with monkeypatch.context() as patch:
        patch.setattr(AdapterTask, "backward", broken)
        with pytest.raises(StudioError, match=r"not a number at step 5.*--finish"):
            train_adapter(request)
    report, _ = carried_out(replace(request, finish=True))
    assert report.best_step in {2, 4}
    assert all(bool(tensor.isfinite().all()) for tensor in weights(report.folder).values())


def test_a_rate_that_is_far_too_high_ends_in_a_sentence_and_not_in_a_broken_adapter(request_of: Request) -> None:
    request = request_of("wild", steps=12, peak=1e30, clip=1e30, schedule="constant")
    with pytest.raises(TrainingError, match=r"not a number at step 2\. Nothing had been learnt.*smaller --rate"):
        train_adapter(request)
    assert not adapter_folder("wild").exists()
    tame = replace(request, replace=True, recipe=replace(request.recipe, steps=2, peak=1e-3, clip=1.0))
    assert carried_out(tame)[0].ended == "whole"


def test_a_full_disk_is_a_sentence_and_loses_nothing(request_of: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    request = request_of("full", steps=6)

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("engine.training.loop.save_checkpoint", refuse)
        with pytest.raises(TrainingError, match=r"disk is full.*--resume"):
            train_adapter(request)
    report, _ = carried_out(replace(request, resume=True))
    assert report.steps == 6


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A disk of ten megabytes, on which collections, features and trainings are kept."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    if mount is None or subprocess.run([mount, "-t", "tmpfs", "-o", "size=10m", "none", place], check=False).returncode:
        pytest.skip("a small disk cannot be mounted here")
    for name in ("DATA", "CACHE"):
        monkeypatch.setenv(f"GILL_STUDIO_{name}", str(place / name.lower()))
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_disk_that_fills_up_stops_with_a_sentence_and_loses_nothing(request_of: Request, small_disk: Path) -> None:
    request, filler = request_of("full", steps=6), small_disk / "filler"
    told: list[object] = []

    def fill(value: object) -> None:
        told.append(value)
        if isinstance(value, TrainingStep) and value.step == 3:
            with filler.open("wb", buffering=0) as file, suppress(OSError):
                while True:
                    file.write(bytes(1 << 12))

    with pytest.raises(TrainingError, match=r"disk is full.*--resume"):
        train_adapter(request, RunContext(on_partial=fill))
    filler.unlink()
    report, _ = carried_out(replace(request, resume=True))
    assert report.steps == 6
    assert carried_out(request_of("whole", steps=6))[0].after == report.after


def test_too_little_room_is_told_before_anything_begins(request_of: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.training.planning._disk_free", lambda: 1000)
    with pytest.raises(TrainingError, match="not enough room"):
        train_adapter(request_of("room"))
    assert not run_folder("room").exists()


def test_too_little_memory_for_one_example_is_a_sentence(request_of: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory")

    monkeypatch.setattr("engine.training.task.backward", refuse)
    with pytest.raises(TrainingError, match="not enough memory"):
        train_adapter(request_of("memory"))


def test_a_damaged_run_is_named(request_of: Request) -> None:
    folder = run_folder("damaged")
    folder.mkdir(parents=True)
    (folder / RUN).write_text("{", encoding="utf-8")
    with pytest.raises(TrainingError, match=r"run\.json cannot be read"):
        train_adapter(replace(request_of("damaged"), resume=True))
