"""The page "Teach"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from gill_studio.core.decisions import erase_log, log_file
from gill_studio.core.errors import StudioError
from gill_studio.core.jobs import Failure
from gill_studio.core.training import DecisionReport, DecisionRequest
from ui.engine_sentences import activity_words
from ui.library.indexing import index_with
from ui.library.shelf import shelf_of
from ui.models_page.remember import remember_models
from ui.picture_loader import PictureLoader
from ui.told.words import error_words
from ui.training.adapter_card import AdapterCard, StoppedCard
from ui.training.course import Course, Stage
from ui.training.decisions import Counted, DecisionsCard, count_decisions
from ui.training.form import LessonForm
from ui.training.plan_view import PlanView
from ui.training.remark_words import Remarked
from ui.training.run_card import CourseCard
from ui.training.teacher import teacher_of
from ui.training.words import failure_words, number_words
from ui.widgets.basics import button, label, row
from ui.widgets.message import ask
from ui.widgets.page_scroll import PageScroll

if TYPE_CHECKING:
    from ui.engine_client import EngineClient
    from ui.main_window import MainWindow

_WIDTH = 976


def build_training_page(window: MainWindow) -> QWidget:
    """The page for `ui.pages`."""
    assert window.engine is not None  # noqa: S101 - it is shown only with an engine
    return TrainingPage(window, window.engine)


class TrainingPage(PageScroll):
    """What is on its way, what was stopped, what can be learnt, and the adapters that there are."""

    def __init__(self, window: MainWindow, engine: EngineClient) -> None:
        super().__init__()
        self._window, self._engine, self._theme = window, engine, window.theme
        self.teacher, self.shelf = teacher_of(engine), shelf_of(window.settings)
        index_with(engine, self.shelf)
        remember_models(engine, window.settings)
        loader = PictureLoader(window.background, self)
        self._loader = loader
        self.course = CourseCard(self._theme, loader)
        self.form = LessonForm(self._theme)
        self.plan = PlanView(self._theme)
        self.cards: dict[str, AdapterCard] = {}
        self.stopped: dict[str, StoppedCard] = {}
        self.decisions = DecisionsCard(self._theme)
        self._counted = Counted()
        self.look = button(self.tr("Look at the plan"), self.ask_plan, kind="primary")
        self.begin = button(self.tr("Begin"), self.begin_training, kind="primary", theme=self._theme, icon="play")
        self._note = label(tone="quiet", wrap=True)
        self._problem = label(tone="danger", wrap=True)
        self.setAccessibleName(self.tr("Teach"))
        self._lay_out()
        self._connect()
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's: ask anew what there is."""
        super().showEvent(event)
        self.teacher.refresh()
        self._count()
        self.refresh()
        if not event.spontaneous():
            QTimer.singleShot(0, self, self._come_back)  # when the window has given the focus to something

    # What there is

    @property
    def adapter_in_use(self) -> str:
        """The named adapter that the engine has, or is to have; empty for the model's own."""
        return self._engine.wanted_model.adapter

    def refresh(self) -> None:
        """Show everything as it is now."""
        with self.kept_in_place(lambda: self._card if self.course.isHidden() else self.course):
            self._refresh()

    def _refresh(self) -> None:
        course, teacher = self.teacher.course, self.teacher
        begun = course is not None and course.begun
        self.course.setVisible(begun)
        if course is not None and begun:
            in_use = course.name == self.adapter_in_use
            self.course.show_course(course, teacher.run_of(course.name), in_use=in_use)
        self._show_form(None if begun else course, shown=not (begun and teacher.busy))
        self._show_stopped()
        self._show_adapters()
        self.decisions.show_state(
            self._counted, agreed=self._window.settings.now.engine.log_decisions, busy=teacher.deciding
        )

    # What one does

    def ask_plan(self) -> None:
        """Find out what would be done."""
        if not self.form.problem and not self.teacher.busy:
            self.teacher.dismiss()
            self.teacher.plan(self.form.request(self._engine.wanted_model.name))

    def choose(self, collection: str) -> None:
        """Have this collection, and no other, to learn from; what is learnt already goes on."""
        self.form.show_collections(self.shelf.entries)
        if self.teacher.course is None or not self.teacher.course.begun:
            for one, box in self.form.collections.items():
                box.setChecked(one == collection)

    def begin_training(self) -> None:
        """Begin what was planned; asks where it takes the place of something."""
        course = self.teacher.course
        if course is None or course.stage is not Stage.PLANNED:
            return
        replacing = self.teacher.is_taken(course.name)
        if replacing:
            agree = self.tr("Replace")
            text = self.tr("There is one of that name already. What it has learnt will be lost in the end.")
            title = self.tr("Replace the adapter “{}”?").format(course.name)
            if ask(self._window, title, text, (agree,), careful=True) != agree:
                return
        self.teacher.begin(replacing=replacing)
        self._window.announce(self.tr("“{}” learns").format(course.name))
        self.ensureVisible(0, 0)

    def use(self, name: str) -> None:
        """Have the engine load the model with a named adapter, or with its own; remembered once it is loaded."""
        self._engine.use_model(self._engine.wanted_model.name, name)
        self._window.say(self.tr("The model is being loaded …"))

    def remove(self, name: str) -> None:
        """Delete an adapter, if that is really wanted."""
        delete = self.tr("Remove")
        text = self.tr("What it has learnt is lost. The model, your pictures and your stories stay as they are.")
        if ask(self._window, self.tr("Remove the adapter “{}”?").format(name), text, (delete,), careful=True) == delete:
            self.teacher.remove(name)

    def discard(self, name: str) -> None:
        """Forget a training, if that is really wanted."""
        discard = self.tr("Discard")
        text = self.tr("It is lost. To keep it, choose “Stop and keep”; to go on later, “Pause”. Your pictures stay.")
        title = self.tr("Discard what “{}” has learnt?").format(name)
        if ask(self._window, title, text, (discard,), careful=True) == discard:
            self.teacher.discard(name)

    def add_story(self) -> None:
        """Ask for a story that is not in the list."""
        if (path := self._window.opener.choose()) is not None:
            self.form.add_story(path)

    def agree(self, agreed: bool) -> None:  # noqa: FBT001 - a slot
        """Write decisions down from now on, or not any more."""
        settings = self._window.settings
        settings.set_part(replace(settings.now.engine, log_decisions=agreed))

    def teach_decision(self) -> None:
        """Train the decision module from what was written down; it is an adapter of its own."""
        model, collection = self._engine.wanted_model, self._engine.wanted_collection
        base = self.tr("{} decides").format(model.adapter) if model.adapter else self.tr("My decisions")
        name, number = base, 2
        while self.teacher.adapter(name) is not None:
            name, number = f"{base} {number}", number + 1
        self.teacher.decide(DecisionRequest(name, log_file(), model.name, model.adapter, collection))

    def erase(self) -> None:
        """Erase the log, if that is really wanted."""
        erase = self.tr("Erase")
        text = self.tr("All decisions that were written down are deleted. Adapters that were taught stay.")
        if ask(self._window, self.tr("Erase your decisions?"), text, (erase,), careful=True) == erase:
            self._window.background.run(erase_log, lambda _: self._count(), self._window.say_error)

    # Showing

    def _show_form(self, course: Course | None, *, shown: bool) -> None:
        self._holder.setVisible(shown)
        self.form.show_collections(self.shelf.entries)
        self.form.show_stories(self._window.settings.recent)
        adapters = [one.name for one in self.teacher.adapters]
        self.form.show_taken(adapters, [one.name for one in self.teacher.runs])
        planned = course is not None and course.stage is Stage.PLANNED
        self.plan.show_plan(course.plan if planned and course is not None else None)
        self.look.setEnabled(not self.form.problem)
        self.look.setToolTip(self.form.problem)
        gone, there = (self.look, self.begin) if planned else (self.begin, self.look)
        had_focus = gone.hasFocus()
        there.show()
        if had_focus:
            there.setFocus()  # the one takes the other's place
        if planned and not gone.isHidden():
            QTimer.singleShot(0, self, self._show_begin)
        gone.hide()
        self._note.setText("" if course is None else _planning_words(course))
        self._note.setVisible(bool(self._note.text()))
        failure = None if course is None else course.failure
        words = "" if failure is None else failure_words(failure)
        if course is not None and course.remark is not None:
            words = Remarked().words(course.remark)
        self._problem.setText(words)
        self._problem.setVisible(failure is not None)

    def _show_begin(self) -> None:
        """The plan has pushed it down."""
        self.settle()
        self.ensureWidgetVisible(self.begin)

    def _show_stopped(self) -> None:
        runs = {run.name: run for run in self.teacher.stopped}
        for name in [name for name in self.stopped if name not in runs]:
            self.drop(self.stopped.pop(name))
        for name, run in runs.items():
            if name not in self.stopped:
                self.stopped[name] = self._stopped_card(name)
            self.stopped[name].show_run(run, self.shelf, busy=self.teacher.busy)
        self._stopped_heading.setVisible(bool(runs))

    def _show_adapters(self) -> None:
        teacher, in_use = self.teacher, self.adapter_in_use
        records = {"": None, **{one.name: one for one in teacher.adapters}}
        for name in [name for name in self.cards if name not in records]:
            self.drop(self.cards.pop(name))
        for place, (name, record) in enumerate(records.items()):
            if name not in self.cards:
                self.cards[name] = self._adapter_card(name)
            card = self.cards[name]
            card.show_record(record, self.shelf, in_use=name == in_use, busy=teacher.busy)
            if self._adapters.indexOf(card) != place:
                self._adapters.insertWidget(place, card)
        problem = teacher.problem
        self._listing.setText(
            self.tr("Looking which adapters there are …") if problem is None else error_words(problem)
        )
        self._listing.setVisible(not teacher.listed or problem is not None)

    def _adapter_card(self, name: str) -> AdapterCard:
        card = AdapterCard(self._theme, self._loader, name)
        card.use_asked.connect(lambda: self.use(name))
        card.remove_asked.connect(lambda: self.remove(name))
        card.section.toggled.connect(lambda _opened: self.settle())
        return card

    def _stopped_card(self, name: str) -> StoppedCard:
        run = self.teacher.run_of(name)
        assert run is not None  # noqa: S101 - it is one of those that are shown
        card = StoppedCard(self._theme, run)
        card.resume_asked.connect(lambda: self.teacher.resume(name))
        card.keep_asked.connect(lambda: self.teacher.keep(name))
        card.discard_asked.connect(lambda: self.discard(name))
        self._stopped.addWidget(card)
        return card

    # Following

    def _connect(self) -> None:
        teacher, course = self.teacher, self.course
        teacher.changed.connect(self.refresh)
        teacher.progressed.connect(self._go_on)
        teacher.ended.connect(self._say_end)
        teacher.decided.connect(self._say_decided)
        teacher.failed.connect(self._say_failure)
        self.shelf.changed.connect(self.refresh)
        self._engine.state_changed.connect(self.refresh)
        self.form.changed.connect(self._choose)
        self.form.story_asked.connect(self.add_story)
        self.form.library_asked.connect(lambda: self._window.show_page("library"))
        course.pause_asked.connect(teacher.pause)
        course.resume_asked.connect(lambda: self._of_course(teacher.resume))
        course.keep_asked.connect(lambda: self._of_course(teacher.keep))
        course.discard_asked.connect(lambda: self._of_course(self.discard))
        course.use_asked.connect(lambda: self._of_course(self.use))
        course.dismissed.connect(teacher.dismiss)
        self.decisions.agreed.connect(self.agree)
        self.decisions.teach_asked.connect(self.teach_decision)
        self.decisions.erase_asked.connect(self.erase)

    def _of_course(self, act: Callable[[str], object]) -> None:
        if self.teacher.course is not None:
            act(self.teacher.course.name)

    def _choose(self) -> None:
        """Something else is chosen: the plan is of something else."""
        course = self.teacher.course
        if course is not None and course.stage in {Stage.PLANNING, Stage.PLANNED}:
            self.teacher.leave_plan()
        elif course is not None and not course.begun:
            self.teacher.dismiss()
        else:
            self.refresh()

    def _come_back(self) -> None:
        """One has come to see how it goes."""
        if not self.course.isHidden():
            self.focus_in(self.course)
            self.verticalScrollBar().setValue(0)

    def _go_on(self) -> None:
        """Many times a second: only what shows it."""
        course = self.teacher.course
        if course is not None and self.isVisible() and self.course.isVisible():
            self.course.show_progress(course)
            self.settle()
        elif course is not None:
            self._note.setText(_planning_words(course))

    def _count(self) -> None:
        def done(counted: Counted) -> None:
            self._counted = counted
            self.refresh()

        self._window.background.run(count_decisions, done, self._window.say_error)

    def _say_end(self, course: Course) -> None:
        if not self._window.isVisible():
            return
        if course.stage is Stage.FINISHED:
            name = course.name
            self._window.say(self.tr("“{}” has learnt.").format(name), self.tr("Use it"), lambda: self.use(name))
        elif course.failure is not None and course.begun:
            self._window.say_error(StudioError(failure_words(course.failure)))

    def _say_decided(self, name: str, report: DecisionReport) -> None:
        words = self.tr(
            "{} has learnt to decide as you do: macro-F1 {} in cases that it had not seen (1 would be perfect)."
        ).format(name, number_words(report.test_f1))
        self.decisions.outcome.setText(words)
        self.decisions.outcome.show()
        self._window.say(self.tr("“{}” has learnt.").format(name), self.tr("Use it"), lambda: self.use(name))

    def _say_failure(self, failure: Failure) -> None:
        if self._window.isVisible():
            self._window.say_error(StudioError(failure_words(failure)))

    # Inside

    def _lay_out(self) -> None:
        space = self._theme.space
        sheet = QWidget()
        sheet.setMaximumWidth(_WIDTH)
        box = QVBoxLayout(sheet)
        box.setContentsMargins(space.wide, space.huge, space.wide, space.wide)
        box.setSpacing(space.small)
        box.addWidget(label(self.tr("Teach"), size="headline"))
        promise = self.tr(
            "GILL learns your pictures and stories, on this computer. What comes of it is an adapter with a name: use "
            "it, or do not. The model itself stays as it is."
        )
        box.addWidget(label(promise, tone="quiet", wrap=True))
        box.addSpacing(space.medium)
        box.addWidget(self.course)
        self._stopped, self._adapters = QVBoxLayout(), QVBoxLayout()
        self._stopped_heading = self._heading(self.tr("Not ended"))
        box.addWidget(self._stopped_heading)
        box.addLayout(self._stopped)
        box.addWidget(self._make_holder())
        box.addWidget(self._heading(self.tr("Adapters")))
        self._listing = label(tone="quiet", wrap=True)
        box.addWidget(self._listing)
        box.addLayout(self._adapters)
        box.addWidget(self._heading(self.tr("Deciding")))
        box.addWidget(self.decisions)
        box.addStretch(1)
        for one in (self._stopped, self._adapters):
            one.setSpacing(space.medium)
        self.show_sheet(sheet)

    def _heading(self, words: str) -> QWidget:
        made = label(words, size="title")
        made.setContentsMargins(0, self._theme.space.large, 0, 0)
        return made

    def _make_holder(self) -> QWidget:
        """The form, with the plan that is made of it."""
        space = self._theme.space
        self._card = card = QFrame()
        card.setObjectName("card")
        card.setAccessibleName(self.tr("What to learn"))
        inner = QVBoxLayout(card)
        inner.setContentsMargins(space.large, space.medium, space.large, space.medium)
        inner.setSpacing(space.small)
        for widget in (self.form, self._note, self._problem, self.plan):
            inner.addWidget(widget)
        inner.addSpacing(space.small)
        inner.addLayout(row(self.look, self.begin, None))
        self._holder = QWidget()
        box = QVBoxLayout(self._holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(space.small)
        box.addWidget(self._heading(self.tr("What to learn")))
        box.addWidget(card)
        return self._holder


def _planning_words(course: Course) -> str:
    """What is done for a plan; nothing where none is made."""
    if course.stage is not Stage.PLANNING:
        return ""
    words = QCoreApplication.translate("TrainingPage", "Looking what there is to learn …")
    job = course.job
    return f"{words}  ·  {activity_words(job.label)}" if job is not None and job.label else words
