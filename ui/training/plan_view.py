"""What a training will do and cost, and what is wrong with its data, before it begins."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gill_studio.core.training import TrainingPlan
from ui.theme.theme import Theme
from ui.training.words import Taught, cost_words, plan_problems, recipe_words
from ui.widgets.basics import add_now, clear_layout, label

_SIGN = 18


class PlanView(QFrame):
    """A plan in sentences; those that the writer should read are marked."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("notice")
        self._theme = theme
        self._plan: TrainingPlan | None = None
        self._box = QVBoxLayout(self)
        space = theme.space
        self._box.setContentsMargins(space.medium, space.medium, space.medium, space.medium)
        self._box.setSpacing(space.small)
        self.setAccessibleName(self.tr("What it will do"))
        theme.changed.connect(self._refresh)

    @property
    def words(self) -> str:
        """All that it says."""
        return "" if self._plan is None else "\n".join((*_sentences(self._plan), *plan_problems(self._plan)))

    def show_plan(self, plan: TrainingPlan | None) -> None:
        """Another plan; None hides it."""
        self.setVisible(plan is not None)
        if plan != self._plan:
            self._plan = plan
            self._refresh()

    def _refresh(self) -> None:
        clear_layout(self._box)
        plan = self._plan
        if plan is None:
            return
        add_now(self._box, label(self.tr("What it will do"), size="heading"))
        for words in _sentences(plan):
            add_now(self._box, label(words, wrap=True))
        for words in plan_problems(plan):
            add_now(self._box, self._warning(words))
        add_now(self._box, label(recipe_words(plan), size="small", tone="quiet", wrap=True))
        self.setAccessibleDescription(self.words)

    def _warning(self, words: str) -> QWidget:
        sign = QLabel()
        icon = self._theme.icon("triangle-alert", "warning")
        sign.setPixmap(icon.pixmap(QSize(_SIGN, _SIGN), self.devicePixelRatioF()))
        sign.setFixedWidth(_SIGN)
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(self._theme.space.small)
        line.addWidget(sign)
        line.addWidget(label(words, wrap=True), 1)
        return made


def _sentences(plan: TrainingPlan) -> tuple[str, ...]:
    return (Taught().learns(plan), Taught().repeats(plan), *cost_words(plan))
