"""Fields for numbers."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox

_WIDTH, _INSET = 120, 8
_Box = TypeVar("_Box", QSpinBox, QDoubleSpinBox)


class _Whole(QSpinBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class _Real(QDoubleSpinBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def whole_number(name: str, value: int, low: int, high: int, step: int = 1, suffix: str = "") -> QSpinBox:
    """A field for a whole number from `low` to `high`; a wheel that passes over it does not change it."""
    box = _dressed(_Whole(), name)
    box.setRange(low, high)
    box.setSingleStep(step)
    box.setSuffix(suffix)
    box.setValue(value)
    return box


def real_number(name: str, value: float, low: float, high: float, step: float = 0.1) -> QDoubleSpinBox:
    """The same for a number with decimals, as many as the step needs."""
    box = _dressed(_Real(), name)
    box.setDecimals(2 if step < 0.1 else 1)
    box.setRange(low, high)
    box.setSingleStep(step)
    box.setValue(value)
    return box


def _dressed(box: _Box, name: str) -> _Box:
    box.setAccessibleName(name)
    box.setMinimumWidth(_WIDTH)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.lineEdit().setTextMargins(_INSET, 0, 0, 0)  # what a style sheet cannot say
    return box
