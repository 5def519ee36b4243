"""Captions for the pictures of a collection that have none: proposed, until the writer accepts them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.context import RunContext
from engine.facade import Engine
from gill_studio.core.collections.model import CaptionSource, CollectedPicture
from gill_studio.core.collections.store import CollectionStore
from gill_studio.core.errors import PictureError

DOING = "writing captions"


def propose_captions(
    engine: Engine, store: CollectionStore, keys: Collection[str] = (), context: RunContext | None = None
) -> tuple[int, tuple[tuple[Path, str], ...]]:
    """Caption each picture that has no words at all, or those of `keys` that have none; what was skipped, and why.

    Each caption is in the store once it is made, so that nothing is lost when `context` cancels: the next call goes
    on from there.
    """
    context, wanted = context or RunContext(), frozenset(keys)
    silent = [one for one in store.pictures() if not one.captions and (not wanted or one.picture.sha256 in wanted)]
    skipped: list[tuple[Path, str]] = []
    proposed = 0
    for done, picture in enumerate(silent):
        with _within(context, done, len(silent)) as inner:
            try:
                text = _caption(engine, picture, inner)
            except PictureError as error:
                skipped.append((picture.path, error.message))
                continue
        if text:
            store.set_captions({picture.picture.sha256: text}, CaptionSource.PROPOSED)
            proposed += 1
    context.step(DOING, len(silent), len(silent))
    return proposed, tuple(skipped)


def _caption(engine: Engine, picture: CollectedPicture, context: RunContext) -> str:
    texts = engine.caption((), picture.path, context=context)
    return " ".join(texts[0].text.split()) if texts else ""


@contextmanager
def _within(context: RunContext, done: int, total: int) -> Iterator[RunContext]:
    """Steps of one caption are only chances to cancel: what is told is how many captions there are."""
    context.step(DOING, done, total)
    yield RunContext(on_progress=lambda *_: context.step(DOING, done, total))
