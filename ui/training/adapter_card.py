"""One adapter, or one training that was stopped: what it is, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from gill_studio.core.training import AdapterRecord, TrainingRun
from ui.library.shelf import Shelf
from ui.picture_loader import PictureLoader
from ui.theme.theme import Theme
from ui.training.chart import LossCharts
from ui.training.course import Course
from ui.training.report_view import ReportView
from ui.training.samples_view import PaintedStrip
from ui.training.words import Taught
from ui.widgets.basics import add_now, button, clear_layout, label, row
from ui.widgets.section import Section


class AdapterCard(QFrame):
    """A named adapter; without a name, the model's own. Its report is made when one looks."""

    use_asked = Signal()
    remove_asked = Signal()

    def __init__(self, theme: Theme, loader: PictureLoader, name: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self._theme, self._loader, self.name = theme, loader, name
        self.record: AdapterRecord | None = None
        title = name or self.tr("The model’s own adapter")
        self.setAccessibleName(title)
        self._state = label(self.tr("In use"), size="small", tone="accent")
        self._facts = label(size="small", tone="quiet", wrap=True)
        self.use = button(self.tr("Use") if name else self.tr("Go back to it"), self.use_asked.emit)
        self.use.setAccessibleName(self.tr("Use {}").format(title))
        self.remove = button(self.tr("Remove …"), self.remove_asked.emit, theme=theme, icon="trash-2")
        self.remove.setAccessibleName(self.tr("Remove {}").format(title))
        self.remove.setVisible(bool(name))
        self._body = QWidget()
        self._inner = QVBoxLayout(self._body)
        self._inner.setContentsMargins(theme.space.large, 0, 0, theme.space.small)
        self._inner.setSpacing(theme.space.medium)
        self._charts: LossCharts | None = None
        self._report: ReportView | None = None
        self.section = Section(theme, self.tr("What it has learnt"), self._body, opened=False)
        self.section.toggled.connect(self._open)
        box = QVBoxLayout(self)
        space = theme.space
        box.setContentsMargins(space.large, space.medium, space.large, space.medium)
        box.setSpacing(space.hair)
        head = row(label(title, size="strong", wrap=True), self._state)
        head.setStretch(0, 1)
        box.addLayout(head)
        box.addWidget(self._facts)
        box.addWidget(self.section)
        box.addLayout(row(self.use, self.remove, None))

    def show_record(self, record: AdapterRecord | None, shelf: Shelf, *, in_use: bool, busy: bool) -> None:
        """How it is now; `busy`: a training is on its way, and nothing else can be loaded."""
        if record != self.record:
            self._empty()  # it was taught anew under the same name
        self.record = record
        own = self.tr("As it came; what you teach leaves it as it is.")
        self._facts.setText(own if record is None else Taught().of_adapter(record, shelf))
        self._state.setVisible(in_use)
        self.use.setVisible(not in_use)
        self.use.setEnabled(not busy and (record is None or not record.error))
        self.remove.setEnabled(not in_use)
        self.remove.setToolTip(self.tr("It is in use. Go back to the model’s own first.") if in_use else "")
        report = None if record is None else record.report
        self.section.setVisible(report is not None and bool(report.after or report.samples))
        if self.section.opened:
            self._fill()

    def _open(self, opened: bool) -> None:  # noqa: FBT001 - a slot
        if opened:
            self._fill()

    def _empty(self) -> None:
        """Forget what is shown of another record."""
        self._report = self._charts = None
        clear_layout(self._inner)

    def _fill(self) -> None:
        inner, record = self._inner, self.record
        if record is None or record.report is None:
            return
        if self._report is None:
            self._report = ReportView(self._theme, self._loader)
            add_now(inner, label(Taught().ended(record.report), wrap=True), self._report)
        self._report.show_report(record.report)
        if self._charts is None and record.curve is not None and record.report.request is not None:
            if PaintedStrip.is_of(record.curve.painted):
                inner.addWidget(
                    label(self.tr("How it learnt to paint: after so many steps"), size="heading", wrap=True)
                )
                inner.addWidget(PaintedStrip(self._theme, self._loader, record.curve.painted))
            self._charts = LossCharts(self._theme)
            add_now(inner, self._charts)
            course = Course(record.report.request, steps=record.report.steps)
            course.recall(record.curve)
            course.best_step = record.report.best_step
            self._charts.show_course(course)


class StoppedCard(QFrame):
    """A training that was stopped, perhaps because the application was closed."""

    resume_asked = Signal()
    keep_asked = Signal()
    discard_asked = Signal()

    def __init__(self, theme: Theme, run: TrainingRun) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName(run.name)
        self._note = label(size="small", tone="quiet", wrap=True)
        self.resume = button(self.tr("Go on"), self.resume_asked.emit, theme=theme, icon="play")
        self.keep = button(self.tr("Keep what it has learnt"), self.keep_asked.emit, theme=theme, icon="check")
        self.discard = button(self.tr("Discard …"), self.discard_asked.emit, theme=theme, icon="trash-2")
        for one in (self.resume, self.keep, self.discard):
            one.setAccessibleName(f"{one.text().strip(' …')}: {run.name}")
        space = theme.space
        box = QVBoxLayout(self)
        box.setContentsMargins(space.large, space.medium, space.large, space.medium)
        box.setSpacing(space.hair)
        box.addWidget(label(run.name, size="strong", wrap=True))
        box.addWidget(self._note)
        box.addSpacing(space.hair)
        box.addLayout(row(self.resume, self.keep, self.discard, None))

    def show_run(self, run: TrainingRun, shelf: Shelf, *, busy: bool) -> None:
        """How it is now."""
        source = Taught().learnt_from(run.request, shelf)
        stopped = self.tr("stopped after {}").format(Taught().steps(run.done, run.steps))
        self._note.setText(" · ".join(part for part in (stopped, source) if part))
        self.resume.setEnabled(not busy)
        self.keep.setEnabled(run.can_keep and not busy)
