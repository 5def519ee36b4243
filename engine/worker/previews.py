"""Preview pictures on disk: each step has files of its own, and those that were shown go."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path

from gill_studio.core.protocol import PaintedPicture, PaintPreview

_STAY = 2  # steps whose previews stay: the window may be reading the one before the last


class Previews:
    """The previews of one job."""

    def __init__(self) -> None:
        self._steps: list[tuple[Path, ...]] = []

    def numbered(self, preview: PaintPreview) -> PaintPreview:
        """The preview under names that hold its step, so that no step's files are written while they are read."""
        paths = tuple(path.with_stem(f"{path.stem}-{preview.step:04}") for path in preview.paths)
        for old, new in zip(preview.paths, paths, strict=True):
            old.replace(new)
        self._steps.append(paths)
        while len(self._steps) > _STAY:
            _delete(self._steps.pop(0))
        return replace(preview, paths=paths)

    def clear(self) -> None:
        """Delete what is left of them."""
        for paths in self._steps:
            _delete(paths)
        self._steps.clear()


def painted_so_far(output: Path | None, seeds: range) -> tuple[PaintedPicture, ...]:
    """The pictures of a job that was cancelled which are whole: painted in an earlier batch."""
    if output is None:
        return ()
    found = [PaintedPicture(output / f"painted-{seed}.png", seed) for seed in seeds]
    return tuple(picture for picture in found if picture.path.is_file())


def _delete(paths: tuple[Path, ...]) -> None:
    for path in paths:
        with contextlib.suppress(OSError):  # some systems delete no file that is being read; its folder goes later
            path.unlink(missing_ok=True)
