"""Story to JSON to story and story to Markdown to story: the same; and what a writer has changed in the Markdown."""

from __future__ import annotations

import io
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from gill_studio.core.errors import PictureError
from gill_studio.core.export.exporter import Source
from gill_studio.core.export.json_folder import JsonOptions, json_exporter
from gill_studio.core.export.markdown import MarkdownOptions, markdown_exporter
from gill_studio.core.export.provenance import SourceType, source_type_in
from gill_studio.core.export.text import paragraphs
from gill_studio.core.imports.registry import import_story
from gill_studio.core.story.edits import without_history
from gill_studio.core.story.model import Authorship, Origin, Painting, Panel, Recipe, Storyboard, Take


class Some:
    """The pictures that are there; the others are gone."""

    def __init__(self, pictures):
        self.data = {ref.sha256: data for ref, data in pictures.values()}

    def data_of(self, sha256):
        if sha256 not in self.data:
            raise PictureError("It is gone.", "Look for it.")
        return self.data[sha256]


def with_real(board: Storyboard, pictures) -> Storyboard:
    """The board with real pictures in place of those it only speaks of."""

    def real(take: Take) -> Take:
        found = pictures.get(take.picture.sha256)
        return take if found is None else replace(take, picture=found[0])

    panels = (replace(panel, takes=tuple(map(real, panel.takes))) for panel in board.panels)
    return replace(board, panels=tuple(panels))


def there_and_back(board, pictures, exporter, options):
    with tempfile.TemporaryDirectory() as name:
        target = Path(name) / f"story{exporter.suffix(options)}"
        exporter.export(Source(board, Some(pictures)), target, options)
        found = import_story(target)
        for digest in board.pictures:
            if digest in Some(pictures).data and digest in found.board.pictures and target.is_dir():
                assert found.pictures.data_of(digest) == Some(pictures).data[digest]
        return found.board


@settings(max_examples=60)
@given(data=st.data())
def test_json(data, storyboards, real_pictures):
    board = with_real(data.draw(storyboards), real_pictures)
    assert there_and_back(board, real_pictures, json_exporter(), JsonOptions()) == board
    assert there_and_back(board, real_pictures, json_exporter(), JsonOptions(pictures=False)) == board


@settings(max_examples=60)
@given(data=st.data())
def test_markdown(data, storyboards, real_pictures):
    board = with_real(data.draw(storyboards), real_pictures)
    options = MarkdownOptions(recipe=data.draw(st.booleans()), notes=data.draw(st.booleans()))
    assert there_and_back(board, real_pictures, markdown_exporter(), options) == board
    given_away = replace(options, history=False)
    assert there_and_back(board, real_pictures, markdown_exporter(), given_away) == without_history(board)


@settings(max_examples=60)
@given(data=st.data())
def test_markdown_alone_has_all_that_is_read(data, storyboards, real_pictures):
    board = with_real(data.draw(storyboards), real_pictures)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "story"
        markdown_exporter().export(Source(board, Some(real_pictures)), folder, MarkdownOptions())
        (folder / "panels.json").unlink()
        if not board.panels and not board.title.strip():
            return
        found = import_story(folder).board
    assert [panel.id for panel in found.panels] == [panel.id for panel in board.panels]
    for before, after in zip(board.panels, found.panels, strict=True):
        assert paragraphs(after.caption) == paragraphs(before.caption)
        assert paragraphs(after.notes) == paragraphs(before.notes)
        there = before.picture is not None and before.picture.sha256 in Some(real_pictures).data
        assert (after.picture is not None) == there


@pytest.fixture
def story(real_pictures, tmp_path):
    """A story of three panels, exported as Markdown: its board and its folder."""
    (one, _), (two, _), _ = real_pictures.values()
    recipe = Recipe("starter", painting=Painting(7, 12, 3.0, "gill"))
    takes = (Take("t1", one, Origin.GENERATED, recipe), Take("t2", two, score=0.5))
    panels = (
        Panel("p1", "One.  Exactly so.", Authorship.PROPOSED, "Note.", "Alt", ("a",), takes, "t1"),
        Panel("p2", "Two.", Authorship.PROPOSED, takes=(Take("t3", two),), chosen="t3"),
        Panel("p3", "Three."),
    )
    board = Storyboard("s", "Title", "Author", "en", panels)
    markdown_exporter().export(Source(board, Some(real_pictures)), tmp_path / "story", MarkdownOptions())
    return board, tmp_path / "story"


def edited(folder: Path, old: str, new: str) -> Storyboard:
    file = folder / "story.md"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return import_story(folder).board


def test_generated_pictures_are_marked_and_come_back_unmarked(story):
    board, folder = story
    data = (folder / "pictures" / "0001.png").read_bytes()
    assert source_type_in(data, "image/png") is SourceType.GENERATED
    assert import_story(folder).board == board


def test_a_changed_caption_is_the_writers_doing(story):
    board, folder = story
    changed = replace(board.panels[1], caption="Two and a *half*.", authorship=Authorship.EDITED)
    assert edited(folder, "\nTwo.\n", "\nTwo and a \\*half\\*.\n") == replace(
        board, panels=(board.panels[0], changed, board.panels[2])
    )


def test_panels_can_be_moved_removed_and_added(story):
    board, folder = story
    text = (folder / "story.md").read_text(encoding="utf-8")
    head, first, _, third = text.split("<!-- panel:")
    third, rest = third.split("<!-- credits")
    new = ["## New\n\nFresh.\n\n"]
    parts = [f"<!-- panel:{part}" for part in (third, first)]
    (folder / "story.md").write_text("".join([head, *parts, *new, "<!-- credits", rest]), encoding="utf-8")
    found = import_story(folder).board
    assert found.panels[:2] == (board.panels[2], board.panels[0])
    assert found.panels[2].caption == "New\n\nFresh."
    assert len(found.panels) == 3


def test_another_picture_becomes_a_take(story):
    board, folder = story
    Image.new("RGB", (5, 5), "red").save(folder / "pictures" / "new.png")
    found = edited(folder, "pictures/0002.jpg", "pictures/new.png").panels[1]
    assert found.takes[:1] == board.panels[1].takes
    assert (found.take.picture.width, found.take.name) == (5, "new.png")
    assert import_story(folder).pictures.data_of(found.picture.sha256)


def test_a_picture_that_was_painted_over_is_another_take(story):
    _, folder = story
    buffer = io.BytesIO()
    Image.new("RGB", (9, 7), "green").save(buffer, "JPEG")
    (folder / "pictures" / "0002.jpg").write_bytes(buffer.getvalue())
    found = import_story(folder)
    panel = found.board.panels[1]
    assert len(panel.takes) == 2
    assert found.pictures.data_of(panel.picture.sha256) == buffer.getvalue()


def test_another_take_can_be_shown(story):
    board, folder = story
    found = edited(folder, "pictures/0001.png", "pictures/0002.jpg").panels[0]
    assert (found.takes, found.chosen) == (board.panels[0].takes, "t2")


def test_alternative_texts_notes_and_tags_can_be_changed(story):
    board, folder = story
    edited(folder, "![Alt]", "![Other]")
    edited(folder, "> Note.", "> Another.")
    panel = edited(folder, '"tags": ["a"]', '"tags": ["b", "c"]').panels[0]
    assert panel == replace(board.panels[0], alt_text="Other", notes="Another.", tags=("b", "c"))


@pytest.mark.parametrize(
    "path", ["../outside.png", "/etc/passwd", "https://example.org/x.png", "C:\\x.png", "gone.png"]
)
def test_pictures_elsewhere_are_left_out(story, path):
    _, folder = story
    Image.new("RGB", (5, 5)).save(folder.parent / "outside.png")
    assert edited(folder, "pictures/0001.png", path).panels[0].picture is None
    assert import_story(folder).warnings


def test_damage_beside_the_text_is_told(story):
    board, folder = story
    (folder / "panels.json").write_text("{")
    found = import_story(folder)
    assert any("panels.json" in sentence for sentence in found.warnings)
    assert [panel.caption for panel in found.board.panels] == [panel.caption.strip() for panel in board.panels]
