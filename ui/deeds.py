"""What the actions of a window do to the story that is open in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from ui.widgets.plain_editor import PlainEditor

if TYPE_CHECKING:
    from ui.main_window import MainWindow

_MOST_WORDS = 10_000_000


class Deeds(QObject):
    """Each does nothing where there is no story, no panel, or nothing to do."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def chosen(self) -> list[str]:
        """Ids of the panels that an action is about."""
        return [] if self._window.story is None else self._window.story.selected()

    def undo(self) -> None:
        """Take back a step."""
        self._window.hush()
        if self._window.story is not None:
            self._window.story.session.undo()

    def redo(self) -> None:
        """Do it again."""
        if self._window.story is not None:
            self._window.story.session.redo()

    def cut(self) -> None:
        """Cut text where one writes, panels on the board."""
        self._clipboard("cut")

    def copy(self) -> None:
        """Copy text where one writes, panels on the board."""
        self._clipboard("copy")

    def paste(self) -> None:
        """Paste where the focus is."""
        self._clipboard("paste")

    def select_all(self) -> None:
        """Select all text, or all panels."""
        self._clipboard("selectAll")

    def new_panel(self) -> None:
        """A new panel after the one in focus."""
        if self._window.story is not None:
            self._window.show_page("story")
            self._window.story.new_panel()

    def edit_caption(self) -> None:
        """Write the caption of the panel in focus."""
        if self._window.story is not None:
            self._window.story.edit_caption()

    def choose_picture(self) -> None:
        """Choose a picture for the panel in focus."""
        if self._window.story is not None and self._window.story.session.focus:
            self._window.choose_picture_for(self._window.story.session.focus)

    def remove_picture(self) -> None:
        """Let the panels show no picture."""
        if self._window.story is not None:
            for panel in self.chosen():
                self._window.story.commands.clear_picture(panel)

    def split(self) -> None:
        """Make two panels of one."""
        if self._window.story is not None:
            self._window.story.split_panel()

    def merge(self) -> None:
        """Make one panel of those that are selected; of one alone and the next."""
        story, chosen = self._window.story, self.chosen()
        if story is None or not chosen:
            return
        if len(chosen) == 1:
            following = story.model.panel_at(story.model.row_of(chosen[0]) + 1)
            chosen = [*chosen, following.id] if following is not None else chosen
        if len(chosen) > 1:
            story.commands.merge(chosen)
            story.session.set_focus(chosen[0])

    def duplicate(self) -> None:
        """A copy of each."""
        if self._window.story is not None and self.chosen():
            self._window.story.commands.duplicate(self.chosen())

    def delete(self) -> None:
        """Take panels out; one can have them back at once."""
        story, chosen = self._window.story, self.chosen()
        if story is not None and chosen and not story.session.read_only:
            story.commands.remove(chosen)
            said = self.tr("%n panel(s) deleted", "", len(chosen))
            self._window.say(said, self.tr("Undo"), self.undo)

    def move_back(self) -> None:
        """The panels one place towards the beginning."""
        self._shift(-1)

    def move_forward(self) -> None:
        """The panels one place towards the end."""
        self._shift(1)

    def find(self) -> None:
        """Find words."""
        if self._window.story is not None:
            self._window.show_page("story")
            self._window.story.open_find()

    def replace(self) -> None:
        """Find words and put others in their place."""
        if self._window.story is not None:
            self._window.show_page("story")
            self._window.story.open_find(replacing=True)

    def ask_word_target(self) -> None:
        """Ask how many words the story is to have."""
        story = self._window.story
        if story is None:
            return
        now = story.session.board.settings.word_target or 0
        title, text = self.tr("Word target"), self.tr("How many words is the story to have? 0 sets no target.")
        words, wanted = QInputDialog.getInt(self._window, title, text, now, 0, _MOST_WORDS, 50)
        if wanted:
            story.commands.set_word_target(words or None)

    def show_authorship(self) -> None:
        """Who made what in the story."""
        if self._window.story is not None:
            from ui.authorship import show_authorship

            show_authorship(self._window.theme, self._window.story.session.board, self._window)

    def _shift(self, by: int) -> None:
        story, chosen = self._window.story, self.chosen()
        if story is None or not chosen:
            return
        story.commands.shift(chosen, by)
        if story.view == "board":
            story.board.scrollTo(story.board.currentIndex())
        row = story.model.row_of(chosen[0]) + 1
        self._window.announce(self.tr("Now panel {} of {}").format(row, len(story.model.panels)))

    def _clipboard(self, act: str) -> None:
        focused: QWidget | None = QApplication.focusWidget()
        story = self._window.story
        if not isinstance(focused, QLineEdit | QTextEdit | QPlainTextEdit | PlainEditor) and story is not None:
            focused = story.view_widget()
        done = getattr(focused, act, None)
        if callable(done):
            done()
