"""The page "Jobs" beside the story: one queue for all windows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gill_studio.core.jobs import Job
from ui.engine_words import EngineWords
from ui.jobs.row import JobRow
from ui.pages import StoryContext
from ui.widgets.basics import button, label, row
from ui.widgets.empty_state import EmptyState

_ENDED = 20
"""How many jobs that have ended are shown."""


class JobsPage(QWidget):
    """What runs, what waits, and the last that ended."""

    def __init__(self, context: StoryContext) -> None:
        super().__init__()
        if context.engine is None:
            raise ValueError("Without an engine there are no jobs.")
        self._theme, self._engine = context.theme, context.engine
        self.rows: dict[str, JobRow] = {}
        self.cancel_all = button(self.tr("Cancel all"), self._engine.cancel_all)
        self._lists = {name: QVBoxLayout() for name in ("now", "ended")}
        self._headings = {
            "now": label(self.tr("Now"), size="heading"),
            "ended": label(self.tr("Ended"), size="heading"),
        }
        self._empty = EmptyState(
            self._theme,
            "list-checks",
            self.tr("Nothing to do"),
            self.tr("What GILL does for you is listed here, with the time that it still takes."),
        )
        self._lay_out()
        self._engine.job_changed.connect(self._follow)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's: what has happened meanwhile."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Show all jobs as they are now."""
        jobs = self._engine.jobs
        now = [job for job in jobs if not job.state.ended]
        ended = [job for job in jobs if job.state.ended][:_ENDED]
        shown = {job.id for job in (*now, *ended)}
        for gone in [one for one in self.rows if one not in shown]:
            row_gone = self.rows.pop(gone)
            row_gone.hide()
            row_gone.deleteLater()
        for name, listed in (("now", now), ("ended", ended)):
            self._headings[name].setVisible(bool(listed))
            for place, job in enumerate(listed):
                self._put(job, self._lists[name], place)
        self.cancel_all.setEnabled(bool(now))
        self.cancel_all.setVisible(bool(shown))
        self._empty.setVisible(not shown)

    def _follow(self, job: Job) -> None:
        """A job that only goes on needs only its own row."""
        known = self.rows.get(job.id)
        if not self.isVisible():
            return
        if known is not None and not job.state.ended and job.done:
            known.show_job(job)
        else:
            self.refresh()

    def _put(self, job: Job, box: QVBoxLayout, place: int) -> None:
        if job.id not in self.rows:
            self.rows[job.id] = JobRow(self._theme, job)
            self.rows[job.id].cancelled.connect(self._engine.cancel)
        shown = self.rows[job.id]
        shown.show_job(job)
        if box.indexOf(shown) != place:
            box.insertWidget(place, shown)

    def _lay_out(self) -> None:
        space = self._theme.space
        body, box = QWidget(), QVBoxLayout()
        box.setContentsMargins(space.medium, space.small, space.medium, space.medium)
        box.setSpacing(space.small)
        box.addLayout(row(EngineWords(self._theme, self._engine), None, self.cancel_all))
        box.addWidget(self._empty)
        for name, heading in self._headings.items():
            heading.setContentsMargins(0, space.small, 0, 0)
            box.addWidget(heading)
            box.addLayout(self._lists[name])
        box.addStretch(1)
        body.setLayout(box)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
