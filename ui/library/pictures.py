"""Where the grid's thumbnails come from: what a scan has left in the cache, else made from the files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gill_studio.core.collections.examine import THUMBNAIL_EDGE
from gill_studio.core.collections.model import CollectedPicture
from gill_studio.core.collections.small_pictures import small_picture
from gill_studio.core.errors import PictureError


class CollectionPictures:
    """Small versions of a collection's pictures by SHA-256; what `ui.thumbnails` draws from."""

    def __init__(self) -> None:
        self._pictures: dict[str, CollectedPicture] = {}

    def show(self, pictures: Iterable[CollectedPicture]) -> None:
        """These are there now."""
        self._pictures = {one.picture.sha256: one for one in pictures}

    def thumbnail(self, sha256: str, edge: int) -> Path | bytes:
        """A small version, on any thread; PictureError where it cannot be made."""
        picture = self._pictures.get(sha256)
        if picture is None:
            raise PictureError("This picture is not in its collection any more.", "Scan the collection.")
        return small_picture(picture, max(edge, THUMBNAIL_EDGE))
