"""What a training has come to: every figure before and after, and what is painted before and after."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from gill_studio.core.training import TrainingFigures, TrainingReport, TrainingSample
from ui.proposals.loading import PictureLoader
from ui.theme.theme import Theme
from ui.training.words import Figure, Taught, number_words, rows_of, share_words
from ui.widgets.basics import clear_layout, label

_EDGE = 136
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
        befores = {figures.set: figures for figures in report.before}
        for after in report.after:
            if after.examples:
                heading = label(Taught().measured_on(after), size="heading", wrap=True)
                heading.setContentsMargins(0, self._theme.space.medium, 0, 0)
                self._box.addWidget(heading)
                self._box.addWidget(_Table(self._theme, befores.get(after.set), after))
        if report.samples:
            heading = label(self.tr("Painted for captions that were held back"), size="heading", wrap=True)
            heading.setContentsMargins(0, self._theme.space.medium, 0, 0)
            self._box.addWidget(heading)
            self._box.addWidget(_Samples(self._theme, self._loader, report.samples))


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


class _Samples(QWidget):
    """The picture that a caption belongs to, and what was painted for the caption before and after."""

    def __init__(self, theme: Theme, loader: PictureLoader, samples: tuple[TrainingSample, ...]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.space.small)
        grid.setColumnStretch(3, 1)
        headings = (self.tr("Your picture"), self.tr("Painted before"), self.tr("Painted after"))
        for column, heading in enumerate(headings):
            grid.addWidget(label(heading, size="small", tone="quiet"), 0, column)
        for place, sample in enumerate(samples, 1):
            for column, path in enumerate((sample.picture, sample.before, sample.after)):
                name = self.tr("{}: {}").format(headings[column], sample.caption)
                grid.addWidget(SamplePicture(theme, loader, path, name), place, column)
            caption = label(sample.caption, wrap=True)
            caption.setFont(theme.text_font(theme.type.caption))
            caption.setContentsMargins(theme.space.small, 0, 0, 0)
            grid.addWidget(caption, place, 3, Qt.AlignmentFlag.AlignVCenter)


class SamplePicture(QWidget):
    """A picture in a square."""

    def __init__(self, theme: Theme, loader: PictureLoader, path: Path | None, name: str) -> None:
        super().__init__()
        self._theme, self._loader, self._path = theme, loader, path
        self.setFixedSize(QSize(_EDGE, _EDGE))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.setToolTip(name)
        loader.loaded.connect(self._look)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's: draw it, as large as there is room; a well where there is none."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        radius = self._theme.tokens.radii.medium
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(self.rect()), radius, radius)
        painter.fillPath(frame, QColor(self._theme.colours.sunken))
        edge = round(_EDGE * self.devicePixelRatioF())
        pixmap = None if self._path is None else self._loader.get(self._path, edge)
        if pixmap is not None:
            size = pixmap.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRectF((_EDGE - size.width()) / 2, (_EDGE - size.height()) / 2, size.width(), size.height())
            painter.setClipPath(frame)
            painter.drawPixmap(place, pixmap, QRectF(pixmap.rect()))
        else:
            painter.setPen(QColor(self._theme.colours.quiet))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "–")
        painter.end()

    def _look(self, path: object) -> None:
        if path == self._path:
            self.update()


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
