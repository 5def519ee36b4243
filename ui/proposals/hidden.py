"""Pictures of the collection in use that a proposal must not offer."""

from __future__ import annotations

import logging

from gill_studio.core.collections.library import open_collection
from gill_studio.core.collections.usage import not_to_offer
from gill_studio.core.errors import StudioError
from gill_studio.core.story.model import Storyboard

_MOST = 20_000  # pictures up to which looking for other versions of those in the story is quick
_LOG = logging.getLogger(__name__)


def hidden_in(collection: str, board: Storyboard) -> tuple[str, ...]:
    """SHA-256 of those that are never to be offered, or that the story shows, in this version or another.

    Not for the window's thread. Nothing where the collection cannot be read: it is not there yet.
    """
    if not collection:
        return ()
    try:
        with open_collection(collection) as store:
            return not_to_offer(store, board) if len(store) <= _MOST else tuple(store.excluded())
    except StudioError as error:
        _LOG.info("A collection is not looked into: %s", error)
        return ()
