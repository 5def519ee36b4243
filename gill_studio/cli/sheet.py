"""`gill-studio sheet`: a contact sheet of held-out stories, or pictures for a blind test."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from gill_studio.cli.evaluate import add_model_options, make_bench, positive
from gill_studio.cli.terminal import progress
from gill_studio.core.errors import StudioError

if TYPE_CHECKING:
    from engine.starter.evaluate.bench import Bench
    from engine.starter.evaluate.contexts import HeldOut

_REQUIRED = 0.9
"""Of the pictures of a blind test have to be named right."""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `sheet`."""
    parser = commands.add_parser(
        "sheet",
        help="paint a contact sheet of held-out stories with the starter model, or a blind test",
        description=(
            "Paint held-out stories: one row a story, its true last picture beside what each context yields, "
            "baselines and ceiling. Or a blind test: pictures under random names, a form to name what they show, "
            "and a sealed key."
        ),
    )
    add_model_options(parser)
    parser.add_argument("--stories", type=positive, default=8, metavar="N", help="rows of the sheet (default: 8)")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="number of the first story (default: 0)")
    parser.add_argument("--out", type=Path, default=Path("sheet.png"), metavar="FILE", help="default: sheet.png")
    parser.add_argument("--blind", type=Path, metavar="FOLDER", help="write a blind test into this new folder instead")
    parser.add_argument("--count", type=positive, default=40, help="pictures of the blind test (default: 40)")
    parser.add_argument("--seed", type=int, default=0, help="of the blind test's noise and names (default: 0)")
    parser.add_argument("--score", type=Path, metavar="FOLDER", help="hold a blind test's answers.csv against its key")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the sheet or the blind test, or score one; 1 where too few pictures were named right."""
    if options.score is not None:
        return _score(options.score)
    with progress() as step:
        bench = make_bench(options, step)
        if options.blind is not None:
            from engine.starter.evaluate.blind import ANSWERS, write_blind

            write_blind(bench, options.blind, options.count, options.seed)
            print(f"{options.count} pictures are in {options.blind}; fill in {ANSWERS} there, then run with --score.")
            return 0
        _write_sheet(bench, options)
    print(f"{options.stories} stories are on {options.out}.")
    return 0


def _write_sheet(bench: Bench, options: argparse.Namespace) -> None:
    from engine.starter.evaluate.sheet import paint_sheet

    sheet = paint_sheet(bench, _stories(bench, options.stories, options.first))
    try:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        sheet.save(options.out)
    except (OSError, ValueError) as error:  # Pillow's word for an unknown ending
        raise StudioError(
            f"{options.out} cannot be written: {error}.", "Choose another file, such as sheet.png."
        ) from error


def _stories(bench: Bench, count: int, first: int) -> list[HeldOut]:
    """In turn a new story and one of a new combination."""
    from engine.starter.evaluate.contexts import PARTS

    each = [bench.stories(part, -(-count // len(PARTS)), first=first) for part in PARTS]
    return [story for pair in zip(*each, strict=True) for story in pair][:count]


def _score(folder: Path) -> int:
    from engine.starter.evaluate.blind import score_blind

    verdict = score_blind(folder)
    for sentence in verdict.wrong:
        print(sentence)
    print(", ".join(f"{fact}: {count}" for fact, count in verdict.by_fact.items()) + f" of {verdict.pictures}.")
    print(f"{verdict.whole} of {verdict.pictures} pictures were named right in everything.")
    return 0 if verdict.whole >= _REQUIRED * verdict.pictures else 1
