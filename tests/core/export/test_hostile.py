"""Text that means something to one format or another is text in all of them, and runs nothing."""

from __future__ import annotations

import html
import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdf
import pytest
from PIL import Image

from gill_studio.core.export.cbz import CbzOptions, CbzPages
from gill_studio.core.export.epub import EpubOptions, Pages
from gill_studio.core.export.exporter import ExportError
from gill_studio.core.export.html import HtmlOptions
from gill_studio.core.export.images import Content, ImagesOptions
from gill_studio.core.export.pdf.document import pdf_exporter
from gill_studio.core.export.pdf.options import Layout, PdfOptions
from gill_studio.core.export.registry import standard_exporters
from gill_studio.core.export.text import clean
from gill_studio.core.imports.registry import import_story

SCRIPT = "<script>alert(1)"


@pytest.fixture
def export(tmp_path):
    def run(source, name, options=None):
        exporter = standard_exporters().named(name)
        options = exporter.options() if options is None else options
        target = tmp_path / f"story{exporter.suffix(options)}"
        exporter.export(source, target, options)
        return target

    return run


def squeezed(text):
    return "".join(clean(text).replace("\u200b", "").split())


def text_of(target: Path) -> str:
    """All that is shown, of any format."""
    if target.suffix == ".pdf":
        return " ".join(page.extract_text() for page in pypdf.PdfReader(target, strict=True).pages)
    if target.suffix == ".html":
        return html.unescape(re.sub(r"<[^>]*>", "", target.read_text(encoding="utf-8").split("<main", 1)[1]))
    if target.is_dir():
        file = target / ("story.md" if (target / "story.md").exists() else "story.json")
        return file.read_text(encoding="utf-8")
    with zipfile.ZipFile(target) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".xhtml"))]
        return " ".join("".join(ET.fromstring(archive.read(name)).itertext()) for name in names)


@pytest.mark.parametrize("layout", list(Layout))
def test_pdf(layout, hostile, export):
    found = squeezed(text_of(export(hostile, "pdf", PdfOptions(layout))))
    assert squeezed('#read("/etc/passwd")') in found
    assert squeezed(SCRIPT) in found
    assert "root:" not in found


def test_html(hostile, export):
    target = export(hostile, "html", HtmlOptions(notes=True, recipe=True))
    page = target.read_text(encoding="utf-8")
    assert page.count("<script>") == 1, "the slideshow's own"
    assert "onerror" not in re.sub(r'"[^"]*"|>[^<]*<', "", page)
    for panel in hostile.board.panels:
        assert squeezed(panel.caption) in squeezed(text_of(target))


@pytest.mark.parametrize("pages", list(Pages))
def test_epub(pages, hostile, export):
    found = squeezed(text_of(export(hostile, "epub", EpubOptions(pages))))
    for panel in hostile.board.panels:
        assert squeezed(panel.caption) in found


@pytest.mark.parametrize("name", ["docx", "pptx"])
def test_office(name, hostile, export):
    found = squeezed(text_of(export(hostile, name)))
    for panel in hostile.board.panels:
        assert squeezed(panel.caption) in found


def test_cbz_and_images(hostile, export):
    assert squeezed(SCRIPT) in squeezed(text_of(export(hostile, "cbz")))
    export(hostile, "images", ImagesOptions(Content.PANELS))


@pytest.mark.parametrize("name", ["markdown", "json"])
def test_what_comes_back_in(name, hostile, export):
    target = export(hostile, name)
    assert import_story(target).board == hostile.board
    if name == "markdown":
        assert not re.search(r"(?<!\\)<(?!!-- )", text_of(target)), "no piece of HTML but our comments"


@pytest.fixture(scope="module")
def endless():
    """Captions of 100,000 characters: words, one word, one letter a line."""
    return ["many words, " * 8_334, "x" * 100_000, "\n".join("yz" * 2_500)]


@pytest.mark.parametrize("layout", list(Layout))
def test_a_hundred_thousand_characters_on_pages(layout, endless, kinds, maker, tmp_path):
    take = maker.take(*kinds["jpeg"])
    panels = [maker.panel(text, take, notes=text[:300]) for text in endless[:2]]
    target = tmp_path / "story.pdf"
    pdf_exporter().export(maker.source(*panels), target, PdfOptions(layout))
    reader = pypdf.PdfReader(target, strict=True)
    contents = b"".join(page.get_contents().get_data() for page in reader.pages)
    assert len(reader.pages) > 15
    assert len(contents) > 200_000


@pytest.mark.parametrize("name", ["html", "epub", "docx", "pptx", "markdown", "json"])
def test_a_hundred_thousand_characters(name, endless, kinds, maker, export):
    take = maker.take(*kinds["jpeg"])
    source = maker.source(*(maker.panel(text, take) for text in endless))
    target = export(source, name)
    assert text_of(target).count("x") >= 100_000


@pytest.mark.slow
@pytest.mark.parametrize("text", ["many words, " * 8_334, "猫が凧をあげた。" * 12_500, "\n".join("yz" * 2_500)])
def test_a_hundred_thousand_characters_on_drawn_panels(text, kinds, maker, export):
    source = maker.source(maker.panel(text, maker.take(*kinds["jpeg"])))
    with zipfile.ZipFile(export(source, "cbz", CbzOptions(CbzPages.PANELS))) as archive:
        drawn = [archive.read(name) for name in archive.namelist() if name.endswith((".png", ".jpg"))]
    with Image.open(io.BytesIO(drawn[-1])) as image:
        assert 2 < image.height / image.width < 14


def test_templates_of_the_writer_reach_nothing_outside(maker, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    source = maker.source(maker.panel("One."))
    bodies = {
        f'#read("{(tmp_path / "secret.txt").as_posix()}")': "cannot be set",
        '#read("../../../../../../../../etc/hostname")': "cannot be set",
        '#import "@preview/cetz:0.2.0"': "imports a Typst package",
        "#image(": "cannot be set",
    }
    for number, (body, says) in enumerate(bodies.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        template = folder / "own.typ"
        template.write_text(body)
        with pytest.raises(ExportError, match=says):
            pdf_exporter().export(source, tmp_path / "story.pdf", PdfOptions(template=str(template)))
    head = '#import "common.typ": *\n#set document(title: "T")\n#title()\n'
    template.write_text(head + "Mine: #story.items.first().caption.first().first()")
    pdf_exporter().export(source, tmp_path / "story.pdf", PdfOptions(template=str(template)))
    assert "Mine: One." in text_of(tmp_path / "story.pdf")


def test_pictures_that_lie_are_left_out(maker, tmp_path, kinds):
    """Told to be small, but a bomb; told to be a JPEG, but a script; cut off."""
    data, media_type = kinds["png"]
    cut = maker.take(data, media_type)
    maker.pictures.data[cut.picture.sha256] = data[:90]
    bomb = maker.take(*kinds["webp"])
    huge = bytearray(data)
    huge[16:24] = (200_000).to_bytes(4, "big") * 2
    maker.pictures.data[bomb.picture.sha256] = bytes(huge)
    text = maker.take(*kinds["gif"])
    maker.pictures.data[text.picture.sha256] = b"<svg onload=alert(1)>"
    source = maker.source(maker.panel("", cut), maker.panel("", bomb), maker.panel("", text))
    for exporter in standard_exporters():
        result = exporter.export(source, tmp_path / f"{exporter.name}-story", exporter.options())
        assert result.path.exists()


def test_a_panel_too_large_to_be_drawn_is_said_to_be(kinds, maker, export, monkeypatch):
    monkeypatch.setattr("gill_studio.core.export.pictures.MAX_PIXELS", 300_000)
    source = maker.source(maker.panel("A word on a line\n" * 40, maker.take(*kinds["jpeg"])))
    with pytest.raises(ExportError, match="too long to be drawn"):
        export(source, "cbz", CbzOptions(CbzPages.PANELS, cover=False, width=600))
