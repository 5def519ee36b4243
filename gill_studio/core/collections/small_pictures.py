"""Small versions of a collection's pictures, for the screen: from the cache, else made and kept there."""

from __future__ import annotations

from pathlib import Path

from gill_studio.core import picture_cache
from gill_studio.core.collections.examine import THUMBNAIL_EDGE
from gill_studio.core.collections.model import CollectedPicture
from gill_studio.core.thumbnails import make_thumbnail


def small_picture(picture: CollectedPicture, edge: int = THUMBNAIL_EDGE) -> Path | bytes:
    """A small upright version as JPEG or PNG, its longer side at most `edge` pixels: a file of the cache, or bytes.

    Call it from a worker thread. PictureError when it cannot be made.
    """
    digest = picture.picture.sha256
    for suffix in (".jpg", ".png"):
        place = picture_cache.small(digest, edge, suffix)
        if picture_cache.touch(place):
            return place
    data, suffix = make_thumbnail(picture.path, edge)
    place = picture_cache.small(digest, edge, suffix)
    try:
        picture_cache.put(place, [data])
    except OSError:
        return data
    return place
