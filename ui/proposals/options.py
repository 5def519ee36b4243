"""How proposals are asked for: which way they lean, and under "More" everything else."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox, QSlider, QSpinBox, QVBoxLayout, QWidget

from gill_studio.core.settings import Proposing, Settings, shown_of
from ui.pages import StoryContext
from ui.proposals.aim import spread
from ui.proposals.proposer import Proposer
from ui.settings.texts import field_texts
from ui.widgets.basics import label, row
from ui.widgets.numbers import real_number, whole_number
from ui.widgets.section import Section

_FIELDS = ("texts", "retrieved", "painted", "length", "temperature", "steps", "guidance")
_MOST_SEED = 2**31 - 1024
_NOTCH, _FIELD = 10, 152


class ProposalOptions(QWidget):
    """Changes hold for the next question, and stay: they are the settings of proposals."""

    def __init__(self, context: StoryContext, proposer: Proposer) -> None:
        super().__init__()
        self._context, self._proposer = context, proposer
        self._numbers: dict[str, QSpinBox | QDoubleSpinBox] = {}
        self.bias = self._make_bias()
        self._counts = label(size="small", tone="quiet")
        self._counts.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.more = Section(context.theme, self.tr("More"), self._make_more(), opened=False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(context.theme.space.hair)
        ends = row(label(self.tr("Retrieve"), size="small"), None, label(self.tr("Generate"), size="small"))
        box.addLayout(ends)
        box.addWidget(self.bias)
        box.addWidget(self._counts)
        box.addSpacing(context.theme.space.small)
        box.addWidget(self.more)
        context.settings.changed.connect(self._follow)
        self._show(context.settings.now.proposing)

    def field(self, name: str) -> QSpinBox | QDoubleSpinBox:
        """The field of a setting; of the seed, too."""
        return self._numbers[name]

    def _make_bias(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setProperty("kind", "balance")
        slider.setRange(-_NOTCH, _NOTCH)
        slider.setPageStep(_NOTCH // 2)
        slider.setAccessibleName(self.tr("Retrieve or generate"))
        slider.setToolTip(field_texts()["proposing.bias"][1])
        slider.valueChanged.connect(lambda value: self._set("bias", value / _NOTCH))
        return slider

    def _make_more(self) -> QWidget:
        more = QWidget()
        box = QVBoxLayout(more)
        box.setContentsMargins(self._context.theme.space.large, 0, 0, 0)
        box.setSpacing(self._context.theme.space.small)
        for name in _FIELDS:
            self._add(box, name, field_texts()[f"proposing.{name}"])
        seed = whole_number(self.tr("Seed"), 0, 0, _MOST_SEED)
        seed.setSpecialValueText(self.tr("New each time"))
        seed.valueChanged.connect(self._set_seed)
        self._numbers["seed"] = seed
        self._put(box, self.tr("Seed"), self.tr("The same seed and story give the same proposals."), seed)
        return more

    def _add(self, box: QVBoxLayout, name: str, texts: tuple[str, str]) -> None:
        how = shown_of(Proposing.__dataclass_fields__[name])
        low, high, value = how.low or 0, how.high or 0, getattr(Proposing(), name)
        made: QSpinBox | QDoubleSpinBox
        if isinstance(value, int):
            made = whole_number(texts[0], value, round(low), round(high), round(how.step or 1))
        else:
            made = real_number(texts[0], value, low, high, how.step or 0.1)
        if name in {"steps", "guidance"}:
            made.setSpecialValueText(self.tr("As is best"))
        made.valueChanged.connect(lambda value: self._set(name, value))
        self._numbers[name] = made
        self._put(box, texts[0], texts[1], made)

    def _put(self, box: QVBoxLayout, name: str, tip: str, field: QSpinBox | QDoubleSpinBox) -> None:
        words = label(name, size="small")
        words.setBuddy(field)
        words.setToolTip(tip)
        field.setToolTip(tip)
        field.setFixedWidth(_FIELD)
        box.addLayout(row(words, None, field))

    def _set(self, name: str, value: float) -> None:
        proposing = self._context.settings.now.proposing
        if getattr(proposing, name) != value:
            self._context.settings.set_part(replace(proposing, **{name: value}))  # type: ignore[arg-type]

    def _set_seed(self, value: int) -> None:
        self._proposer.seed = value or None

    def _follow(self, before: Settings, after: Settings) -> None:
        if before.proposing != after.proposing:
            self._show(after.proposing)

    def _show(self, proposing: Proposing) -> None:
        for name in _FIELDS:
            blocked = self._numbers[name].blockSignals(True)  # noqa: FBT003 - Qt's
            self._numbers[name].setValue(getattr(proposing, name))
            self._numbers[name].blockSignals(blocked)
        blocked = self.bias.blockSignals(True)  # noqa: FBT003 - Qt's
        self.bias.setValue(round(proposing.bias * _NOTCH))
        self.bias.blockSignals(blocked)
        retrieved, painted = spread(proposing)
        self._counts.setText(self.tr("{} retrieved, {} generated").format(retrieved, painted))
