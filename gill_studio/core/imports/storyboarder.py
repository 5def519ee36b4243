"""Storyboards of Wonder Unit's Storyboarder: a `.storyboarder` file (JSON) with a folder `images` beside it."""

from __future__ import annotations

import hashlib
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from gill_studio.core.export.pictures import opened
from gill_studio.core.export.text import clean, one_line
from gill_studio.core.imports.imported import Imported, ImportJob, StoryImportError, read_limited
from gill_studio.core.imports.registry import Importer
from gill_studio.core.paths import is_safe_relative, stays_inside
from gill_studio.core.pictures import PictureRef
from gill_studio.core.sentences import Sentence
from gill_studio.core.story.json_form import LARGEST
from gill_studio.core.story.model import Panel, Storyboard, Take, new_id

if TYPE_CHECKING:
    from PIL.Image import Image

_IMAGES = "images"
_LAYERS = ("shot-generator", "reference", "main", "fill", "tone", "pencil", "ink", "notes")
"""From the ground up; `main` is what early versions drew on."""
_FAINT = {"reference": 0.75}
_MOST_PIXELS = 40_000_000


class _Layer(msgspec.Struct):
    url: str = ""
    opacity: float | None = None


class _Board(msgspec.Struct):
    url: str = ""
    shot: str = ""
    dialogue: str | None = None
    action: str | None = None
    notes: str | None = None
    layers: dict[str, _Layer] = {}


class _Scene(msgspec.Struct):
    boards: list[_Board]


def storyboarder_importer() -> Importer:
    """Storyboarder."""
    return Importer(
        "storyboarder",
        "Storyboarder",
        "A scene of Wonder Unit’s Storyboarder, with its drawings.",
        folder=False,
        suffixes=(".storyboarder",),
        recognises=lambda path: path.suffix.casefold() == ".storyboarder",
        read=_read,
    )


def _read(path: Path, job: ImportJob) -> Imported:
    try:
        scene = msgspec.json.decode(read_limited(path, LARGEST), type=_Scene)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise StoryImportError(
            f"{path} is not the file of a scene: {error}.", "Choose the file of a scene, in the folder storyboards."
        ) from error
    panels = []
    for done, board in enumerate(scene.boards):
        job.steps.step("Reading drawings", done, len(scene.boards))
        panels.append(_panel(board, path.parent / _IMAGES, job))
    return job.whole(Storyboard(new_id(), one_line(path.stem), panels=tuple(panels)))


def _panel(board: _Board, folder: Path, job: ImportJob) -> Panel:
    words = [text for text in (clean(board.action or "").strip(), clean(board.dialogue or "").strip()) if text]
    picture = _picture(board, folder, job)
    take = None if picture is None else Take(new_id(), picture, name=one_line(board.url)[:200])
    return Panel(
        new_id(),
        "\n\n".join(words),
        notes=clean(board.notes or "").strip(),
        tags=(shot,) if (shot := one_line(board.shot)[:200]) else (),
        takes=() if take is None else (take,),
        chosen=None if take is None else take.id,
    )


def _picture(board: _Board, folder: Path, job: ImportJob) -> PictureRef | None:
    """The drawing: its layers laid over each other, else the picture that Storyboarder made of them."""
    layers = _layers(board, folder)
    if layers:
        try:
            return _composed(layers, job)
        except (OSError, ValueError, SyntaxError, StoryImportError) as error:
            job.warn(Sentence("The drawing {name} cannot be read: {why}", name=repr(board.url[:100]), why=error))
    stem = board.url.removesuffix(".png")
    for name in (f"{stem}-posterframe.jpg", f"{stem}-thumbnail.png"):
        if _is_there(folder, name):
            return job.picture_in(folder, name)
    if board.url and not layers:
        job.warn(
            Sentence("The drawing {name} is not in the folder {folder}.", name=repr(board.url[:100]), folder=_IMAGES)
        )
    return None


def _layers(board: _Board, folder: Path) -> list[tuple[Path, float]]:
    """Files from the ground up, and how opaque they are."""
    drawn = {**board.layers, "main": _Layer(board.url)}
    found = []
    for name in _LAYERS:
        layer = drawn.get(name)
        if layer is not None and _is_there(folder, layer.url):
            opacity = _FAINT.get(name, 1.0) if layer.opacity is None else layer.opacity
            found.append((folder / layer.url, min(1.0, max(0.0, opacity))))
    return found


def _is_there(folder: Path, name: str) -> bool:
    path = folder / name
    return is_safe_relative(name) and stays_inside(folder, path) and path.is_file()


def _composed(layers: list[tuple[Path, float]], job: ImportJob) -> PictureRef:
    make = partial(_png, layers)
    data = make()
    digest = hashlib.sha256(data).hexdigest()
    job.pictures.add(digest, make)
    return PictureRef(digest, "image/png", *opened(data).size)


def _png(layers: list[tuple[Path, float]]) -> bytes:
    """The layers on white paper."""
    from PIL import Image as Images

    whole: Image | None = None
    for path, opacity in layers:
        layer = opened(read_limited(path)).convert("RGBA")
        if layer.width * layer.height > _MOST_PIXELS:
            raise ValueError("more pixels than a drawing has")
        if whole is None:
            whole = Images.new("RGBA", layer.size, "white")
        if layer.size != whole.size:
            layer = layer.resize(whole.size)
        if opacity < 1:
            layer.putalpha(layer.getchannel("A").point([round(value * opacity) for value in range(256)]))
        whole.alpha_composite(layer)
    buffer = BytesIO()
    if whole is not None:
        whole.convert("RGB").save(buffer, "PNG")
    return buffer.getvalue()
