"""Setting pages in another process: the same pages, an end at once when nobody wants them, and no process left."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from pathlib import Path

import psutil
import pypdf
import pytest

from gill_studio.core.export.cbz import CbzOptions, CbzPages
from gill_studio.core.export.exporter import ExportCancelledError, ExportContext, ExportError
from gill_studio.core.export.pdf import press_process
from gill_studio.core.export.pdf.document import pdf_exporter
from gill_studio.core.export.pdf.options import Extra, Layout, PdfOptions
from gill_studio.core.export.pdf.press import Order, OwnPress
from gill_studio.core.export.pdf.press_process import ProcessPress
from gill_studio.core.export.registry import preview, standard_exporters

ENDLESS = "#for i in range(1000000) { for j in range(100000) { let k = i * j } }\n"
"""Longer than anybody waits."""


@pytest.fixture
def press():
    made = ProcessPress()
    yield made
    made.close()


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Where folders for a while are made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def workers():
    """Processes that set pages, of ours."""
    found = []
    for child in psutil.Process().children():
        try:
            if child.status() != psutil.STATUS_ZOMBIE and not any("resource_tracker" in one for one in child.cmdline()):
                found.append(child.pid)
        except psutil.Error:
            continue
    return set(found)


def texts(pdf):
    """What is on the pages; the files say when they were made."""
    return [page.extract_text() for page in pypdf.PdfReader(pdf, strict=True).pages]


def own_template(folder, text):
    path = folder / "own.typ"
    path.write_text(text, encoding="utf-8")
    return PdfOptions(template=str(path))


def test_another_process_sets_the_same_pages(press, stories, tmp_path):
    before, source, options = workers(), stories("five"), PdfOptions(dpi=60)
    pdf_exporter().export(source, tmp_path / "own.pdf", options)
    pdf_exporter().export(source, tmp_path / "other.pdf", options, None, press)
    assert texts(tmp_path / "other.pdf") == texts(tmp_path / "own.pdf")
    comic = CbzOptions(CbzPages.COMIC)
    pages = [
        preview(source.board, source.pictures, standard_exporters().named("cbz"), comic, 2, width=300, press=one)
        for one in (press, OwnPress())
    ]
    assert pages[0] == pages[1]
    assert len(workers() - before) == 1, "one process does all that is asked one after the other"
    press.close()
    assert workers() == before


@pytest.mark.parametrize("what", ["preview", "export"])
def test_what_would_take_for_ever_ends_when_it_is_cancelled(what, press, maker, tmp_path, temporary):
    before, unwanted, ended = workers(), threading.Event(), []
    source, options = maker.source(maker.panel("One.")), own_template(tmp_path, ENDLESS)
    target = tmp_path / "out.pdf"
    target.write_bytes(b"old")
    context = ExportContext(cancelled=unwanted.is_set)

    def work():
        try:
            if what == "export":
                pdf_exporter().export(source, target, options, context, press)
            else:
                preview(source.board, source.pictures, pdf_exporter(), options, context=context, press=press)
        except ExportCancelledError:
            ended.append(time.monotonic())

    thread = threading.Thread(target=work)
    thread.start()
    busy = until(lambda: next(iter(workers() - before), None))
    until(lambda: psutil.Process(busy).cpu_times().user > 0.5)  # in the midst of it, not only on its way
    unwanted.set()
    cancelled = time.monotonic()
    thread.join(60)
    assert ended, "it has ended"
    assert ended[0] - cancelled < 2, "a fraction of a second, and more on a machine with other things to do"
    assert workers() == before
    assert list(temporary.iterdir()) == []
    assert target.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.pdf", "own.typ", "temporary"]


def until(condition, seconds=120.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not happen")


def test_what_is_not_wanted_before_it_has_begun_begins_nothing(press, stories):
    before = workers()
    source, unwanted = stories("five"), ExportContext(cancelled=lambda: True)
    with pytest.raises(ExportCancelledError):
        preview(source.board, source.pictures, pdf_exporter(), PdfOptions(), context=unwanted, press=press)
    assert workers() == before


def test_errors_and_warnings_come_over_whole(press, maker, tmp_path):
    with pytest.raises(ExportError, match="The pages cannot be set") as caught:
        pdf_exporter().export(maker.source(), tmp_path / "a.pdf", own_template(tmp_path, "#panic(1)"), None, press)
    assert caught.value.hint
    source = maker.source(maker.panel("Unassigned: \U0001fff0"))
    done = pdf_exporter().export(source, tmp_path / "a.pdf", PdfOptions(Layout.MANUSCRIPT, cover=Extra.NO), None, press)
    assert any("No font" in sentence for sentence in done.warnings)


def test_a_process_that_dies_is_an_error_and_the_next_is_another(press, maker, tmp_path):
    before, failed = workers(), []
    source = maker.source(maker.panel("One."))

    def work():
        try:
            pdf_exporter().export(source, tmp_path / "a.pdf", own_template(tmp_path, ENDLESS), None, press)
        except ExportError as error:
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    victim = until(lambda: next(iter(workers() - before), None))
    until(lambda: psutil.Process(victim).cpu_times().user > 0.5)
    psutil.Process(victim).kill()
    thread.join(60)
    assert "broken down" in str(failed[0])
    pdf_exporter().export(source, tmp_path / "a.pdf", PdfOptions(), None, press)
    os.kill(next(iter(workers() - before)), signal.SIGTERM)  # while it has nothing to do
    until(lambda: workers() == before)
    pdf_exporter().export(source, tmp_path / "b.pdf", PdfOptions(), None, press)
    assert texts(tmp_path / "b.pdf") == texts(tmp_path / "a.pdf")


def test_a_process_whose_death_is_seen_too_late_is_replaced(press, maker, monkeypatch, tmp_path):
    before = workers()
    source = maker.source(maker.panel("One."))
    pdf_exporter().export(source, tmp_path / "a.pdf", PdfOptions(), None, press)
    os.kill(next(iter(workers() - before)), signal.SIGTERM)
    until(lambda: workers() == before)
    monkeypatch.setattr(press_process._Child, "lives", lambda _: True)
    pdf_exporter().export(source, tmp_path / "b.pdf", PdfOptions(), None, press)
    assert texts(tmp_path / "b.pdf") == texts(tmp_path / "a.pdf")


def test_too_much_memory_ends_it(press, monkeypatch, tmp_path):
    monkeypatch.setattr(psutil, "virtual_memory", lambda: type("Memory", (), {"total": 1 << 20}))
    (tmp_path / "own.typ").write_text(ENDLESS, encoding="utf-8")
    with pytest.raises(ExportError, match="memory"):
        press.printed(Order(Path(tmp_path), "own", {"lang": "en"}, "", False), lambda: None)
