"""Stories to export: pictures of every kind, long captions, notes, takes, other scripts, hostile text."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from PIL import Image, ImageCms, ImageDraw

from gill_studio.core.export.exporter import ExportError, FilePictures, Source
from gill_studio.core.pictures import PictureRef
from gill_studio.core.story.folder import read_story
from gill_studio.core.story.model import (
    Authorship,
    Origin,
    Painting,
    Panel,
    Recipe,
    SeenPanel,
    Storyboard,
    Take,
)
from gill_studio.core.story.samples import sample_folder

SAMPLES = {
    "five": "nora-is-cross",
    "long": "the-long-way-to-the-sea",
    "hebrew": "pila-vepanas",
    "japanese": "fukuro-no-tegami",
}
"""Stories that come along: five panels; forty with long captions, notes, tall and wide pictures; other scripts."""
HOSTILE = {
    "script": '</script><script>alert(1)</script><img src=x onerror="alert(2)"> & "quoted" \'too\'',
    "typst": '#read("/etc/passwd") *bold* _em_ $x^2$ @reference <label> \\u{41} #import "@preview/x:1.0.0"\n= Heading',
    "cdata": "]]> --> <!-- ?> <![CDATA[ &amp; &#0; %s {0} {{ x }} {% y %}",
    "markdown": "# none\n* none\n1. none\n> none\n![x](y) [a](b) `code` <b>no</b> | \\ ~~s~~\n---\n    none",
    "control": "a\x00b\x07c\x1bd\x7fe\x85f\u2028g\tq\ufeff\ue000\ufffe",
    "bidi": "abc \u202eevil\u202c \u2066x",
}


class MemoryPictures:
    """Pictures by their SHA-256."""

    def __init__(self) -> None:
        self.data: dict[str, bytes] = {}

    def data_of(self, sha256: str) -> bytes:
        if sha256 not in self.data:
            raise ExportError("The picture is gone.", "Look for it.")
        return self.data[sha256]


def drawn(width: int, height: int, mode: str = "RGB", seed: int = 0) -> Image.Image:
    """A picture of which no two pixels near each other are the same, with an arrow that points up."""
    image = Image.linear_gradient("L").resize((width, height))
    colour = Image.merge(
        "RGB", (image, image.rotate(180), image.transpose(Image.Transpose.TRANSPOSE).resize(image.size))
    )
    draw = ImageDraw.Draw(colour)
    draw.polygon(
        [(width // 2, height // 8), (width // 4, height // 2), (width * 3 // 4, height // 2)], (200, seed % 256, 40)
    )
    return colour.convert(mode)


def saved(image: Image.Image, kind: str, **how: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **how)
    return buffer.getvalue()


def turned(orientation: int, width: int = 90, height: int = 60) -> bytes:
    """A JPEG that has to be turned."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(drawn(width, height), "JPEG", quality=95, exif=exif)


def every_kind() -> dict[str, tuple[bytes, str]]:
    """Picture files by what is special about them, with their media types."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    alpha = drawn(60, 50, "RGBA")
    alpha.putalpha(Image.linear_gradient("L").resize((60, 50)))
    made = {
        "jpeg": (saved(drawn(90, 60), "JPEG", quality=90), "image/jpeg"),
        "progressive": (saved(drawn(80, 60), "JPEG", progressive=True), "image/jpeg"),
        "grey jpeg": (saved(drawn(70, 60, "L"), "JPEG"), "image/jpeg"),
        "cmyk jpeg": (saved(drawn(70, 50).convert("CMYK"), "JPEG"), "image/jpeg"),
        "jpeg with profile": (saved(drawn(91, 60), "JPEG", icc_profile=profile), "image/jpeg"),
        "png": (saved(drawn(64, 48), "PNG"), "image/png"),
        "png with profile": (saved(drawn(65, 48), "PNG", icc_profile=profile), "image/png"),
        "grey png": (saved(drawn(64, 49, "L"), "PNG"), "image/png"),
        "grey 16 png": (saved(drawn(64, 50, "L").convert("I;16"), "PNG"), "image/png"),
        "bit png": (saved(drawn(61, 50, "1"), "PNG"), "image/png"),
        "palette png": (saved(drawn(62, 50).quantize(40), "PNG"), "image/png"),
        "transparent palette png": (saved(drawn(63, 50).quantize(40), "PNG", transparency=3), "image/png"),
        "transparent png": (saved(alpha, "PNG"), "image/png"),
        "webp": (saved(drawn(66, 50), "WEBP", lossless=True), "image/webp"),
        "transparent webp": (saved(alpha, "WEBP", lossless=True), "image/webp"),
        "gif": (saved(drawn(67, 50).quantize(64), "GIF"), "image/gif"),
        "bmp": (saved(drawn(68, 50), "BMP"), "image/bmp"),
        "tiff": (saved(drawn(69, 50), "TIFF"), "image/tiff"),
        "portrait": (saved(drawn(60, 140), "JPEG"), "image/jpeg"),
        "panorama": (saved(drawn(300, 60), "JPEG"), "image/jpeg"),
    }
    return made | {f"turned {n}": (turned(n), "image/jpeg") for n in (3, 6, 8)}


@dataclass
class Maker:
    """Makes panels, and keeps their pictures."""

    pictures: MemoryPictures = field(default_factory=MemoryPictures)
    count: int = 0

    def ref(self, data: bytes, media_type: str) -> PictureRef:
        with Image.open(io.BytesIO(data)) as image:
            width, height = image.size
            if image.getexif().get(0x0112) in (5, 6, 7, 8):
                width, height = height, width
        digest = hashlib.sha256(data).hexdigest()
        self.pictures.data[digest] = data
        return PictureRef(digest, media_type, width, height)

    def take(self, data: bytes, media_type: str, origin: Origin = Origin.IMPORTED, **more: object) -> Take:
        self.count += 1
        return Take(f"t{self.count}", self.ref(data, media_type), origin, **more)

    def panel(self, caption: str = "", *takes: Take, **more: object) -> Panel:
        self.count += 1
        return Panel(f"p{self.count}", caption, takes=takes, chosen=takes[0].id if takes else None, **more)

    def source(self, *panels: Panel, title: str = "A Story", author: str = "A. Writer", language: str = "en") -> Source:
        return Source(Storyboard("story", title, author, language, panels), self.pictures)


RECIPE = Recipe(
    "starter", "f" * 16, "a" * 16, (SeenPanel("A secret earlier caption."),), Painting(7, 12, 3.0, "gill", (64, 48))
)


@pytest.fixture
def recipe() -> Recipe:
    """How a picture was painted, with text of the story in it."""
    return RECIPE


@pytest.fixture(name="turned")
def _turned() -> Callable[[int], bytes]:
    """A JPEG of an EXIF orientation."""
    return turned


@pytest.fixture(name="drawn")
def _drawn() -> Callable[..., Image.Image]:
    """A picture of a width and a height."""
    return drawn


@pytest.fixture(name="saved")
def _saved() -> Callable[..., bytes]:
    """A picture's bytes in a format."""
    return saved


@pytest.fixture
def maker() -> Maker:
    """For stories of one's own."""
    return Maker()


@pytest.fixture(scope="session")
def kinds() -> dict[str, tuple[bytes, str]]:
    """Picture files of every kind."""
    return every_kind()


def forty_panels() -> Source:
    """Forty panels: long captions, notes, tags, takes; pictures of every kind, some generated, some none."""
    maker = Maker()
    files = list(every_kind().values())
    long = "She had heard of the lighthouse before, from her grandmother, who had heard of it from hers. " * 6
    panels = []
    for number in range(40):
        data, media_type = files[number % len(files)]
        origin = list(Origin)[number % 3]
        recipe = RECIPE if origin is Origin.GENERATED else None
        takes = [] if number % 9 == 8 else [maker.take(data, media_type, origin, recipe=recipe)]
        if number % 6 == 0:
            takes.append(
                maker.take(saved(drawn(40, 30, seed=number), "PNG"), "image/png", Origin.GENERATED, recipe=RECIPE)
            )
        caption = f"Panel {number + 1} says “hello” — naïve, Ελληνικά, Кириллица."
        caption = {3: long * 2, 7: f"{caption}\n\n{long}\n\n— And then?\n— We slept.", 5: ""}.get(number % 10, caption)
        more = {"notes": "Close on the face.\n\nEvening light." if number % 3 == 0 else ""}
        more |= {
            "alt_text": f"What is on picture {number + 1}" if number % 2 else "",
            "tags": ("den",) if number % 4 == 0 else (),
        }
        more["authorship"] = list(Authorship)[number % 3] if caption else Authorship.WRITER
        panels.append(maker.panel(caption, *takes, **more))
    return maker.source(*panels, title="The Lighthouse at the Other Side of the World", language="en-GB")


def story_named(name: str) -> Source:
    """A sample story by its name here (see SAMPLES), or one that is made: forty, hostile."""
    if name in {"forty", "hostile"}:
        return forty_panels() if name == "forty" else hostile_story()
    story = read_story(sample_folder(SAMPLES[name]))
    return Source(story.board, FilePictures(story.files))


@pytest.fixture(scope="session")
def forty() -> Source:
    """Forty panels of every kind."""
    return forty_panels()


@pytest.fixture(scope="session")
def stories(forty: Source) -> Callable[[str], Source]:
    """A story to export by its name: one of SAMPLES, or forty."""

    return lambda name: forty if name == "forty" else story_named(name)


@pytest.fixture(scope="session")
def hostile() -> Source:
    """Text of other formats."""
    return hostile_story()


def hostile_story() -> Source:
    """Text that means something to one format or another."""
    maker = Maker()
    picture = maker.take(
        saved(drawn(64, 48), "PNG"), "image/png", Origin.GENERATED, recipe=RECIPE, name='x"><script>.png'
    )
    panels = [
        maker.panel(text, *([picture] if number == 0 else []), notes=text, alt_text=text, tags=(text,))
        for number, text in enumerate(HOSTILE.values())
    ]
    return maker.source(*panels, title=HOSTILE["script"], author=HOSTILE["typst"])
