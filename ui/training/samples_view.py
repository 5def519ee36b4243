"""Pictures painted for captions that were held back: before and now, and how one came of the other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from gill_studio.core.training import TrainingPainted, TrainingSample
from ui.picture_loader import PictureLoader
from ui.theme.theme import Theme
from ui.training.words import Taught, number_words
from ui.widgets.basics import add_now, label

_EDGE, _SMALL_EDGE = 136, 88
_ROUNDS = 7


class SamplePicture(QWidget):
    """A picture in a square. While another one is read, the one before it stays."""

    def __init__(self, theme: Theme, loader: PictureLoader, edge: int = _EDGE) -> None:
        super().__init__()
        self._theme, self._loader, self._edge = theme, loader, edge
        self._path: Path | None = None
        self._last: QPixmap | None = None
        self.setFixedSize(QSize(edge, edge))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        loader.loaded.connect(self._look)
        theme.changed.connect(self.update)

    def show_picture(self, path: Path | None, name: str) -> None:
        """Another picture, and what it is called."""
        if path is None:
            self._last = None
        self._path = path
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's: draw it, as large as there is room; a well where there is none."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        radius = self._theme.tokens.radii.medium
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(self.rect()), radius, radius)
        painter.fillPath(frame, QColor(self._theme.colours.sunken))
        edge = round(self._edge * self.devicePixelRatioF())
        self._last = (None if self._path is None else self._loader.get(self._path, edge)) or self._last
        if self._last is not None:
            size = self._last.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRectF(
                (self._edge - size.width()) / 2, (self._edge - size.height()) / 2, size.width(), size.height()
            )
            painter.setClipPath(frame)
            painter.drawPixmap(place, self._last, QRectF(self._last.rect()))
        else:
            painter.setPen(QColor(self._theme.colours.quiet))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "–")
        painter.end()

    def _look(self, path: object) -> None:
        if path == self._path:
            self.update()


class SampleGrid(QWidget):
    """The picture that a caption belongs to, and what was painted for the caption, at one time or two."""

    def __init__(
        self, theme: Theme, loader: PictureLoader, headings: tuple[str, ...], samples: Sequence[TrainingSample]
    ) -> None:
        super().__init__()
        self._headings = headings
        self._rows: list[tuple[SamplePicture, ...]] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.space.small)
        grid.setColumnStretch(len(headings), 1)
        for column, heading in enumerate(headings):
            grid.addWidget(label(heading, size="small", tone="quiet"), 0, column)
        for place, sample in enumerate(samples, 1):
            pictures = tuple(SamplePicture(theme, loader) for _ in headings)
            for column, picture in enumerate(pictures):
                grid.addWidget(picture, place, column)
            self._rows.append(pictures)
            caption = label(sample.caption, wrap=True)
            caption.setFont(theme.text_font(theme.type.caption))
            caption.setContentsMargins(theme.space.small, 0, 0, 0)
            grid.addWidget(caption, place, len(headings), Qt.AlignmentFlag.AlignVCenter)
        self.show_samples(samples)

    def show_samples(self, samples: Sequence[TrainingSample]) -> None:
        """Other pictures for the same captions."""
        for pictures, sample in zip(self._rows, samples, strict=False):
            paths = (sample.picture, sample.before, sample.after)
            for picture, heading, path in zip(pictures, self._headings, paths, strict=False):
                picture.show_picture(path, self.tr("{}: {}").format(heading, sample.caption))


class PaintedView(QWidget):
    """What a model in training paints: before it learnt, and now."""

    def __init__(self, theme: Theme, loader: PictureLoader) -> None:
        super().__init__()
        self._theme, self._loader = theme, loader
        self._painted: TrainingPainted | None = None
        self._grid: SampleGrid | None = None
        self._shape: tuple[str, ...] = ()
        self._heading = label(size="heading", wrap=True)
        self._note = label(size="small", tone="quiet", wrap=True)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, theme.space.medium, 0, 0)
        self._box.setSpacing(theme.space.small)
        self._box.addWidget(self._heading)
        self._box.addWidget(self._note)

    @property
    def words(self) -> str:
        """What it says."""
        return self._note.text() if self._heading.isHidden() else self._heading.text()

    def show_painted(self, painted: TrainingPainted | None) -> None:
        """The latest samples; none where none are painted."""
        self.setVisible(painted is not None)
        if painted == self._painted or painted is None:
            return
        self._painted = painted
        self._heading.setText(Taught().painted(painted.step))
        self._note.setText(self._reason(painted))
        self._heading.setVisible(bool(painted.samples))
        self._note.setVisible(not painted.samples)
        headings: tuple[str, ...] = (self.tr("Your picture"), self.tr("Painted before"))
        headings = (*headings, self.tr("Painted now")) if painted.step else headings
        shape = (*headings, *(sample.caption for sample in painted.samples))
        if self._grid is not None and shape == self._shape:
            self._grid.show_samples(painted.samples)
            return
        if self._grid is not None:
            self._grid.hide()
            self._grid.deleteLater()
        self._grid, self._shape = SampleGrid(self._theme, self._loader, headings, painted.samples), shape
        add_now(self._box, self._grid)

    def _reason(self, painted: TrainingPainted) -> str:
        """Why nothing is painted."""
        if painted.failed:
            return self.tr(
                "Nothing is painted meanwhile: painting has failed; the logs say why. It learns all the same."
            )
        return self.tr(
            "Nothing is painted meanwhile: for so short a training, painting takes too long on this computer."
        )


class PaintedStrip(QWidget):
    """How a training has come to paint what it paints: the same captions after more and more steps."""

    def __init__(self, theme: Theme, loader: PictureLoader, rounds: Sequence[TrainingPainted]) -> None:
        super().__init__()
        self._theme, self._loader = theme, loader
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.space.small)
        shown = _some(rounds)
        grid.setColumnStretch(len(shown), 1)
        for column, painted in enumerate(shown):
            words = number_words(painted.step, 0) if painted.step else self.tr("before")
            grid.addWidget(label(words, size="small", tone="quiet"), 0, column)
        for place in range(len(shown[0].samples) if shown else 0):
            for column, painted in enumerate(shown):
                sample = painted.samples[place]
                picture = SamplePicture(theme, loader, _SMALL_EDGE)
                name = f"{Taught().painted(painted.step)}: {sample.caption}"
                picture.show_picture(sample.after or sample.before, name)
                grid.addWidget(picture, place + 1, column)

    @staticmethod
    def is_of(rounds: Sequence[TrainingPainted]) -> bool:
        """Whether there is something to show: more than what was painted before."""
        return len(_some(rounds)) > 1


def _some(rounds: Sequence[TrainingPainted]) -> list[TrainingPainted]:
    """As many rounds as there is room for, evenly spread, with the first and the last; all of the same captions."""
    known = [one for one in rounds if one.samples]
    known = [one for one in known if len(one.samples) == len(known[0].samples)]
    if len(known) <= _ROUNDS:
        return known
    return [known[round(place * (len(known) - 1) / (_ROUNDS - 1))] for place in range(_ROUNDS)]
