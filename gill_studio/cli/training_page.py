"""What `gill-studio train` prints: the plan, a line for a step, and the report with before and after."""

from __future__ import annotations

from collections.abc import Iterator

from gill_studio.cli.terminal import Style, printable
from gill_studio.core.training import (
    DecisionReport,
    TrainingFigures,
    TrainingMeasured,
    TrainingPainted,
    TrainingPlan,
    TrainingReport,
    TrainingStep,
)

_ENDED = {
    "whole": "The training is complete",
    "early": "The training ended early, since nothing got better any more",
    "kept": "The training was stopped, and what it had learnt is kept",
}


def plan_lines(plan: TrainingPlan, style: Style) -> Iterator[str]:
    """The plan, for people."""
    yield style.bold(f"{printable(plan.name)}, from {printable(plan.model)} on {plan.device}")
    learnt = f"{plan.examples} captioned pictures"
    if plan.stories:
        learnt += f" and {plan.stories} {'story' if plan.stories == 1 else 'stories'}"
    yield f"  learns    {learnt}; {plan.held_out} more are held out, to measure by"
    if plan.replayed:
        yield f"  repeats   {plan.replayed} pictures of the general set, so that nothing is forgotten"
    for remark in plan.remarks:
        yield f"  {style.accent('note')}      {printable(str(remark))}"
    yield f"  steps     {plan.steps} of {plan.batch} examples, {plan.micro_batch} at once, in {plan.precision}"
    new = f", {plan.new_features} pictures and captions looked at first" if plan.new_features else ""
    yield f"  time      about {minutes(plan.seconds)}{new}"
    yield f"  memory    about {_megabytes(plan.memory)}, {_megabytes(plan.memory_free)} are free"
    yield f"  disk      about {_megabytes(plan.disk)}, {_megabytes(plan.disk_free)} are free"


def step_line(step: TrainingStep) -> str:
    """A step in one line."""
    parts = "  ".join(f"{name.replace('_', ' ')} {value:.3f}" for name, value in step.losses.items())
    return f"{step.step:>6}/{step.steps}  {parts}  ({minutes(step.seconds_left)} left)"


def look_line(look: TrainingMeasured) -> str:
    """A look at the held-out part in one line."""
    parts = "  ".join(f"{name.replace('_', ' ')} {value:.3f}" for name, value in look.losses.items())
    return f"  held out  {parts}{'  best so far' if look.best else ''}"


def painted_line(painted: TrainingPainted) -> str:
    """Samples in one line: where they lie, or why there are none."""
    if painted.failed:
        return "  painted   nothing: painting has failed, the logs say why; it learns all the same"
    paths = [path for sample in painted.samples if (path := sample.after or sample.before) is not None]
    captions = "1 held-out caption" if len(paths) == 1 else f"{len(paths)} held-out captions"
    when = f"after {painted.step} steps" if painted.step else "before it learns"
    return f"  painted   {captions} {when}: {printable(str(paths[0]))}{' …' if paths[1:] else ''}"


def report_lines(report: TrainingReport, style: Style) -> Iterator[str]:
    """The report, for people: every figure before and after."""
    yield f"{_ENDED[report.ended]}: {report.steps} steps, best after {report.best_step}, {minutes(report.seconds)}."
    befores = {figures.set: figures for figures in report.before}
    for after in report.after:
        before = befores.get(after.set)
        if not after.examples or before is None:
            continue
        yield ""
        yield style.bold(f"On {after.examples} pictures of {after.set}") + f" (found among {after.candidates})"
        yield style.dim(f"  {'':<34}{'before':>9}{'after':>9}")
        yield from _rows(before, after)
    yield ""
    yield f"The adapter is {style.bold(printable(report.name))}, in {printable(str(report.folder))}."
    yield f"Use it: gill-studio propose STORY --adapter {printable(report.name)}. Without --adapter all is as before."


def decision_lines(report: DecisionReport, name: str) -> Iterator[str]:
    """How a decision module does, for people."""
    weighed = ", and the best similarity in the collection" if report.similarity else ""
    yield f"The decision module reads h[IMG1]{weighed}."
    yield f"  macro-F1 on {report.trained} labels it was trained on  {report.train_f1:.3f}"
    yield f"  macro-F1 on {report.tested} labels kept apart          {report.test_f1:.3f}"
    share = report.retrieve_share
    always = max(share / (1 + share), (1 - share) / (2 - share))
    yield f"  that of always giving the likelier answer       {always:.3f}"
    yield f"The adapter is {printable(name)}. Use it: gill-studio propose STORY --adapter {printable(name)}."


def minutes(seconds: float) -> str:
    """A time as people say it."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"


def _rows(before: TrainingFigures, after: TrainingFigures) -> Iterator[str]:
    for depth in after.found_at:
        yield _row(f"found by its caption, {depth}", before.found_at.get(depth), after.found_at[depth])
    yield _row("log-likelihood of a caption's token", before.log_likelihood, after.log_likelihood)
    yield _row("distance of what is painted", before.generation, after.generation)


def _row(name: str, before: float | None, after: float | None) -> str:
    cells = "".join(f"{'–' if value is None else f'{value:.3f}':>9}" for value in (before, after))
    return f"  {name:<34}{cells}"


def _megabytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 10**9 else f"{count / 1e6:.0f} MB"
