"""Settings: what is written is read again, what is wrong becomes the default, and the dialog shows them all."""

from __future__ import annotations

import logging
import types
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QCheckBox, QComboBox, QKeySequenceEdit, QSpinBox, QToolButton
from pytestqt.qtbot import QtBot

from gill_studio.core.settings import (
    Appearance,
    Motion,
    Opening,
    Proposing,
    Remembered,
    Settings,
    SettingsError,
    ThemeChoice,
    load_settings,
    save_settings,
    shown_of,
)
from ui.main_window import MainWindow
from ui.settings.dialog import SettingsDialog
from ui.settings.store import SettingsStore
from ui.settings.texts import choice_names, field_texts, section_names

texts = st.text(st.characters(exclude_categories=["Cs"]))


def test_what_is_not_there_is_the_default(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.toml") == Settings()


@given(
    st.sampled_from(ThemeChoice),
    st.floats(0.8, 2.0),
    st.booleans(),
    st.integers(1, 9),
    st.lists(texts, max_size=4),
    st.dictionaries(texts, texts, max_size=4),
)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory,
    theme: ThemeChoice,
    size: float,
    enabled: bool,
    count: int,
    recent: list[str],
    keys: dict[str, str],
) -> None:
    path = tmp_path_factory.getbasetemp() / "settings.toml"
    settings = replace(
        Settings(),
        appearance=Appearance(theme, size),
        engine=replace(Settings().engine, enabled=enabled),
        proposing=Proposing(texts=count),
        shortcuts=types.MappingProxyType(keys),
        remembered=Remembered(recent=tuple(recent)),
    )
    save_settings(settings, path)
    assert load_settings(path) == settings


@pytest.mark.parametrize(
    "text",
    [
        'appearance = "dark"',
        '[appearance]\ntheme = "green"',
        "[appearance]\ntext_size = 50",
        "[appearance]\ntext_size = nan",
        "[proposing]\ntexts = 2.5",
        "[proposing]\ntexts = true",
        "[engine]\nenabled = 1",
        "[remembered]\nrecent = [1, 2]",
        "[shortcuts]\na = 1",
        "[nothing]\nof = 1",
        "not toml at all [",
        "a = " + "[" * 3000,
    ],
)
def test_a_bad_value_is_the_default_with_a_warning(tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text, encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert load_settings(path) == Settings()
    assert caplog.records


def test_a_bad_value_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('[appearance]\ntheme = "dark"\ntext_size = -1\n', encoding="utf-8")
    assert load_settings(path) == replace(Settings(), appearance=Appearance(ThemeChoice.DARK))


def test_bytes_that_are_no_text_are_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\xff\xfe\x00")
    assert load_settings(path) == Settings()
    path.write_bytes(b" " * (2 << 20))
    assert load_settings(path) == Settings()


def test_the_file_of_a_newer_version_is_set_aside_before_it_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('version = 7\nfuture = "x"\n[appearance]\ntheme = "dark"\n', encoding="utf-8")
    assert load_settings(path).appearance.theme is ThemeChoice.DARK
    assert (tmp_path / "settings.v7.toml").read_text(encoding="utf-8").startswith("version = 7")


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SettingsError, match="cannot be written"):
        save_settings(Settings(), tmp_path / "file" / "settings.toml")
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_the_store_writes_a_moment_later_and_tells(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "settings.toml"
    store = SettingsStore(Settings(), path)
    with qtbot.waitSignal(store.changed) as changed:
        store.set_part(Appearance(ThemeChoice.DARK))
    assert changed.args[0] == Settings()
    with qtbot.assertNotEmitted(store.changed):
        store.set_part(Appearance(ThemeChoice.DARK))
    qtbot.waitUntil(path.is_file)
    assert load_settings(path).appearance.theme is ThemeChoice.DARK


def test_stories_are_remembered_last_first(tmp_path: Path) -> None:
    store = SettingsStore(Settings(), tmp_path / "s.toml")
    for name in ("a", "b", "a", *(str(number) for number in range(20))):
        store.remember_story(Path(name))
    assert store.recent[:2] == (Path("19"), Path("18"))
    assert len(store.recent) == 12
    store.forget_story(Path("19"))
    assert store.recent[0] == Path("18")


def test_every_setting_has_a_name_and_every_choice_too() -> None:
    wanted = {
        f"{part.name}.{one.name}"
        for part in fields(Settings)
        if part.name in section_names()
        for one in fields(getattr(Settings(), part.name))
        if shown_of(one).kind != "hidden"
    }
    assert set(field_texts()) == wanted
    for kind in (ThemeChoice, Motion, Opening):
        assert set(kind) <= set(choice_names())


def test_the_dialog_changes_what_holds(window: MainWindow, settings: SettingsStore, qtbot: QtBot) -> None:
    dialog = SettingsDialog(window.theme, settings, window.registry, window)
    qtbot.addWidget(dialog)
    by_name = {box.accessibleName(): box for box in dialog.findChildren(QSpinBox)}
    by_name["Sentences"].setValue(5)
    by_name["Text size"].setValue(120)
    next(box for box in dialog.findChildren(QCheckBox) if box.text() == "Mark who made what").setChecked(False)
    theme = next(box for box in dialog.findChildren(QComboBox) if box.accessibleName() == "Theme")
    theme.setCurrentIndex(2)
    assert settings.now.proposing.texts == 5
    assert settings.now.appearance.text_size == 1.2
    assert settings.now.writing.show_authorship is False
    assert settings.now.appearance.theme is ThemeChoice.DARK
    dialog._reset()
    assert settings.now == replace(Settings(), remembered=settings.now.remembered)


def test_keys_are_changed_and_keep_to_one_action(window: MainWindow, settings: SettingsStore, qtbot: QtBot) -> None:
    dialog = SettingsDialog(window.theme, settings, window.registry, window)
    qtbot.addWidget(dialog)
    dialog.show_part("keys")

    def field(name: str) -> QKeySequenceEdit:
        return next(edit for edit in dialog.findChildren(QKeySequenceEdit) if edit.accessibleName() == name)

    field("Duplicate").setKeySequence(QKeySequence("Ctrl+K"))
    field("Duplicate").editingFinished.emit()
    assert settings.now.shortcuts == {"panel.duplicate": "Ctrl+K"}
    assert window.registry["panel.duplicate"].shortcut() == QKeySequence("Ctrl+K")
    field("Open").setKeySequence(QKeySequence("Ctrl+K"))
    field("Open").editingFinished.emit()
    assert window.registry["file.open"].shortcut() == QKeySequence(QKeySequence.StandardKey.Open), "it is taken"
    back = next(
        one
        for one in dialog.findChildren(QToolButton)
        if one.accessibleName() == "Back to the key it came with: Duplicate"
    )
    back.click()
    assert settings.now.shortcuts == {}
    assert window.registry["panel.duplicate"].shortcut() == QKeySequence("Ctrl+D")


def test_delivered_keys_are_each_for_one_action(window: MainWindow) -> None:
    owners: dict[str, str] = {}
    for one in window.registry:
        for keys in one.keys:
            assert owners.setdefault(keys.toString(), one.name) == one.name, keys.toString()
