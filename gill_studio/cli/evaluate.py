"""`gill-studio evaluate starter`: measure the starter model against its world, beside what is required of it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gill_studio.cli.terminal import ProgressCallback, print_anything, progress
from gill_studio.core import locations
from gill_studio.core.errors import StudioError

if TYPE_CHECKING:
    from engine.starter.evaluate.bench import Bench, EvaluationConfig

PARTS = ("reader", "vae", "sentences", "captions", "likelihood", "retrieval", "decision", "pictures", "mappers")
"""As engine.starter.evaluate.run has them; written here so that --help needs no engine."""
EXTRA_PARTS = ("guidance",)


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `evaluate` and what can be evaluated."""
    evaluate = commands.add_parser("evaluate", help="measure a model")
    targets = evaluate.add_subparsers(dest="target", metavar="TARGET", required=True)
    parser = targets.add_parser(
        "starter",
        help="the bundled starter model, against the truth of its picture-book world",
        description=(
            "Measure a starter model on held-out stories and print every figure beside what is required of it. "
            "What has been measured is kept, so that an interrupted run goes on where it was. "
            "Ends with 0 when all requirements are met, else with 1."
        ),
    )
    add_model_options(parser)
    parser.add_argument("--stories", type=positive, help="stories of each held-out part (default: 200)")
    parser.add_argument("--seeds", type=positive, help="pictures painted for each story and context (default: 2)")
    parser.add_argument(
        "--part",
        action="append",
        choices=(*PARTS, *EXTRA_PARTS),
        metavar="PART",
        help=f"measure this only; repeatable: {', '.join(PARTS)}; and guidance, by which it was chosen",
    )
    parser.add_argument(
        "--ablations",
        action="append",
        default=[],
        type=_named_folder,
        metavar="NAME=FOLDER",
        help="an adapter folder to compare in the part mappers; repeatable",
    )
    parser.add_argument("--compare", metavar="FOLDER", help="measure this model, too: the same in fp32, say")
    parser.add_argument(
        "--forgotten",
        action="store_true",
        help="with --adapter: measure the model without it, too, and name what fell by more than a tenth",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write everything as JSON")
    parser.add_argument("--quick", action="store_true", help="a look: few stories, one seed, wide intervals")
    parser.set_defaults(run=run)


def add_model_options(parser: argparse.ArgumentParser) -> None:
    """Options of all commands that try a starter model."""
    parser.add_argument("--model", metavar="FOLDER", help="a model folder (default: the bundled starter)")
    parser.add_argument("--adapter", metavar="NAME", help="measure it with this adapter that you trained")
    parser.add_argument("--steps", type=positive, help="DPM-Solver++ steps a picture (default: 12)")
    parser.add_argument("--guidance", type=float, help="how hard pictures are steered (default: as in the tables)")
    parser.add_argument("--device", metavar="DEVICE", help="cpu or cuda (default: the best there is)")
    parser.add_argument("--work", type=Path, metavar="FOLDER", help="where results are kept (default: in the cache)")


def run(options: argparse.Namespace) -> int:
    """Measure, print, write; 1 where a requirement is not met."""
    from engine.starter.evaluate.report import lines
    from engine.starter.evaluate.run import USUAL_PARTS, compare, evaluate, forgotten

    if options.forgotten and not options.adapter:
        raise StudioError("Without an adapter nothing can be forgotten.", "Name the one to measure: --adapter NAME.")
    parts = tuple(options.part or USUAL_PARTS)
    with progress() as step:
        measured = report = evaluate(make_bench(options, step), parts)
        if options.compare is not None:
            report = report.with_table(compare(measured, evaluate(make_bench(options, step, options.compare), parts)))
        if options.forgotten:
            bare = argparse.Namespace(**vars(options) | {"adapter": None})
            report = report.with_table(forgotten(measured, evaluate(make_bench(bare, step), parts)))
    print_anything(sys.stdout)
    print("\n".join(lines(report)))
    if options.json is not None:
        _write(options.json, json.dumps(report.as_dict(), indent=1))
    return 1 if report.failed else 0


def make_bench(options: argparse.Namespace, step: ProgressCallback, model: str | None = None) -> Bench:
    """A bench as the options ask for it; for another model than theirs where one is named."""
    from engine.choice import choose_model
    from engine.context import RunContext
    from engine.quiet import quiet_libraries
    from engine.starter.evaluate.bench import Bench

    quiet_libraries()
    folders = (choose_model(model) if model else choose_model(options.model, options.adapter)).folders
    work = options.work or locations.cache_dir() / "evaluate"
    device = options.device or _best_device()
    return Bench(folders, work, _config(options), device=device, context=RunContext(on_progress=step))


def positive(text: str) -> int:
    """An option's value, a whole number from 1."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _config(options: argparse.Namespace) -> EvaluationConfig:
    from dataclasses import replace

    from engine.starter.evaluate.bench import QUICK, EvaluationConfig

    config = QUICK if getattr(options, "quick", False) else EvaluationConfig()
    names = ("stories", "seeds", "steps", "guidance")
    given = {name: getattr(options, name, None) for name in names}
    ablations = dict(getattr(options, "ablations", []))
    return replace(config, ablations=ablations, **{name: value for name, value in given.items() if value is not None})


def _best_device() -> str:
    from engine.device.probe import probe

    return probe().best.device


def _named_folder(text: str) -> tuple[str, Path]:
    name, separator, folder = text.partition("=")
    if not name or not separator or not folder:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=FOLDER")
    return name, Path(folder)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise StudioError(f"{path} cannot be written: {error}.", "Choose another file.") from error
