"""The registry of formats, previews, options as dialogs and commands need them, profiles."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field, replace

import pytest
from PIL import Image

from gill_studio.core import locations
from gill_studio.core.export.cbz import CbzOptions, CbzPages
from gill_studio.core.export.exporter import ExportCancelledError, ExportContext, Exporter, ExportError
from gill_studio.core.export.html import HtmlOptions, Theme
from gill_studio.core.export.images import Content, ImagesOptions
from gill_studio.core.export.options import option, option_fields, option_items, read_options, with_option
from gill_studio.core.export.pdf.options import Extra, Layout, PdfOptions
from gill_studio.core.export.pdf.typesetting import Typesetter
from gill_studio.core.export.previews import Reading, _windows
from gill_studio.core.export.profiles import (
    FILE,
    find_profile,
    options_of,
    profile_of,
    remove_profile,
    save_profile,
    saved_profiles,
    with_profile,
)
from gill_studio.core.export.registry import NoPreviewError, Registry, preview, standard_exporters
from gill_studio.core.story.json_form import decode_story, encode_story

NAMES = ["pdf", "html", "epub", "docx", "pptx", "cbz", "images", "markdown", "json"]


def an_exporter(name="fax", options=PdfOptions, **more):
    return Exporter(name, "Fax", "Pages by telephone.", options, lambda _: ".fax", lambda *_: None, **more)


def test_every_format_is_there():
    assert [exporter.name for exporter in standard_exporters()] == NAMES
    for exporter in standard_exporters():
        assert exporter.label
        assert exporter.about.endswith(".")
        for one in option_fields(exporter.options):
            assert one.option.label


def test_the_registry_takes_no_format_twice_and_no_odd_ones():
    @dataclass(frozen=True)
    class Unsaid:
        width: int = 3

    @dataclass(frozen=True)
    class Unbounded:
        width: int = field(default=3, metadata=option("Width"))

    registry = Registry()
    registry.register(an_exporter())
    with pytest.raises(ValueError, match="already"):
        registry.register(an_exporter())
    with pytest.raises(ValueError, match="no name"):
        registry.register(an_exporter("Fax machine"))
    with pytest.raises(TypeError, match="not made by option"):
        registry.register(an_exporter("other", Unsaid))
    with pytest.raises(TypeError, match="bounds"):
        registry.register(an_exporter("other", Unbounded))
    assert [exporter.name for exporter in registry] == ["fax"]


def test_the_ending_says_the_format(tmp_path):
    registry = standard_exporters()
    assert registry.for_target(tmp_path / "a.PDF").name == "pdf"
    assert registry.for_target(tmp_path / "a.cbz").name == "cbz"
    for name in ("a", "a.xyz"):
        with pytest.raises(ExportError, match="does not say") as caught:
            registry.for_target(tmp_path / name)
        assert ".pdf" in caught.value.hint
    with pytest.raises(ExportError, match="no format 'fax'"):
        registry.named("fax")


def test_a_missing_package_is_a_sentence(maker, tmp_path):
    exporter = an_exporter(missing=lambda: "python-fax")
    with pytest.raises(ExportError, match="needs the package python-fax") as caught:
        exporter.export(maker.source(), tmp_path / "a.fax", PdfOptions())
    assert "pip install python-fax" in caught.value.hint
    assert not list(tmp_path.iterdir())


def size_of(png):
    with Image.open(io.BytesIO(png)) as image:
        assert image.format == "PNG"
        return image.size


@pytest.mark.parametrize("layout", list(Layout))
def test_previews_of_pdf(layout, stories):
    source, exporter = stories("five"), standard_exporters().named("pdf")
    options = PdfOptions(layout, cover=Extra.YES)
    first = preview(source.board, source.pictures, exporter, options, width=300)
    second = preview(source.board, source.pictures, exporter, options, 2, width=300)
    assert abs(size_of(first)[0] - 300) <= 1
    assert first != second
    with pytest.raises(NoPreviewError, match="no page 99"):
        preview(source.board, source.pictures, exporter, options, 99, width=300)
    with pytest.raises(NoPreviewError):
        preview(source.board, source.pictures, exporter, options, 0, width=300)


@pytest.mark.parametrize("pages", list(CbzPages))
def test_previews_of_cbz(pages, stories):
    source = stories("hebrew")
    for page in (1, 2):
        png = preview(
            source.board, source.pictures, standard_exporters().named("cbz"), CbzOptions(pages), page, width=200
        )
        assert size_of(png)[0] <= 201


@pytest.mark.parametrize("content", list(Content))
def test_previews_of_images(content, stories):
    source, exporter = stories("five"), standard_exporters().named("images")
    png = preview(source.board, source.pictures, exporter, ImagesOptions(content), 3, width=200)
    assert size_of(png)[0] <= 201


LOOKS = {name: {} for name in NAMES} | {
    "epub fixed": {"pages": "fixed", "credits": "no"},
    "docx table": {"layout": "table", "notes": "yes"},
    "html dark": {"theme": "dark", "notes": "yes", "slideshow": "no"},
    "json alone": {"pictures": "no", "history": "no"},
}
PDF_LOOKS = {f"pdf {layout}": {"layout": str(layout)} for layout in Layout}


def look_at(name, source, page, **more):
    exporter = standard_exporters().named(name.split()[0])
    options = read_options(exporter.options, (LOOKS | PDF_LOOKS)[name])
    return preview(source.board, source.pictures, exporter, options, page, width=240, **more)


@pytest.mark.parametrize("story", ["five", "japanese"])
@pytest.mark.parametrize("name", LOOKS)
def test_every_format_can_be_looked_at(name, story, stories):
    png = look_at(name, stories(story), 1)
    assert 150 <= size_of(png)[0] <= 241
    with Image.open(io.BytesIO(png)) as image:
        darkest, lightest = image.convert("L").getextrema()
    assert lightest - darkest > 80, "it is not blank"


@pytest.mark.parametrize("name", [name for name in LOOKS if not name.startswith(("json", "markdown", "images"))])
def test_pictures_are_in_what_is_looked_at(name, stories):
    pages = [look_at(name, stories("five"), page) for page in (1, 2)]
    colours = 0
    for png in pages:
        with Image.open(io.BytesIO(png)) as image:
            colours = max(colours, len(image.convert("P", palette=Image.Palette.WEB).getcolors()))
    assert colours > 30, "letters alone have fewer colours"


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_at_a_story_without_pictures(name, maker):
    source = maker.source(maker.panel("Words alone, without a picture."), maker.panel(), title="", author="")
    if name != "images":  # there is none
        assert look_at(name, source, 1)


@pytest.mark.parametrize("name", [name for name in LOOKS if not name.startswith(("json", "markdown"))])
def test_what_is_no_longer_looked_at_ends(name, stories):
    with pytest.raises(ExportCancelledError):
        look_at(name, stories("five"), 3, context=ExportContext(cancelled=lambda: True))


@pytest.mark.parametrize("name", [*(name for name in LOOKS if name != "images"), *PDF_LOOKS])
def test_a_look_at_a_very_long_text_is_a_look_at_its_beginning(name, maker, monkeypatch):
    """Otherwise its pages are set to the end, in seconds, and a window of a long page is cut out of 160 megapixels."""
    told = []
    monkeypatch.setattr(Typesetter, "_write", _listening(Typesetter._write, told))
    source = maker.source(*[maker.panel("word " * 20_000, notes="word " * 20_000) for _ in range(3)])
    assert look_at(name, source, 2)
    assert told
    assert max(told) < 80_000


@pytest.mark.parametrize("name", ["cbz", *PDF_LOOKS])
def test_a_look_at_a_long_story_is_a_look_at_its_beginning(name, maker, drawn, saved, monkeypatch):
    """Each picture that is not on the page costs as much as one that is."""
    told, write = [], Typesetter._write
    monkeypatch.setattr(Typesetter, "_write", lambda setter: (told.append(len(setter._data["items"])), write(setter)))
    picture = maker.take(saved(drawn(64, 48), "PNG"), "image/png")
    source = maker.source(*[maker.panel("word " * 50, picture) for _ in range(200)])
    assert look_at(name, source, 2)
    assert max(told) <= 1 + {"pdf picture-book": 2, "pdf contact-sheet": 120, "pdf manuscript": 24}.get(name, 12)


def _listening(write, told):
    def also(setter):
        items, look = setter._data["items"], setter._data.get("look", {})
        shown = look.get("text") or look.get("pages") or items
        told.append(len(json.dumps(shown, ensure_ascii=False)))
        write(setter)

    return also


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("html", {}),
        ("docx", {}),
        ("docx", {"layout": "table"}),
        ("json", {}),
        ("markdown", {}),
        ("pdf", {"layout": "manuscript"}),
        ("pdf", {"layout": "contact-sheet"}),
    ],
)
def test_many_short_panels_fill_all_pages_that_are_looked_at(name, options, maker):
    source = maker.source(*[maker.panel("A word.") for _ in range(900)])
    exporter = standard_exporters().named(name)
    chosen = read_options(exporter.options, options)
    assert preview(source.board, source.pictures, exporter, chosen, 8, width=120)


@pytest.mark.parametrize(("name", "options"), [("epub", {}), ("epub", {"pages": "fixed"}), ("pdf", {"cover": "yes"})])
def test_the_cover_is_looked_at_with_the_first_picture_wherever_it_is(name, options, maker, drawn, saved):
    picture = maker.take(saved(drawn(64, 48), "PNG"), "image/png")
    source = maker.source(*[maker.panel("A word.") for _ in range(60)], maker.panel("", picture))
    exporter = standard_exporters().named(name)
    png = preview(source.board, source.pictures, exporter, read_options(exporter.options, options), width=240)
    with Image.open(io.BytesIO(png)) as image:
        assert len(image.convert("P", palette=Image.Palette.WEB).getcolors()) > 30


def test_the_last_window_has_what_is_left():
    """A window's tenth is no reason to leave out the end of the credits."""
    look = Reading("screen", 400, 300, 10, 300, 19, 0.8, paper="#fbf8f3")
    image = Image.new("RGB", (400, 900), look.paper)
    image.paste("black", (20, 300, 40, 320))
    page = io.BytesIO()
    image.save(page, "PNG")
    assert len(list(_windows(page.getvalue(), look, last=True))) == 2
    assert len(list(_windows(page.getvalue(), look, last=False))) == 3


def test_the_options_are_in_what_is_looked_at(stories):
    source, exporter = stories("japanese"), standard_exporters().named("html")
    looks = {
        preview(source.board, source.pictures, exporter, options, width=200)
        for options in (HtmlOptions(), HtmlOptions(theme=Theme.DARK), HtmlOptions(slideshow=False))
    }
    assert len(looks) == 3


def test_a_format_without_pages_says_so(stories):
    source, exporter = stories("five"), an_exporter()
    with pytest.raises(NoPreviewError, match="no preview"):
        preview(source.board, source.pictures, exporter, exporter.options())


def test_options_from_text():
    options = with_option(with_option(PdfOptions(), "columns", "4"), "dpi", 300)
    assert (options.columns, options.dpi) == (4, 300)
    wrong = {"columns": "5", "rows": 1.5, "layout": "poster", "notes": "perhaps", "margin": "nan", "bleed": "-1"}
    for name, value in wrong.items():
        with pytest.raises(ExportError, match=f"option {name} cannot be") as caught:
            with_option(PdfOptions(), name, value)
        assert caught.value.hint
    with pytest.raises(ExportError, match="no option 'colour'"):
        with_option(PdfOptions(), "colour", "red")


@pytest.mark.parametrize("name", NAMES)
def test_options_are_saved_and_read(name):
    exporter = standard_exporters().named(name)
    options = exporter.options()
    assert read_options(exporter.options, dict(option_items(options))) == options


@pytest.fixture
def config(tmp_path, monkeypatch):
    monkeypatch.setenv("GILL_STUDIO_CONFIG", str(tmp_path / "config"))
    return tmp_path / "config"


def test_profiles_for_all_stories(config):
    exporter = standard_exporters().named("pdf")
    options = PdfOptions(Layout.COMIC, columns=4, bleed=2.5, font='Böses "Font"')
    assert saved_profiles() == ()
    save_profile(profile_of("  For the  printer ", exporter, options))
    save_profile(profile_of("Other", exporter, PdfOptions()))
    save_profile(profile_of("Other", exporter, options))
    assert [profile.name for profile in saved_profiles()] == ["For the printer", "Other"]
    assert options_of(find_profile("Other"), exporter) == options
    with pytest.raises(ExportError, match="is for the format pdf"):
        options_of(find_profile("Other"), standard_exporters().named("html"))
    remove_profile("Other")
    with pytest.raises(ExportError, match="no profile") as caught:
        find_profile("Other")
    assert "For the printer" in caught.value.hint
    for name in ("", "   ", "x" * 101):
        with pytest.raises(ExportError, match="needs a name"):
            profile_of(name, exporter, options)


def test_profiles_in_the_story(config, maker):
    exporter = standard_exporters().named("html")
    options = replace(exporter.options(), notes=True)
    board = with_profile(maker.source(maker.panel("One.")).board, profile_of("Mine", exporter, options))
    board = with_profile(board, profile_of("Mine", exporter, options))
    assert len(board.settings.export_profiles) == 1
    assert decode_story(encode_story(board), "story.json").board == board
    assert options_of(find_profile("Mine", board), exporter) == options


def test_a_damaged_file_of_profiles_is_told(config):
    config.mkdir()
    (locations.config_dir() / FILE).write_text("[{")
    with pytest.raises(ExportError, match="cannot be read"):
        saved_profiles()
