"""What Word and PowerPoint files share."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass

from gill_studio.core.export.exporter import Job, Source
from gill_studio.core.export.pictures import GIF, JPEG, PNG, Form, PictureFile, PictureFiles, converted, opened
from gill_studio.core.story.model import Take

KINDS = frozenset({PNG, JPEG, GIF})
"""What every office program shows."""
SERIF, SANS = "Georgia", "Calibri"
_LONGEST = 255
_USUAL = (b"JFIF", b"Exif")


@dataclass(frozen=True)
class OfficePictures:
    """Pictures as python-docx and python-pptx take them."""

    files: PictureFiles

    @classmethod
    def to(cls, source: Source, job: Job, longest: int, *, recipe: bool) -> OfficePictures:
        """The pictures of one export, upright: many programs do not turn them as EXIF says."""
        return cls(PictureFiles(source, job, Form(KINDS, upright=True, longest=longest, recipe=recipe)))

    def of(self, take: Take | None, number: int) -> PictureFile | None:
        """The picture of a take of panel `number`, None where there is none."""
        file = self.files.of(take, number)
        if file is None or take is None:
            return None
        return self.files.made(take, number, lambda _: _known(file))


def _known(file: PictureFile) -> PictureFile:
    """The picture; without loss as PNG, where it is a JPEG of a rare kind or only says that it can be opened."""
    image = opened(file.data)
    image.load()  # what is damaged raises here, and is left out
    odd = file.media_type == JPEG and (image.format != "JPEG" or file.data[6:10] not in _USUAL)
    return converted(file.data, file.media_type, frozenset({PNG})) if odd else file


def missing_package(module: str, package: str) -> str:
    """The package's name, if it has to be installed before."""
    return "" if importlib.util.find_spec(module) is not None else package


def property_text(text: str) -> str:
    """Text as a document's properties take it."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
