"""Generated pictures say what they are; the writer's own are never touched; recipes go along only when ticked."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from PIL import Image, ImageChops

from gill_studio.core.export.html import HtmlOptions
from gill_studio.core.export.images import FileKind, ImagesOptions
from gill_studio.core.export.provenance import SourceType, marked, source_type, source_type_in
from gill_studio.core.export.registry import standard_exporters
from gill_studio.core.export.xmp import with_xmp, without_xmp, xmp_of
from gill_studio.core.story.model import Origin

MARKED = [
    "jpeg",
    "progressive",
    "grey jpeg",
    "jpeg with profile",
    "turned 6",
    "png",
    "palette png",
    "transparent png",
    "webp",
    "transparent webp",
]


@pytest.mark.parametrize("kind", MARKED)
def test_marking_changes_no_pixel_and_can_be_taken_back(kind, kinds, maker, recipe):
    data, media_type = kinds[kind]
    take = maker.take(data, media_type, Origin.GENERATED, recipe=recipe)
    made = marked(data, media_type, take)
    assert source_type_in(made, media_type) is SourceType.GENERATED
    assert data in without_xmp(made, media_type)
    before, after = Image.open(io.BytesIO(data)), Image.open(io.BytesIO(made))
    assert ImageChops.difference(before.convert("RGBA"), after.convert("RGBA")).getbbox() is None
    assert after.getexif().get(0x0112) == before.getexif().get(0x0112)
    assert after.info.get("icc_profile") == before.info.get("icc_profile")
    assert marked(made, media_type, take) == made
    assert b"starter" not in made
    assert b"starter" in marked(data, media_type, take, recipe=True)
    assert b"secret" not in marked(data, media_type, take, recipe=True), "nothing of the story's text"


def test_what_pictures_are_called(kinds, maker, recipe):
    data, media_type = kinds["png"]
    assert source_type(maker.take(data, media_type)) is None
    assert source_type(maker.take(data, media_type, Origin.RETRIEVED, recipe=replace(recipe, painting=None))) is None
    assert source_type(maker.take(data, media_type, Origin.GENERATED)) is SourceType.GENERATED
    assert source_type(maker.take(data, media_type, recipe=recipe)) is SourceType.EDITED


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_what_a_file_says_already_is_kept(kind, kinds, maker):
    data, media_type = kinds[kind]
    packet = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:rights>Mine</dc:rights></rdf:Description>'
        b"</rdf:RDF></x:xmpmeta>"
    )
    made = marked(with_xmp(data, media_type, packet), media_type, maker.take(data, media_type, Origin.GENERATED))
    assert b"<dc:rights>Mine</dc:rights>" in xmp_of(made, media_type)
    assert source_type_in(made, media_type) is SourceType.GENERATED


def pictures_in(target):
    if target.is_dir():
        return [path.read_bytes() for path in sorted(target.rglob("*")) if path.suffix in {".png", ".jpg", ".webp"}]
    with zipfile.ZipFile(target) as archive:
        return [archive.read(name) for name in archive.namelist() if name.endswith((".png", ".jpg", ".jpeg", ".webp"))]


OPTIONS = {
    "html": HtmlOptions(single_file=False),
    "images": ImagesOptions(),
    "markdown": None,
    "epub": None,
    "docx": None,
    "pptx": None,
}


@pytest.mark.parametrize("name", OPTIONS)
def test_every_format_marks_generated_pictures_and_no_others(name, kinds, maker, recipe, tmp_path):
    exporter = standard_exporters().named(name)
    options = OPTIONS[name] or exporter.options()
    own, found = kinds["jpeg"], kinds["jpeg with profile"]
    painted = maker.take(*kinds["png"], Origin.GENERATED, recipe=recipe)
    takes = maker.take(*own), maker.take(*found, Origin.RETRIEVED), painted
    source = maker.source(*(maker.panel("", take) for take in takes))
    for tick in (False, True):
        target = tmp_path / f"story-{tick}{exporter.suffix(options)}"
        exporter.export(source, target, replace(options, recipe=tick))
        files = pictures_in(target)
        assert own[0] in files
        assert found[0] in files
        generated = [data for data in files if source_type_in(data, "image/png") is SourceType.GENERATED]
        assert len(generated) == 1
        assert (b"starter" in generated[0]) == tick


@pytest.mark.parametrize("kind", [FileKind.PNG, FileKind.JPEG, FileKind.WEBP])
def test_converted_pictures_are_marked(kind, kinds, maker, recipe, tmp_path):
    source = maker.source(maker.panel("", maker.take(*kinds["gif"], Origin.GENERATED, recipe=recipe)))
    standard_exporters().named("images").export(source, tmp_path / "out", ImagesOptions(kind=kind))
    (data,) = pictures_in(tmp_path / "out")
    assert source_type_in(data, f"image/{kind}") is SourceType.GENERATED
