"""What is said of trainings, in the window's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLocale, QObject

from gill_studio.core.jobs import Failure
from gill_studio.core.training import (
    GENERAL,
    AdapterRecord,
    TrainingFigures,
    TrainingPlan,
    TrainingReport,
    TrainRequest,
)
from ui.library.shelf import Shelf
from ui.models_page.words import amount
from ui.told.words import told
from ui.training.remark_words import Remarked

translate = QCoreApplication.translate
_MINUTE, _HOUR = 90, 5400
_COMMAND_LINE = ("gill-studio ", "--")


def number_words(value: float, digits: int = 2) -> str:
    """A number as people of this language write it."""
    return QLocale().toString(float(value), "f", digits).replace("-", "−")


def share_words(share: float) -> str:
    """A part of a whole, in per cent."""
    return translate("Teaching", "{} %").format(number_words(100 * share, 0))


def time_words(seconds: float) -> str:
    """How long something takes, roughly."""
    if seconds < _MINUTE:
        return translate("Teaching", "about {} s").format(max(1, round(seconds)))
    if seconds < _HOUR:
        return translate("Teaching", "about {} min").format(round(seconds / 60))
    return translate("Teaching", "about {} h").format(number_words(seconds / 3600, 1))


def loss_names() -> dict[str, str]:
    """What each loss is of, by the engine's names."""
    return {
        "loss": translate("Teaching", "All together"),
        "captioning": translate("Teaching", "Writing captions"),
        "picture_words": translate("Teaching", "Knowing when a picture comes"),
        "text_to_image": translate("Teaching", "Finding the picture"),
        "image_to_text": translate("Teaching", "Finding the caption"),
        "generation": translate("Teaching", "Painting"),
        "kept": translate("Teaching", "Staying as it was"),
    }


def failure_words(failure: Failure) -> str:
    """What went wrong; advice that is for the command line is left out: the page has buttons for it."""
    hint = "" if any(words in failure.hint for words in _COMMAND_LINE) else failure.hint
    return f"{told(failure.message)} {told(hint)}".rstrip()


class Taught(QObject):
    """Numbers with what they count: only a QObject's own `tr` is found by those who translate plurals."""

    def learns(self, plan: TrainingPlan) -> str:
        """What a training learns, and what it measures by."""
        learnt = self.tr("%n captioned picture(s)", "", plan.examples)
        if plan.stories:
            stories = self.tr("%n of your stories", "", plan.stories)
            learnt = self.tr("{} and {}").format(learnt, stories) if plan.examples else stories
        if not plan.held_out:
            return self.tr("Learns {}. That is too few to hold any back, by which it could be measured.").format(learnt)
        held = self.tr("%n more is (are) held back, to measure by", "", plan.held_out)
        return self.tr("Learns {}; {}.").format(learnt, held)

    def repeats(self, plan: TrainingPlan) -> str:
        """What is repeated against forgetting."""
        if not plan.replayed:
            return self.tr("Repeats nothing: what the model knew before may be forgotten.")
        return self.tr("Repeats %n picture(s) of what it knows, so that nothing is forgotten.", "", plan.replayed)

    def learnt_from(self, request: TrainRequest | None, shelf: Shelf) -> str:
        """The collections and stories of a request, by name."""
        if request is None:
            return ""
        entries = (shelf.entry(one) for one in request.collections)
        names = [
            entry.name if entry is not None else one for one, entry in zip(request.collections, entries, strict=True)
        ]
        return ", ".join([*names, *(story.stem for story in request.stories)])

    def of_adapter(self, record: AdapterRecord, shelf: Shelf) -> str:
        """What an adapter was taught on, and how much of the disk it takes."""
        parts = [record.error]
        report = record.report
        if report is not None:
            source = self.learnt_from(report.request, shelf)
            parts.append(self.tr("taught on {}").format(source) if source else "")
            parts.append(self.tr("%n picture(s) learnt", "", report.learnt) if report.learnt else "")
        parts += [self.tr("for {}").format(record.model) if record.model else "", amount(record.bytes)]
        return " · ".join(part for part in parts if part)

    def steps(self, done: int, steps: int) -> str:
        """How many updates are done of how many."""
        return self.tr("{} of %n step(s)", "", steps).format(number_words(done, 0))

    def painted(self, step: int) -> str:
        """When samples were painted."""
        if not step:
            return self.tr("Painted for captions that are held back, before it learnt")
        return self.tr("Painted for captions that are held back, after %n step(s)", "", step)

    def ended(self, report: TrainingReport) -> str:
        """How a training ended."""
        words = {
            "whole": self.tr("It went to its end: %n step(s)", "", report.steps),
            "early": self.tr("It ended early, since nothing got better any more: %n step(s)", "", report.steps),
            "kept": self.tr("You stopped it and kept what it had learnt: %n step(s)", "", report.steps),
        }[report.ended]
        best = self.tr("best after {}").format(number_words(report.best_step, 0))
        return f"{words}, {best}." if report.best_step != report.steps else f"{words}."

    def measured_on(self, figures: TrainingFigures) -> str:
        """By what figures were measured."""
        if figures.set == GENERAL:
            return self.tr("What it knew before: %n picture(s) of the general set", "", figures.examples)
        return self.tr("Your pictures: %n that it never learnt", "", figures.examples)


def recipe_words(plan: TrainingPlan) -> str:
    """How a training goes about it."""
    steps = number_words(plan.steps, 0)
    return translate("Teaching", "{} steps of {} examples, {} at once, in {} on {}.").format(
        steps, plan.batch, plan.micro_batch, plan.precision, plan.device
    )


def cost_words(plan: TrainingPlan) -> Iterator[str]:
    """What a training takes: time, memory and disk."""
    if plan.new_features:
        words = translate("Teaching", "Takes {}; first, {} pictures and captions are looked at.")
        yield words.format(time_words(plan.seconds), number_words(plan.new_features, 0))
    else:
        yield translate("Teaching", "Takes {}.").format(time_words(plan.seconds))
    yield translate("Teaching", "Memory: about {}; {} are free.").format(amount(plan.memory), amount(plan.memory_free))
    yield translate("Teaching", "Disk: about {}; {} are free.").format(amount(plan.disk), amount(plan.disk_free))


def plan_problems(plan: TrainingPlan) -> Iterator[str]:
    """What the writer should know of the data and of this computer before it begins."""
    yield from (Remarked().words(remark) for remark in plan.remarks)
    if plan.memory > plan.memory_free > 0:
        yield translate("Teaching", "There may not be enough memory: close other programs, or choose a smaller batch.")
    if plan.disk > plan.disk_free:
        yield translate("Teaching", "There is not enough room on the disk.")


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of a report."""

    name: str
    before: float | None
    after: float | None
    share: bool = False
    """Whether it is a part of a whole."""
    less_is_better: bool = False


def rows_of(before: TrainingFigures | None, after: TrainingFigures) -> Iterator[Figure]:
    """Every figure with what it is called, before and after."""
    for depth, found in after.found_at.items():
        first = depth.removeprefix("R@")
        name = translate("Teaching", "Captions whose picture is found first (R@1)")
        if first != "1":
            name = translate("Teaching", "Captions whose picture is among the first {} found").format(first)
        yield Figure(name, None if before is None else before.found_at.get(depth), found, share=True)
    words = None if before is None else before.log_likelihood
    yield Figure(translate("Teaching", "Likelihood of a caption’s words (logarithm)"), words, after.log_likelihood)
    told = None if before is None else before.generation
    name = translate("Teaching", "Distance of what is painted (less is better)")
    yield Figure(name, told, after.generation, less_is_better=True)
