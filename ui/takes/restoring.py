"""Putting something that was offered back into its panel; a retrieved picture is fetched from its collection."""

from __future__ import annotations

from pathlib import Path

from gill_studio.core import locations
from gill_studio.core.collections.store import CollectionStore
from gill_studio.core.errors import StudioError
from gill_studio.core.messages import CollectionSummary
from gill_studio.core.paths import is_safe_relative
from gill_studio.core.story.file import PictureStore
from gill_studio.core.story.model import Take


def fetch_picture(store: PictureStore, take: Take, collection: CollectionSummary | None) -> None:
    """See that the picture itself is in the story, not only its thumbnail. Not for the window's thread.

    StudioError when its collection does not have it any more.
    """
    digest = take.picture.sha256
    if store.contains(digest):
        return
    path = _find(take.collection or "", digest, collection)
    if path is None or store.add_file(path).sha256 != digest:
        raise StudioError(
            "This picture is not in its collection any more; the story has only a thumbnail of it.",
            "Put the picture back into the collection's folder, and index the collection.",
        )


def _find(collection: str, digest: str, in_use: CollectionSummary | None) -> Path | None:
    folder = locations.data_dir() / "collections" / collection
    if in_use is not None and in_use.id == collection and in_use.folder is not None:
        folder = in_use.folder
    elif not collection or not is_safe_relative(collection) or "/" in collection:
        return None
    with CollectionStore.open(folder) as store:
        found = store.picture(digest)
    return found.path if found is not None and found.path.is_file() else None
