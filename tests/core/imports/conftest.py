"""Pictures to import."""

from __future__ import annotations

import hashlib
import importlib.util
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import strategies as st
from PIL import Image

from gill_studio.core.pictures import PictureRef
from gill_studio.core.story.model import Storyboard


@pytest.fixture
def picture(tmp_path: Path) -> Callable[..., Path]:
    """`picture("fox.jpg", colour="red", exif=...)`: a picture file in the test's folder."""

    def make(name: str, colour: str = "red", size: tuple[int, int] = (24, 16), **how: object) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGBA" if how.pop("alpha", False) else "RGB", size, colour).save(path, **how)
        return path

    return make


@pytest.fixture
def pixel() -> Callable[[bytes], object]:
    """The colour of a picture's first pixel."""
    return lambda data: Image.open(io.BytesIO(data)).convert("RGB").getpixel((0, 0))


@pytest.fixture(scope="session")
def storyboards() -> st.SearchStrategy[Storyboard]:
    """Any storyboard, as the tests of the story draw them."""
    path = Path(__file__).parents[1] / "story" / "conftest.py"
    spec = importlib.util.spec_from_file_location("story_conftest", path)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module._boards()


@pytest.fixture(scope="session")
def real_pictures() -> dict[str, tuple[PictureRef, bytes]]:
    """Real pictures for some of the SHA-256 that those storyboards have."""
    made = {}
    kinds = [("PNG", "image/png", {}), ("JPEG", "image/jpeg", {}), ("WEBP", "image/webp", {"lossless": True})]
    for number, (kind, media_type, how) in enumerate(kinds):
        buffer = io.BytesIO()
        Image.new("RGB", (9 + number, 7), (40 * number, 90, 200)).save(buffer, kind, **how)
        data = buffer.getvalue()
        ref = PictureRef(hashlib.sha256(data).hexdigest(), media_type, 9 + number, 7)
        made[f"{number:064x}"] = (ref, data)
    return made
