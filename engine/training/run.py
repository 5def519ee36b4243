"""A whole training: plan, features, figures before, updates, figures after, and a named adapter in the end."""

from __future__ import annotations

import errno
import shutil
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from engine.adapters import REPORT, adapter_folder, backbone_records, install_adapter
from engine.context import RunContext
from engine.loading import load_adapter
from engine.models.adapter import AdapterBundle, DecisionModule
from engine.models.adapter_files import read_adapter, save_adapter
from engine.models.gill import Gill
from engine.models.painter import Painter
from engine.training.checkpoint import load_checkpoint
from engine.training.examples import Example
from engine.training.features import Features, compute_features
from engine.training.gathering import gather, read_lesson, write_lesson
from engine.training.looks import Looks
from engine.training.loop import DivergedError, LoopConfig, train
from engine.training.measure import measure
from engine.training.model import load_for_training
from engine.training.planning import Settled, settle, unreadable
from engine.training.previews import Previews, Purse, can_paint_meanwhile
from engine.training.processes import Team
from engine.training.recalibrate import recalibrated, refit_queries, refit_sight
from engine.training.runs import BEST, RUN, run_folder
from engine.training.sampler import Draw, Mixture, Sampler, whole_stories
from engine.training.samples import ModelEasel, paint_samples
from engine.training.schedule import Schedule
from engine.training.task import AdapterTask
from gill_studio.core.errors import StudioError
from gill_studio.core.training import (
    GENERAL,
    Ended,
    TrainingError,
    TrainingFigures,
    TrainingPlan,
    TrainingReport,
    TrainingSample,
    TrainRequest,
)

_LESSON, _BEFORE = "lesson.msgpack", "before.json"
COLLECTION = "your pictures"
_RECALIBRATED = 300  # pictures, and four times as many contexts, by which the decision module is kept in step
_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_FULL_WORDS = ("no space left", "os error 28", "os error 112", "pytorchstreamwriter failed writing")


@dataclass(frozen=True)
class _Written:
    """What a run is, once it has begun: a resumed one must be the same."""

    request: TrainRequest
    settled: Settled


def train_adapter(
    request: TrainRequest, context: RunContext | None = None, team: Team | None = None
) -> TrainingReport | TrainingPlan:
    """Carry a training out, or go on with it; the plan alone where only that is wanted.

    Emits TrainingPlan (or the DataRemark for which there is none), TrainingStep, TrainingMeasured and
    TrainingPainted. What was learnt is kept when `context` cancels. Raises
    TrainingError with a sentence for whatever keeps it from going on; StudioError for what is not there.
    """
    context = context or RunContext()
    folder = run_folder(request.name)
    _check_name(request, folder)
    with _told(folder):
        return _Training(request, folder, context, team).carry_out()


class _Training:
    """One training on its way."""

    def __init__(self, request: TrainRequest, folder: Path, context: RunContext, team: Team | None) -> None:
        self.folder, self.context = folder, context
        self.goes_on = request.resume or request.finish
        self.finishes = request.finish
        self.started = time.monotonic()
        self.request = _read_run(folder).request if self.goes_on else request
        self.may_replace = request.replace
        self.model = load_for_training(self.request, context, team)
        self.team = self.model.team

    def carry_out(self) -> TrainingReport | TrainingPlan:
        """See train_adapter."""
        if not self.goes_on:
            plan = self._begin()
            if self.request.plan_only:
                return plan
        self.team.wait()
        written = _read_run(self.folder)
        self.settled = written.settled
        lesson = read_lesson(self.folder / _LESSON)
        features = compute_features(self.model.gill, self.model.folders, lesson, self.context)
        self.lesson = lesson.restricted(features.__contains__)
        if not self.lesson.learnt and not self.lesson.stories:
            raise unreadable(features)
        before = self._before(features)
        step, ended = self._train(features)
        return self._end(features, before, step, ended)

    def _begin(self) -> TrainingPlan:
        """Gather and plan; of several processes the first one does, and writes it down."""
        if self.team.rank:
            return TrainingPlan(self.request.name, "", 0, 0, 0, 0, 0, 0, 0, 0, "", "", 0, 0, 0, 0, 0)
        lesson, remarks = gather(self.request, self.model.folders.name, self.context)
        fatal = [remark for remark in remarks if remark.fatal]
        if fatal:
            self.context.emit(fatal[0])
            raise TrainingError(str(fatal[0]), "Add pictures with captions: gill-studio collection add FOLDER.")
        self.context.step("planning", 0, 0)  # how long it takes is not known
        plan, settled = settle(self.request, self.model, lesson, remarks, self.team.size, self.context)
        self.context.emit(plan)
        if not self.request.plan_only:
            if plan.disk > plan.disk_free:
                raise TrainingError(
                    f"There is not enough room: {plan.disk >> 20} MB are needed, {plan.disk_free >> 20} MB are free.",
                    "Free some space, or set GILL_STUDIO_DATA and GILL_STUDIO_CACHE to folders on another disk.",
                )
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            write_lesson(self.folder / _LESSON, lesson)
            _write(self.folder / RUN, _Written(self.request, settled))
        return plan

    def _train(self, features: Features) -> tuple[int, Ended]:
        """(updates done, how it ended)."""
        recipe = self.settled.recipe(self.request.recipe)
        mixture = Mixture(recipe.batch, recipe.packing, recipe.replay, recipe.distractors, recipe.seed)
        sampler, before = Sampler(self.lesson, mixture), self._before_training
        task = AdapterTask(self.model.gill, features, sampler, recipe, self.team, before)
        if self.finishes:
            return self._kept(task), "kept"
        schedule = Schedule(recipe.peak, recipe.steps, min(recipe.warmup, recipe.steps // 5), recipe.schedule)
        config = LoopConfig(
            schedule,
            weight_decay=recipe.weight_decay,
            clip=recipe.clip,
            autocast=False,  # the task knows its passes
            checkpoint_steps=self.settled.measure_every,
            saves=self.team.rank == 0,
        )
        done = int(self._state().get("step", 0))
        looks = Looks(self.folder, task, self.lesson.held_out, done, self._keep, self.context, self._previews())
        if looks.over:  # it had ended, and only its report is missing
            return done, "early"
        if done < recipe.steps:
            looks.begin()
        try:
            with closing(train(task, config, self.folder, self.context)) as steps:
                for step in steps:
                    if looks.after(step):
                        return step.number, "early"
        except DivergedError as error:
            raise self._diverged(error) from error
        if not (self.folder / BEST).is_dir():  # killed while the last one was put in its place
            self._keep(recipe.steps)
        return recipe.steps, "whole"

    def _diverged(self, error: DivergedError) -> TrainingError:
        """What is said of it: that which is kept, where anything is."""
        name = self.request.name
        if not self._state():
            return TrainingError(
                f"{error.message} Nothing had been learnt before it.",
                f"Begin anew with a smaller --rate: gill-studio train --out {name} --replace …",
            )
        return TrainingError(
            f"{error.message} The state before it is kept.",
            f"Keep what was learnt: gill-studio train --out {name} --finish. Or begin anew with a smaller --rate.",
        )

    def _state(self) -> dict[str, Any]:
        """The last checkpoint; empty where there is none."""
        return load_checkpoint(self.folder / f"{AdapterTask.name}.checkpoint.pt") or {}

    def _kept(self, task: AdapterTask) -> int:
        """How many updates were done; the last state is what is kept where no look has found a best one."""
        state = self._state()
        if not state:
            raise TrainingError("Nothing has been learnt yet that could be kept.", "Go on with --resume.")
        if not (self.folder / BEST).is_dir():
            task.module.load_state_dict(state["module"], strict=False)
            self._keep(int(state["step"]))
        return int(state["step"])

    def _before(self, features: Features) -> tuple[TrainingFigures, ...]:
        path = self.folder / _BEFORE
        if path.is_file():
            return msgspec.json.decode(path.read_bytes(), type=tuple[TrainingFigures, ...])
        found = self._figures(features)
        if self.team.rank == 0:
            _write(path, found)
        return found

    def _figures(self, features: Features) -> tuple[TrainingFigures, ...]:
        lesson, gill = self.lesson, self.model.gill
        own = measure(gill, features, lesson.held_out, (*lesson.learnt, *lesson.held_out), COLLECTION, self.context)
        general = measure(gill, features, lesson.general, lesson.general, GENERAL, self.context)
        return own, general

    def _end(self, features: Features, before: tuple[TrainingFigures, ...], step: int, ended: Ended) -> TrainingReport:
        best = self.folder / BEST
        self.team.wait()  # until the first of several processes has written it
        bundle = read_adapter(best)
        self.model.gill = self._with(bundle)
        decision = self._recalibrated(features)
        after = self._figures(features)
        best_step = int(bundle.adapter.config.training.get("step", step))
        seconds = time.monotonic() - self.started
        report = TrainingReport(
            self.request.name,
            adapter_folder(self.request.name),
            step,
            best_step,
            seconds,
            ended,
            before,
            after,
            self._samples() if self.team.rank == 0 else (),
            len(self.lesson.learnt),
            self.request,
        )
        self.team.wait()
        if self.team.rank == 0:
            save_adapter(best, AdapterBundle(self.model.gill.adapter, decision))
            _write(best / REPORT, report)
            install_adapter(best, self.request.name, may_replace=self.may_replace or self.request.replace)
        return report

    def _keep(self, number: int) -> None:
        """Keep the adapter as it is after so many updates as the best."""
        if self.team.rank:
            return
        adapter, request, best = self.model.gill.adapter, self.request, self.folder / BEST
        record = dict(adapter.config.training)
        record |= {"name": request.name, "model": self.model.folders.name, "step": number}
        record |= {"pictures": len(self.lesson.learnt), "from_scratch": request.from_scratch}
        adapter.config = replace(adapter.config, training=record, backbones=backbone_records(self.model.folders))
        fresh = best.with_name(f"{BEST}.part")
        shutil.rmtree(fresh, ignore_errors=True)
        save_adapter(fresh, AdapterBundle(adapter, self.model.gill.decision))
        shutil.rmtree(best, ignore_errors=True)
        fresh.rename(best)

    def _with(self, bundle: AdapterBundle) -> Gill:
        return Gill(self.model.gill.language, self.model.gill.vision, bundle)

    @cached_property
    def _before_training(self) -> Gill | None:
        """The model with the adapter that the training went on from; None where it began from scratch."""
        folder = self.model.folders.adapter
        return None if folder is None or self.request.from_scratch else self._with(load_adapter(folder))

    def _recalibrated(self, features: Features) -> DecisionModule | None:
        """The decision module for the new adapter, whose sight and queries are refitted, too; else as they were."""
        gill, before, lesson = self.model.gill, self._before_training, self.lesson
        if before is None or not lesson.replayed:
            return gill.decision
        self.context.step("matching", 0, 0)
        seen = [part.picture for story in lesson.stories for part in story if part.picture]
        seen += [one.key for one in lesson.learnt]
        general = features.pooled([one.key for one in lesson.replayed])
        refit_sight(before, gill, general, features.pooled(seen) if seen else general[:0])
        recipe = self.settled.recipe(self.request.recipe)
        sampler = Sampler(lesson, Mixture(recipe.batch))
        tasks = [AdapterTask(one, features, sampler, recipe) for one in (before, gill)]
        rows = tuple((one,) for one in lesson.replayed[:_RECALIBRATED])
        draw = Draw(rows, lesson.replayed_contexts[: 4 * _RECALIBRATED])
        own = Draw(tuple((one,) for one in lesson.learnt[:_RECALIBRATED]), whole_stories(lesson)[:_RECALIBRATED])
        states = tasks[0].asked_states(draw), tasks[1].asked_states(draw)
        learnt = tasks[1].asked_states(own) if own.rows or own.stories else states[1][:0]
        pooled = features.pooled([one.key for one in lesson.replayed[: 2 * _RECALIBRATED]])
        refit_queries(before, gill, states, learnt)
        return recalibrated(before, gill, states, pooled)

    def _samples(self) -> tuple[TrainingSample, ...]:
        gill, examples, painter = self.model.gill, self._sampled, self._painter
        if painter is None or not examples:
            return ()
        before = self._before_training
        models = {"after": gill} if before is None else {"before": before, "after": gill}
        return paint_samples(
            models, painter, self.model.painting, examples, self.lesson.files, self._painted, self.context
        )

    def _previews(self) -> Previews | None:
        """What paints samples while it learns; of several processes the first one does."""
        folder, settled, painter = self.model.folders.painter, self.settled, self._painter
        if self.team.rank or not self.request.previews or folder is None or painter is None or not self._sampled:
            return None
        if not can_paint_meanwhile(folder, self.model.device, settled.memory):
            return None
        easel = ModelEasel(self.model.gill, painter, self.model.painting)
        purse = Purse(settled.seconds, settled.steps // settled.measure_every)
        return Previews(easel, self._sampled, self.lesson.files, purse, self._painted, self.context)

    @property
    def _sampled(self) -> tuple[Example, ...]:
        return self.lesson.held_out[: self.request.recipe.samples]

    @cached_property
    def _painter(self) -> Painter | None:
        """Loaded when something is painted."""
        folder = self.model.folders.painter
        return None if folder is None else Painter.deferred(folder, device=self.model.device)

    @property
    def _painted(self) -> Path:
        """The folder of what this run has painted: of another name than what one before it painted."""
        return self.folder / f"samples-{(self.folder / RUN).stat().st_mtime_ns:x}"


def _check_name(request: TrainRequest, folder: Path) -> None:
    name, begun = request.name, (folder / RUN).is_file()
    if request.resume or request.finish:
        if not begun:
            raise TrainingError(f"There is no training of {name} to go on with.", "Begin one, without --resume.")
        if not request.replace and (folder / BEST / REPORT).is_file() and adapter_folder(name).exists():
            raise TrainingError(
                f"The training of {name} is complete: there is nothing to go on with.",
                f"Use it: gill-studio propose STORY --adapter {name}. Or begin anew with --replace.",
            )
        return
    if not request.plan_only and adapter_folder(name).exists() and not request.replace:
        raise TrainingError(
            f"There is an adapter {name} already.", "Choose another name with --out, or replace it with --replace."
        )
    if not request.plan_only and begun and not request.replace and not adapter_folder(name).exists():
        raise TrainingError(
            f"A training of {name} was begun and not ended.",
            "Go on with --resume, keep what it has learnt with --finish, or begin anew with --replace.",
        )


def _read_run(folder: Path) -> _Written:
    path = folder / RUN
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Written, dec_hook=lambda _, value: Path(value))
    except (OSError, ValueError) as error:
        raise TrainingError(f"{path} cannot be read: {error}.", "Begin the training anew, with --replace.") from error


def _write(path: Path, value: object) -> None:
    temporary = path.with_name(path.name + ".part")
    temporary.write_bytes(msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=1))
    temporary.replace(path)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """What the system raises while a training runs, in sentences."""
    try:
        yield
    except StudioError:
        raise
    except Exception as error:
        if _is_full(error):
            raise TrainingError(
                f"The disk is full: {folder} cannot be written. What was learnt until then is kept.",
                "Free some space, then go on with --resume.",
            ) from error
        if isinstance(error, OSError):
            raise TrainingError(
                f"{error.filename or folder} cannot be used: {error.strerror or error}.",
                "Check that its disk is connected, then go on with --resume.",
            ) from error
        raise


def _is_full(error: BaseException | None) -> bool:
    """Whether a disk is full; torch and safetensors say so in words of their own."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        if any(words in str(error).lower() for words in _FULL_WORDS):
            return True
        error = error.__cause__ or error.__context__
    return False
