"""All at once or not at all: whatever goes wrong, and whenever it is killed, the old export or the new one is there."""

from __future__ import annotations

import errno
import os
import random
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import pytest

from gill_studio.core.export import writing
from gill_studio.core.export.exporter import ExportCancelledError, ExportContext, ExportError
from gill_studio.core.export.json_folder import JsonOptions, json_exporter
from gill_studio.core.export.pdf.document import pdf_exporter
from gill_studio.core.export.pdf.options import PdfOptions
from gill_studio.core.export.writing import MARKER, large_file, replacing

KILLS = int(os.environ.get("GILL_STUDIO_KILLS", "4"))
"""How often each export is killed; scripts ask for more."""


def failing(error):
    """What a writer of a format does when half of it is written."""

    def write(target):
        with replacing(target, folder=False, maker="m") as place:
            place.write_text("half")
            raise error

    return write


def test_a_failure_leaves_what_was_there(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("old")
    with pytest.raises(RuntimeError):
        failing(RuntimeError())(target)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO])
def test_errors_of_the_disk_are_sentences(number, tmp_path):
    with pytest.raises(ExportError, match="cannot be written") as caught:
        failing(OSError(number, os.strerror(number)))(tmp_path / "a.txt")
    assert caught.value.hint
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to write to")
def test_a_full_disk(maker, tmp_path):
    """/dev/full takes nothing."""

    def write(source, place, options, job):
        exporter.write(source, place, options, job)
        Path("/dev/full").write_bytes(place.read_bytes())

    exporter, target = pdf_exporter(), tmp_path / "a.pdf"
    target.write_bytes(b"old")
    with pytest.raises(ExportError, match="No space left") as caught:
        replace(exporter, write=write).export(maker.source(maker.panel("One.")), target, PdfOptions())
    assert "Free some space" in caught.value.hint
    assert target.read_bytes() == b"old"


def test_a_large_file_is_flushed_while_it_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "_FLUSH_EVERY", 1 << 20)
    flushed, really = [], os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (flushed.append(handle), really(handle)))
    parts = [bytes([n]) * 700_000 for n in range(9)]
    with large_file(tmp_path / "a.bin", flush=True) as file:
        for part in parts:
            file.write(part)
    assert (tmp_path / "a.bin").read_bytes() == b"".join(parts)
    assert flushed


def test_what_replaces_something_is_on_the_disk_before(maker, tmp_path, monkeypatch):
    flushed, really = [], os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (flushed.append(handle), really(handle)))
    source = maker.source(maker.panel("One."))
    for exporter, name in ((pdf_exporter(), "a.pdf"), (json_exporter(), "b")):
        exporter.export(source, tmp_path / name, exporter.options())
        assert not flushed, "a new one is not waited for"
        exporter.export(source, tmp_path / name, exporter.options())
        assert flushed
        flushed.clear()


@pytest.mark.skipif(not hasattr(os, "writev"), reason="pieces are joined there")
def test_pieces_of_which_a_system_takes_only_a_part_are_all_written(tmp_path, monkeypatch):
    really, calls = os.writev, []

    def sparing(handle, pieces):
        calls.append(len(pieces))
        return really(handle, [memoryview(pieces[0])[:50_001]] if len(calls) % 2 else pieces[:3])

    monkeypatch.setattr(os, "writev", sparing)
    pieces = [bytes([n % 251]) * 7001 for n in range(60)]
    with large_file(tmp_path / "a.bin", flush=True) as file:
        file.write(b"before")
        file.writelines(pieces)
        assert file.tell() == 6 + 60 * 7001
        file.write(b"after")
    assert (tmp_path / "a.bin").read_bytes() == b"before" + b"".join(pieces) + b"after"
    assert len(calls) > 20


def test_pieces_are_joined_where_the_system_takes_one_at_a_time(tmp_path, monkeypatch):
    """As on Windows."""
    monkeypatch.delattr(os, "writev", raising=False)
    pieces = [bytes([n % 251]) * 7001 for n in range(60)]
    with large_file(tmp_path / "a.bin", flush=True) as file:
        file.writelines(pieces)
    assert (tmp_path / "a.bin").read_bytes() == b"".join(pieces)


def test_what_fails_while_a_large_file_is_flushed_fails_the_export(tmp_path, monkeypatch):
    """The system tells of it once: the flush in the end goes well."""

    def failing(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writing, "_FLUSH_EVERY", 1)

    def export(target):
        with (
            replacing(target, folder=False, maker="m") as place,
            large_file(place, flush=True) as file,
            monkeypatch.context() as patch,
        ):
            patch.setattr(os, "fsync", failing)
            file.write(b"x")
            file.flush()

    with pytest.raises(ExportError, match="No space left"):
        export(tmp_path / "a.bin")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_can_only_be_read(maker, tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(ExportError, match="cannot be written"):
            pdf_exporter().export(maker.source(), tmp_path / "a.pdf", PdfOptions())
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize("name", ["", ".", "/", "no\0name", "missing/a.pdf", "x" * 400])
def test_places_that_are_none(name, maker, tmp_path):
    target = Path(name) if name in {"", ".", "/"} else tmp_path / name
    with pytest.raises(ExportError) as caught:
        pdf_exporter().export(maker.source(maker.panel("One.")), target, PdfOptions())
    assert caught.value.hint


def test_a_folder_of_something_else_is_not_replaced(maker, tmp_path):
    target = tmp_path / "story"
    exporter, source = json_exporter(), maker.source(maker.panel("One."))
    target.mkdir()
    exporter.export(source, target, JsonOptions())
    assert (target / MARKER).exists()
    exporter.export(source, target, JsonOptions())
    (target / "letter.txt").write_text("dear")
    with pytest.raises(ExportError, match="holds other files"):
        exporter.export(source, target, JsonOptions())
    assert (target / "letter.txt").read_text() == "dear"
    with pytest.raises(ExportError, match="is a folder"):
        pdf_exporter().export(source, target, PdfOptions())
    (tmp_path / "file").write_text("x")
    with pytest.raises(ExportError, match="is a file"):
        exporter.export(source, tmp_path / "file", JsonOptions())


def test_cancelling_leaves_what_was_there(forty, tmp_path):
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    seen = []
    context = ExportContext(lambda label, done, total: seen.append((label, done, total)), lambda: len(seen) > 10)
    with pytest.raises(ExportCancelledError):
        pdf_exporter().export(forty, target, PdfOptions(), context)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]
    assert all(0 <= done <= total for _, done, total in seen)


def test_cancelling_while_the_disk_takes_it_leaves_what_was_there(forty, tmp_path, monkeypatch):
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    flushed, flush = [], writing._flush

    def slow(place):
        flush(place)
        flushed.append(place)

    monkeypatch.setattr(writing, "_flush", slow)
    with pytest.raises(ExportCancelledError):
        pdf_exporter().export(forty, target, PdfOptions(), ExportContext(cancelled=lambda: bool(flushed)))
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_what_killed_exports_have_left_goes_later(tmp_path):
    target = tmp_path / "a.txt"
    stale, fresh = tmp_path / ".a.txt.gill-part-00000000", tmp_path / ".a.txt.gill-part-11111111"
    stale.mkdir()
    fresh.write_text("x")
    old = time.time() - 2 * writing._LEFT_OVER
    os.utime(stale, (old, old))
    with replacing(target, folder=False, maker="m") as place:
        place.write_text("new")
    assert sorted(tmp_path.iterdir()) == [fresh, target]


CHILD = """
    import sys
    from pathlib import Path
    from gill_studio.core.export.exporter import ExportContext, Source
    from gill_studio.core.export.json_folder import JsonOptions, json_exporter
    from gill_studio.core.export.pdf.document import pdf_exporter
    from gill_studio.core.export.pdf.options import PdfOptions
    from gill_studio.core.imports.registry import import_story

    found = import_story(Path(sys.argv[1]))
    source = Source(found.board, found.pictures)
    print("ready", flush=True)
    number = 0
    while True:
        pdf_exporter().export(source, Path(sys.argv[2]) / "a.pdf", PdfOptions())
        json_exporter().export(source, Path(sys.argv[2]) / "b", JsonOptions())
        number += 1
        print(number, flush=True)
"""


@pytest.mark.timeout(600)
def test_killed_at_any_moment(forty, tmp_path):
    """The file is complete at every kill, and so is the folder: the old one or the new one."""
    import pypdf

    from gill_studio.core.imports.registry import import_story

    story, out = tmp_path / "story", tmp_path / "out"
    out.mkdir()
    json_exporter().export(forty, story, JsonOptions())
    dice = random.Random(11)
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(CHILD), str(story), str(out)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[3],
        ) as child:
            assert child.stdout.readline().strip() == b"ready"
            if not (out / "b").exists():
                child.stdout.readline()  # once to the end, so that there is an old one
            time.sleep(dice.uniform(0, 0.4))
            child.kill()
        assert len(pypdf.PdfReader(out / "a.pdf", strict=True).pages) > 40
        assert import_story(out / "b").board == forty.board
