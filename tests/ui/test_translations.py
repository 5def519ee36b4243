"""The window speaks German whole, and counts in English and in German."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QApplication, QKeySequenceEdit, QLineEdit, QMenu, QStyle, QStyleOptionFrame
from pytestqt.qtbot import QtBot

from ui.main_window import MainWindow
from ui.settings.keys import KeysPage
from ui.settings.store import SettingsStore
from ui.story_commands import StoryCommands
from ui.theme.theme import Theme
from ui.translations import languages, translate, translations_dir

ROOT = Path(__file__).parents[2]
SOURCES = [str(ROOT / "ui"), str(ROOT / "gill_studio" / "app.py")]


def tool(name: str) -> str:
    found = shutil.which(f"pyside6-{name}", path=str(Path(sys.executable).parent))
    if found is None:
        pytest.skip(f"pyside6-{name} is not there")
    return found


def messages(path: Path) -> Iterator[tuple[str, str, list[str], bool]]:
    """Context, source, translations, and whether they are finished."""
    for context in ET.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            target = message.find("translation")
            assert target is not None
            forms = [form.text or "" for form in target.iter("numerusform")] or [target.text or ""]
            source = message.findtext("source") or ""
            yield context.findtext("name") or "", source, forms, target.get("type") != "unfinished"


@pytest.mark.parametrize("language", ["de", "en"])
def test_nothing_is_left_untranslated(tmp_path: Path, language: str) -> None:
    path = tmp_path / f"gill_studio_{language}.ts"
    shutil.copy(translations_dir() / path.name, path)
    plurals = ["-pluralonly"] if language == "en" else []
    command = [
        tool("lupdate"),
        "-no-obsolete",
        "-locations",
        "none",
        *plurals,
        "-extensions",
        "py",
        *SOURCES,
        "-ts",
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True)
    missing = [(context, source) for context, source, forms, done in messages(path) if not done or not all(forms)]
    assert missing == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_is_shipped_is_what_was_translated(tmp_path: Path, language: str) -> None:
    source, target = translations_dir() / f"gill_studio_{language}.ts", tmp_path / "made.qm"
    subprocess.run([tool("lrelease"), str(source), "-qm", str(target)], check=True, capture_output=True)
    assert target.read_bytes() == (translations_dir() / f"gill_studio_{language}.qm").read_bytes()


def test_translations_keep_the_places_of_what_is_put_in() -> None:
    for _, source, forms, _ in messages(translations_dir() / "gill_studio_de.ts"):
        for form in forms:
            assert len(re.findall(r"\{\}", form)) == len(re.findall(r"\{\}", source)), source
        for form in forms[1:] or forms:  # the first of several is for one alone, which may be said in a word
            assert len(re.findall("%n", form)) == len(re.findall("%n", source)), source


@pytest.fixture
def _spoken_again(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    yield
    for translator in qapp.findChildren(QTranslator):
        QCoreApplication.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(before)


@pytest.mark.usefixtures("_spoken_again")
def test_the_window_speaks_german(qapp: QApplication, commands: StoryCommands) -> None:
    assert "de" in languages()
    assert translate(qapp, "de") == "de"
    assert QCoreApplication.translate("Actions", "&New story") == "&Neue Geschichte"
    assert commands.tr("Delete %n panel(s)", "", 1) == "1 Panel löschen"
    assert commands.tr("Delete %n panel(s)", "", 3) == "3 Panels löschen"


@pytest.mark.usefixtures("_spoken_again")
def test_english_counts(qapp: QApplication, commands: StoryCommands) -> None:
    assert translate(qapp, "en") == "en"
    assert commands.tr("Delete %n panel(s)", "", 1) == "Delete panel"
    assert commands.tr("Delete %n panel(s)", "", 3) == "Delete 3 panels"
    assert translate(qapp, "xx") == "en", "a language we do not speak"


@pytest.mark.usefixtures("_spoken_again")
def test_letters_of_german_menus_are_each_for_one_entry(
    qapp: QApplication, qtbot: QtBot, theme: Theme, settings: SettingsStore
) -> None:
    translate(qapp, "de")
    window = MainWindow(theme, settings, None)
    qtbot.addWidget(window)
    for title in window.menuBar().actions():
        menu = title.menu()
        assert isinstance(menu, QMenu)
        letters = [action.text().split("&")[1][0].lower() for action in menu.actions() if "&" in action.text()]
        assert sorted(letters) == sorted(set(letters)), (title.text(), letters)
    window.close()


@pytest.mark.usefixtures("_spoken_again")
def test_what_an_empty_field_for_keys_says_can_be_read(
    qapp: QApplication, qtbot: QtBot, theme: Theme, settings: SettingsStore
) -> None:
    """Qt writes it, also after each key, and at length in some languages."""
    translate(qapp, "de")
    window = MainWindow(theme, settings, None)
    qtbot.addWidget(window)
    page = KeysPage(theme, window.registry, settings)
    qtbot.addWidget(page)
    page.resize(700, 500)
    page.show()
    empty = [
        one for one in page.findChildren(QLineEdit) if isinstance(one.parent(), QKeySequenceEdit) and not one.text()
    ]
    assert empty
    for field in empty:
        option = QStyleOptionFrame()
        field.initStyleOption(option)
        room = field.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, field).width()
        assert field.placeholderText() == "Tasten drücken"
        assert field.fontMetrics().horizontalAdvance(field.placeholderText()) + 8 < room
    window.close()
