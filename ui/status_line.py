"""The line below a story: whether it is saved, how long it is, and how the engine is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, QTime, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSlider, QToolButton, QWidget

from gill_studio.core.story.model import Panel
from ui.story_session import StorySession
from ui.theme.theme import Theme
from ui.told.words import error_words, told
from ui.widgets.basics import icon_button, restyle
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.progress_bar import ProgressBar

if TYPE_CHECKING:
    from gill_studio.core.story.file import SaveState

_COUNT_MS, _SAVING_MS = 200, 600


class StatusLine(QFrame):
    """Saved state, words and target, zoom, and room for the engine's state at its end."""

    save_elsewhere_asked = Signal()
    target_asked = Signal()
    zoom_asked = Signal(float)

    def __init__(self, theme: Theme, session: StorySession) -> None:
        super().__init__()
        self.setObjectName("status")
        self._theme, self._session = theme, session
        self._counted: dict[str, tuple[Panel, int]] = {}
        self._words_now = 0
        self._saved = ElidedLabel()
        self._saved.setMinimumWidth(120)
        self._rescue = QToolButton()
        self._rescue.setText(self.tr("Save as …"))
        self._rescue.clicked.connect(self.save_elsewhere_asked)
        self._words = QToolButton()
        self._words.setToolTip(self.tr("Set a word target"))
        self._words.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._words.clicked.connect(self.target_asked)
        self._target = ProgressBar(self.tr("Word target"))
        self._target.setFixedWidth(96)
        self._zoom = self._make_zoom()
        self._engine = QHBoxLayout()
        box = QHBoxLayout(self)
        box.setContentsMargins(theme.space.medium, 2, theme.space.medium, 2)
        box.setSpacing(theme.space.medium)
        for widget in (self._saved, self._rescue, self._words, self._target):
            box.addWidget(widget)
        box.setStretch(0, 1)
        box.addStretch(1)
        box.addWidget(self._zoom)
        box.addLayout(self._engine)
        self.setFixedHeight(max(36, self.sizeHint().height()))
        self._count = QTimer(self, singleShot=True, interval=_COUNT_MS)
        self._count.timeout.connect(self.count)
        self._saving = QTimer(self, singleShot=True, interval=_SAVING_MS)
        self._saving.timeout.connect(lambda: self._say(self.tr("Saving …")))
        session.changed.connect(self._count_soon)
        session.save_state_changed.connect(self.show_state)
        self.show_state(session.state)
        self.count()

    def _count_soon(self, _change: object) -> None:
        self._count.start()

    def add_engine(self, widget: QWidget) -> None:
        """Put something at the end of the line."""
        self._engine.addWidget(widget)

    @property
    def saved_text(self) -> str:
        """What it says about saving."""
        return self._saved.text()

    @property
    def words(self) -> int:
        """How many words the captions have."""
        return self._words_now

    def show_state(self, state: SaveState) -> None:
        """Whether all is on disk; that it is being written is only said when it takes a while."""
        self._rescue.setVisible(state.status == "failed")
        if state.status == "saving":
            if not self._saving.isActive():
                self._saving.start()
            return
        self._saving.stop()
        if state.status == "failed":
            words = told(state.error.message) if state.error is not None else self.tr("Not saved")
            self._say(words, "danger")
            self._saved.setToolTip("" if state.error is None else error_words(state.error))
        elif state.status == "read-only":
            self._say(self.tr("Read-only: open a copy to change it"))
        else:
            when = _clock(state.saved_at) if state.saved_at else ""
            self._say(self.tr("Saved {}").format(when).strip())

    def count(self) -> None:
        """Count words and panels; only captions that changed are counted anew."""
        board = self._session.board
        self._counted = {panel.id: self._of(panel) for panel in board.panels}
        self._words_now = sum(count for _, count in self._counted.values())
        panels = self.tr("%n panel(s)", "", len(board.panels))
        words = self.tr("%n word(s)", "", self._words_now)
        target = board.settings.word_target
        if target:
            words = self.tr("{} of {} words").format(QLocale().toString(self._words_now), QLocale().toString(target))
            self._target.show_progress(self._words_now, target)
        self._target.setVisible(bool(target))
        self._words.setText(f"{panels} · {words}")

    def show_zoom(self, zoom: float, *, possible: bool) -> None:
        """The zoom of the view, where it has one."""
        self._slider.blockSignals(True)  # noqa: FBT003 - Qt's
        self._slider.setValue(round(zoom * 100))
        self._slider.blockSignals(False)  # noqa: FBT003
        self._slider.setToolTip(self.tr("Zoom: {} %").format(round(zoom * 100)))
        self._zoom.setVisible(possible)

    def _of(self, panel: Panel) -> tuple[Panel, int]:
        known = self._counted.get(panel.id)
        return known if known is not None and known[0] is panel else (panel, len(panel.caption.split()))

    def _say(self, words: str, tone: str = "quiet") -> None:
        self._saved.setText(words)
        restyle(self._saved, "tone", tone)

    def _make_zoom(self) -> QWidget:
        holder = QWidget()
        box = QHBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(40, 250)
        self._slider.setSingleStep(10)
        self._slider.setPageStep(25)
        self._slider.setFixedWidth(112)
        self._slider.setAccessibleName(self.tr("Zoom"))
        self._slider.valueChanged.connect(lambda value: self.zoom_asked.emit(value / 100))
        smaller = icon_button(self._theme, "zoom-out", self.tr("Smaller cards"), lambda: self._step(-10), size=16)
        larger = icon_button(self._theme, "zoom-in", self.tr("Larger cards"), lambda: self._step(10), size=16)
        for widget in (smaller, self._slider, larger):
            box.addWidget(widget)
        return holder

    def _step(self, by: int) -> None:
        self._slider.setValue(self._slider.value() + by)


def _clock(when: datetime) -> str:
    local = when.astimezone()
    return QLocale().toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)
