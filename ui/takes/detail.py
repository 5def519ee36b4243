"""Why something was offered, and what one can do with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from ui.takes.why import Record, context_lines, origin_words, why_lines
from ui.theme.theme import Theme
from ui.widgets.basics import button, clear_layout, icon_button, label, row, separator
from ui.widgets.elided_label import ElidedLabel

_HIGHEST = 320


class TakeDetail(QWidget):
    """The lower part of the page, for the take that one looks at."""

    use_asked = Signal()
    again_asked = Signal()
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._record_id = theme, ""
        self._pairs: list[str] = []
        self._title = label(size="heading")
        self._said = label(wrap=True, tone="accent")
        self._lines = QGridLayout()
        self._lines.setHorizontalSpacing(theme.space.medium)
        self._lines.setVerticalSpacing(theme.space.hair)
        self._lines.setColumnStretch(1, 1)
        self._read = label(self.tr("It had read"), size="heading")
        self._context = label(size="small", tone="quiet", wrap=True)
        self.use = button(self.tr("Use"), self.use_asked.emit, kind="primary", theme=theme, icon="check")
        self.again = button(self.tr("Make again"), self.again_asked.emit, theme=theme, icon="refresh-cw")
        self._lay_out()
        self.hide()

    @property
    def words(self) -> str:
        """All that is said of it, line by line."""
        return "\n".join((*self._pairs, self._context.text(), self._said.text()))

    def show_record(self, record: Record, *, can_use: bool, can_make: bool) -> None:
        """Show why it was offered."""
        if record.id != self._record_id:
            self._record_id = record.id
            self.say("")
        self._title.setText(self.tr("Why this? {}").format(origin_words(record)))
        clear_layout(self._lines)
        found = why_lines(record)
        self._pairs = [f"{name}: {value}" for name, value in found]
        for place, (name, value) in enumerate(found):
            self._lines.addWidget(label(name, size="small", tone="quiet"), place, 0, Qt.AlignmentFlag.AlignTop)
            self._lines.addWidget(_value(value), place, 1)
        lines = context_lines(record.recipe)
        self._context.setText("\n".join(lines))
        for widget in (self._read, self._context):
            widget.setVisible(bool(lines))
        self.use.setEnabled(can_use)
        self.again.setVisible(can_make)
        self.show()

    def say(self, words: str) -> None:
        """How making it again goes, and went."""
        self._said.setText(words)
        self._said.setVisible(bool(words))

    def _lay_out(self) -> None:
        space = self._theme.space
        body, box = QWidget(), QVBoxLayout()
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(space.small)
        box.addLayout(self._lines)
        box.addWidget(self._read)
        box.addWidget(self._context)
        box.addStretch(1)
        body.setLayout(box)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        close = icon_button(self._theme, "x", self.tr("Close"), self.closed.emit, size=16)
        outer = QVBoxLayout()
        outer.setContentsMargins(space.medium, space.small, space.medium, space.medium)
        outer.setSpacing(space.small)
        outer.addLayout(row(self._title, None, close))
        outer.addWidget(scroll, 1)
        outer.addWidget(self._said)
        outer.addLayout(row(self.use, self.again, None))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(separator())
        whole.addLayout(outer)
        self.setFixedHeight(_HIGHEST)


def _value(text: str) -> QWidget:
    """Words on as many lines as they need; a long path or name has no place to break, and is cut."""
    shown = label(text, size="small", wrap=True) if " " in text else ElidedLabel(text)
    shown.setProperty("scale", "small")
    shown.setMinimumWidth(1)
    return shown
