"""`gill-studio train`: teach the model the writer's own pictures and stories, or how to decide."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from gill_studio.cli.terminal import ProgressCallback, print_anything, printable, progress, style_of
from gill_studio.cli.training_page import decision_lines, look_line, painted_line, plan_lines, report_lines, step_line
from gill_studio.core.decisions import log_file
from gill_studio.core.errors import StudioError
from gill_studio.core.training import (
    PUBLISHED,
    DecisionRequest,
    TrainingMeasured,
    TrainingPainted,
    TrainingPlan,
    TrainingRecipe,
    TrainingReport,
    TrainingStep,
    TrainRequest,
    read_run_file,
)

if TYPE_CHECKING:
    from engine.context import RunContext

_EVERY = 10  # updates between two lines where nobody looks


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `train`."""
    parser = commands.add_parser(
        "train",
        help="teach the model your own pictures: a named adapter, beside the model's own",
        description="Fine-tune the model's small trained part on captioned pictures of your collections, and on your "
        "stories. First says what it will do, how long it takes, and what is wrong with the data; then what it does; "
        "in the end what the model could do before and what it can do now. The model itself stays as it is: use the "
        "result with --adapter, or do not. docs/training.md tells more.",
    )
    parser.add_argument("file", nargs="?", type=Path, metavar="RUN.toml", help="a file with all that follows")
    parser.add_argument("--collection", action="append", default=[], metavar="NAME", help="learn it; repeatable")
    parser.add_argument("--story", action="append", default=[], type=Path, metavar="STORY", help="and this; repeatable")
    parser.add_argument("--out", metavar="NAME", help="what the adapter will be called")
    parser.add_argument("--model", help="a model folder, or an installed model's name (default: the starter)")
    parser.add_argument("--adapter", metavar="NAME", help="go on from this named adapter (default: the model's own)")
    parser.add_argument(
        "--decision",
        type=Path,
        metavar="LABELS",
        help="train the decision module alone, from a TSV of labels, or from 'log': your own decisions",
    )
    how = parser.add_argument_group("how")
    how.add_argument("--steps", type=_whole, metavar="N", help="updates (default: as many as --minutes allow)")
    how.add_argument("--minutes", type=_positive, metavar="M", help="how long to learn (default: 8)")
    how.add_argument("--batch", type=_whole, metavar="N", help="examples in one update")
    how.add_argument("--rate", type=_positive, metavar="LR", help="the learning rate after the warm-up")
    how.add_argument("--seed", type=_whole, metavar="N", help="another one learns in another order")
    how.add_argument("--from-scratch", action="store_true", help="begin with an adapter that knows nothing")
    how.add_argument("--published", action="store_true", help="the published model's recipe; sets all but steps")
    how.add_argument("--replay", metavar="NAME", help="the collection that keeps the model from forgetting")
    how.add_argument(
        "--previews",
        action=argparse.BooleanOptionalAction,
        help="paint samples for held-out captions while it learns, in at most a thirtieth of the time (default: yes)",
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--plan", action="store_true", help="say what would be done, and do nothing")
    which.add_argument("--resume", action="store_true", help="go on with the training of --out that was stopped")
    which.add_argument("--finish", action="store_true", help="keep what the training of --out has learnt so far")
    which.add_argument("--replace", action="store_true", help="put the result in the place of an adapter of that name")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the report as JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Train, and print the plan, the progress and the report."""
    print_anything(sys.stdout)
    if options.decision is not None:
        return _run_decision(options)
    from engine.training.run import train_adapter

    request = request_of(options)
    try:
        with progress() as step:
            result = train_adapter(request, _context(step))
    except KeyboardInterrupt as stop:
        raise KeyboardInterrupt(*_ways_on(request)) from stop
    if not _is_first():
        return 0
    if isinstance(result, TrainingReport):
        print("\n".join(report_lines(result, style_of(sys.stdout))))
    if options.json:
        _write_json(options.json, result)
    return 0


def _run_decision(options: argparse.Namespace) -> int:
    from engine.context import RunContext
    from engine.training.decision import teach_decision

    if not options.out:
        raise StudioError("The adapter needs a name.", "Name it with --out.")
    if len(options.collection) > 1:
        raise StudioError("A decision is made over one collection.", "Name one --collection, or none.")
    request = DecisionRequest(
        name=options.out,
        labels=log_file() if str(options.decision) == "log" else options.decision,
        model=options.model or "starter",
        adapter=options.adapter or "",
        collection="".join(options.collection),
        replace=options.replace,
    )
    with progress() as step:
        report = teach_decision(request, RunContext(on_progress=step))
    print("\n".join(decision_lines(report, options.out)))
    return 0


def request_of(options: argparse.Namespace) -> TrainRequest:
    """What is asked for: RUN.toml where there is one, and over it what the options say."""
    request = read_run_file(options.file) if options.file else TrainRequest(name=options.out or "")
    if not (options.out or request.name):
        raise StudioError("The adapter needs a name.", "Name it with --out.")
    goes_on = options.resume or options.finish
    if goes_on:
        _check_unchanged(options)
    elif not (options.collection or request.collections or options.story or request.stories):
        raise StudioError("There is nothing to learn from.", "Name a collection with --collection, or a --story.")
    return replace(
        request,
        name=options.out or request.name,
        collections=tuple(options.collection) or request.collections,
        stories=tuple(options.story) or request.stories,
        model=options.model or request.model,
        adapter=options.adapter or request.adapter,
        replay=options.replay or request.replay,
        from_scratch=options.from_scratch or request.from_scratch,
        resume=options.resume,
        finish=options.finish,
        replace=options.replace,
        plan_only=options.plan,
        previews=request.previews if options.previews is None else options.previews,
        recipe=_recipe(options, PUBLISHED if options.published else request.recipe),
    )


def _check_unchanged(options: argparse.Namespace) -> None:
    """A training goes on as it was begun; what it would pass over is not taken."""
    begun = ("collection", "story", "model", "adapter", "steps", "minutes", "batch", "rate", "seed", "replay")
    flags = ("from_scratch", "published")
    for name in (*begun, *flags):
        if getattr(options, name) not in (None, False, []):
            raise StudioError(
                f"A training goes on as it was begun: --{name.replace('_', '-')} cannot be changed.",
                "Leave it out; or begin anew, with --replace in place of --resume.",
            )


def _ways_on(request: TrainRequest) -> tuple[str, ...]:
    """What can be done with a training that was interrupted."""
    from engine.training.runs import RUN, run_folder

    if request.plan_only or not (run_folder(request.name) / RUN).is_file():
        return ()
    command = f"gill-studio train --out {printable(request.name)}"
    return "What was learnt is kept.", f"Go on: {command} --resume", f"Or be content with it: {command} --finish"


def _recipe(options: argparse.Namespace, recipe: TrainingRecipe) -> TrainingRecipe:
    told = {"steps": options.steps, "minutes": options.minutes, "batch": options.batch, "peak": options.rate}
    told |= {"seed": options.seed}
    changes = {name: value for name, value in told.items() if value is not None}
    if "minutes" in changes and "steps" not in changes:
        changes["steps"] = 0
    try:
        return msgspec.convert(msgspec.to_builtins(replace(recipe, **changes)), TrainingRecipe)
    except msgspec.ValidationError as error:
        raise StudioError(
            f"This recipe cannot be followed: {error}.", "docs/training.md has all its numbers."
        ) from error


def _context(step: ProgressCallback) -> RunContext:
    from engine.context import RunContext

    style, quiet = style_of(sys.stdout), not sys.stderr.isatty()

    def emitted(value: object) -> None:
        if not _is_first():
            return
        if isinstance(value, TrainingPlan):
            print("\n".join(plan_lines(value, style)), flush=True)
        elif isinstance(value, TrainingStep) and quiet and (value.step % _EVERY == 0 or value.step == value.steps):
            print(step_line(value), flush=True)
        elif isinstance(value, TrainingMeasured):
            print(look_line(value), flush=True)
        elif isinstance(value, TrainingPainted) and (value.samples or value.failed):
            print(painted_line(value), flush=True)

    return RunContext(on_progress=step, on_partial=emitted)


def _is_first() -> bool:
    """Of several processes one speaks."""
    return os.environ.get("RANK", "0") == "0"


def _write_json(path: Path, result: TrainingReport | TrainingPlan) -> None:
    try:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(result, enc_hook=str), indent=2))
    except OSError as error:
        raise StudioError(f"{path} cannot be written: {error.strerror}.", "Choose another file with --json.") from error


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 <= int(text) <= 10**9:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(text)


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value <= 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return value
