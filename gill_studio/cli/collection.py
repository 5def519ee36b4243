"""`gill-studio collection`: add, list, scan, search and remove collections of pictures."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gill_studio.cli.finding import NONE, find_pictures, print_found
from gill_studio.cli.propose import add_story, story_named
from gill_studio.cli.terminal import print_anything, printable, progress, style_of
from gill_studio.core.errors import StudioError
from gill_studio.core.messages import SAMPLE
from gill_studio.core.protocol import StoryPanel

if TYPE_CHECKING:
    from gill_studio.core.collections.model import Coverage
    from gill_studio.core.collections.scan import ScanResult
    from gill_studio.core.collections.store import CollectionStore
    from gill_studio.core.story.folder import StoryFolder

_SHOWN_PROBLEMS = 10


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `collection` and its own commands."""
    parser = commands.add_parser(
        "collection",
        help="your own pictures: add folders, find pictures by words or by what fits a story",
        description="Collections are folders of your pictures. The pictures stay where they are and as they are; "
        "captions are read from the pictures, from files beside them and from datasets' files.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    add = actions.add_parser("add", help="make a folder a collection, or bring it up to date")
    add.add_argument("folder", type=Path, metavar="FOLDER")
    into = add.add_mutually_exclusive_group()
    into.add_argument("--name", help="the collection's name (default: the folder's)")
    into.add_argument("--to", metavar="COLLECTION", help="add the folder to this collection instead")
    add.add_argument("--all", action="store_true", help="name every file that cannot be used, not only the first few")
    add.set_defaults(run=run_add)

    listing = actions.add_parser("list", help="show which collections there are, and how many pictures have captions")
    listing.add_argument("--json", action="store_true", help="print one JSON object")
    listing.set_defaults(run=run_list)

    scan = actions.add_parser("scan", help="bring collections up to date with their folders")
    scan.add_argument("collection", nargs="?", metavar="COLLECTION", help="a collection's name (default: all)")
    scan.add_argument("--all", action="store_true", help="name every file that cannot be used, not only the first few")
    scan.set_defaults(run=run_scan)

    search = actions.add_parser("search", help="find pictures by words: in captions, and by what they show")
    search.add_argument("words", metavar="WORDS", help='what to look for, "a red kite" for one')
    _add_finding(search)
    search.set_defaults(run=run_search)

    fits = actions.add_parser(
        "fits",
        help="find pictures that fit into a story",
        description="Find pictures that fit into a story and are not in it yet. At its end they are found for the "
        "story as it is; `gill-studio propose` writes the next sentence first, and finds pictures for that.",
    )
    add_story(fits)
    fits.add_argument("--panel", type=_count, metavar="N", help="for this panel, from 1 (default: the end)")
    _add_finding(fits)
    fits.set_defaults(run=run_fits)

    remove = actions.add_parser("remove", help="forget a collection; its pictures stay where they are")
    remove.add_argument("collection", metavar="COLLECTION")
    remove.add_argument("--yes", action="store_true", help="also when captions that you have written go with it")
    remove.set_defaults(run=run_remove)


def _add_finding(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--collection", metavar="NAME", help="one of your collections, or 'sample' (default: all of yours)"
    )
    parser.add_argument("--count", type=_count, default=10, help="how many pictures (default: 10)")
    parser.add_argument("--model", help="a model folder, or an installed model's name (default: the starter)")
    parser.add_argument("--adapter", metavar="NAME", help="what you taught it: an adapter that `train` made")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 1000")
    return int(text)


def run_add(options: argparse.Namespace) -> int:
    """Scan a folder into a collection, and say what is there."""
    print_anything(sys.stdout)
    with _collection_for(options) as store:
        _scan(store, show_all=options.all)
    return 0


def _collection_for(options: argparse.Namespace) -> CollectionStore:
    from gill_studio.core.collections.library import (
        checked_folder,
        collection_of_folder,
        create_collection,
        find_collection,
    )

    folder = checked_folder(options.folder)
    if options.to:
        store = find_collection(options.to)
        store.add_folder(folder)
        return store
    there = collection_of_folder(folder)
    if there is None:
        name = options.name or folder.name or str(folder)
        if name in {SAMPLE, NONE}:
            raise StudioError(
                f"A collection cannot be called {name} here: commands mean something else by that.",
                "Give it another name: --name NAME.",
            )
        return create_collection(name, [folder])
    if options.name and options.name != there.name:
        there.close()
        raise StudioError(
            f"This folder is the collection {there.name} already.",
            "Leave --name out to bring it up to date, or remove that collection first.",
        )
    return there


def run_list(options: argparse.Namespace) -> int:
    """Print every collection."""
    from gill_studio.core.collections.library import list_collections

    print_anything(sys.stdout)
    entries = list_collections()
    if options.json:
        records = [
            {
                "id": entry.id,
                "name": entry.name,
                "folders": [str(folder) for folder in entry.folders],
                "pictures": entry.coverage.pictures,
                "captioned": entry.coverage.captioned,
                "problems": entry.coverage.problems,
                "error": entry.error,
            }
            for entry in entries
        ]
        print(json.dumps(records, indent=2))
        return 0
    style = style_of(sys.stdout)
    for entry in entries:
        print(f"{style.bold(printable(entry.name))}  {entry.error or coverage_words(entry.coverage)}")
        for folder in entry.folders:
            print(f"  {printable(str(folder))}{'' if folder.is_dir() else '  (not there now)'}")
    if not entries:
        print("There is no collection yet: gill-studio collection add FOLDER.")
    return 0


def run_scan(options: argparse.Namespace) -> int:
    """Bring one or all collections up to date."""
    from gill_studio.core.collections.library import find_collection, list_collections, open_collection

    print_anything(sys.stdout)
    if options.collection:
        with find_collection(options.collection) as store:
            _scan(store, show_all=options.all)
        return 0
    entries = list_collections()
    for entry in entries:
        if entry.error:
            print(f"{printable(entry.name)}: {printable(entry.error)}")
            continue
        with open_collection(entry.id) as store:
            _scan(store, show_all=options.all)
    return 1 if any(entry.error for entry in entries) else 0


def run_search(options: argparse.Namespace) -> int:
    """Find pictures by words."""
    words = " ".join(options.words.split())
    if not words:
        raise StudioError("There are no words to look for.", 'For one: gill-studio collection search "a red kite".')
    print_found(options, find_pictures(options, [StoryPanel(words)], lambda _: (), words))
    return 0


def run_fits(options: argparse.Namespace) -> int:
    """Find pictures that fit a panel of a story, which it does not show yet."""
    from gill_studio.core.collections.usage import not_to_offer

    story = story_named(options)
    print_found(
        options, find_pictures(options, _before(story, options.panel), lambda store: not_to_offer(store, story.board))
    )
    return 0


def run_remove(options: argparse.Namespace) -> int:
    """Forget a collection."""
    from gill_studio.core.collections.library import find_collection, remove_collection

    with find_collection(options.collection) as store:
        words, collection, name = store.own_words(), store.folder.name, store.name
    if words and not options.yes:
        raise StudioError(
            f"{_counted(words, 'caption')} that you have written would be gone with {name}.",
            "Say --yes if that is what you want.",
        )
    remove_collection(collection)
    print(f"{printable(name)} is removed. Its pictures are where they were.")
    return 0


def coverage_words(coverage: Coverage) -> str:
    """How many pictures there are, in words."""
    words = f"{_counted(coverage.pictures, 'picture')}, {coverage.captioned} with captions"
    if coverage.proposed:
        words += f", {coverage.proposed} with proposed ones"
    if coverage.excluded:
        words += f", {coverage.excluded} never offered"
    return words + (f"; {_counted(coverage.problems, 'file')} cannot be used" if coverage.problems else "")


def _scan(store: CollectionStore, *, show_all: bool) -> None:
    from gill_studio.core.collections.scan import scan

    with progress() as step:
        result = scan(store, step)
    style = style_of(sys.stdout)
    coverage = store.coverage()
    print(f"{style.bold(printable(store.name))}  {coverage_words(coverage)}")
    if not coverage.pictures:
        print("  There are no pictures in it that can be used.")
    for line in _changes(result):
        print(f"  {line}")
    problems = [(folder, problem) for folder in store.folders() for problem in store.problems(folder).values()]
    shown = problems if show_all else problems[:_SHOWN_PROBLEMS]
    for folder, problem in shown:
        print(f"  {style.dim(printable(str(folder / problem.path)))}")
        print(f"    {printable(problem.reason)} {printable(problem.hint)}".rstrip())
    if len(shown) < len(problems):
        print(f"  … and {len(problems) - len(shown)} more: --all names them.")


def _changes(result: ScanResult) -> Iterator[str]:
    counts = {"new": result.new, "moved": result.moved, "changed": result.changed, "gone": result.gone}
    told = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    if told:
        yield f"Files: {told}."
    for folder in result.missing:
        yield f"{printable(str(folder))} is not there now; what is known of it stays."


def _before(story: StoryFolder, panel: int | None) -> list[StoryPanel]:
    """What the model reads for a panel: all before it, and its own caption."""
    panels = list(story.engine_panels())
    if panel is None:
        return panels
    if panel > len(panels):
        raise StudioError(f"The story has {len(panels)} panels; there is no panel {panel}.", "Choose another --panel.")
    caption = panels[panel - 1].caption
    return [*panels[: panel - 1], StoryPanel(caption)] if caption.strip() else panels[: panel - 1]


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
