"""Finding pictures of collections by words or by a story, for `gill-studio collection` and `propose`."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gill_studio.cli.proposal_page import picture_lines
from gill_studio.cli.terminal import ProgressCallback, print_anything, progress, style_of, width_of_terminal
from gill_studio.core.errors import StudioError
from gill_studio.core.messages import SAMPLE
from gill_studio.core.protocol import StoryPanel

if TYPE_CHECKING:
    from engine.context import RunContext
    from engine.facade import Engine
    from gill_studio.core.collections.model import CollectedPicture
    from gill_studio.core.collections.store import CollectionStore

NONE = "none"
"""What stands for no collection, where one is to be named."""
Excluded = Callable[["CollectionStore"], Sequence[str]]


@dataclass(frozen=True)
class FoundPicture:
    """A picture that was found, its score, and in which collection.

    Where it was found by its caption alone, it has no score.
    """

    score: float | None
    picture: CollectedPicture
    collection: str
    by_caption: bool = False


def opened_collection(name: str, context: RunContext) -> CollectionStore:
    """The sample collection, drawn if need be, or one of the writer's by name or id; CollectionError names them."""
    if name == SAMPLE:
        from engine.starter.samples import sample_collection

        return sample_collection(context)
    from gill_studio.core.collections.library import find_collection

    return find_collection(name)


def find_pictures(
    options: argparse.Namespace, panels: Sequence[StoryPanel], exclude: Excluded, words: str = ""
) -> list[FoundPicture]:
    """The best of the collections asked for; the model looks at new pictures first.

    Those whose captions have all of `words` come before the others.
    """
    from engine.choice import choose_model, load_chosen
    from engine.context import RunContext
    from engine.quiet import quiet_libraries

    chosen = choose_model(options.model, options.adapter)
    with progress() as step, ExitStack() as opened:
        context = RunContext(on_progress=step)
        stores = [opened.enter_context(store) for store in _searched(options.collection, context)]
        quiet_libraries()
        engine = load_chosen(chosen, context)
        found = [one for store in stores for one in _find_in(engine, store, panels, exclude(store), options, step)]
        said = [one for store in stores for one in _said_in(store, words)] if words else []
    return _joined(said, found, options.count)


def _said_in(store: CollectionStore, words: str) -> Iterator[FoundPicture]:
    wanted = words.casefold().split()
    for picture in store.pictures():
        caption = picture.caption.casefold()
        if not picture.excluded and all(word in caption for word in wanted):
            yield FoundPicture(None, picture, store.name, by_caption=True)


def _joined(said: Sequence[FoundPicture], shown: Sequence[FoundPicture], count: int) -> list[FoundPicture]:
    """Each picture once, also where collections share it: at most `count` by their captions, then as many others."""
    best: dict[str, FoundPicture] = {}
    for one in sorted(shown, key=_rank):
        best.setdefault(one.picture.picture.sha256, one)
    told: dict[str, FoundPicture] = {}
    for one in said:
        key = one.picture.picture.sha256
        told.setdefault(key, replace(one, score=best[key].score if key in best else None))
    others = [one for key, one in best.items() if key not in told]
    return sorted(told.values(), key=_rank)[:count] + others[:count]


def _rank(one: FoundPicture) -> float:
    return math.inf if one.score is None else -one.score


def _searched(name: str | None, context: RunContext) -> Iterator[CollectionStore]:
    from gill_studio.core.collections.library import list_collections, open_collection

    if name is not None:
        yield opened_collection(name, context)
        return
    entries = [entry for entry in list_collections() if not entry.error]
    if not entries:
        raise StudioError("There is no collection yet.", "Make one: gill-studio collection add FOLDER.")
    for entry in entries:
        yield open_collection(entry.id)


def _find_in(
    engine: Engine,
    store: CollectionStore,
    panels: Sequence[StoryPanel],
    exclude: Sequence[str],
    options: argparse.Namespace,
    step: ProgressCallback,
) -> Iterator[FoundPicture]:
    from engine.collections import index_collection
    from engine.context import RunContext

    context = RunContext(on_progress=step)
    engine.collection = index_collection(engine, store, context).index
    for hit in engine.find(panels, options.count, exclude, context):
        picture = store.picture(hit.key)
        if picture is not None:
            yield FoundPicture(hit.score, picture, store.name)


def print_found(options: argparse.Namespace, found: Sequence[FoundPicture]) -> None:
    """Print them for people, or as JSON."""
    print_anything(sys.stdout)
    if options.json:
        records = [
            {
                "path": str(one.picture.path),
                "caption": one.picture.caption,
                "sha256": one.picture.picture.sha256,
                "score": one.score,
                "collection": one.collection,
                "by_caption": one.by_caption,
            }
            for one in found
        ]
        print(json.dumps(records, indent=2))
        return
    style, width = style_of(sys.stdout), width_of_terminal()
    for by_caption, heading in ((True, "Their captions say so"), (False, "By what they show")):
        kind = [one for one in found if one.by_caption is by_caption]
        if kind and found[0].by_caption:  # else there is one kind alone
            print(style.bold(heading))
        for line in picture_lines(
            [(one.score, str(one.picture.path), one.picture.caption) for one in kind], style, width
        ):
            print(line)
    if not found:
        print("Nothing was found.")
