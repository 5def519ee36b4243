"""Panels on the clipboard and on the pointer: as panels for us, as pictures, HTML and text for everyone else."""

from __future__ import annotations

import html
import json
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QImage, QImageWriter

from gill_studio.core.errors import PictureError, StudioError
from gill_studio.core.pictures import PICTURE_SUFFIXES, SUFFIXES
from gill_studio.core.story.model import Panel, Storyboard, new_id
from ui.decoding import whole_image
from ui.story_session import StorySession

PANELS = "application/x-gill-studio-panels"
_FILES = "application/x-gill-studio-pictures"
_PICTURES_AS_FILES = 64
_FOLDER_DEPTH_FILES = 2000
_ENDINGS = PICTURE_SUFFIXES.union(SUFFIXES.values())
_IMAGE_EDGE = 4000  # so that the window waits for nobody who decodes a large one
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Brought:
    """What somebody drops or pastes: panels of a story (with the files of their pictures), pictures, or words."""

    story: str = ""
    panels: tuple[Panel, ...] = ()
    files: dict[str, Path] = field(default_factory=dict)
    pictures: tuple[Path | bytes, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it for a story."""
        return not (self.panels or self.pictures or self.words)


def as_mime(session: StorySession, panels: Collection[str]) -> QMimeData:
    """Panels as everything that other places may want to have of them."""
    from gill_studio.core.story.json_form import encode_story

    chosen = tuple(panel for panel in session.board.panels if panel.id in panels)
    files = _files(session, chosen)
    mime = QMimeData()
    mime.setData(PANELS, QByteArray(encode_story(Storyboard(session.board.id, panels=chosen))))
    mime.setData(_FILES, QByteArray(json.dumps({digest: str(path) for digest, path in files.items()}).encode()))
    mime.setText("\n\n".join(panel.caption for panel in chosen if panel.caption))
    mime.setHtml("\n".join(_html(panel, files) for panel in chosen))
    shown = [panel.picture.sha256 for panel in chosen if panel.picture is not None and panel.picture.sha256 in files]
    mime.setUrls([QUrl.fromLocalFile(str(files[digest])) for digest in shown])
    if len(shown) == 1 and not (image := _image(files[shown[0]])).isNull():
        mime.setImageData(image)
    return mime


def carries_something(mime: QMimeData) -> bool:
    """Whether it is worth a look: cheap, while the pointer moves."""
    return mime.hasFormat(PANELS) or mime.hasUrls() or mime.hasImage() or mime.hasText()


def brought(mime: QMimeData) -> Brought:
    """What there is for a story in it; pictures are not looked at yet."""
    if mime.hasFormat(PANELS):
        return _panels(mime)
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if paths:
        return Brought(pictures=tuple(pictures_in(paths)))
    if mime.hasImage() and (data := _image_bytes(mime)):
        return Brought(pictures=(data,))
    return Brought(words=tuple(part.strip() for part in mime.text().split("\n\n") if part.strip()))


def with_new_ids(panel: Panel) -> Panel:
    """The same panel as another one."""
    ids = {take.id: new_id() for take in panel.takes}
    takes = tuple(replace(take, id=ids[take.id]) for take in panel.takes)
    return replace(panel, id=new_id(), takes=takes, chosen=None if panel.chosen is None else ids[panel.chosen])


def with_pictures_of(panel: Panel, known: Collection[str]) -> Panel:
    """A panel from another story with the take that it shows, where `known` has its picture."""
    take = panel.take
    if take is None or take.picture.sha256 not in known:
        return replace(panel, takes=(), chosen=None)
    return replace(panel, takes=(take,))


def pictures_in(paths: Sequence[Path]) -> list[Path]:
    """Picture files by the endings of their names; of folders, those that lie in them, in the order of their names."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.iterdir(), key=lambda one: one.name.casefold())
            found += [one for one in inside if one.suffix.lower() in _ENDINGS]
        elif path.suffix.lower() in _ENDINGS:
            found.append(path)
    return found[:_FOLDER_DEPTH_FILES]


def _files(session: StorySession, panels: Sequence[Panel]) -> dict[str, Path]:
    files: dict[str, Path] = {}
    for panel in panels:
        if panel.picture is not None and len(files) < _PICTURES_AS_FILES:
            try:
                files[panel.picture.sha256] = session.pictures.path_of(panel.picture.sha256)
            except StudioError as error:
                _LOG.warning("A picture is left out: %s", error)
    return files


def _html(panel: Panel, files: dict[str, Path]) -> str:
    parts = []
    if panel.picture is not None and panel.picture.sha256 in files:
        source = QUrl.fromLocalFile(str(files[panel.picture.sha256])).toString(
            QUrl.ComponentFormattingOption.FullyEncoded
        )
        parts.append(f'<p><img src="{html.escape(source)}" alt="{html.escape(panel.alt_text)}"></p>')
    if panel.caption:
        parts.append(f"<p>{html.escape(panel.caption)}</p>")
    return "\n".join(parts)


def _image(path: Path) -> QImage:
    try:
        return whole_image(path, _IMAGE_EDGE)
    except PictureError as error:
        _LOG.warning("A picture is left out: %s", error)
        return QImage()


def _image_bytes(mime: QMimeData) -> bytes:
    for kind in ("image/png", "image/jpeg", "image/webp"):
        if mime.hasFormat(kind):
            return bytes(mime.data(kind).data())
    image = mime.imageData()
    if not isinstance(image, QImage) or image.isNull():
        return b""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(buffer.data().data())


def _panels(mime: QMimeData) -> Brought:
    from gill_studio.core.story.json_form import decode_story

    try:
        board = decode_story(bytes(mime.data(PANELS).data()), "The clipboard").board
        record = json.loads(bytes(mime.data(_FILES).data()) or b"{}")
    except (StudioError, ValueError) as error:
        _LOG.warning("What was pasted is left out: %s", error)
        return Brought()
    files = record if isinstance(record, dict) else {}
    return Brought(board.id, board.panels, {str(digest): Path(str(path)) for digest, path in files.items()})
