"""What an exporter is, what it is given, and what comes of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from gill_studio.core.errors import StudioError
from gill_studio.core.sentences import Sentence
from gill_studio.core.story.model import Storyboard

if TYPE_CHECKING:
    from gill_studio.core.export.pdf.press import Press

Options = TypeVar("Options")


class ExportError(StudioError):
    """An export that cannot be made as it was asked for."""


class ExportCancelledError(StudioError):
    """The export was cancelled; what was there before is still there."""

    def __init__(self) -> None:
        super().__init__(Sentence("The export was cancelled."))


class Pictures(Protocol):
    """Where the bytes of a story's pictures come from. May be asked from another thread than the window's."""

    def data_of(self, sha256: str) -> bytes:
        """The picture's bytes as they came; StudioError when it is not there."""


class Steps(Protocol):
    """Hears of progress, and ends the work by raising when it is no longer wanted."""

    def step(self, label: str, done: int, total: int) -> None:
        """`done` of `total` steps of `label` are done."""


class ExportContext:
    """Steps for callers without a context of their own: tells `on_progress` what is new, asks `cancelled`."""

    def __init__(
        self,
        on_progress: Callable[[str, int, int], None] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self._on_progress, self._cancelled = on_progress, cancelled
        self._told = ("", 0, 0)

    def step(self, label: str, done: int, total: int) -> None:
        """One step more; ExportCancelledError when the export is no longer wanted."""
        if self._cancelled():
            raise ExportCancelledError
        if self._on_progress is not None and self._told != (label, done, total):
            self._told = (label, done, total)
            self._on_progress(label, done, total)


@dataclass(frozen=True)
class FilePictures:
    """Pictures that lie in files, by their SHA-256, as in a story folder."""

    files: Mapping[str, Path]

    def data_of(self, sha256: str) -> bytes:
        """The file's bytes."""
        try:
            return self.files[sha256].read_bytes()
        except KeyError:
            raise ExportError(
                Sentence("The picture is not in the story's folder."), Sentence("Put it back, or choose another.")
            ) from None
        except OSError as error:
            file, what = self.files[sha256], error.strerror or error
            raise ExportError(
                Sentence("{file} cannot be read: {what}.", file=file, what=what),
                Sentence("Check that the picture is still there."),
            ) from error


@dataclass(frozen=True)
class Source:
    """What is exported: a storyboard, and where its pictures come from."""

    board: Storyboard
    pictures: Pictures


@dataclass
class Job:
    """One export on its way: tells how far it is, and collects what the writer has to know afterwards.

    `press` sets the pages; without one they are set in this process, where that cannot be cancelled.
    """

    steps: Steps
    warnings: list[str] = field(default_factory=list)
    press: Press | None = None
    replaces: bool = False
    """Whether there is something already where the export will be."""
    _last: tuple[str, int, int] = ("Setting the pages", 0, 1)

    def step(self, label: str, done: int, total: int) -> None:
        """`done` of `total` steps of `label` are done; raises when the export is cancelled."""
        self._last = (label, done, total)
        self.steps.step(label, done, total)

    def check(self) -> None:
        """Raises when the export is cancelled."""
        self.steps.step(*self._last)

    def warn(self, sentence: str) -> None:
        """Something the writer has to know; each sentence once."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)


@dataclass(frozen=True, slots=True)
class Exported:
    """Where the export lies (a file or a folder), and sentences about what did not go as one would expect."""

    path: Path
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exporter(Generic[Options]):
    """One format. `options` is a frozen dataclass whose fields say how a dialog shows them (`options.option`).

    `write` fills a fresh file or folder; whatever it leaves there takes the target's place at once, or not at all.
    `preview` draws the first pages as PNG, at most as many as asked for and about `width` pixels wide: as they will
    be where the format has pages, otherwise the same text and pictures as a program may well lay them out.
    """

    name: str
    label: str
    about: str
    options: type[Options]
    suffix: Callable[[Options], str]
    """The target's ending, such as ".pdf"; empty when the target is a folder."""
    write: Callable[[Source, Path, Options, Job], None]
    preview: Callable[[Source, Options, int, int, Job], list[bytes]] | None = None
    missing: Callable[[], str] = lambda: ""
    """The name of a package that has to be installed before, empty when all is there."""

    def export(
        self,
        source: Source,
        target: Path,
        options: Options,
        context: Steps | None = None,
        press: Press | None = None,
    ) -> Exported:
        """Write the story to `target`, which is replaced when all is written and not before.

        Raises ExportError when that cannot be done, and whatever `context` raises to cancel.
        """
        from gill_studio.core.export.writing import replacing

        if package := self.missing():
            raise ExportError(
                Sentence("{format} needs the package {package}.", format=self.label, package=package),
                Sentence("Install it: {command}", command=f"pip install {package}"),
            )
        job = Job(context or ExportContext(), press=press, replaces=os.path.lexists(target))
        with replacing(target, folder=not self.suffix(options), maker=self.name, check=job.check) as place:
            self.write(source, place, options, job)
        return Exported(target, tuple(job.warnings))


AnyExporter = Exporter[Any]
