"""What is on its way for a collection, and what could be done for it: searches, and captions that are missing."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gill_studio.core.jobs import Job
from ui.engine_sentences import activity_words
from ui.proposals.words import remaining_words
from ui.theme.theme import Theme
from ui.widgets.basics import button, label, row
from ui.widgets.progress_row import ProgressRow


class LibraryNotices(QWidget):
    """Rows that come and go above the pictures."""

    search_cancelled = Signal()
    captions_cancelled = Signal()
    captions_asked = Signal()
    """Propose captions for all pictures without."""
    accept_asked = Signal()
    """Accept all captions that are proposed."""
    review_asked = Signal()
    """See those that are proposed."""

    def __init__(self, theme: Theme, *, has_engine: bool) -> None:
        super().__init__()
        self._has_engine = has_engine
        self._search = ProgressRow(theme, self.tr("Searching"))
        self._search.cancelled.connect(self.search_cancelled)
        self._captions = ProgressRow(theme, self.tr("Proposing captions"))
        self._captions.cancelled.connect(self.captions_cancelled)
        self._silent, self._proposed = label(wrap=True), label(wrap=True)
        ask = button(self.tr("Propose captions"), self.captions_asked.emit, kind="link")
        review = button(self.tr("Look at them"), self.review_asked.emit, kind="link")
        accept = button(self.tr("Accept all"), self.accept_asked.emit, kind="link")
        accept.setAccessibleName(self.tr("Accept all proposed captions"))
        self._ask = _notice(_line(self._silent, ask))
        self._accept = _notice(_line(self._proposed, review, accept))
        self._failure = label(wrap=True)
        self._failed = _notice(row(self._failure, margins=(12, 6, 8, 6)), "danger")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space.hair)
        for widget in (self._search, self._captions, self._ask, self._accept, self._failed):
            box.addWidget(widget)
            widget.hide()

    @property
    def failure(self) -> str:
        """What went wrong, as it is shown."""
        return "" if self._failed.isHidden() else self._failure.text()

    def show_jobs(self, search: Job | None, captions: Job | None) -> None:
        """What is on its way."""
        for shown, job in ((self._search, search), (self._captions, captions)):
            shown.setVisible(job is not None)
            if job is not None:
                doing = activity_words(job.label) if job.label else self.tr("Waiting for GILL …")
                note = "  ·  ".join(part for part in (doing, remaining_words(job)) if part)
                shown.set_progress(job.done, job.total, note)

    def show_counts(self, silent: int, proposed: int, *, captioning: bool) -> None:
        """How many pictures lack a caption, and how many captions wait to be accepted."""
        self._silent.setText(self.tr("%n picture(s) have no caption.", "", silent))
        self._ask.setVisible(bool(silent) and self._has_engine and not captioning)
        self._proposed.setText(self.tr("%n caption(s) are proposed.", "", proposed))
        self._accept.setVisible(bool(proposed))

    def show_failure(self, words: str) -> None:
        """What went wrong; nothing where all is well."""
        self._failure.setText(words)
        self._failed.setVisible(bool(words))


def _line(words: QWidget, *links: QWidget) -> QHBoxLayout:
    made = row(words, *links, margins=(12, 6, 8, 6))
    made.setStretch(0, 1)  # the words wrap before they are cut off
    return made


def _notice(line: QWidget | object, tone: str = "") -> QFrame:
    made = QFrame()
    made.setObjectName("notice")
    if tone:
        made.setProperty("tone", tone)
    made.setLayout(line)  # type: ignore[arg-type]
    return made
