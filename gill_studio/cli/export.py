"""`gill-studio export`: a story as PDF, HTML, EPUB and in every other format."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gill_studio.cli.terminal import print_anything, printable, progress, style_of
from gill_studio.core.export.options import allowed

if TYPE_CHECKING:
    from gill_studio.core.export.exporter import AnyExporter, Source
    from gill_studio.core.export.options import OptionField

_DEST = "option_"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `export`; what can be chosen is what the formats' options say."""
    parser = commands.add_parser(
        "export",
        help="export a story as PDF, HTML, EPUB, DOCX, images and more",
        description="Write a story in another format. The ending of --to says which, or --format does. Nothing is "
        "replaced before the export is whole.",
        usage="%(prog)s STORY --to PATH [options]",
    )
    parser.add_argument("story", type=Path, metavar="STORY", help="a story file (.gill) or a story folder")
    parser.add_argument("--to", type=Path, required=True, metavar="PATH", help="the file or folder to write")
    parser.add_argument("--format", metavar="NAME", help=f"one of: {', '.join(_names())}")
    parser.add_argument("--profile", metavar="NAME", help="options saved under this name, in the story or for all")
    parser.add_argument("--save-profile", metavar="NAME", help="save the options under this name for all stories")
    _add_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Export, and say where it lies and what did not go as one would expect."""
    from gill_studio.core.export.exporter import ExportContext
    from gill_studio.core.export.profiles import profile_of, save_profile

    print_anything(sys.stdout)
    print_anything(sys.stderr)
    target = options.to.expanduser()
    with ExitStack() as stack:
        source = _source(options.story, stack)
        exporter, chosen = _chosen(options, source, target)
        if options.save_profile:
            save_profile(profile_of(options.save_profile, exporter, chosen))
        with progress() as step:
            done = exporter.export(source, target, chosen, ExportContext(step))
    for sentence in done.warnings:
        print(f"gill-studio: {printable(sentence)}", file=sys.stderr)
    print(style_of(sys.stdout).accent(printable(str(done.path))))
    return 0


def _names() -> list[str]:
    from gill_studio.core.export.registry import standard_exporters

    return [exporter.name for exporter in standard_exporters()]


def _add_options(parser: argparse.ArgumentParser) -> None:
    """Each option once, under the first format that has it; others may have it, too."""
    from gill_studio.core.export.options import option_fields
    from gill_studio.core.export.registry import standard_exporters

    having: dict[str, dict[str, OptionField]] = {}
    groups = {}
    for exporter in standard_exporters():
        groups[exporter.name] = parser.add_argument_group(f"{exporter.name}: {exporter.label}")
        for one in option_fields(exporter.options):
            having.setdefault(one.name, {})[exporter.name] = one
    for name, fields in having.items():
        _add_option(groups[next(iter(fields))], name, fields)


def _add_option(group: argparse._ArgumentGroup, name: str, fields: dict[str, OptionField]) -> None:
    first = next(iter(fields.values()))
    how: dict[str, Any] = {"dest": _DEST + name, "default": argparse.SUPPRESS, "help": _help(fields).replace("%", "%%")}
    flag = f"--{name.replace('_', '-')}"
    if all(one.kind == "flag" for one in fields.values()):
        group.add_argument(flag, action=argparse.BooleanOptionalAction, **how)
    else:
        group.add_argument(flag, metavar=(first.option.unit or "value").upper().replace("%", "PERCENT"), **how)


def _help(fields: dict[str, OptionField]) -> str:
    """What the option is, in which formats, and what can be chosen."""
    first = next(iter(fields.values()))
    text = f"{first.option.label}. {first.option.help}".rstrip() if first.option.help else first.option.label
    if all(one.kind != "choice" for one in fields.values()):
        return text if len(fields) == 1 else f"{text} ({', '.join(fields)})"
    choices = [f"{name}: {allowed(one)}" if len(fields) > 1 else allowed(one) for name, one in fields.items()]
    return f"{text}: {'; '.join(choices)}" if not first.option.help else f"{text} ({'; '.join(choices)})"


def _chosen(options: argparse.Namespace, source: Source, target: Path) -> tuple[AnyExporter, Any]:
    """The format, and its options: those of the profile, changed by those of the command line."""
    from gill_studio.core.export.options import with_option
    from gill_studio.core.export.profiles import find_profile, options_of
    from gill_studio.core.export.registry import standard_exporters

    registry = standard_exporters()
    profile = find_profile(options.profile, source.board) if options.profile else None
    name = options.format or (profile.format if profile is not None else None)
    exporter = registry.named(name) if name else registry.for_target(target)
    chosen = exporter.options() if profile is None else options_of(profile, exporter)
    for key, value in vars(options).items():
        if key.startswith(_DEST):
            chosen = with_option(chosen, key.removeprefix(_DEST), value)
    return exporter, chosen


def _source(path: Path, stack: ExitStack) -> Source:
    """The story and its pictures; a story file stays open for reading as long as the stack."""
    from gill_studio.core.export.exporter import FilePictures, Source

    if path.suffix.lower() == ".json" or path.is_dir():
        from gill_studio.core.story.folder import read_story

        folder = read_story(path)
        return Source(folder.board, FilePictures(folder.files))
    from gill_studio.core.story.file import StoryFile

    story = StoryFile.open(path, read_only=True)
    stack.callback(story.close)
    return Source(story.document.board, story.pictures)
