"""Captions as people and programs keep them; and what strangers' files cannot do."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from gill_studio.core.collections.captions import datasets
from gill_studio.core.collections.captions.beside import names_beside, read_beside
from gill_studio.core.collections.captions.datasets import placed, read_dataset
from gill_studio.core.collections.captions.inside import captions_inside
from gill_studio.core.collections.captions.text import CaptionFileError, caption_text, decoded
from gill_studio.core.collections.captions.xmp import xmp_description
from gill_studio.core.collections.model import CaptionSource

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  A fox\r\n in the\tsnow. ", "A fox in the snow."),
        ("A\0fox\x1b[2J", "A fox [2J"),
        ("e\u0301te\u0301", "été"),
        ("right\u200b to\u2028left", "right\u200b to left"),
        ("OLYMPUS DIGITAL CAMERA         ", ""),
        ("SONY DSC", ""),
        ("DCIM\\100MEDIA\\DJI_0001.JPG", ""),
        ("half \ud83d a character", "half ? a character"),
        (b"bytes", ""),
        (None, ""),
        (3, ""),
    ],
)
def test_text_becomes_one_clean_line(text: object, expected: str) -> None:
    assert caption_text(text) == expected


def test_endless_text_is_cut_at_a_word() -> None:
    caption = caption_text("word " * 100_000)
    assert caption.endswith("word …")
    assert len(caption) < 2010


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_encoding_is_read(encoding: str) -> None:
    assert decoded("Ein schöner Fuchs – „hier“".encode(encoding)) == "Ein schöner Fuchs – „hier“"


RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"'

IN_LANGUAGES = "<rdf:Description><dc:description><rdf:Alt>%s</rdf:Alt></dc:description></rdf:Description>"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ('<rdf:Description dc:description="As an attribute."/>', "As an attribute."),
        ("<rdf:Description><dc:description>As text.</dc:description></rdf:Description>", "As text."),
        (IN_LANGUAGES % "<rdf:li xml:lang='de-DE'>Deutsch.</rdf:li>", "Deutsch."),
        (IN_LANGUAGES % "<rdf:li xml:lang='fr'>Un.</rdf:li><rdf:li xml:lang='x-default'>One.</rdf:li>", "One."),
        (IN_LANGUAGES % "", ""),
        ("<rdf:Description><dc:title>A title.</dc:title></rdf:Description>", ""),
    ],
)
def test_descriptions_in_xmp(inner: str, expected: str) -> None:
    assert xmp_description(f"<rdf:RDF {RDF}>{inner}</rdf:RDF>".encode()) == expected


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"<x",
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>",
        b"<!DOCTYPE x SYSTEM 'http://127.0.0.1/x.dtd'><x/>",
        b"<x>" + b" " * (5 << 20) + b"</x>",
        b'<?xml version="1.0" encoding="none-such"?><x/>',
    ],
)
def test_xmp_that_does_harm_is_refused(packet: bytes) -> None:
    with pytest.raises(CaptionFileError) as caught:
        xmp_description(packet)
    assert caught.value.hint


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "TIFF", "JPEG"])
def test_xmp_inside_every_format(kind: str) -> None:
    packet = f'<rdf:RDF {RDF}><rdf:Description dc:description="Inside."/></rdf:RDF>'
    stream, image = io.BytesIO(), Image.new("RGB", (8, 8))
    if kind == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_itxt("XML:com.adobe.xmp", packet)
        image.save(stream, kind, pnginfo=info)
    elif kind == "TIFF":
        image.save(stream, kind, tiffinfo={700: packet.encode()})
    else:
        image.save(stream, kind, xmp=packet.encode())
    with Image.open(stream) as opened:
        opened.load()
        assert captions_inside(opened) == {CaptionSource.XMP: "Inside."}


def test_sidecars_of_any_case_and_order() -> None:
    names = ["FOX.XMP", "fox.txt", "fox.JPG.xmp", "other.txt", "Fox.json", "Fox.jpg.json"]
    known = {name.lower(): name for name in names} | {name: name for name in names}
    assert names_beside("Fox.jpg", known) == ("fox.JPG.xmp", "FOX.XMP", "fox.txt", "Fox.json", "Fox.jpg.json")
    assert names_beside("none.jpg", known) == ()
    assert names_beside("Fox.jpg", {}) == ()
    both = {"a.txt": "a.txt", "A.txt": "A.txt"}
    assert (names_beside("a.jpg", both), names_beside("A.jpg", both)) == (("a.txt",), ("A.txt",))


@pytest.mark.parametrize(
    ("picture", "takeout"),
    [
        ("IMG_1.jpg", "IMG_1.jpg.json"),
        ("IMG_1.jpg", "IMG_1.jpg.supplemental-metadata.json"),
        ("IMG_1.jpg", "IMG_1.jpg.supplemental-met.json"),
        ("IMG_1(3).jpg", "IMG_1.jpg(3).json"),
        ("IMG_1(3).jpg", "IMG_1.jpg.supplemental-metadata(3).json"),
        ("IMG_1-edited.jpg", "IMG_1.jpg.json"),
        ("a" * 47 + ".jpg", "a" * 46 + ".json"),
    ],
)
def test_takeout_names(picture: str, takeout: str) -> None:
    assert names_beside(picture, {takeout.lower(): takeout}) == (takeout,)


def test_a_takeout_record_is_no_sidecar(write: Write, tmp_path: Path) -> None:
    record = {"title": "fox.jpg", "description": "From Takeout.", "photoTakenTime": {}}
    write("fox.json", json.dumps(record))
    write("fox.txt", "From text.")
    found = read_beside(tmp_path, ("fox.txt", "fox.json"))
    assert found.captions == {CaptionSource.SIDECAR: "From text.", CaptionSource.TAKEOUT: "From Takeout."}


def test_an_empty_sidecar_lets_the_next_one_speak(write: Write, tmp_path: Path) -> None:
    write("fox.xmp", f"<rdf:RDF {RDF}/>")
    write("fox.txt", "\n")
    write("fox.json", json.dumps({"caption": "", "description": "Described."}))
    assert read_beside(tmp_path, ("fox.xmp", "fox.txt", "fox.json")).captions == {CaptionSource.SIDECAR: "Described."}


def test_dataset_files(write: Write) -> None:
    pandas = 'caption\timage\nA fox.\tfox.jpg\n"He said ""hi""."\towl.jpg\n"Open\tbear.jpg\nShort\n'
    assert read_dataset(write("a.tsv", pandas)) == {
        "fox.jpg": "A fox.",
        "owl.jpg": 'He said "hi".',
        "bear.jpg": '"Open',
    }
    assert read_dataset(write("b.tsv", "A fox.\tfox.jpg\nAn owl.\towl.jpg\n")) == {
        "fox.jpg": "A fox.",
        "owl.jpg": "An owl.",
    }
    assert read_dataset(write("c.tsv", "image\tcaption\nfox.jpg\tA fox.\n")) == {"fox.jpg": "A fox."}
    lines = [{"image": "a.jpg", "caption": "A."}, {"file_name": "a.jpg", "text": "Second."}, {"file_name": 3}, [1], 7]
    assert read_dataset(write("d.jsonl", "\n".join(map(json.dumps, lines)))) == {"a.jpg": "A."}
    assert read_dataset(write("metadata.csv", 'text,file_name\n"Two\nlines",a.jpg\n')) == {"a.jpg": "Two lines"}
    assert read_dataset(write("prices.csv", "a,b\n1,2\n")) == {}
    assert read_dataset(write("e.json", '{"a": 1}')) == {}
    assert read_dataset(write("empty.tsv", "")) == {}
    with pytest.raises(CaptionFileError, match="COCO"):
        read_dataset(write("f.json", '{"images": 1, "annotations": 2}'))
    with pytest.raises(CaptionFileError, match="cannot be read"):
        read_dataset(write("g.csv", "file_name,text\n" + "x" * 200_000 + ",y\n"))


def test_names_in_datasets_find_their_files() -> None:
    files = ["a.jpg", "sub/b.jpg", "sub/train/c.jpg", "other/d.jpg", "one/e.jpg", "two/e.jpg"]
    rows = {
        "b.jpg": "beside it",
        "./train/c.jpg": "below it",
        "other\\d.jpg": "from the top",
        "a.jpg": "from the top as well",
        "e.jpg": "two have that name",
        "../../etc/passwd": "no file of ours",
    }
    assert placed(rows, "sub/all.tsv", files) == {
        "sub/b.jpg": "beside it",
        "sub/train/c.jpg": "below it",
        "other/d.jpg": "from the top",
        "a.jpg": "from the top as well",
    }
    assert placed({"somewhere/else/D.jpg": "by its name"}, "sub/all.tsv", files) == {"other/d.jpg": "by its name"}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from([".tsv", ".jsonl", ".json", ".csv", ".txt", ".xmp"]))
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes, suffix: str) -> None:
    for beginning in (b"", b"file_name,text\n", b'{"images": [], "annotations": [', b'{"caption": '):
        path = tmp_path / f"x{suffix}"
        path.write_bytes(beginning + data)
        found = read_beside(tmp_path, (path.name,)) if suffix in (".txt", ".xmp", ".json") else None
        assert found is None or found.captions or found.problems or found.captions == {}
        if suffix in datasets._READERS:
            with suppress(CaptionFileError):
                read_dataset(path)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["exif", "xmp"]))
def test_damaged_metadata_say_nothing(data: bytes, which: str) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, "JPEG", **{which: b"Exif\0\0" + data if which == "exif" else data})
    with Image.open(stream) as image:
        image.load()
        assert all(isinstance(text, str) for text in captions_inside(image).values())
