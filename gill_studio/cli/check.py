"""`gill-studio check`: look a story file through, and repair what can be repaired."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gill_studio.cli.terminal import ProgressCallback, print_anything, printable, progress, style_of


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `check`."""
    parser = commands.add_parser(
        "check",
        help="look a story file through, and repair it",
        description="Look through all of a story file: its structure, its panels, every picture, the whole history. "
        "Ends with 0 when all is well, with 1 when something is wrong. The file is not changed, except by --repair, "
        "which keeps the damaged file under another name beside it.",
    )
    parser.add_argument("story", type=Path, metavar="STORY", help="a story file (.gill)")
    parser.add_argument("--repair", action="store_true", help="save what can be saved into a new file of that name")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print what is wrong; repair it when asked."""
    from gill_studio.core.story.file.check import check_story

    print_anything(sys.stdout)
    style = style_of(sys.stdout)
    with progress() as step:
        problems = check_story(options.story, step)
        if problems and options.repair:
            return _repair(options.story, step)
    for problem in problems:
        print(printable(problem))
    if not problems:
        print(style.accent(f"{printable(options.story.name)} is whole."))
    return 1 if problems else 0


def _repair(story: Path, step: ProgressCallback) -> int:
    """Repair, and say what became of it; 1 when what is there now is not whole either."""
    from gill_studio.core.story.file.check import check_story
    from gill_studio.core.story.file.repair import repair_story

    done = repair_story(story, step)
    left = check_story(story, step)
    for sentence in (*done.lost, *left):
        print(printable(sentence))
    count = len(done.board.panels)
    print(f"{printable(story.name)} is repaired: {count} panel{'' if count == 1 else 's'}.")
    print(f"The damaged file is kept as {printable(done.kept.name)}.")
    return 1 if left else 0
