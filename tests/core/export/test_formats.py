"""Every format and layout, for stories of every kind: all of the text and every picture is there."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pypdf
import pytest
from PIL import Image

from gill_studio.core.export.cbz import CbzOptions, CbzPages
from gill_studio.core.export.content import book_of
from gill_studio.core.export.epub import EpubOptions, Pages
from gill_studio.core.export.html import HtmlOptions, Theme
from gill_studio.core.export.images import Content, FileKind, ImagesOptions
from gill_studio.core.export.office.docx import DocxLayout, DocxOptions
from gill_studio.core.export.options import read_options
from gill_studio.core.export.pdf.options import Extra, Layout, Paper, PdfOptions, TextPlace
from gill_studio.core.export.registry import standard_exporters

STORIES = ("five", "long", "forty", "hebrew", "japanese")
WORDS = re.compile(r"\w+")
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
def export(tmp_path, stories):
    """`export("five", "pdf", PdfOptions(...))`: where it lies, and its warnings."""

    def run(story, name, options=None):
        exporter = standard_exporters().named(name)
        options = exporter.options() if options is None else options
        target = tmp_path / f"story{exporter.suffix(options)}"
        source = stories(story) if isinstance(story, str) else story
        result = exporter.export(source, target, options)
        assert not [path for path in tmp_path.iterdir() if path != target], "nothing else is left there"
        return target, result.warnings

    return run


def words_of(text):
    return set(WORDS.findall(text))


def letters_of(text):
    """Words without numbers and without the order of their letters, which is another in scripts from right to left."""
    return {"".join(sorted(word)) for word in re.findall(r"[^\W\d]+", text)}


def text_of_pdf(path):
    reader = pypdf.PdfReader(path, strict=True)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    return reader, " ".join(page.extract_text() for page in reader.pages).replace("\u200b", "")


def structure(node, found=None):
    """Types in the tag tree, with the alternative texts of figures."""
    found = [] if found is None else found
    node = node.get_object()
    if isinstance(node, pypdf.generic.ArrayObject):
        for child in node:
            structure(child, found)
    elif isinstance(node, dict):
        if "/S" in node:
            found.append((str(node["/S"]), str(node.get("/Alt", ""))))
        if "/K" in node:
            structure(node["/K"], found)
    return found


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("story", STORIES)
def test_pdf(story, layout, export, stories):
    target, warnings = export(story, "pdf", PdfOptions(layout, takes=True, cover=Extra.YES))
    if any("Install a font" in sentence for sentence in warnings):
        pytest.skip("No font of this computer has all characters of the story; .ci/run installs two that do.")
    book = book_of(stories(story).board)
    reader, text = text_of_pdf(target)
    tags = structure(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    alts = [alt for kind, alt in tags if kind == "/Figure"]
    assert {item.alt for item in book.items if item.picture} <= set(alts)
    assert all(alts)
    assert reader.trailer["/Root"]["/Lang"] == book.language
    assert reader.metadata.title == book.title
    assert len(reader.outline) >= len(book.items)
    head = letters_of(f"{book.title} {book.author}")
    bare = [page for page in reader.pages if not page.images and not letters_of(page.extract_text()) - head]
    assert len(bare) <= sum(not item.caption and item.picture is None for item in book.items)
    assert not [sentence for sentence in warnings if "rules for" in sentence or "left out" in sentence]
    if story in {"five", "long", "forty"}:
        squeezed = "".join(text.replace("-\n", "").split())
        for item in book.items:
            for lines in item.caption:
                assert "".join("".join(lines).split())[:60] in squeezed
    if story == "forty":
        assert text.count("hers.") == 4 * 12 + 4 * 6, "none of the long captions is clipped"
    xmp = reader.trailer["/Root"]["/Metadata"].get_object().get_data()
    assert b"pdfuaid:part" in xmp
    assert b"<pdfaid:part>2</pdfaid:part>" in xmp


def test_an_alternative_text_keeps_the_characters_that_no_font_has(export, maker, kinds):
    unassigned = "\U0001fff0"
    panel = maker.panel(f"Drawn: {unassigned}", maker.take(*kinds["jpeg"]), alt_text=f"Read aloud: {unassigned}")
    target, warnings = export(maker.source(panel), "pdf", PdfOptions())
    reader, text = text_of_pdf(target)
    assert any("No font" in sentence for sentence in warnings)
    assert "Drawn: \u25a1" in text
    tags = structure(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    assert f"Read aloud: {unassigned}" in {alt for kind, alt in tags if kind == "/Figure"}


VARIANTS = {
    "facing": PdfOptions(text_place=TextPlace.FACING),
    "edges": PdfOptions(to_edges=True, paper=Paper.SQUARE, bleed=3, crop_marks=True),
    "wide": PdfOptions(paper=Paper.WIDESCREEN),
    "A5 and large": PdfOptions(paper=Paper.A5, text_scale=180, font="Source Sans 3"),
    "one a sheet": PdfOptions(Layout.SHEET, columns=1, rows=1),
    "twenty-four a sheet": PdfOptions(Layout.SHEET, columns=4, rows=6),
    "six a page": PdfOptions(Layout.COMIC, panels=6, paper=Paper.LETTER),
    "two a page": PdfOptions(Layout.COMIC, panels=2),
    "pictures alone": PdfOptions(Layout.CONTACT_SHEET, captions=False, contact_columns=10),
    "plain": PdfOptions(page_numbers=False, running_head=False, credits=False, cover=Extra.NO, margin=10),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_pdf_as_it_can_be_chosen(name, export):
    target, warnings = export("five", "pdf", VARIANTS[name])
    reader, _ = text_of_pdf(target)
    assert not [sentence for sentence in warnings if "rules for" in sentence]
    page = reader.pages[0]
    if VARIANTS[name].bleed:
        sides = [float(side) for side in page.trimbox]
        assert round((sides[2] - sides[0]) / 72 * 25.4) == 210
        assert float(page.bleedbox.left) < sides[0] < float(page.trimbox.right)


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("single", [True, False])
def test_html(story, single, export, stories):
    target, _ = export(story, "html", HtmlOptions(single, Theme.DARK, notes=True))
    page = target if single else target / "index.html"
    text = page.read_text(encoding="utf-8")
    book = book_of(stories(story).board)
    assert text.count("<img ") == text.count(' alt="') == sum(item.picture is not None for item in book.items)
    assert "default-src &#39;none&#39;" in text
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", text)
    assert f'<html lang="{book.language}" dir="{book.direction}"' in text
    said = words_of(re.sub(r'src="data:[^"]*"', "", text))
    for item in book.items:
        assert f'id="panel-{item.number}"' in text
        assert words_of(" ".join(" ".join(lines) for lines in item.caption)) <= said
    if not single:
        named = set(re.findall(r'src="(pictures/[^"]+)"', text))
        assert named == {path.relative_to(target).as_posix() for path in (target / "pictures").iterdir()}


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("pages", list(Pages))
def test_epub(story, pages, export, stories):
    target, _ = export(story, "epub", EpubOptions(pages, notes=True))
    book = book_of(stories(story).board)
    seen = ""
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        assert archive.infolist()[0].filename == "mimetype"
        assert archive.read("mimetype") == b"application/epub+zip"
        for name in archive.namelist():
            if name.endswith((".xhtml", ".opf", ".xml")):
                root = ET.fromstring(archive.read(name))
                seen += " ".join(root.itertext())
                assert all(image.get("alt") for image in root.iter(f"{XHTML}img"))
        package = archive.read("OEBPS/package.opf").decode()
        own = [name for name in archive.namelist() if name.startswith("OEBPS/page-")]
    assert len(own) >= len(book.items), "a document for each panel: the page break that every reading system keeps"
    assert "schema:accessibilityFeature" in package
    assert ("pre-paginated" in package) == (pages is Pages.FIXED)
    assert f'page-progression-direction="{book.direction}"' in package
    squeezed, said = "".join(seen.split()), words_of(seen)
    for item in book.items:
        assert (
            all("".join(line.split()) in squeezed for lines in item.caption for line in lines) or pages is Pages.FIXED
        )
        assert words_of(" ".join(map(" ".join, item.caption))) <= said


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("layout", list(DocxLayout))
def test_docx(story, layout, export, stories):
    docx = pytest.importorskip("docx")
    target, _ = export(story, "docx", DocxOptions(layout))
    book = book_of(stories(story).board)
    document = docx.Document(str(target))
    assert document.core_properties.title == book.title
    root = ET.fromstring(zipfile.ZipFile(target).read("word/document.xml"))
    space = "{http://schemas.openxmlformats.org/"
    alts = [one.get("descr") for one in root.iter(f"{space}drawingml/2006/wordprocessingDrawing}}docPr")]
    assert alts == [item.alt for item in book.items if item.picture]
    text = "".join(one.text or "" for one in root.iter(f"{space}wordprocessingml/2006/main}}t"))
    for item in book.items:
        assert all(line in text for lines in (*item.caption, *item.notes) for line in lines)


@pytest.mark.parametrize("story", STORIES)
def test_pptx(story, export, stories):
    pptx = pytest.importorskip("pptx")
    target, _ = export(story, "pptx")
    book = book_of(stories(story).board)
    show = pptx.Presentation(str(target))
    shapes = [shape for slide in show.slides for shape in slide.shapes]
    alts = [shape._element.nvPicPr.cNvPr.get("descr") for shape in shapes if shape.shape_type == 13]
    assert alts == [item.alt for item in book.items if item.picture]
    assert all(slide.shapes.title is not None and slide.shapes.title.text_frame.text for slide in show.slides)
    texts = [shape.text_frame.text for shape in shapes if shape.has_text_frame and not shape.is_placeholder]
    squeezed = "".join("".join(texts).split())
    for item in book.items:
        assert all("".join(line.split()) in squeezed for lines in item.caption for line in lines)
    for slide in show.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= show.slide_width + 1
            assert shape.top + shape.height <= show.slide_height + 1


@pytest.mark.parametrize("pages", list(CbzPages))
@pytest.mark.parametrize("story", ["five", "hebrew"])
def test_cbz(story, pages, export, stories):
    target, _ = export(story, "cbz", CbzOptions(pages, width=500))
    book = book_of(stories(story).board)
    with zipfile.ZipFile(target) as archive:
        names = [name for name in archive.namelist() if name != "ComicInfo.xml"]
        info = ET.fromstring(archive.read("ComicInfo.xml"))
        assert names == sorted(names)
        for name, page in zip(names, info.find("Pages"), strict=True):
            image = Image.open(io.BytesIO(archive.read(name)))
            assert (image.width, image.height) == (int(page.get("ImageWidth")), int(page.get("ImageHeight")))
            assert int(page.get("ImageSize")) == archive.getinfo(name).file_size
    assert info.findtext("Title") == book.title
    assert info.findtext("Manga") == ("YesAndRightToLeft" if story == "hebrew" else "No")
    pictured = sum(item.picture is not None for item in book.items)
    count = {"pictures": pictured + 1, "panels": len(book.items) + 1}.get(pages)
    assert count in {None, len(names)}


def test_every_format_of_forty(export, stories):
    """What has no test of its own above, in its usual form."""
    target, _ = export("forty", "cbz", CbzOptions(width=400))
    assert len(zipfile.ZipFile(target).namelist()) > 10


@pytest.mark.parametrize("kind", list(FileKind))
def test_images(kind, export, stories):
    target, _ = export("forty", "images", ImagesOptions(kind=kind, captions=True))
    source = stories("forty")
    files = sorted(path for path in target.iterdir() if path.suffix != ".txt" and not path.name.startswith("."))
    items = [item for item in book_of(source.board).items if item.picture]
    assert [path.stem for path in files] == [f"{item.number:03}" for item in items]
    for path, item in zip(files, items, strict=True):
        with Image.open(path) as image:
            assert kind is FileKind.AS_IS or image.format == kind.upper()
            if kind is FileKind.AS_IS and item.panel.take.origin.value == "imported":
                assert path.read_bytes() == source.pictures.data_of(item.picture.sha256)
    assert (target / "001.txt").read_text(encoding="utf-8").startswith("Panel 1 says")


def test_images_of_panels(export, stories):
    target, _ = export("five", "images", ImagesOptions(Content.PANELS, FileKind.WEBP, width=400))
    files = sorted(target.glob("*.webp"))
    assert len(files) == len(stories("five").board.panels)
    for path in files:
        with Image.open(path) as image:
            assert image.width == 400


@pytest.mark.parametrize("story", STORIES)
def test_markdown_and_json_of_every_story(story, export, stories):
    target, _ = export(story, "markdown")
    assert (target / "story.md").read_text(encoding="utf-8").count("![") == sum(
        item.picture is not None for item in book_of(stories(story).board).items
    )


def test_json_holds_every_picture(export, stories):
    target, _ = export("forty", "json")
    record = json.loads((target / "story.json").read_bytes())
    assert {picture["sha256"] for picture in record["pictures"]} == set(stories("forty").board.pictures)
    for picture in record["pictures"]:
        assert (target / picture["file"]).read_bytes() == stories("forty").pictures.data_of(picture["sha256"])


def test_a_story_of_nothing(maker, export):
    for exporter in standard_exporters():
        for source in (maker.source(title="", author=""), maker.source(maker.panel(), title="", author="")):
            target, _ = export(source, exporter.name)
            if target.is_dir():
                import shutil

                shutil.rmtree(target)
            else:
                target.unlink()


def test_text_without_a_font_is_told(maker, export):
    _, warnings = export(maker.source(maker.panel("A sign: 𓂀 \U0001e900.")), "pdf")
    sentences = [sentence for sentence in warnings if "font" in sentence]
    assert not sentences or "Install a font" in sentences[0]


def test_options_that_were_saved_as_text(export):
    options = read_options(PdfOptions, {"layout": "sheet", "columns": "3", "notes": "no"})
    assert replace(PdfOptions(), layout=Layout.SHEET, columns=3, notes=False) == options
