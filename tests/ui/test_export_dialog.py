"""Exporting from the window: a form made from the options, a look at the pages, profiles, progress, errors."""

from __future__ import annotations

import ast
import contextlib
import pickle
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from io import BytesIO
from pathlib import Path

import psutil
import pytest
import shiboken6
from PIL import Image
from PySide6.QtCore import QTranslator
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QFileDialog, QSpinBox
from pytestqt.qtbot import QtBot

import gill_studio
from gill_studio.core.export.exporter import ExportCancelledError, ExportContext, Exporter, ExportError, Job, Source
from gill_studio.core.export.options import option, option_fields
from gill_studio.core.export.pdf.options import PdfOptions
from gill_studio.core.export.registry import Registry, standard_exporters
from gill_studio.core.imports.registry import standard_importers
from gill_studio.core.sentences import Sentence
from ui.background import Background
from ui.export_dialog.dialog import ExportDialog
from ui.export_dialog.form import OptionsForm
from ui.export_dialog.known import KNOWN
from ui.export_dialog.preview import PagePreview
from ui.export_dialog.texts import words
from ui.exporting import export_story
from ui.main_window import MainWindow
from ui.settings.store import SettingsStore
from ui.story_session import StorySession
from ui.theme.theme import Theme


class Kind(StrEnum):
    PLAIN = "plain"
    FANCY = "fancy"


@dataclass(frozen=True, slots=True)
class TestOptions:
    __test__ = False
    kind: Kind = field(
        default=Kind.PLAIN, metadata=option("Kind", labels={"plain": "Plain paper", "fancy": "Fancy paper"})
    )
    stars: int = field(
        default=2, metadata=option("Stars", group="Sky", low=0, high=9, unit="pcs", when=(("kind", "fancy"),))
    )
    numbers: bool = field(default=False, metadata=option("Numbers"))
    font: str = field(default="Sans", metadata=option("Font", suggestions=("Sans", "Serif")))


class Drawing:
    """Whether drawing has begun, whether it waits, and how often it was cancelled."""

    def __init__(self) -> None:
        self.waits, self.begun, self.cancelled, self.count = threading.Event(), threading.Event(), 0, 0

    def step(self, job: Job) -> None:
        self.count += 1
        self.begun.set()
        try:
            for _ in range(3000 if self.waits.is_set() else 1):
                job.step("Drawing pages", 0, 1)
                threading.Event().wait(0.01 if self.waits.is_set() else 0)
        except ExportCancelledError:
            self.cancelled += 1
            raise


DRAWING = Drawing()


def pages(_source: Source, options: object, most: int, width: int, job: Job) -> list[bytes]:
    """Three pages, each a little darker; the last is of the options."""
    DRAWING.step(job)
    assert isinstance(options, TestOptions)
    made = []
    for page in range(min(most, 3)):
        buffer = BytesIO()
        Image.new("L", (width, width), 200 - 50 * page - options.stars).save(buffer, "PNG")
        made.append(buffer.getvalue())
    return made


class Writing:
    """How the exporter of the tests goes about it."""

    def __init__(self) -> None:
        self.go_on, self.begun = threading.Event(), threading.Event()
        self.go_on.set()
        self.error: ExportError | None = None
        self.given: object = None

    def write(self, source: Source, place: Path, options: object, job: Job) -> None:
        self.given = options
        for number in range(4):
            job.step("Writing panels", number, 4)
            self.begun.set()
            assert self.go_on.wait(10)
        if self.error is not None:
            raise self.error
        job.warn("1 picture has no alternative text.")
        place.write_text(source.board.title, encoding="utf-8")


@pytest.fixture
def writing() -> Writing:
    return Writing()


@pytest.fixture
def exporters(writing: Writing) -> Registry:
    registry = Registry()
    registry.register(
        Exporter("test", "Test paper", "For tests.", TestOptions, lambda _: ".test", writing.write, pages)
    )
    registry.register(
        Exporter("blind", "Unseen", "No preview.", TestOptions, lambda _: ".txt", writing.write, None, lambda: "ghost")
    )
    return registry


@pytest.fixture
def dialog(
    qtbot: QtBot, theme: Theme, session: StorySession, settings: SettingsStore, exporters: Registry
) -> Iterator[ExportDialog]:
    made = ExportDialog(theme, session, settings, None, exporters)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.done(0)


def until(qtbot: QtBot, condition: Callable[[], object]) -> None:
    qtbot.waitUntil(lambda: bool(condition()), timeout=30_000)


def form_of(dialog: ExportDialog) -> OptionsForm:
    found = dialog._scroll.widget()
    assert isinstance(found, OptionsForm)
    return found


def test_the_form_is_made_from_the_options(dialog: ExportDialog) -> None:
    kind = next(one for one in form_of(dialog).findChildren(QComboBox) if one.accessibleName() == "Kind")
    stars = next(one for one in form_of(dialog).findChildren(QSpinBox) if one.accessibleName() == "Stars")
    assert [kind.itemText(place) for place in range(kind.count())] == ["Plain paper", "Fancy paper"]
    assert not stars.isVisible(), "it makes no difference on plain paper"
    kind.setCurrentIndex(1)
    assert stars.isVisible()
    assert stars.text() == "2 pcs"
    stars.setValue(5)
    numbers = next(one for one in form_of(dialog).findChildren(QCheckBox) if one.text() == "Numbers")
    numbers.setChecked(True)
    font = next(one for one in form_of(dialog).findChildren(QComboBox) if one.accessibleName() == "Font")
    font.setCurrentText("My own")
    assert dialog.options == TestOptions(Kind.FANCY, 5, True, "My own")


def test_the_page_follows_the_options_and_pages_are_turned(qtbot: QtBot, dialog: ExportDialog) -> None:
    def shade() -> int:
        image = dialog.preview.image
        return -1 if image.isNull() else image.pixelColor(5, 5).red()

    until(qtbot, lambda: shade() == 198)
    kind = next(one for one in form_of(dialog).findChildren(QComboBox) if one.accessibleName() == "Kind")
    kind.setCurrentIndex(1)
    next(one for one in form_of(dialog).findChildren(QSpinBox)).setValue(9)
    until(qtbot, lambda: shade() == 191)
    for wanted in (141, 91):
        dialog.preview._forth.click()
        until(qtbot, partial(lambda wanted: shade() == wanted, wanted))
    dialog.preview._forth.click()
    until(qtbot, lambda: not dialog.preview._forth.isEnabled())
    assert dialog.preview.page == 3
    assert shade() == 91
    dialog.preview._back.click()
    until(qtbot, lambda: shade() == 141)


def test_a_page_that_is_no_longer_wanted_is_not_drawn_to_its_end(qtbot: QtBot, dialog: ExportDialog) -> None:
    until(qtbot, lambda: not dialog.preview.image.isNull())
    before = DRAWING.cancelled
    DRAWING.begun.clear()
    DRAWING.waits.set()
    stars = next(one for one in form_of(dialog).findChildren(QSpinBox) if one.accessibleName() == "Stars")
    try:
        stars.setValue(4)
        until(qtbot, DRAWING.begun.is_set)
        DRAWING.waits.clear()
        stars.setValue(7)
        until(qtbot, lambda: DRAWING.cancelled == before + 1)
    finally:
        DRAWING.waits.clear()
    until(qtbot, lambda: dialog.preview.image.pixelColor(5, 5).red() == 193)
    begun = DRAWING.count
    qtbot.wait(400)
    assert DRAWING.count == begun, "once is enough"


def test_it_is_written_and_said_and_remembered(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path, settings: SettingsStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "The Fox"
    asked: list[str] = []

    def choose(_parent: object, _title: str, place: str, names: str) -> tuple[str, str]:
        asked.extend((place, names))
        return str(target), names

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    dialog.ask_target()
    until(qtbot, lambda: "Exported" in dialog.outcome.text)
    assert asked[0].endswith("The Fox.test")
    assert (tmp_path / "The Fox.test").read_text(encoding="utf-8") == "The Fox"
    assert "no alternative text" in dialog.outcome.text
    assert settings.now.remembered.export_format == "test"
    assert settings.now.remembered.export_folder == str(tmp_path)


def test_a_cancelled_export_leaves_what_was_there(
    qtbot: QtBot, dialog: ExportDialog, writing: Writing, tmp_path: Path
) -> None:
    target = tmp_path / "old.test"
    target.write_text("Before.")
    writing.go_on.clear()
    dialog.export_to(target)
    assert writing.begun.wait(8)
    until(qtbot, lambda: dialog._progress._note.text() == "Writing panels")
    dialog._progress.cancelled.emit()
    writing.go_on.set()
    until(qtbot, lambda: "cancelled" in dialog.outcome.text)
    assert target.read_text() == "Before."
    assert dialog._export.isEnabled()


def test_errors_are_said_in_the_dialog(qtbot: QtBot, dialog: ExportDialog, writing: Writing, tmp_path: Path) -> None:
    writing.error = ExportError("The paper is out.", "Buy some.")
    dialog.export_to(tmp_path / "a.test")
    until(qtbot, lambda: dialog.outcome.text == "The paper is out.\nBuy some.")
    assert not (tmp_path / "a.test").exists()


def test_closing_it_in_the_midst_of_it_waits_for_nothing_and_cleans_up(
    qtbot: QtBot,
    theme: Theme,
    session: StorySession,
    settings: SettingsStore,
    exporters: Registry,
    writing: Writing,
    tmp_path: Path,
) -> None:
    dialog = ExportDialog(theme, session, settings, None, exporters)
    dialog.show()
    writing.go_on.clear()
    (tmp_path / "a.test").write_text("Before.")
    dialog.export_to(tmp_path / "a.test")
    assert writing.begun.wait(8)
    dialog.reject()  # would not come back before the exporter goes on
    assert not dialog.isVisible()
    assert not writing.go_on.is_set()
    background = dialog._background
    assert not background._pool.waitForDone(0)
    dialog.deleteLater()
    qtbot.wait(50)
    writing.go_on.set()
    until(qtbot, lambda: not shiboken6.isValid(background))
    assert not shiboken6.isValid(dialog)
    assert [path.name for path in tmp_path.iterdir() if "test" in path.name] == ["a.test"]
    assert (tmp_path / "a.test").read_text() == "Before."


def test_closing_it_while_pages_are_set_leaves_no_process(
    qtbot: QtBot, theme: Theme, session: StorySession, settings: SettingsStore, tmp_path: Path
) -> None:
    (tmp_path / "own.typ").write_text("#for i in range(1000000) { for j in range(100000) { let k = i * j } }")
    before = setters()
    dialog = ExportDialog(theme, session, settings)
    qtbot.addWidget(dialog)
    dialog.choose("pdf")
    dialog._take_options(PdfOptions(template=str(tmp_path / "own.typ")))
    dialog.show()
    until(qtbot, lambda: any(one.cpu_times().user > 0.3 for one in setters() - before))
    begun = time.monotonic()
    dialog.reject()
    assert time.monotonic() - begun < 2
    until(qtbot, lambda: setters() == before)


def setters() -> set[psutil.Process]:
    """Processes of ours that set pages."""
    with contextlib.suppress(psutil.Error):
        children = psutil.Process().children()
        return {one for one in children if one.status() != "zombie" and "spawn_main" in " ".join(one.cmdline())}
    return set()


@pytest.mark.parametrize("page", [b"no picture", None])
def test_a_page_that_cannot_be_drawn_is_said_and_the_next_one_is_drawn(
    qtbot: QtBot, theme: Theme, page: bytes | None
) -> None:
    good = BytesIO()
    Image.new("L", (20, 20), 90).save(good, "PNG")

    def fail(_page: int, _context: ExportContext) -> bytes:
        if page is None:
            raise ZeroDivisionError  # what nobody has thought of
        return page

    background = Background(1)
    preview = PagePreview(theme, background)
    qtbot.addWidget(preview)
    preview.show_of(fail)
    until(qtbot, lambda: "could not be drawn" in preview.note)
    assert "Choose other options" in preview.note
    preview.show_of(lambda _page, _context: good.getvalue())
    until(qtbot, lambda: not preview.image.isNull())
    background.close()


def test_profiles_are_kept_with_the_story(qtbot: QtBot, dialog: ExportDialog, session: StorySession) -> None:
    kind = next(one for one in form_of(dialog).findChildren(QComboBox) if one.accessibleName() == "Kind")
    kind.setCurrentIndex(1)
    dialog._profile.keep("For grandmother")
    profile = session.board.settings.export_profiles[0]
    assert (profile.name, profile.format) == ("For grandmother", "test")
    dialog._profile.choice.setCurrentIndex(0)
    dialog._profile.choice.activated.emit(0)
    assert dialog.options == TestOptions()
    dialog._profile.choice.activated.emit(1)
    assert dialog.options == TestOptions(Kind.FANCY)
    assert dialog._profile.choice.currentText() == "For grandmother"
    session.undo()
    assert session.board.settings.export_profiles == ()
    session.redo()
    dialog._profile.show_for(dialog.exporter, dialog.options)
    dialog._profile._drop.click()
    assert session.board.settings.export_profiles == ()


def test_what_a_format_lacks_is_said(dialog: ExportDialog) -> None:
    dialog.choose("blind")
    assert "ghost" in dialog._missing.text()
    assert not dialog._export.isEnabled()
    assert "no preview" in dialog.preview.note


def test_every_format_is_offered_and_can_be_shown(qtbot: QtBot, window: MainWindow) -> None:
    window.open_sample("luna")
    dialog = export_story(window)
    assert dialog is not None
    for exporter in standard_exporters():
        dialog.choose(exporter.name)
        assert dialog.exporter is exporter
        assert form_of(dialog).options == exporter.options()
        dialog.preview._sheet.show_image(QImage())
        until(qtbot, lambda: not dialog.preview.image.isNull())
        image = dialog.preview.image.convertToFormat(QImage.Format.Format_Grayscale8).scaled(40, 40)
        shades = [image.pixelColor(x, y).red() for x in range(40) for y in range(40)]
        assert max(shades) - min(shades) > 60, f"{exporter.name} is not blank"
    dialog.reject()


def test_without_a_story_there_is_nothing_to_export(window: MainWindow) -> None:
    window.close_story()
    assert not window.registry["file.export"].isEnabled()
    assert export_story(window) is None


def test_every_text_of_the_registries_can_be_translated() -> None:
    said: set[str] = set()
    for exporter in standard_exporters():
        said |= {exporter.label, exporter.about}
        for one in option_fields(exporter.options):
            said |= {one.option.label, one.option.help, one.option.group, *one.option.labels.values()}
    for importer in standard_importers():
        said |= {importer.label, importer.about}
    assert said - set(KNOWN) <= {""}, "ui/export_dialog/known.py lists them"


def calls_in(folder: str) -> Iterator[ast.Call]:
    for file in (Path(gill_studio.__file__).parent / "core" / folder).rglob("*.py"):
        yield from (node for node in ast.walk(ast.parse(file.read_bytes())) if isinstance(node, ast.Call))


def test_every_sentence_about_exports_and_imports_can_be_translated() -> None:
    said: set[str] = set()
    for call in (*calls_in("export"), *calls_in("imports")):
        first = call.args[0] if call.args else None
        if isinstance(call.func, ast.Name) and call.func.id == "Sentence":
            assert isinstance(first, ast.Constant), "patterns are written out"
            said.add(str(first.value))
        if isinstance(call.func, ast.Attribute) and call.func.attr == "warn":
            assert not isinstance(first, (ast.Constant, ast.JoinedStr)), "a Sentence can be translated"
    assert {one for one in said if any(c.isalpha() for c in re.sub(r"{\w+}", "", one))} <= set(KNOWN)
    assert len(said) > 20


def test_a_sentence_is_said_in_another_language_with_what_was_put_in(qapp: QApplication) -> None:
    class Turned(QTranslator):
        def translate(self, context: str, text: str, *_: object) -> str:
            return f"<{text}>" if context == "Export" else ""

        def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
            return False

    turned = Turned()
    inner = Sentence("There is no folder {folder}.", folder="{PDF}")
    sentence = Sentence("A picture is left out: {why}", why=inner)
    assert sentence == "A picture is left out: There is no folder {PDF}."
    qapp.installTranslator(turned)
    try:
        assert words(sentence) == "<A picture is left out: <There is no folder {PDF}.>>"
        assert words(pickle.loads(pickle.dumps(sentence))) == words(sentence)
    finally:
        qapp.removeTranslator(turned)
