"""`gill-studio convert-embeddings`: the authors' picture embeddings as an index of ours."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.context import RunContext


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `convert-embeddings`."""
    convert = commands.add_parser(
        "convert-embeddings",
        help="turn the authors' cc3m_embeddings*.npy into a retrieval index",
        description="Read the authors' picture embeddings, running nothing that is in the file, and write them as an"
        " index under the paths or addresses that the file has.",
    )
    convert.add_argument("files", metavar="FILE", nargs="+", type=Path, help="cc3m_embeddings*.npy, one or several")
    convert.add_argument("folder", metavar="OUT", type=Path, help="the index's folder, a new one")
    convert.add_argument(
        "--adapter", default="", metavar="FINGERPRINT", help="which adapter made them, to be checked on use"
    )
    convert.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Convert, and say how many pictures there are and what was left out."""
    from engine.retrieval.convert import convert_embeddings

    with _progress() as context:
        done = convert_embeddings(options.files, options.folder, fingerprint=options.adapter, context=context)
    print(f"{options.folder}: {done.pictures} pictures.")
    if done.duplicates:
        print(f"{done.duplicates} were left out: their paths came before.")
    if done.unusable:
        print(f"{done.unusable} were left out: their embeddings are zero or not finite.")
    return 0


@contextmanager
def _progress() -> Iterator[RunContext]:
    """A bar on a terminal, and nothing where nobody looks."""
    from engine.context import RunContext

    if not sys.stderr.isatty():
        yield RunContext()
        return
    from tqdm import tqdm

    with tqdm(unit=" vectors", dynamic_ncols=True, leave=False) as bar:

        def show(label: str, done: int, total: int) -> None:
            bar.set_description_str(label, refresh=False)
            bar.total = total
            bar.update(done - bar.n)

        yield RunContext(on_progress=show)
