"""Whoever uses the keyboard alone, or hears the window, reaches everything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gill_studio.launch.fake import FakeEngineThread, FakeScript
from ui.engine_client import EngineClient
from ui.export_dialog.dialog import ExportDialog
from ui.exporting import export_story, import_story
from ui.main_window import MainWindow
from ui.settings.dialog import SettingsDialog
from ui.settings.store import SettingsStore
from ui.story_page import StoryPage
from ui.theme.theme import Theme
from ui.widgets.section import Section

INTERACTIVE = (
    QAbstractButton,
    QLineEdit,
    QComboBox,
    QAbstractSpinBox,
    QAbstractSlider,
    QTextEdit,
    QPlainTextEdit,
    QAbstractItemView,
    QTabBar,
)


def interactive(root: QWidget) -> Iterator[QWidget]:
    """What one can use and see; parts of a larger widget, such as the field in a spin box, are that widget's."""
    for widget in root.findChildren(QWidget):
        inner = isinstance(widget.parent(), INTERACTIVE) and not isinstance(widget.parent(), QAbstractItemView)
        if isinstance(widget, INTERACTIVE) and widget.isVisible() and not inner and not isinstance(widget, QScrollBar):
            yield widget


def name_of(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def pages(window: MainWindow) -> Iterator[str]:
    yield "welcome"
    window.open_sample("luna")
    for view in ("board", "script", "slideshow"):
        window.show_view(view)
        yield view
    window.show_page("library")
    yield "library"


def test_everything_one_can_use_has_a_name(window: MainWindow, qtbot: QtBot) -> None:
    for page in pages(window):
        nameless = [widget for widget in interactive(window) if not name_of(widget)]
        assert nameless == [], page


def test_settings_have_names_and_a_tab_order(window: MainWindow, qtbot: QtBot) -> None:
    dialog = SettingsDialog(window.theme, window.settings, window.registry, window)
    qtbot.addWidget(dialog)
    dialog.show()
    for row in range(dialog._parts.count()):
        dialog._parts.setCurrentRow(row)
        assert [widget for widget in interactive(dialog) if not name_of(widget)] == [], row


def test_everything_is_reached_by_tab(window: MainWindow, qtbot: QtBot) -> None:
    for page in pages(window):
        start = next(widget for widget in interactive(window) if widget.isEnabled())
        start.setFocus(Qt.FocusReason.TabFocusReason)
        chain, widget = set(), start
        while widget not in chain:
            chain.add(widget)
            widget = widget.nextInFocusChain()
        for one in interactive(window):
            proxy = one.focusProxy() or one
            reachable = proxy in chain and bool(proxy.focusPolicy() & Qt.FocusPolicy.TabFocus)
            assert reachable or not one.isEnabled(), f"{page}: {one} {name_of(one)}"


@pytest.mark.parametrize("page", ["teach", "models"])
def test_pages_of_the_engine_have_names_and_are_reached_by_tab(
    qtbot: QtBot, theme: Theme, settings: SettingsStore, page: str
) -> None:
    engine = EngineClient(lambda: FakeEngineThread(FakeScript(loading=())))
    window = MainWindow(theme, settings, engine)
    window.resize(1280, 840)
    window.show()
    window.show_page(page)
    for section in window.findChildren(Section):
        section.set_opened(True)
    shown = [widget for widget in interactive(window) if widget.isEnabled()]
    assert len(shown) > 5
    for widget in shown:
        assert name_of(widget), widget
        assert (widget.focusProxy() or widget).focusPolicy() & Qt.FocusPolicy.TabFocus, name_of(widget)
    window.close()
    engine.shutdown()


def test_tab_goes_round_the_board_and_comes_back(window: MainWindow, qtbot: QtBot) -> None:
    window.open_sample("luna")
    assert window.story is not None
    board = window.story.board
    board.setFocus()
    seen: list[QWidget] = []
    for _ in range(60):
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is board:
            break
    assert QApplication.focusWidget() is board
    assert window.story.switch in seen
    assert window.story.title in seen


def test_the_board_is_a_list_of_panels_to_a_screen_reader(window: MainWindow, qtbot: QtBot) -> None:
    window.open_sample("luna")
    assert window.story is not None
    interface = QAccessible.queryAccessibleInterface(window.story.board)
    assert interface.role() == QAccessible.Role.List
    assert interface.childCount() == 6
    child = interface.child(1)
    assert child.role() == QAccessible.Role.ListItem
    assert child.text(QAccessible.Text.Name).startswith("Panel 2 of 6: Luna slipped out")
    assert child.rect().isValid()


def test_the_views_are_tabs_to_a_screen_reader(window: MainWindow) -> None:
    window.open_sample("luna")
    assert window.story is not None
    interface = QAccessible.queryAccessibleInterface(window.story.switch)
    assert interface.role() == QAccessible.Role.PageTabList
    assert [interface.child(place).text(QAccessible.Text.Name) for place in range(3)] == [
        "Board",
        "Script",
        "Slideshow",
    ]


def test_every_action_is_in_a_menu(window: MainWindow) -> None:
    """So that it can be found without a mouse, and by whoever does not know its key."""
    menus = [action.menu() for action in window.menuBar().actions()]
    found = {action.objectName() for menu in menus if isinstance(menu, QMenu) for action in menu.actions()}
    assert {one.name for one in window.registry} <= found


def test_menu_letters_are_each_for_one_entry(window: MainWindow) -> None:
    window.open_sample("luna")
    for title in window.menuBar().actions():
        menu = title.menu()
        assert isinstance(menu, QMenu)
        letters = [action.text().split("&")[1][0].lower() for action in menu.actions() if "&" in action.text()]
        assert len(letters) == len(set(letters)), (title.text(), letters)


@pytest.mark.parametrize("kind", ["export", "import"])
def test_dialogs_have_names_and_a_tab_order(window: MainWindow, qtbot: QtBot, kind: str) -> None:
    window.open_sample("luna")
    dialog = export_story(window) if kind == "export" else import_story(window)
    assert dialog is not None
    places = dialog._formats.count() if isinstance(dialog, ExportDialog) else 1
    for place in range(places):
        if isinstance(dialog, ExportDialog):
            dialog._formats.setCurrentRow(place)
        assert [widget for widget in interactive(dialog) if not name_of(widget)] == [], place
        out_of_reach = [
            name_of(widget)
            for widget in interactive(dialog)
            if widget.isEnabled() and not (widget.focusProxy() or widget).focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        assert out_of_reach == [], place
    dialog.reject()


def press(keys: str) -> None:
    """Press keys, such as "Ctrl+Z", wherever the focus is; of several, one after the other."""
    for one in keys.split():
        combination = QKeySequence(one)[0]
        widget = QApplication.focusWidget() or QApplication.activeWindow()
        assert widget is not None, one
        QTest.keyClick(widget, combination.key(), combination.keyboardModifiers())


def write(text: str) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClicks(widget, text)


def tab_to(name: str, key: str = "Tab") -> None:
    """Go on by Tab until what has the focus is called so."""
    passed: list[str] = []
    while len(passed) < 80:
        focused = QApplication.focusWidget()
        passed.append(name_of(focused) if focused is not None else "")
        if passed[-1] == name:
            return
        press(key)
    raise AssertionError(f"{name} is not reached by way of {passed[:30]}")


def story_of(window: MainWindow) -> StoryPage:
    assert window.story is not None
    return window.story


def test_a_whole_session_by_keyboard_alone(window: MainWindow, qtbot: QtBot) -> None:
    """From the welcome page to a story of two panels, through every view and dialog, and back."""
    tab_to("New story")
    press("Space")
    page = story_of(window)
    press("Ctrl+Shift+Return")
    write("Once there was a fox.")
    press("Esc Ctrl+Shift+Return")
    write("It snowed.")
    press("Esc")
    assert [panel.caption for panel in page.model.panels] == ["Once there was a fox.", "It snowed."]
    press("Alt+Left")
    assert page.model.panels[0].caption == "It snowed."
    press("Ctrl+Z")
    press("Ctrl+2")
    assert page.view == "script"
    write(" And snowed.")
    assert "And snowed." in " ".join(panel.caption for panel in page.model.panels)
    press("Ctrl+3")
    assert page.view == "slideshow"
    press("Ctrl+1")
    assert page.view == "board"
    press("Ctrl+F")
    write("fox")
    press("Esc")
    tab_to("Title of the story")
    press("Ctrl+A")
    write("Snow")
    press("Return")
    assert page.session.title == "Snow"


def back_to(window: MainWindow, qtbot: QtBot) -> None:
    """The dialog goes; and here is nobody who gives its parent the focus."""
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def test_dialogs_and_pages_by_keyboard_alone(window: MainWindow, qtbot: QtBot) -> None:
    window.open_sample("luna")
    press("Ctrl+E")
    qtbot.waitUntil(lambda: QApplication.activeWindow() is not window)
    dialog = QApplication.activeWindow()
    assert isinstance(dialog, ExportDialog)
    tab_to("Formats")
    press("Down")
    assert dialog.exporter.name == "html"
    tab_to("Slideshow")
    before = dialog.options
    press("Space")
    assert dialog.options != before
    press("Esc")
    back_to(window, qtbot)
    press("Ctrl+,")
    qtbot.waitUntil(lambda: QApplication.activeWindow() is not window)
    settings = QApplication.activeWindow()
    assert isinstance(settings, SettingsDialog)
    tab_to("Parts of the settings")
    press("Down Down")
    assert settings._parts.currentRow() == 2
    press("Esc")
    back_to(window, qtbot)
    tab_to("Welcome")
    press("Space")
    assert window.page == "welcome"
    tab_to("Story")
    press("Space Ctrl+W")
    assert window.story is None


@pytest.mark.parametrize("view", ["board", "script"])
def test_focus_can_be_seen(window: MainWindow, qtbot: QtBot, view: str) -> None:
    """A widget with the focus is not drawn as one without."""
    window.open_sample("luna")
    window.show_view(view)
    assert window.story is not None
    for widget in (window.story.title, window.story.switch, *window.findChildren(QAbstractButton)):
        if not (widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus):
            continue
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        focused = widget.grab().toImage()
        widget.clearFocus()
        assert focused != widget.grab().toImage(), name_of(widget)
