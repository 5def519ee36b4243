"""The numbers of a training, for whoever wants to set them; as they are, they need no touching."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gill_studio.core.training import TrainingRecipe
from ui.theme.theme import Theme
from ui.widgets.fields import Changed, add_field, check_field, choice_field, real_field, whole_field

_USUAL = TrainingRecipe()
_PEAKS = (1e-4, 3e-4, 1e-3, 3e-3)
_PERCENT = 100


class RecipeFields(QWidget):
    """A form of numbers; `changed` after each change."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.recipe = _USUAL
        self.from_scratch, self.previews, self.adapter = False, True, ""
        self._theme = theme
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(theme.space.large, theme.space.small, 0, 0)
        self._box.setSpacing(0)
        self._fill()

    def show_adapters(self, names: tuple[str, ...]) -> None:
        """From which adapters one can go on."""
        known = [self._begin.itemData(place) for place in range(self._begin.count())]
        wanted = ["", *names]
        if known == wanted:
            return
        blocked = self._begin.blockSignals(True)  # noqa: FBT003 - Qt's
        while self._begin.count() > 1:
            self._begin.removeItem(1)
        for name in names:
            self._begin.addItem(name, name)
        self.adapter = self.adapter if self.adapter in names else ""
        self._begin.setCurrentIndex(wanted.index(self.adapter))
        self._begin.blockSignals(blocked)

    def _fill(self) -> None:
        usual, add = _USUAL, self._add
        minutes = self.tr("Minutes")
        field = real_field(minutes, usual.minutes, (0.5, 600.0), self._set("minutes"), step=1.0)
        add(minutes, self.tr("How long it learns. More pictures deserve more time."), field)
        steps = self.tr("Steps")
        note = self.tr("How often the adapter is changed; 0: as often as the minutes allow.")
        add(steps, note, whole_field(steps, usual.steps, (0, 1_000_000), self._set("steps"), step=100))
        batch = self.tr("Examples in a step")
        note = self.tr("More make each step surer, and slower.")
        add(batch, note, whole_field(batch, usual.batch, (2, 4096), self._set("batch"), step=8))
        peak = self.tr("Learning rate")
        choices = [(one, f"{one:g}") for one in _PEAKS]
        note = self.tr("How far a step goes. Less when it learns by heart, more when it learns too little.")
        add(peak, note, choice_field(peak, choices, usual.peak, self._set("peak")))
        self._fill_shares()
        self._fill_beginnings()

    def _fill_shares(self) -> None:
        usual, add = _USUAL, self._add
        replay = self.tr("Repeated")
        share = round(usual.replay * _PERCENT)
        note = self.tr("The part of each step that repeats what the model knows, so that nothing is forgotten.")
        add(replay, note, whole_field(replay, share, (0, 90), self._percent("replay"), step=5, suffix=" %"))
        held = self.tr("Held back")
        share = round(usual.held_out * _PERCENT)
        note = self.tr("The part of your pictures that is never learnt, but measured by.")
        add(held, note, whole_field(held, share, (0, 50), self._percent("held_out"), step=5, suffix=" %"))
        patience = self.tr("Patience")
        note = self.tr("After so many of twelve looks without anything better it ends; 0: never.")
        add(patience, note, whole_field(patience, usual.patience, (0, 12), self._set("patience")))
        samples = self.tr("Pictures to compare")
        note = self.tr("Captions held back for which a picture is painted before and after.")
        add(samples, note, whole_field(samples, usual.samples, (0, 16), self._set("samples")))
        meanwhile = check_field(self.tr("Paint meanwhile"), value=True, changed=self._set_previews)
        add("", self.tr("Some of them also while it learns, in at most a thirtieth of the time."), meanwhile)

    def _fill_beginnings(self) -> None:
        begin = self.tr("Begins with")
        self._begin = choice_field(begin, [("", self.tr("The model’s own adapter"))], "", lambda _: None)
        self._begin.currentIndexChanged.connect(self._choose)
        self._add(begin, self.tr("An adapter that has learnt something already can learn more."), self._begin)
        scratch = check_field(self.tr("From scratch"), value=False, changed=self._set_scratch)
        self._add(
            "", self.tr("Begins with an adapter that knows nothing: for large collections and long trainings."), scratch
        )

    def _add(self, name: str, note: str, field: QWidget) -> None:
        add_field(self._box, self._theme, name, note, field)

    def _set(self, name: str) -> Changed:
        def change(value: object) -> None:
            self.recipe = replace(self.recipe, **{name: value})  # type: ignore[arg-type]
            self.changed.emit()

        return change

    def _percent(self, name: str) -> Changed:
        change = self._set(name)
        return lambda value: change(int(str(value)) / _PERCENT)

    def _set_scratch(self, value: object) -> None:
        self.from_scratch = bool(value)
        self.changed.emit()

    def _set_previews(self, value: object) -> None:
        self.previews = bool(value)
        self.changed.emit()

    def _choose(self, place: int) -> None:
        self.adapter = str(self._begin.itemData(place) or "")
        self.changed.emit()
