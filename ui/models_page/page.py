"""The models page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from gill_studio.core.errors import StudioError
from gill_studio.core.jobs import Failure, Job
from gill_studio.core.messages import STARTER, InstallModel, LoadModel, ModelRecord, MoveModel, Request
from ui.engine_words import EngineWords
from ui.models_page.card import ModelCard
from ui.models_page.keeper import ModelKeeper
from ui.models_page.remember import remember_models
from ui.models_page.words import amount
from ui.told.words import error_words
from ui.widgets.basics import button, label, restyle, row
from ui.widgets.message import ask
from ui.widgets.page_scroll import PageScroll

if TYPE_CHECKING:
    from ui.engine_client import EngineClient
    from ui.main_window import MainWindow

_WIDTH = 976


def build_models_page(window: MainWindow) -> QWidget:
    """The page for `ui.pages`."""
    assert window.engine is not None  # noqa: S101 - it is shown only with an engine
    return ModelsPage(window, window.engine)


def keeper_of(engine: EngineClient) -> ModelKeeper:
    """The keeper that all windows share: an installation goes on when the window that began it is closed."""
    found = engine.findChild(ModelKeeper)
    return found if isinstance(found, ModelKeeper) else ModelKeeper(engine.spawn_installer, engine)


class ModelsPage(PageScroll):
    """A card for each model there is or could be."""

    def __init__(self, window: MainWindow, engine: EngineClient) -> None:
        super().__init__()
        self._window, self._engine, self._theme = window, engine, window.theme
        self.keeper = keeper_of(engine)
        self.cards: dict[str, ModelCard] = {}
        self.setAccessibleName(self.tr("Models"))
        self._note = label(wrap=True, tone="quiet")
        self._list = QVBoxLayout()
        self._list.setSpacing(self._theme.space.medium)
        self._build()
        self.keeper.changed.connect(self.refresh)
        self.keeper.failed.connect(self._say_failure)
        self.keeper.done.connect(self._say_done)
        engine.state_changed.connect(self.refresh)
        engine.job_changed.connect(self._follow)
        remember_models(engine, window.settings)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's: ask anew what there is."""
        super().showEvent(event)
        self.keeper.refresh()

    @property
    def in_use(self) -> str:
        """The model that the engine has, or is to have."""
        model = self._engine.status.model
        return model.name if model is not None else self._window.settings.now.engine.model or STARTER

    def refresh(self) -> None:
        """Show how everything is now."""
        with self.kept_in_place(lambda: self.widget() or self):
            self._refresh()

    def _refresh(self) -> None:
        records = self.keeper.records
        for name in [name for name in self.cards if name not in {record.id for record in records}]:
            self.drop(self.cards.pop(name))
        for record in records:
            self._card(record).show_state(
                record,
                self.keeper.doing.get(record.id),
                self.keeper.plans.get(record.id),
                in_use=record.id == self.in_use,
            )
        problem = self.keeper.problem
        self._note.setVisible(not records or problem is not None)
        self._note.setText(self.tr("Looking which models there are …") if problem is None else error_words(problem))
        restyle(self._note, "tone", "quiet" if problem is None else "danger")

    def use(self, name: str) -> None:
        """Load a model, by its name or folder, and remember it once it is loaded."""
        self._engine.use_model(name)
        self._window.say(self.tr("The model is being loaded …"))

    def _build(self) -> None:
        space = self._theme.space
        sheet = QWidget()
        sheet.setMaximumWidth(_WIDTH)
        box = QVBoxLayout(sheet)
        box.setContentsMargins(space.wide, space.huge, space.wide, space.wide)
        box.setSpacing(space.small)
        folder = button(self.tr("Open a model folder …"), self._ask_folder, theme=self._theme, icon="folder-open")
        head = row(label(self.tr("Models"), size="headline"), None, folder)
        box.addLayout(head)
        promise = self.tr("A model runs on this computer. Nothing is downloaded before you ask for it.")
        box.addWidget(label(promise, tone="quiet", wrap=True))
        box.addWidget(EngineWords(self._theme, self._engine))
        box.addSpacing(space.medium)
        box.addWidget(self._note)
        box.addLayout(self._list)
        box.addStretch(1)
        self.show_sheet(sheet)

    def _card(self, record: ModelRecord) -> ModelCard:
        if record.id not in self.cards:
            card, name, keeper = ModelCard(self._theme, record), record.id, self.keeper
            card.use_asked.connect(lambda: self.use(name))
            card.hub_asked.connect(lambda: self._install(card))
            card.folder_asked.connect(lambda: self._install_from_folder(name))
            card.move_asked.connect(lambda: self._move(name))
            card.remove_asked.connect(lambda: self._remove(card))
            card.paused.connect(lambda: keeper.pause(name))
            card.resumed.connect(lambda: keeper.resume(name))
            card.cancelled.connect(lambda: keeper.cancel(name))
            card.plan_wanted.connect(lambda: keeper.ask_plan(name))
            self.cards[name] = card
            self._list.addWidget(card)
        return self.cards[record.id]

    def _install(self, card: ModelCard) -> None:
        record = card.record
        parts = "\n".join(f"{part.repo}: {part.licence}" for part in record.parts)
        text = self.tr("About {} will be fetched from huggingface.co. These licences hold:").format(
            amount(record.bytes)
        )
        install = self.tr("Download")
        title = self.tr("Download {}?").format(record.title)
        if ask(self._window, title, f"{text}\n\n{parts}\n\n{record.licence}", (install,)) == install:
            self.keeper.install(record.id)

    def _install_from_folder(self, name: str) -> None:
        if folder := self._choose(self.tr("Where are the model’s files?")):
            self.keeper.install(name, folder)

    def _move(self, name: str) -> None:
        if folder := self._choose(self.tr("Where shall the model’s files be?")):
            self.keeper.move(name, folder)

    def _remove(self, card: ModelCard) -> None:
        delete = self.tr("Delete")
        there = sum(part.bytes for part in card.record.parts) or card.record.bytes
        text = self.tr("This frees up to {}. Stories keep everything; the model can be installed again.").format(
            amount(there)
        )
        if ask(self._window, self.tr("Delete {}?").format(card.record.title), text, (delete,), careful=True) == delete:
            self.keeper.remove(card.record.id)

    def _ask_folder(self) -> None:
        if folder := self._choose(self.tr("Open a model folder")):
            self.use(str(folder))

    def _choose(self, title: str) -> Path | None:
        chosen = QFileDialog.getExistingDirectory(self._window, title, str(Path.home()))
        return Path(chosen) if chosen else None

    def _follow(self, job: Job) -> None:
        if not isinstance(job.request, LoadModel) or not job.state.ended:
            return
        self.refresh()

    def _say_failure(self, name: str, failure: Failure) -> None:
        card = self.cards.get(name)
        if self._window.isVisible():  # whatever page one is on
            self._window.say_error(StudioError(failure.message, failure.hint))
        if card is not None:
            card.setAccessibleDescription(error_words(failure))

    def _say_done(self, request: Request, _result: object) -> None:
        card = self.cards.get(getattr(request, "name", ""))
        title = card.record.title if card is not None else ""
        if not title:
            return
        if isinstance(request, InstallModel):
            self._window.say(
                self.tr("{} is installed.").format(title), self.tr("Use it"), lambda: self.use(request.name)
            )
        elif isinstance(request, MoveModel):
            self._window.say(self.tr("{} was moved.").format(title))
        else:
            self._window.say(self.tr("{} was deleted.").format(title))
