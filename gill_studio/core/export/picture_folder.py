"""The `pictures` folder of an export that can be imported again: named by panel, each picture once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from gill_studio.core.export.exporter import Job, Source
from gill_studio.core.export.pictures import Form, PictureFile, PictureFiles
from gill_studio.core.pictures import SUFFIXES
from gill_studio.core.story.model import Storyboard, Take

FOLDER = "pictures"


@dataclass
class PictureFolder:
    """Writes pictures into `place`; `names` are their paths from there, by the SHA-256 of the story's picture."""

    place: Path
    source: Source
    job: Job
    form: Form
    names: dict[str, str] = field(default_factory=dict)

    def fill(self, board: Storyboard) -> None:
        """All pictures of the board: those that are shown first, so that they have the plain names."""
        (self.place / FOLDER).mkdir(parents=True, exist_ok=True)
        shown = PictureFiles(self.source, self.job, self.form)
        others = PictureFiles(self.source, Job(self.job.steps), self.form)  # many are no longer there: no news
        wanted = _wanted(board)
        for done, (take, panel, stem) in enumerate(wanted):
            self.job.step("Writing pictures", done, len(wanted))
            files = others if "-" in stem else shown
            if take.picture.sha256 not in self.names and (file := files.of(take, panel)) is not None:
                self._write(file, stem, take)

    def _write(self, file: PictureFile, stem: str, take: Take) -> None:
        name = f"{FOLDER}/{stem}{file.suffix}"
        (self.place / name).write_bytes(file.data)
        self.names[take.picture.sha256] = name


def names_of(board: Storyboard) -> dict[str, str]:
    """What the files will be called where all pictures are to be had and stay as they are."""
    names: dict[str, str] = {}
    for take, _, stem in _wanted(board):
        names.setdefault(take.picture.sha256, f"{FOLDER}/{stem}{SUFFIXES.get(take.picture.media_type, '')}")
    return names


def _wanted(board: Storyboard) -> list[tuple[Take, int, str]]:
    """Takes, the panel's number, and what the file is called: 0007 is shown, 0007-2 is the panel's second take."""
    digits = max(4, len(str(len(board.panels))))
    shown, others = [], []
    for number, panel in enumerate(board.panels, start=1):
        for place, take in enumerate(panel.takes, start=1):
            stem = f"{number:0{digits}}"
            if take.id == panel.chosen:
                shown.append((take, number, stem))
            else:
                others.append((take, number, f"{stem}-{place}"))
    return shown + others
