"""`gill-studio models`: list, install, verify and remove models."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gill_studio.cli.terminal import printable
from gill_studio.core import locations
from gill_studio.core.errors import ModelError

if TYPE_CHECKING:
    from engine.catalogue import Entry, Part
    from engine.weights.installer import Listener, Progress
    from engine.weights.source import Source
    from engine.weights.verify import Verified


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `models` and its own commands."""
    models = commands.add_parser("models", help="list, install, verify and remove models")
    actions = models.add_subparsers(dest="action", metavar="ACTION", required=True)

    listing = actions.add_parser("list", help="show which models there are and which are installed")
    listing.set_defaults(run=run_list)

    install = actions.add_parser("install", help="download a model, or copy it from a folder or USB stick")
    install.add_argument("model", metavar="MODEL", help="a model's name, as `models list` shows it")
    install.add_argument(
        "--from",
        dest="folder",
        type=Path,
        metavar="FOLDER",
        help="copy from here instead: another computer's models, a hub cache, or OWNER/NAME folders",
    )
    install.set_defaults(run=run_install)

    verify = actions.add_parser("verify", help="read all files of installed models and compare checksums")
    verify.add_argument("model", metavar="MODEL", nargs="?", help="one model only")
    verify.set_defaults(run=run_verify)

    remove = actions.add_parser("remove", help="delete a model's files, but not those another model needs")
    remove.add_argument("model", metavar="MODEL")
    remove.set_defaults(run=run_remove)

    adapter = actions.add_parser("remove-adapter", help="delete an adapter that `train` has made")
    adapter.add_argument("adapter", metavar="ADAPTER")
    adapter.set_defaults(run=run_remove_adapter)


def run_list(options: argparse.Namespace) -> int:  # noqa: ARG001 - every command has the same signature
    """Print every model: whether it is installed, its size, what its parts can do and under which licence."""
    from engine.catalogue import catalogue

    for entry in catalogue():
        _print_entry(entry, locations.models_dir())
    print(f"Models are kept in {locations.models_dir()}.")
    _print_adapters()
    return 0


def run_remove_adapter(options: argparse.Namespace) -> int:
    """Delete a named adapter."""
    from engine.training.runs import forget_adapter

    forget_adapter(options.adapter)
    print(f"{printable(options.adapter)} is removed. The model it was trained from is as it was.")
    return 0


def _print_adapters() -> None:
    from engine.adapters import adapter_records
    from engine.weights.sentences import amount

    for record in adapter_records():
        told = record.error or f"for {record.model or 'an unknown model'}, {amount(record.bytes)} on disk"
        print(f"adapter {printable(record.name)}: {printable(told)}")


def run_install(options: argparse.Namespace) -> int:
    """Install one model; the only command that may use the network, and only without --from."""
    from engine.catalogue import catalogue, entry_named
    from engine.weights.installer import install
    from engine.weights.sentences import amount

    entry = entry_named(catalogue(), options.model)
    print(f"{entry.title}. {entry.licence}")
    for part in entry.parts:
        print(f"  {part.repo}: {part.licence.name}, {part.licence.link}")
    with _bar() as listen:
        result = install(entry, locations.models_dir(), _source(options.folder), listen)
    print(
        f"{entry.id} is installed: {amount(result.fetched)} {'copied' if options.folder else 'downloaded'},"
        f" {amount(result.kept)} were there already."
    )
    return 0


def run_verify(options: argparse.Namespace) -> int:
    """Hash one model's files, or all installed models'; 1 where a file is damaged or missing."""
    from engine.catalogue import catalogue, entry_named
    from engine.weights.verify import verify_repository

    entries = catalogue()
    chosen = [entry_named(entries, options.model)] if options.model else _with_manifests(entries)
    if not chosen:
        print("No model is installed.")
    owners = {part.repo: entry for entry in reversed(chosen) for part in entry.parts}
    with _counter() as read:
        found = [verify_repository(entry, repo, locations.models_dir(), read) for repo, entry in owners.items()]
    for part in found:
        _print_verified(part, owners[part.repo])
    return 0 if all(part.whole for part in found) else 1


def run_remove(options: argparse.Namespace) -> int:
    """Delete one model's files and say how many bytes that freed."""
    from engine.catalogue import catalogue, entry_named
    from engine.weights.remove import remove
    from engine.weights.sentences import amount

    entries = catalogue()
    removed = remove(entry_named(entries, options.model), entries, locations.models_dir())
    for repo in removed.kept:
        print(f"{repo} stays: another installed model needs it.")
    print(f"{options.model} is removed; {amount(removed.bytes)} ({removed.bytes} bytes) are free again.")
    return 0


def _print_verified(part: Verified, entry: Entry) -> None:
    for problem, paths in (("missing", part.missing), ("damaged", part.damaged)):
        for path in paths:
            print(f"{part.repo}/{path}: {problem}")
    if part.whole:
        print(f"{part.repo}: {part.files} files are as installed.")
    else:
        print(f"{part.repo}: run `gill-studio models install {entry.id}` to fetch those files anew.")


def _with_manifests(entries: Sequence[Entry]) -> list[Entry]:
    from engine.weights.find import part_folder
    from engine.weights.names import MANIFEST

    folder = locations.models_dir()
    return [
        entry for entry in entries if all((part_folder(folder, part.repo) / MANIFEST).is_file() for part in entry.parts)
    ]


def _print_entry(entry: Entry, models_dir: Path) -> None:
    from engine.weights.find import find
    from engine.weights.sentences import amount

    sizes = {part.repo: _size_on_disk(entry, part, models_dir) for part in entry.parts}
    on_disk = sum(size for size in sizes.values() if size is not None)
    try:
        find(entry, models_dir)
        state = f"installed, {amount(on_disk)} on disk"
    except ModelError:
        expected = sum(part.bytes for part in entry.parts)
        there = f", {amount(on_disk)} of it are there" if on_disk else ""
        state = f"not installed, about {amount(expected)} to fetch{there}"
    print(f"{entry.id}: {entry.title} ({state})\n  {entry.description}\n  {entry.licence}")
    for part in entry.parts:
        size = sizes[part.repo]
        shown = f"about {amount(part.bytes)}, not installed" if size is None else f"{amount(size)} on disk"
        print(f"  {part.role}: {part.repo} ({shown})\n    {part.does}")
        print(f"    {part.licence.name}: {part.licence.link}")
    print()


def _size_on_disk(entry: Entry, part: Part, models_dir: Path) -> int | None:
    from engine.weights.find import require_part

    try:
        return require_part(entry, part, models_dir).bytes
    except ModelError:
        return None


def _source(folder: Path | None) -> Source:
    if folder is not None:
        from engine.weights.folder import FolderSource

        return FolderSource(folder)
    from engine.weights.network import open_network

    open_network()
    from engine.weights.hub import HubSource

    return HubSource()


@contextmanager
def _bar() -> Iterator[Listener]:
    """A listener that draws a bar of bytes on a terminal, and nothing where nobody looks."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from tqdm import tqdm

    with tqdm(unit="B", unit_scale=True, unit_divisor=1000, dynamic_ncols=True) as bar:

        def listen(progress: Progress) -> None:
            bar.set_description_str(f"{progress.activity} {progress.repo}", refresh=False)
            if bar.total != progress.total:
                bar.reset(progress.total)
                bar.initial = bar.n = bar.last_print_n = progress.done  # was there: no part of the speed
            bar.update(progress.done - bar.n)

        yield listen


@contextmanager
def _counter() -> Iterator[Callable[[int], None]]:
    """The same for bytes that are only counted."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from tqdm import tqdm

    with tqdm(unit="B", unit_scale=True, unit_divisor=1000, desc="reading", leave=False) as bar:

        def read(count: int) -> None:
            bar.update(count)

        yield read
