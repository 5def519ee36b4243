"""One job: what it is, how far it is, how it ended."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gill_studio.core.jobs import Job, JobState
from gill_studio.core.training import TrainRequest
from ui.engine_sentences import activity_words
from ui.proposals.words import remaining_words
from ui.theme.theme import Theme
from ui.told.words import error_words
from ui.widgets.basics import icon_button, label, restyle, row
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.progress_bar import ProgressBar

_ICONS = {
    JobState.QUEUED: ("pause", "quiet"),
    JobState.RUNNING: ("play", "accent"),
    JobState.CANCELLING: ("play", "quiet"),
    JobState.FINISHED: ("circle-check", "accent"),
    JobState.CANCELLED: ("x", "quiet"),
    JobState.FAILED: ("circle-alert", "danger"),
}
_SIGN = 18


class JobRow(QWidget):
    """`cancelled` asks to stop it."""

    cancelled = Signal(str)

    def __init__(self, theme: Theme, job: Job) -> None:
        super().__init__()
        self._theme, self._job = theme, job
        self._sign, self._title = QLabel(), ElidedLabel()
        self._sign.setFixedSize(QSize(_SIGN, _SIGN))
        self._bar = ProgressBar()
        self._note = label(size="small", tone="quiet", wrap=True)
        self._stop = icon_button(theme, "x", self.tr("Cancel “{}”").format(job.title), size=16)
        self._stop.clicked.connect(lambda: self.cancelled.emit(self._job.id))
        head = row(self._sign, self._title, self._stop)
        head.setStretch(1, 1)
        below = QVBoxLayout()
        below.setContentsMargins(_SIGN + 8, 0, 0, 0)
        below.setSpacing(theme.space.hair)
        below.addWidget(self._bar)
        below.addWidget(self._note)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.space.hair, 0, theme.space.hair)
        box.setSpacing(theme.space.hair)
        box.addLayout(head)
        box.addLayout(below)
        theme.changed.connect(self._renew)
        self.show_job(job)

    @property
    def note(self) -> str:
        """What it says of how the job goes."""
        return self._note.text()

    def show_job(self, job: Job) -> None:
        """As it is now."""
        self._job = job
        icon, tone = _ICONS[job.state]
        self._sign.setPixmap(self._theme.icon(icon, tone).pixmap(QSize(_SIGN, _SIGN), self.devicePixelRatioF()))
        self._title.setText(job.title)
        self._bar.setAccessibleName(job.title)
        self._bar.setVisible(job.state in {JobState.RUNNING, JobState.CANCELLING})
        self._bar.show_progress(job.done, job.total)
        self._note.setText(self._words(job))
        restyle(self._note, "tone", "danger" if job.state is JobState.FAILED else "quiet")
        self._stop.setVisible(not job.state.ended)
        self._stop.setEnabled(job.state is not JobState.CANCELLING)

    def _renew(self) -> None:
        self.show_job(self._job)

    def _words(self, job: Job) -> str:
        match job.state:
            case JobState.QUEUED:
                return self.tr("Waits for its turn")
            case JobState.RUNNING:
                doing = activity_words(job.label) if job.label else self.tr("Starting …")
                return "  ·  ".join(part for part in (doing, remaining_words(job)) if part)
            case JobState.CANCELLING:
                return self.tr("Stopping …")
            case JobState.FAILED:
                return self.tr("It failed.") if job.failure is None else error_words(job.failure)
            case JobState.CANCELLED:
                return self._cancelled(job)
            case JobState.FINISHED:
                took = (job.ended or 0) - (job.started or job.ended or 0)
                return self.tr("Done in {} s").format(max(1, round(took)))

    def _cancelled(self, job: Job) -> str:
        if isinstance(job.request, TrainRequest):
            return self.tr("Stopped")  # paused, perhaps, or kept: the page “Teach” says what has become of it
        return self.tr("Cancelled; what it had found is kept") if job.partials else self.tr("Cancelled")
