"""What is to be learnt: collections, stories, and what the adapter will be called."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from gill_studio.core.collections.library import CollectionEntry
from gill_studio.core.messages import SAMPLE
from gill_studio.core.paths import is_safe_relative
from gill_studio.core.training import TrainRequest
from ui.library.words import Counted
from ui.theme.theme import Theme
from ui.told.words import told
from ui.training.recipe_fields import RecipeFields
from ui.widgets.basics import button, clear_layout, label, row
from ui.widgets.section import Section

_MOST_STORIES = 8  # that are offered of themselves


class LessonForm(QWidget):
    """`changed` whenever something else is chosen."""

    changed = Signal()
    story_asked = Signal()
    """A story that is not in the list is wanted."""
    library_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.collections: dict[str, QCheckBox] = {}
        self.stories: dict[Path, QCheckBox] = {}
        self._entries: tuple[CollectionEntry, ...] = ()
        self._taken: frozenset[str] = frozenset()
        self._named = False
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Name of the adapter"))
        self.name.setMaximumWidth(320)
        self.name.textEdited.connect(self._rename)
        self.recipe = RecipeFields(theme)
        self.recipe.changed.connect(self.changed)
        self._collections, self._stories = QVBoxLayout(), QVBoxLayout()
        self._none = label(self.tr("There is no collection of yours yet."), tone="quiet", wrap=True)
        self._to_library = button(
            self.tr("Add a folder of pictures in the library"), self.library_asked.emit, kind="link"
        )
        self._note = label(size="small", tone="quiet", wrap=True)
        self._lay_out()

    # What is chosen

    def request(self, model: str) -> TrainRequest:
        """What is to be done."""
        return TrainRequest(
            name=" ".join(self.name.text().split()),
            collections=tuple(one for one, box in self.collections.items() if box.isChecked()),
            model=model,
            adapter=self.recipe.adapter,
            stories=tuple(one for one, box in self.stories.items() if box.isChecked()),
            from_scratch=self.recipe.from_scratch,
            previews=self.recipe.previews,
            recipe=self.recipe.recipe,
        )

    @property
    def problem(self) -> str:
        """Why this cannot be learnt yet; empty when it can."""
        request = self.request("")
        if not request.collections and not request.stories:
            return self.tr("Choose what to learn from.")
        if not request.name:
            return self.tr("The adapter needs a name.")
        if request.name.startswith(".") or "/" in request.name or not is_safe_relative(request.name):
            return self.tr("This cannot be a name: use letters, digits and hyphens.")
        return ""

    # What there is to choose from

    def show_collections(self, entries: Sequence[CollectionEntry]) -> None:
        """The collections there are; what was chosen of them stays chosen."""
        own = tuple(entry for entry in entries if entry.id != SAMPLE)
        if own == self._entries:
            return
        self._entries = own
        chosen = {one for one, box in self.collections.items() if box.isChecked()}
        clear_layout(self._collections)
        self.collections = {}
        for entry in own:
            box = QCheckBox(entry.name)
            box.setChecked(entry.id in chosen)
            box.setEnabled(not entry.error)
            note = told(entry.error) or Counted().coverage(entry.coverage)
            box.setAccessibleDescription(note)
            box.toggled.connect(self._choose)
            self.collections[entry.id] = box
            self._collections.addLayout(
                row(box, label(note, size="small", tone="danger" if entry.error else "quiet"), None)
            )
        self._none.setVisible(not own)
        self._to_library.setVisible(not own)
        self._choose()

    def show_stories(self, paths: Sequence[Path]) -> None:
        """Stories that were opened last; those that were added by hand stay."""
        for path in list(paths)[:_MOST_STORIES]:
            self.add_story(path, chosen=False)

    def add_story(self, path: Path, *, chosen: bool = True) -> None:
        """One more story to choose; one that is there is chosen."""
        if path in self.stories:
            if chosen:
                self.stories[path].setChecked(True)
            return
        box = QCheckBox(path.stem)
        box.setToolTip(str(path))
        box.setChecked(chosen)
        box.toggled.connect(self._choose)
        self.stories[path] = box
        self._stories.addWidget(box)
        if chosen:
            self._choose()

    def show_taken(self, adapters: Sequence[str], runs: Sequence[str]) -> None:
        """Names that there are adapters or unfinished trainings of."""
        self._taken = frozenset(one.casefold() for one in (*adapters, *runs))
        self.recipe.show_adapters(tuple(adapters))
        self._suggest()
        self._say()

    @property
    def replaces(self) -> bool:
        """Whether there is an adapter, or an unfinished training, of that name already."""
        return self.name.text().strip().casefold() in self._taken

    # Inside

    def _choose(self) -> None:
        self._suggest()
        self._say()
        self.changed.emit()

    def _rename(self) -> None:
        self._named = bool(self.name.text())
        self._say()
        self.changed.emit()

    def _suggest(self) -> None:
        """Called after what it learns first, as long as the writer calls it nothing else."""
        if self._named:
            return
        names = [box.text() for box in (*self.collections.values(), *self.stories.values()) if box.isChecked()]
        plain = "".join(one if one.isalnum() or one in " -_" else " " for one in names[0]) if names else ""
        base = " ".join(plain.split())[:60]
        name, number = base, 2
        while name and name.casefold() in self._taken:
            name, number = f"{base} {number}", number + 1
        if self.name.text() != name:
            self.name.setText(name)

    def _say(self) -> None:
        words = self.tr("There is one of that name already; its place will be taken.") if self.replaces else ""
        self._note.setText(words)
        self._note.setVisible(bool(words))

    def _lay_out(self) -> None:
        space = self._theme.space
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(space.small)
        for heading, note, listed in (
            (self.tr("Collections"), self.tr("Pictures with captions, as the library has them."), self._collections),
            (self.tr("Your stories"), self.tr("Each panel is learnt after those before it."), self._stories),
        ):
            listed.setSpacing(space.hair)
            box.addWidget(label(heading, size="heading"))
            box.addWidget(label(note, size="small", tone="quiet", wrap=True))
            if listed is self._collections:
                box.addWidget(self._none)
                box.addWidget(self._to_library, 0, Qt.AlignmentFlag.AlignLeft)
            box.addLayout(listed)
            box.addSpacing(space.small)
        add = button(self.tr("Another story …"), self.story_asked.emit, theme=self._theme, icon="folder-open")
        box.addLayout(row(add, None))
        box.addSpacing(space.small)
        name = label(self.tr("The adapter is called"))
        name.setBuddy(self.name)
        line = row(name, self.name, None, spacing=space.medium)
        line.setStretch(1, 1)
        box.addLayout(line)
        box.addWidget(self._note)
        box.addWidget(Section(self._theme, self.tr("More"), self.recipe, opened=False))
