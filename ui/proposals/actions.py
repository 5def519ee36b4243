"""The actions of the menu GILL. What proposes is loaded with the first story, not with the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.proposals.proposer import Proposer
    from ui.story_page import StoryPage

translate = QCoreApplication.translate


class GillActions(QObject):
    """Adds them to a window's registry, and knows when each can be done."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        group = translate("Actions", "GILL")
        for name, text, act, icon, keys in (
            ("gill.propose", translate("Actions", "&Propose"), self.propose, "sparkles", ("Ctrl+Return", "Ctrl+Enter")),
            (
                "gill.propose-next",
                translate("Actions", "Propose how the story &goes on"),
                self.propose_next,
                "",
                ("Ctrl+Alt+Return", "Ctrl+Alt+Enter"),
            ),
            ("gill.again", translate("Actions", "Ask &again"), self.again, "refresh-cw", ("Alt+R",)),
            ("gill.cancel", translate("Actions", "&Cancel"), self.cancel, "circle-stop", ("Esc",)),
            (
                "gill.alt-text",
                translate("Actions", "Propose an a&lt text"),
                self.propose_alt_text,
                "message-square-text",
                (),
            ),
            ("gill.takes", translate("Actions", "Show &takes"), self.show_takes, "layers", ("Ctrl+T",)),
            ("gill.teach", translate("Actions", "T&each …"), self.show_teaching, "graduation-cap", ("Ctrl+Shift+T",)),
            ("gill.jobs", translate("Actions", "Show &jobs"), self.show_jobs, "list-checks", ()),
        ):
            window.registry.add(name, text, act, group=group, icon=icon, keys=keys)
        window.story_changed.connect(self._meet)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self.refresh)
        self.refresh()

    @property
    def proposer(self) -> Proposer | None:
        """The proposer of the story that is open."""
        story = self._window.story
        if story is None:
            return None
        from ui.proposals.shared import proposer_of

        return proposer_of(story.context)

    def propose(self) -> None:
        """Ask for what the panel in focus lacks, or for the next one."""
        self._show()
        if (proposer := self.proposer) is not None:
            proposer.ask()

    def propose_next(self) -> None:
        """Ask how the whole story goes on."""
        self._show()
        if (proposer := self.proposer) is not None:
            proposer.ask(at_end=True)

    def again(self) -> None:
        """Ask once more."""
        self._show()
        if (proposer := self.proposer) is not None:
            proposer.again()

    def cancel(self) -> None:
        """Stop what is on its way, or clear the table."""
        if (proposer := self.proposer) is not None:
            proposer.cancel()

    def propose_alt_text(self) -> None:
        """Ask what the picture in focus shows."""
        story = self._window.story
        if story is None or not story.session.focus:
            return
        from ui.side.alt_text import alt_texts_of

        if (alts := alt_texts_of(story.context)) is not None:
            self._show("panel")
            alts.ask(story.session.focus)

    def show_takes(self) -> None:
        """All that was ever offered for the panel in focus."""
        self._show("takes")

    def show_jobs(self) -> None:
        """What the engine does."""
        self._show("jobs")

    def show_teaching(self) -> None:
        """What the model can be taught, and what has come of it."""
        self._window.show_page("teach")

    def refresh(self) -> None:
        """Enable what can be done now. Escape is ours only while there is something to cancel, or to clear away."""
        registry, story, proposer = self._window.registry, self._window.story, self.proposer
        writable = story is not None and not story.session.read_only
        offer = None if proposer is None else proposer.offer
        running = proposer is not None and proposer.running
        for name in ("gill.propose", "gill.propose-next"):
            registry[name].setEnabled(writable)
        panel = None if story is None else story.session.focused_panel
        registry["gill.alt-text"].setEnabled(writable and panel is not None and panel.picture is not None)
        for name in ("gill.takes", "gill.jobs"):
            registry[name].setEnabled(story is not None)
        registry["gill.again"].setEnabled(writable and offer is not None and not running)
        seen = story is not None and self._window.page == "story" and story.view != "slideshow"
        registry["gill.cancel"].setEnabled(running or (seen and offer is not None and not is_writing()))

    def _meet(self, story: StoryPage | None) -> None:
        if story is not None and (proposer := self.proposer) is not None:
            proposer.changed.connect(self.refresh)
            story.view_changed.connect(self.refresh)
            story.session.focus_changed.connect(self.refresh)
            story.session.changed.connect(self.refresh)
        self.refresh()

    def _show(self, page: str = "proposals") -> None:
        """Have a page beside the story in sight; the focus stays where it is."""
        if self._window.story is not None:
            self._window.show_page("story")
            self._window.story.reveal_side(page)


def is_writing() -> bool:
    """Whether the focus is where one writes."""
    return isinstance(QApplication.focusWidget(), QLineEdit | QTextEdit | QPlainTextEdit)
