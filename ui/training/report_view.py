"""What a training has come to: what is painted before and after, and every figure before and after."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from gill_studio.core.training import TrainingFigures, TrainingReport
from ui.picture_loader import PictureLoader
from ui.theme.theme import Theme
from ui.training.samples_view import SampleGrid
from ui.training.words import Figure, Taught, number_words, rows_of, share_words
from ui.widgets.basics import add_now, clear_layout, label

_TINY, _LITTLE = 0.005, 0.05
"""A change that two digits would not show; and one, relative, that is no reason to worry."""


class ReportView(QWidget):
    """A report, without what it is called."""

    def __init__(self, theme: Theme, loader: PictureLoader) -> None:
        super().__init__()
        self._theme, self._loader = theme, loader
        self._report: TrainingReport | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.space.small)

    def show_report(self, report: TrainingReport | None) -> None:
        """Another report; None shows nothing."""
        if report == self._report:
            return
        self._report = report
        clear_layout(self._box)
        if report is None:
            return
        if report.samples:
            heading = label(self.tr("Painted for captions that were held back"), size="heading", wrap=True)
            heading.setContentsMargins(0, self._theme.space.medium, 0, 0)
            add_now(self._box, heading)
            headings = (self.tr("Your picture"), self.tr("Painted before"), self.tr("Painted after"))
            add_now(self._box, SampleGrid(self._theme, self._loader, headings, report.samples))
        befores = {figures.set: figures for figures in report.before}
        for after in report.after:
            if after.examples:
                heading = label(Taught().measured_on(after), size="heading", wrap=True)
                heading.setContentsMargins(0, self._theme.space.medium, 0, 0)
                add_now(self._box, heading)
                add_now(self._box, _Table(self._theme, befores.get(after.set), after))


class _Table(QWidget):
    """Figures of one set."""

    def __init__(self, theme: Theme, before: TrainingFigures | None, after: TrainingFigures) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.space.large)
        grid.setVerticalSpacing(theme.space.hair)
        grid.setColumnStretch(0, 1)
        for column, heading in ((1, self.tr("before")), (2, self.tr("after")), (3, "")):
            grid.addWidget(label(heading, size="small", tone="quiet"), 0, column, Qt.AlignmentFlag.AlignRight)
        for place, figure in enumerate(rows_of(before, after), 1):
            words, tone = _change(figure)
            first, last = _shown(figure, figure.before), _shown(figure, figure.after)
            name = label(figure.name, wrap=True)
            name.setAccessibleDescription(self.tr("before {}, after {}").format(first, last))
            grid.addWidget(name, place, 0)
            cells = (label(first, tone="quiet"), label(last, size="heading"), label(words, tone=tone))
            for column, cell in enumerate(cells, 1):
                grid.addWidget(cell, place, column, Qt.AlignmentFlag.AlignRight)


def _shown(figure: Figure, value: float | None) -> str:
    if value is None:
        return "–"
    return share_words(value) if figure.share else number_words(value)


def _change(figure: Figure) -> tuple[str, str]:
    """How much it has changed, and in which tone that is said."""
    if figure.before is None or figure.after is None:
        return "", "quiet"
    change = figure.after - figure.before
    if abs(change) < _TINY:
        return "±0", "quiet"
    better = (change < 0) is figure.less_is_better
    little = abs(change) < _LITTLE * abs(figure.before)
    sign = "+" if change > 0 else "−"
    return sign + _shown(figure, abs(change)), "accent" if better else "quiet" if little else "warning"
