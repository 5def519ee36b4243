"""The training that is on its way, or has just ended: how it goes, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from gill_studio.core.training import TrainingRun
from ui.engine_sentences import activity_words
from ui.picture_loader import PictureLoader
from ui.theme.theme import Theme
from ui.training.chart import LossCharts
from ui.training.course import Course, Stage
from ui.training.report_view import ReportView
from ui.training.samples_view import PaintedView
from ui.training.words import Taught, failure_words, time_words
from ui.widgets.basics import button, label, restyle, row
from ui.widgets.progress_bar import ProgressBar

LEARNING = "adapter"
"""What the engine calls its updates."""


class CourseCard(QFrame):
    """One course. What is wanted of it is told by its signals."""

    pause_asked = Signal()
    resume_asked = Signal()
    keep_asked = Signal()
    discard_asked = Signal()
    use_asked = Signal()
    dismissed = Signal()

    def __init__(self, theme: Theme, loader: PictureLoader) -> None:
        super().__init__()
        self.setObjectName("card")
        self._theme = theme
        self._title = label(size="strong", wrap=True)
        self._state = label(wrap=True)
        self._in_use = label(self.tr("In use"), size="small", tone="accent")
        self._bar = ProgressBar()
        self._note = label(size="small", tone="quiet", wrap=True)
        self.charts = LossCharts(theme)
        self.painted = PaintedView(theme, loader)
        self.report = ReportView(theme, loader)
        self.pause = button(self.tr("Pause"), self.pause_asked.emit, theme=theme, icon="pause")
        self.resume = button(self.tr("Go on"), self.resume_asked.emit, kind="primary", theme=theme, icon="play")
        self.keep = button(self.tr("Stop and keep"), self.keep_asked.emit, theme=theme, icon="check")
        self.discard = button(self.tr("Cancel …"), self.discard_asked.emit, theme=theme, icon="x")
        self.use = button(self.tr("Use it"), self.use_asked.emit, kind="primary")
        self.dismiss = button(self.tr("Close"), self.dismissed.emit)
        self._lay_out()

    @property
    def words(self) -> str:
        """What it says, beside the charts and the report."""
        return "\n".join(one.text() for one in (self._title, self._state, self._note) if one.text())

    def show_course(self, course: Course, run: TrainingRun | None, *, in_use: bool) -> None:
        """How it is now; `run` is what lies on the disk of it, where it has not ended."""
        self._title.setText(self._heading(course))
        self.setAccessibleName(self._title.text())
        self._state.setText(self._sentence(course, run))
        restyle(self._state, "tone", "danger" if course.stage is Stage.FAILED else "")
        self._state.setVisible(bool(self._state.text()))
        self.report.setVisible(course.report is not None)
        self.report.show_report(course.report)
        self.charts.setVisible(bool(course.curves))
        self._show_buttons(course, run, in_use=in_use)
        self._in_use.setVisible(in_use and course.stage is Stage.FINISHED)
        self.show_progress(course)

    def show_progress(self, course: Course) -> None:
        """What changes many times a second."""
        self._bar.setVisible(course.stage.busy)
        job = course.job
        if course.stage.busy:
            learning = course.stage is Stage.LEARNING and job is not None and job.label == LEARNING
            done, total = (
                (course.step, course.steps)
                if learning
                else (0 if job is None else job.done, 0 if job is None else job.total)
            )
            self._bar.show_progress(done, total)
        self._note.setText(self._progress_words(course))
        self._note.setVisible(bool(self._note.text()))
        self.keep.setEnabled(course.can_keep)
        self.charts.show_course(course)
        self.charts.setVisible(bool(course.curves))
        self.painted.show_painted(course.painted if course.report is None else None)

    # Words

    def _heading(self, course: Course) -> str:
        if course.stage is Stage.FINISHED:
            return self.tr("“{}” has learnt").format(course.name)
        if course.stage is Stage.KEEPING:
            return self.tr("What “{}” has learnt is measured and kept").format(course.name)
        return self.tr("“{}” learns").format(course.name) if course.stage.busy else course.name

    def _sentence(self, course: Course, run: TrainingRun | None) -> str:
        match course.stage:
            case Stage.PAUSED if course.step or run is not None:  # else it had not come to anything yet
                return self.tr("It is paused. You can go on at any time, also after the next start.")
            case Stage.FAILED:
                return "" if course.failure is None else failure_words(course.failure)
            case Stage.FINISHED if course.report is not None:
                return Taught().ended(course.report)
            case Stage.LEARNING | Stage.KEEPING:
                return self.tr("Proposals wait until it is done. Pause it to write with GILL meanwhile.")
            case _:
                return ""

    def _progress_words(self, course: Course) -> str:
        if course.stage is Stage.STOPPING:
            return self.tr("Stopping …")
        if course.stage is Stage.PAUSED or (course.stage is Stage.FAILED and course.step):
            return Taught().steps(course.step, course.steps)
        if not course.stage.busy:
            return ""
        job = course.job
        if course.waiting or job is None:
            return self.tr("Waits for its turn")
        if job.label != LEARNING:
            return activity_words(job.label) if job.label else self.tr("Starting …")
        parts = [Taught().steps(course.step, course.steps)]
        if course.seconds_left is not None and course.step:
            parts.append(self.tr("{} left").format(time_words(course.seconds_left)))
        if course.best_step:
            parts.append(self.tr("best so far after {}").format(course.best_step))
        return "  ·  ".join(parts)

    # Inside

    def _show_buttons(self, course: Course, run: TrainingRun | None, *, in_use: bool) -> None:
        stage = course.stage
        stopped = stage in {Stage.PAUSED, Stage.FAILED}
        can_go_on = stopped and run is not None
        shown = {
            self.pause: stage in {Stage.LEARNING, Stage.KEEPING},
            self.resume: can_go_on,
            self.keep: stage is Stage.LEARNING or (can_go_on and course.can_keep),
            self.discard: stage is Stage.LEARNING or can_go_on,
            self.use: stage is Stage.FINISHED and not in_use,
            self.dismiss: stage is Stage.FINISHED or (stopped and run is None),
        }
        name = self.tr("Cancel …") if stage is Stage.LEARNING else self.tr("Discard …")
        self.discard.setText(f" {name}")
        self.discard.setAccessibleName(name)
        had_focus = any(one.hasFocus() for one in shown)
        for one, visible in shown.items():
            one.setVisible(visible)
        if had_focus and not any(one.hasFocus() for one in shown) and (there := [one for one in shown if shown[one]]):
            there[0].setFocus()  # the one that had it is gone

    def _lay_out(self) -> None:
        space = self._theme.space
        box = QVBoxLayout(self)
        box.setContentsMargins(space.large, space.medium, space.large, space.medium)
        box.setSpacing(space.small)
        head = row(self._title, self._in_use)
        head.setStretch(0, 1)
        box.addLayout(head)
        for widget in (self._state, self._bar, self._note):
            box.addWidget(widget)
        buttons = (self.use, self.resume, self.pause, self.keep, self.discard, self.dismiss)
        box.addLayout(row(*buttons, None))  # within reach, however much there is to see below
        box.addSpacing(space.small)
        for part in (self.painted, self.report, self.charts):
            box.addWidget(part)
