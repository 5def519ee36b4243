"""An album of pictures of every kind, with captions from everywhere, and files that are made to do harm."""

from __future__ import annotations

import io
import json
import os
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from gill_studio.core.collections.store import CollectionStore

RESERVED = "http://ns.adobe.com/xap/1.0/\0"


def drawing(seed: int, size: tuple[int, int] = (96, 64), mode: str = "RGB") -> Image.Image:
    """A picture unlike that of any other seed."""
    ground = Image.new("RGB", (3, 2))
    ground.putdata([tuple((seed * prime + place * 83) % 256 for prime in (97, 57, 31)) for place in range(6)])
    image = ground.resize(size, Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(image)
    width, height = size
    for number in range(6):
        x, y = (seed * 37 + number * 53) % width, (seed * 71 + number * 29) % height
        colour = ((seed * 91 + number * 60) % 256, (seed * 53 + number * 90) % 256, (seed * 17 + number * 30) % 256)
        pen.rectangle([x, y, x + width // 3, y + height // 3], fill=colour)
    return image.convert(mode)


def xmp_packet(text: str) -> bytes:
    """An XMP packet with a description in two languages."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description><rdf:Alt>'
        f'<rdf:li xml:lang="de">Anders</rdf:li><rdf:li xml:lang="x-default">{text}</rdf:li>'
        '</rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def iptc_block(text: str) -> bytes:
    """What Photoshop writes into a JPEG's APP13 for a caption."""
    data = text.encode()
    record = b"\x1c\x02\x78" + struct.pack(">H", len(data)) + data
    resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(record)) + record + b"\0" * (len(record) % 2)
    return b"Photoshop 3.0\0" + resource


def with_segments(jpeg: bytes, *segments: tuple[int, bytes]) -> bytes:
    """A JPEG with more segments behind its beginning."""
    made = b"".join(bytes([0xFF, kind]) + struct.pack(">H", len(data) + 2) + data for kind, data in segments)
    return jpeg[:2] + made + jpeg[2:]


def jpeg_of(seed: int, *, xmp: str = "", iptc: str = "", exif: str = "", orientation: int = 0) -> bytes:
    """A JPEG that says these things of itself."""
    stream = io.BytesIO()
    tags = Image.Exif()
    if exif:
        tags[0x010E] = exif.encode()  # Pillow would write text as ASCII
    if orientation:
        tags[0x0112] = orientation
    drawing(seed).save(stream, "JPEG", quality=90, exif=tags)
    data = stream.getvalue()
    if iptc:
        data = with_segments(data, (0xED, iptc_block(iptc)))
    return with_segments(data, (0xE1, RESERVED.encode() + xmp_packet(xmp))) if xmp else data


def png_claiming(width: int, height: int) -> bytes:
    """A few bytes that claim to be a picture of that size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


class Album:
    """A folder of pictures, and the collection that has it."""

    def __init__(self, folder: Path, store: CollectionStore) -> None:
        self.folder, self.store = folder, store

    def write(self, name: str, content: bytes | str) -> Path:
        """A file of any kind."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def draw(self, name: str, seed: int, **options: Any) -> Path:
        """A JPEG; see `jpeg_of`."""
        return self.write(name, jpeg_of(seed, **options))

    def state(self) -> dict[str, Any]:
        """All that the collection knows, but for times: what two scans of the same files must agree on."""
        files = self.store.files(self.folder)
        return {
            "files": {path: (file.size, file.picture) for path, file in files.items()},
            "pictures": {one.picture.sha256: (one.path, dict(one.captions)) for one in self.store.pictures()},
            "problems": {path: problem.reason for path, problem in self.store.problems(self.folder).items()},
            "looks": self.store.looks(),
        }

    def caption(self, name: str) -> tuple[str, str]:
        """Where the caption of a file comes from, and what it is."""
        digest = self.store.files(self.folder)[name].picture.sha256
        picture = self.store.picture(digest)
        assert picture is not None
        return (str(picture.caption_source or ""), picture.caption)


@pytest.fixture
def album(tmp_path: Path) -> Iterator[Album]:
    """An empty album."""
    folder = tmp_path / "album"
    folder.mkdir()
    with CollectionStore.create(tmp_path / "collection", "Album") as store:
        store.add_folder(folder)
        yield Album(folder, store)


@pytest.fixture
def draw_seed() -> Callable[..., Image.Image]:
    """`draw_seed(3)`: a picture unlike that of any other seed."""
    return drawing


@pytest.fixture
def fill() -> Callable[[Album], dict[str, tuple[str, str]]]:
    """`fill(album)`: write files of every kind; by path where each picture's caption comes from, and what it is."""
    return write_everything


def write_everything(album: Album) -> dict[str, tuple[str, str]]:
    """Pictures with captions from everywhere, each source beating all that count less."""
    all_inside = {"xmp": "By XMP.", "iptc": "By IPTC.", "exif": "By EXIF."}
    album.draw("sidecar-1.jpg", 1, **all_inside)
    album.write("sidecar-1.jpg.xmp", xmp_packet("By x.jpg.xmp."))
    album.write("sidecar-1.xmp", xmp_packet("Not this."))
    album.draw("sidecar-2.jpg", 2, **all_inside)
    album.write("sidecar-2.xmp", xmp_packet("By x.xmp."))
    album.write("sidecar-2.txt", "Not this.")
    album.draw("sidecar-3.jpg", 3, **all_inside)
    album.write("sidecar-3.txt", "\ufeffBy\nx.txt.\n")
    album.write("sidecar-3.json", json.dumps({"caption": "Not this."}))
    album.draw("sidecar-4.jpg", 4, **all_inside)
    album.write("sidecar-4.json", json.dumps({"caption": ["By x.json."]}))
    album.draw("xmp.jpg", 5, **all_inside)
    album.draw("iptc.jpg", 6, iptc="By IPTC.", exif="By EXIF.")
    album.draw("exif.jpg", 7, exif="Älter")
    album.draw("camera.jpg", 8, exif="OLYMPUS DIGITAL CAMERA")
    write_takeout(album)
    write_datasets(album)
    write_formats(album)
    return {
        "sidecar-1.jpg": ("sidecar", "By x.jpg.xmp."),
        "sidecar-2.jpg": ("sidecar", "By x.xmp."),
        "sidecar-3.jpg": ("sidecar", "By x.txt."),
        "sidecar-4.jpg": ("sidecar", "By x.json."),
        "xmp.jpg": ("xmp", "By XMP."),
        "iptc.jpg": ("iptc", "By IPTC."),
        "exif.jpg": ("exif", "Älter"),
        "camera.jpg": ("", ""),
        "takeout/IMG_1.jpg": ("takeout", "By Takeout."),
        "takeout/IMG_1(2).jpg": ("takeout", "The copy."),
        "takeout/IMG_1-edited.jpg": ("takeout", "By Takeout."),
        f"takeout/{'long' * 12}.jpg": ("takeout", "Cut off."),
        "authors/a.jpg": ("dataset", 'A "quoted" fox.'),
        "authors/b.jpg": ("dataset", "An owl."),
        "folder/train/c.jpg": ("dataset", "By JSONL."),
        "folder/train/d.jpg": ("dataset", "By CSV, with a comma."),
        "coco/train2017/000000000009.jpg": ("dataset", "First of COCO."),
        **{f"formats/{name}": ("", "") for name in FORMATS},
    }


def write_takeout(album: Album) -> None:
    def record(title: str, text: str) -> str:
        return json.dumps({"title": title, "description": text, "photoTakenTime": {"timestamp": "1"}})

    album.draw("takeout/IMG_1.jpg", 10)
    album.draw("takeout/IMG_1(2).jpg", 11)
    album.draw("takeout/IMG_1-edited.jpg", 12)
    album.draw(f"takeout/{'long' * 12}.jpg", 13)
    album.write("takeout/IMG_1.jpg.supplemental-metadata.json", record("IMG_1.jpg", "By Takeout."))
    album.write("takeout/IMG_1.jpg.supplemental-metadata(2).json", record("IMG_1.jpg", "The copy."))
    album.write(f"takeout/{('long' * 12)[:46]}.json", record("longlong.jpg", "Cut off."))


def write_datasets(album: Album) -> None:
    for number, name in enumerate(["a.jpg", "b.jpg"]):
        album.draw(f"authors/{name}", 20 + number)
    album.write("authors/train.tsv", 'caption\timage\n"A ""quoted"" fox."\ta.jpg\nAn owl.\tb.jpg\nNobody.\tnone.jpg\n')
    album.draw("folder/train/c.jpg", 22)
    album.draw("folder/train/d.jpg", 23)
    album.write("folder/metadata.jsonl", json.dumps({"file_name": "train/c.jpg", "text": "By JSONL."}) + "\n\n")
    album.write("folder/train/metadata.csv", 'file_name,text\nd.jpg,"By CSV, with a comma."\n')
    album.draw("coco/train2017/000000000009.jpg", 24)
    coco = {
        "info": {"year": 2017},
        "images": [{"id": 9, "file_name": "000000000009.jpg", "width": 96}],
        "annotations": [
            {"image_id": 9, "id": 5, "caption": "Second."},
            {"image_id": 9, "id": 2, "caption": "First of COCO."},
        ],
    }
    album.write("coco/annotations/captions_train2017.json", json.dumps(coco))


FORMATS = {
    "png.png": ("image/png", (96, 64)),
    "webp.webp": ("image/webp", (96, 64)),
    "avif.avif": ("image/avif", (96, 64)),
    "gif.gif": ("image/gif", (96, 64)),
    "tiff.tif": ("image/tiff", (96, 64)),
    "cmyk.jpg": ("image/jpeg", (96, 64)),
    "deep.png": ("image/png", (96, 64)),
    "deep.tif": ("image/tiff", (96, 64)),
    "turned.jpg": ("image/jpeg", (64, 96)),
    "see-through.png": ("image/png", (96, 64)),
}


def write_formats(album: Album) -> None:
    folder = album.folder / "formats"
    folder.mkdir(exist_ok=True)
    for number, name in enumerate(["png.png", "webp.webp", "avif.avif", "tiff.tif"]):
        drawing(30 + number).save(folder / name)
    frames = [drawing(40 + number).convert("P") for number in range(3)]
    frames[0].save(folder / "gif.gif", save_all=True, append_images=frames[1:])
    drawing(50, mode="CMYK").save(folder / "cmyk.jpg")
    deep = drawing(51, mode="L").convert("I").point(lambda value: value * 256)
    deep.convert("I;16").save(folder / "deep.png")
    deep.convert("I;16").save(folder / "deep.tif")
    album.draw("formats/turned.jpg", 52, orientation=6)
    see_through = drawing(53).convert("RGBA")
    see_through.putalpha(128)
    see_through.save(folder / "see-through.png")


def write_hostile(album: Album) -> dict[str, str]:
    """Files that cannot be used, and what is said of each."""
    good = jpeg_of(60)
    album.write("bad/text.jpg", "This is no picture.")
    album.write("bad/empty.png", b"")
    album.write("bad/cut.jpg", good[: len(good) // 2])
    album.write("bad/bomb.png", png_claiming(50_000, 50_000))
    album.write("bad/lie.png", png_claiming(9_000, 9_000))
    album.write("bad/script.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n")
    noise = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 65535) + os.urandom(4000)
    album.write("bad/noise.tif", noise)
    expected = {
        "bad/text.jpg": "not a picture",
        "bad/empty.png": "not a picture",
        "bad/cut.jpg": "truncated",
        "bad/bomb.png": "megapixels",
        "bad/lie.png": "",
        "bad/script.jpg": "not a picture",
        "bad/noise.tif": "",
    }
    if sys.platform != "win32":
        os.mkfifo(album.folder / "bad" / "pipe.jpg")
        (album.folder / "bad" / "to nothing.jpg").symlink_to("nowhere")
        (album.folder / "bad" / "round").symlink_to("..")
        album.write("bad/back\\slash.jpg", good)
        expected |= {"bad/pipe.jpg": "not a file", "bad/back\\slash.jpg": "name"}
    return expected | write_hostile_texts(album)


def write_hostile_texts(album: Album) -> dict[str, str]:
    album.draw("texts/entities.jpg", 61, exif="Still here.")
    entities = "".join(f'<!ENTITY e{n} "&e{n - 1};&e{n - 1};">' for n in range(1, 30))
    album.write("texts/entities.xmp", f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{entities}]><x>&e29;</x>')
    album.draw("texts/broken.jpg", 62)
    album.write("texts/broken.json", "{")
    album.draw("texts/huge.jpg", 63)
    album.write("texts/huge.txt", "x" * 100_000)
    album.draw("texts/deep.jpg", 64)
    album.write("texts/deep.jpg.json", "[" * 100_000)
    album.write("texts/broken.jsonl", '{"file_name": "broken.jpg", "text": "Not read."}\nnonsense\n')
    album.write("texts/other.json", '{"version": 1, "files": []}')
    album.write("texts/readme.txt", "About these pictures.")
    return {
        "texts/entities.xmp": "cannot be read",
        "texts/broken.json": "no JSON",
        "texts/huge.txt": "too large",
        "texts/deep.jpg.json": "no JSON",
        "texts/broken.jsonl": "line 2",
    }


@pytest.fixture
def harm() -> Callable[[Album], dict[str, str]]:
    """`harm(album)`: write files that cannot be used; what is to be said of each."""
    return write_hostile


@pytest.fixture
def formats() -> dict[str, tuple[str, tuple[int, int]]]:
    """Of each file in `formats`, its media type and upright size."""
    return FORMATS
