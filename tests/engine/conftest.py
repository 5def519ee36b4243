"""Small real models that the engine's tests share; all deterministic, loaded once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
import torch
from PIL import Image

from engine.catalogue import ModelFolders
from engine.evaluation.parity_fixture import ParityFixture
from engine.facade import Engine
from engine.loading import LoadedModel, load_model
from engine.models.authors_format import read_authors_adapter
from engine.models.gill import Gill
from engine.models.language import LanguageBackbone
from engine.models.painter import Painter
from engine.models.random_model import RandomSizes, write_random_model
from engine.models.vision import load_vision
from engine.pictures import Picture
from engine.quiet import quiet_libraries


@pytest.fixture(scope="session", autouse=True)
def _quiet() -> None:
    quiet_libraries()


@pytest.fixture
def _untouched_global_rng() -> Iterator[None]:
    """The test neither draws from nor seeds torch's global generator."""
    before = torch.random.get_rng_state()
    yield
    assert torch.equal(torch.random.get_rng_state(), before), "the global random state was touched"


@pytest.fixture(scope="session")
def random_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole model folder with random weights: an OPT of width 32, an open_clip tower, a tiny painter."""
    return write_random_model(tmp_path_factory.mktemp("random-model"))


@pytest.fixture(scope="session")
def loaded(random_model: Path) -> LoadedModel:
    """The random model in memory."""
    return load_model(ModelFolders.of(random_model))


@pytest.fixture(scope="session")
def gill(loaded: LoadedModel) -> Gill:
    return loaded.gill


@pytest.fixture(scope="session")
def painter(loaded: LoadedModel) -> Painter:
    assert loaded.painter is not None
    return loaded.painter


@pytest.fixture
def engine(loaded: LoadedModel) -> Engine:
    """A fresh engine (empty caches) over the shared weights."""
    return Engine(loaded)


@pytest.fixture(scope="session")
def write_model(tmp_path_factory: pytest.TempPathFactory) -> Callable[[RandomSizes], Path]:
    """Write a random model of other sizes."""
    return lambda sizes: write_random_model(tmp_path_factory.mktemp(sizes.language), sizes)


@pytest.fixture(scope="session")
def parity_fixture(gill_tiny: Path) -> ParityFixture:
    return ParityFixture.open(gill_tiny)


@pytest.fixture(scope="session")
def authors_folder(parity_fixture: ParityFixture, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The parity fixture's adapter as the authors write it: read it, never change it."""
    folder = tmp_path_factory.mktemp("authors")
    parity_fixture.write_checkpoint(folder)
    return folder


@pytest.fixture(scope="session")
def parity_gill(parity_fixture: ParityFixture, authors_folder: Path) -> Gill:
    """The parity model: weights with which greedy decoding gives varied answers, pictures among them."""
    language = LanguageBackbone.load(parity_fixture.language_folder)
    return Gill(language, load_vision(parity_fixture.vision_folder), read_authors_adapter(authors_folder))


@pytest.fixture(scope="session")
def encoded() -> Callable[..., bytes]:
    """`encoded(image, "PNG", **options)`: the bytes of a picture file."""

    def encode(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
        buffer = BytesIO()
        image.save(buffer, kind, **options)
        return buffer.getvalue()

    return encode


@pytest.fixture(scope="session")
def colour_picture() -> Callable[..., Picture]:
    """`colour_picture("red")`: a picture of one colour."""
    return lambda colour, size=(40, 30): Picture.of(Image.new("RGB", size, colour))


@pytest.fixture
def picture_file(tmp_path: Path) -> Callable[..., Path]:
    """`picture_file("red")`: a picture file of one colour."""

    def write(colour: str, size: tuple[int, int] = (40, 30)) -> Path:
        path = tmp_path / f"{colour}-{size[0]}x{size[1]}.png"
        Image.new("RGB", size, colour).save(path)
        return path

    return write
