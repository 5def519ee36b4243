"""`gill-studio import`: a story from Markdown, JSON, pictures, a script or a storyboard of another program."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gill_studio.cli.terminal import print_anything, printable, progress, style_of


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `import`."""
    parser = commands.add_parser(
        "import",
        help="make a story file of Markdown, JSON, pictures, Fountain or Storyboarder",
        description="Make a new story file of a Markdown folder, a story folder or its JSON, a folder of pictures "
        "(in natural order, with captions from the pictures or from text files beside them), a Fountain script or a "
        "storyboard of Wonder Unit's Storyboarder. What is imported is never changed.",
    )
    parser.add_argument("source", type=Path, metavar="SOURCE", help="a file or a folder")
    parser.add_argument("--to", type=Path, required=True, metavar="STORY.gill", help="the story file to make")
    parser.add_argument("--format", metavar="NAME", help=f"what SOURCE is, one of: {', '.join(_names())}")
    parser.add_argument("--replace", action="store_true", help="replace the story file, if it is there")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Import, and say what was found."""
    from gill_studio.core.export.exporter import ExportContext
    from gill_studio.core.imports.registry import import_story, make_story_file

    print_anything(sys.stdout)
    print_anything(sys.stderr)
    with progress() as step:
        context = ExportContext(step)
        found = import_story(options.source.expanduser(), options.format, context)
        target = make_story_file(found, options.to.expanduser(), context, replace=options.replace)
    for sentence in found.warnings:
        print(f"gill-studio: {printable(sentence)}", file=sys.stderr)
    panels, pictures = len(found.board.panels), len(found.board.pictures)
    count = f"{panels} panel{'' if panels == 1 else 's'}, {pictures} picture{'' if pictures == 1 else 's'}"
    print(f"{style_of(sys.stdout).accent(printable(str(target)))}: {count}.")
    return 0


def _names() -> list[str]:
    from gill_studio.core.imports.registry import standard_importers

    return [importer.name for importer in standard_importers()]
