"""Folders of pictures, Fountain scripts, Storyboarder's files: what is found in them, and what strangers put there."""

from __future__ import annotations

import json
import os

import pytest
from PIL import Image

from gill_studio.core.errors import StudioError
from gill_studio.core.export.provenance import SourceType, marked_as
from gill_studio.core.export.xmp import with_xmp
from gill_studio.core.imports.imported import StoryImportError
from gill_studio.core.imports.picture_folder import natural_order
from gill_studio.core.imports.registry import import_story, make_story_file, standard_importers
from gill_studio.core.story.file import StoryFile
from gill_studio.core.story.model import Origin, StoryError

XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:c="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/">'
    '<dc:description><rdf:Alt><rdf:li xml:lang="de">Ein Fuchs.</rdf:li><rdf:li xml:lang="x-default">A fox.</rdf:li>'
    "</rdf:Alt></dc:description><dc:subject><rdf:Bag><rdf:li>den</rdf:li><rdf:li>dawn</rdf:li></rdf:Bag></dc:subject>"
    "<c:AltTextAccessibility><rdf:Alt><rdf:li>A fox, yawning</rdf:li></rdf:Alt></c:AltTextAccessibility>"
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
)
BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
IPTC = b"\x1c\x02\x78\x00\x0bA hill, x.\n\x1c\x02\x19\x00\x04hill"


def test_natural_order():
    names = ["page 10.png", "Page 9.png", "page 1.png", "page 01b.png", "cover.png", "page.png"]
    assert sorted(names, key=natural_order) == [
        "cover.png",
        "page 1.png",
        "page 01b.png",
        "Page 9.png",
        "page 10.png",
        "page.png",
    ]


def test_pictures_with_their_captions(picture, tmp_path):
    exif = Image.Exif()
    exif[0x010E] = "Über dem Hügel.".encode()
    camera = Image.Exif()
    camera[0x010E] = "OLYMPUS DIGITAL CAMERA"
    picture("story/1.jpg", "red")
    (tmp_path / "story" / "1.txt").write_text("From the text.\r\n\r\nIn two paragraphs.\r\n", encoding="utf-8-sig")
    two = picture("story/2.jpg", "blue", exif=exif)
    two.write_bytes(with_xmp(two.read_bytes(), "image/jpeg", XMP.encode()))
    picture("story/3.jpg", "green", exif=exif)
    four = picture("story/4.jpg", "white")
    segment = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + len(IPTC).to_bytes(4, "big") + IPTC + b"\0" * (len(IPTC) % 2)
    data = four.read_bytes()
    four.write_bytes(data[:2] + b"\xff\xed" + (len(segment) + 2).to_bytes(2, "big") + segment + data[2:])
    picture("story/10.jpg", "black", exif=camera)
    found = import_story(tmp_path / "story")
    assert found.board.title == "story"
    assert [panel.caption for panel in found.board.panels] == [
        "From the text.\n\nIn two paragraphs.",
        "A fox.",
        "Über dem Hügel.",
        "A hill, x.",
        "",
    ]
    second = found.board.panels[1]
    assert (second.alt_text, second.tags) == ("A fox, yawning", ("den", "dawn"))
    assert found.board.panels[3].tags == ("hill",)
    assert [panel.take.name for panel in found.board.panels] == ["1.jpg", "2.jpg", "3.jpg", "4.jpg", "10.jpg"]
    assert found.pictures.data_of(second.picture.sha256) == two.read_bytes()


def test_generated_pictures_are_known_as_such(picture, tmp_path):
    path = picture("story/1.png")
    path.write_bytes(marked_as(path.read_bytes(), "image/png", SourceType.GENERATED))
    picture("story/2.png", "blue")
    origins = [panel.take.origin for panel in import_story(tmp_path / "story").board.panels]
    assert origins == [Origin.GENERATED, Origin.IMPORTED]


def test_hostile_pictures_are_left_out(picture, tmp_path):
    good = picture("story/1.png")
    good.write_bytes(with_xmp(good.read_bytes(), "image/png", BOMB.encode()))
    (tmp_path / "story" / "2.png").write_bytes(b"no picture")
    (tmp_path / "story" / "3.svg").write_text("<svg/>")
    (tmp_path / "story" / "4.eps").write_text("%!PS\n(x) print")
    (tmp_path / "story" / "1.txt").write_bytes(b"\x00\xff\xfe" + b"\xe4" * 10 + b"\x07")
    found = import_story(tmp_path / "story")
    assert len(found.board.panels) == 1
    assert "ä" * 10 in found.board.panels[0].caption
    assert "\x07" not in found.board.panels[0].caption
    assert len(found.warnings) == 1
    assert "2.png" in found.warnings[0]


SCRIPT = """Title: _The **Fox**_
Author: A. Writer
Draft date: today

= It begins.

INT. DEN - DAWN #1#

The fox wakes up. /* not this
at all */ He yawns.

FOX
(quietly)
It is *early*.

.THE HILL

He climbs. [[Wide shot?]]
And climbs.

@McBear ^
Hello \\*you\\*.

CUT TO:

> THE END <
"""


def test_fountain(tmp_path):
    path = tmp_path / "fox.fountain"
    path.write_text(SCRIPT)
    board = import_story(path).board
    assert (board.title, board.author) == ("The Fox", "A. Writer")
    assert [panel.caption for panel in board.panels] == [
        "The fox wakes up.  He yawns.\n\nFOX: (quietly)\nIt is early.",
        "He climbs.\nAnd climbs.\n\nMcBear: Hello *you*.",
        "THE END",
    ]
    assert [panel.notes for panel in board.panels] == [
        "It begins.\n\nINT. DEN - DAWN",
        "THE HILL\n\nWide shot?\n\nCUT TO:",
        "",
    ]
    assert [panel.tags for panel in board.panels] == [("INT. DEN - DAWN",), ("THE HILL",), ("THE HILL",)]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "Title: x", "/*" * 20_000, "[[" * 20_000, "*" * 20_000, "@", ">", "INT. \n"]
)
def test_odd_scripts_end_soon(tmp_path, text):
    path = tmp_path / "odd.fountain"
    path.write_text(text)
    import_story(path)


def test_storyboarder(picture, tmp_path, pixel):
    picture("images/board-1-A-fill.png", "#ff0000ff", alpha=True)
    picture("images/board-1-A-reference.png", "#0000ffff", alpha=True)
    picture("images/board-2-B-posterframe.jpg", "green")
    picture("images/board-2-B-pencil.png", "#00000000", alpha=True)
    picture("images/board-3-C-posterframe.jpg", "yellow")
    boards = [
        {
            "uid": "A",
            "url": "board-1-A.png",
            "shot": "1A",
            "dialogue": "Hello!",
            "action": "He waves.",
            "notes": "Wide.",
            "layers": {"fill": {"url": "board-1-A-fill.png"}, "reference": {"url": "board-1-A-reference.png"}},
        },
        {"url": "board-2-B.png", "layers": {"pencil": {"url": "board-2-B-pencil.png"}}, "duration": 3},
        {"url": "board-3-C.png"},
        {"url": "../../../../etc/passwd", "layers": {"fill": {"url": "../outside.png"}}},
    ]
    path = tmp_path / "scene.storyboarder"
    path.write_text(json.dumps({"version": "3.0", "aspectRatio": "1.77", "boards": boards}))
    picture("outside.png")
    found = import_story(path)
    one, two, three, four = found.board.panels
    assert (one.caption, one.notes, one.tags) == ("He waves.\n\nHello!", "Wide.", ("1A",))
    assert pixel(found.pictures.data_of(one.picture.sha256)) == (255, 0, 0)
    assert pixel(found.pictures.data_of(two.picture.sha256)) == (255, 255, 255)
    assert pixel(found.pictures.data_of(three.picture.sha256))[2] < 20
    assert four.picture is None
    assert len(found.warnings) == 1


@pytest.mark.parametrize(
    "text", ["", "[]", '{"boards": 3}', '{"scenes": []}', "[" * 100_000, '{"boards": [{"url": 3}]}']
)
def test_files_that_are_no_scene(tmp_path, text):
    path = tmp_path / "scene.storyboarder"
    path.write_text(text)
    with pytest.raises(StoryImportError, match="not the file of a scene"):
        import_story(path)


def test_sources_that_are_none(tmp_path):
    with pytest.raises(StoryImportError, match="There is no"):
        import_story(tmp_path / "nothing")
    (tmp_path / "a.xyz").write_text("x")
    with pytest.raises(StoryImportError, match="nothing that can be imported"):
        import_story(tmp_path / "a.xyz")
    with pytest.raises(StoryImportError, match="There are: markdown"):
        import_story(tmp_path, "word")
    with pytest.raises(StoryImportError):
        import_story(tmp_path / "a\0b")
    (tmp_path / "empty").mkdir()
    for importer in standard_importers():
        with pytest.raises(StudioError):
            importer.read(tmp_path / "empty", _job())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.fountain")
    with pytest.raises(StoryImportError):
        import_story(tmp_path / "a.fountain")


def test_what_was_found_becomes_a_story_file(picture, tmp_path):
    picture("story/1.png")
    picture("story/2.png", "blue")
    found = import_story(tmp_path / "story")
    path = make_story_file(found, tmp_path / "new")
    assert path == tmp_path / "new.gill"
    story = StoryFile.open(path, read_only=True)
    try:
        assert story.document.board == found.board
        for digest in found.board.pictures:
            assert story.pictures.data_of(digest) == found.pictures.data_of(digest)
    finally:
        story.close()
    with pytest.raises(StoryError):
        make_story_file(found, path)
    make_story_file(found, path, replace=True)


def _job():
    from gill_studio.core.imports.imported import ImportJob

    return ImportJob()
