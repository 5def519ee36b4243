"""Story files to open, and pictures to put into them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from gill_studio.core.errors import StudioError
from gill_studio.core.story.file import StoryFile
from gill_studio.core.story.model import Panel, Storyboard


@pytest.fixture
def board() -> Storyboard:
    """Three panels with captions."""
    panels = tuple(Panel(f"p{number}", f"Caption {number}.") for number in range(3))
    return Storyboard("story", title="The Fox", panels=panels)


@pytest.fixture
def opened() -> Iterator[Callable[[StoryFile], StoryFile]]:
    """`opened(StoryFile.open(path))`: closed at the end, whatever has become of it."""
    files: list[StoryFile] = []

    def keep(file: StoryFile) -> StoryFile:
        files.append(file)
        return file

    yield keep
    for file in files:
        with suppress(StudioError):
            file.close()


@pytest.fixture
def story(tmp_path: Path, board: Storyboard, opened: Callable[[StoryFile], StoryFile]) -> StoryFile:
    """A new story file with three panels, open."""
    return opened(StoryFile.create(tmp_path / "story.gill", board))


@pytest.fixture
def draw(tmp_path: Path) -> Callable[..., Path]:
    """`draw("fox.png", "red")`: a picture file; its content depends on name, colour and size."""

    def write(name: str, colour: str = "red", size: tuple[int, int] = (60, 40), **options: object) -> Path:
        path = tmp_path / "pictures" / name
        path.parent.mkdir(exist_ok=True)
        Image.new("RGB", size, colour).save(path, **options)
        return path

    return write


@pytest.fixture
def digest_of() -> Callable[[Path], str]:
    """The SHA-256 of a file."""
    return lambda path: hashlib.sha256(path.read_bytes()).hexdigest()
