"""A whole evaluation: parts by name, each measured (or remembered) and put into tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import partial

from engine.starter.evaluate import language_tables, painting_tables
from engine.starter.evaluate.bench import Bench
from engine.starter.evaluate.captions import measure_captions
from engine.starter.evaluate.deciding import measure_decision
from engine.starter.evaluate.figures import Figure
from engine.starter.evaluate.finding import measure_retrieval
from engine.starter.evaluate.generation import columns_of, measure_guidance, measure_pictures
from engine.starter.evaluate.likelihood import measure_likelihood
from engine.starter.evaluate.mappers import measure_mappers
from engine.starter.evaluate.reconstruction import measure_vae
from engine.starter.evaluate.report import Check, Report, Table
from engine.starter.evaluate.schooling import exam
from engine.starter.evaluate.sentences import measure_sentences
from engine.starter.evaluate.store import Columns
from gill_studio.core.errors import StudioError

Measure = Callable[[Bench], dict[str, Columns]]
Tabulate = Callable[[dict[str, Columns]], list[Table]]
AGREEMENT = 0.02
"""How far figures of 16-bit weights may lie from those of 32-bit ones."""
FORGOTTEN = 0.1
"""The part of a figure that may be lost when an adapter is trained further."""
_ROUNDING = 1e-12


def measure_reader(bench: Bench) -> dict[str, Columns]:
    """The reader's exam, facts right (0 or 1) by picture, for each condition."""
    columns = bench.results(()).columns(f"reader/{bench.config.exam}", partial(_flat_exam, bench))
    conditions = dict.fromkeys(name.split("/")[0] for name in columns)
    return {c: {name.split("/")[1]: v for name, v in columns.items() if name.startswith(f"{c}/")} for c in conditions}


def _flat_exam(bench: Bench) -> Columns:
    found = exam(bench.reader, bench.config.exam, bench.context)
    return {f"{c}/{name}": values for c, rows in found.items() for name, values in columns_of(rows.tolist()).items()}


def _retrieval_tables(bench: Bench) -> list[Table]:
    measured = measure_retrieval(bench)
    return language_tables.retrieval_tables(measured, max(bench.config.candidates, bench.config.stories + 1))


def _plain(measure: Measure, tabulate: Tabulate) -> Callable[[Bench], list[Table]]:
    return lambda bench: tabulate(measure(bench))


STEPS: dict[str, Callable[[Bench], list[Table]]] = {
    "reader": _plain(measure_reader, painting_tables.reader_tables),
    "vae": _plain(measure_vae, painting_tables.vae_tables),
    "sentences": _plain(measure_sentences, language_tables.sentence_tables),
    "captions": _plain(measure_captions, language_tables.caption_tables),
    "likelihood": _plain(measure_likelihood, language_tables.likelihood_tables),
    "retrieval": _retrieval_tables,
    "decision": _plain(measure_decision, language_tables.decision_tables),
    "pictures": _plain(measure_pictures, painting_tables.picture_tables),
    "mappers": _plain(measure_mappers, painting_tables.mapper_tables),
    "guidance": _plain(measure_guidance, painting_tables.guidance_tables),
}
"""From quick ones to slow ones."""
USUAL_PARTS = tuple(name for name in STEPS if name != "guidance")


def evaluate(bench: Bench, parts: Sequence[str] = USUAL_PARTS) -> Report:
    """Measure these parts, or take what is kept of them; StudioError for a part that there is not."""
    unknown = [part for part in parts if part not in STEPS]
    if unknown:
        raise StudioError(f'There is no part "{unknown[0]}".', f"Parts: {', '.join(STEPS)}.")
    tables = [table for part in STEPS if part in parts for table in STEPS[part](bench)]
    return Report(_heading(bench), tuple(tables), _settings(bench))


def compare(report: Report, other: Report) -> Table:
    """How far apart the figures of two models are at most, table by table: of the same weights in other precisions."""
    checks = []
    for ours, theirs in zip(report.tables, other.tables, strict=True):
        apart = [(abs(a.value - b.value), where) for where, a, b in _paired(ours, theirs)]
        if apart:
            worst, where = max(apart)
            checks.append(Check(f"{ours.title}; {where}", Figure.exactly(worst), most=AGREEMENT))
    return Table(f"Largest differences from {_name(other)}", checks=tuple(checks))


def forgotten(report: Report, before: Report) -> Table:
    """The figures that fell by more than a tenth since `before`: none should.

    Where fewer than ten answers were right, as by guessing, one of them is more than a tenth, and luck decides whether
    it is given again. Those figures are told apart, and required is that none fell by more than chance: what the
    paired difference's 95 % interval leaves open.
    """
    pairs = [
        (f"{ours.title}; {where}", a, b)
        for ours, theirs in zip(report.tables, before.tables, strict=True)
        for where, a, b in _paired(ours, theirs)
    ]
    fell = [(where, now, was) for where, now, was in pairs if _lost(now, was)]
    rows = tuple((where, (was, now, now.minus(was))) for where, now, was in fell)
    coarse = [now.minus(was) for _, now, was in fell if _too_coarse(was)]
    beyond_chance = sum(difference.high < 0 for difference in coarse)
    few = sum(_too_coarse(was) for _, _, was in pairs)
    return Table(
        f"Forgotten since {_name(before)}",
        ("before", "now", "paired difference"),
        rows,
        (
            _none("figures that fell by more than a tenth", len(fell) - len(coarse)),
            _none("figures of fewer than ten right answers that fell by more than chance", beyond_chance),
        ),
        (
            f"Of {len(pairs)} figures, {len(pairs) - few} can tell a tenth: {len(fell) - len(coarse)} fell by more.",
            f"{few} rest on fewer than ten right answers: {len(coarse)} lost one or more.",
        ),
    )


def _lost(now: Figure, was: Figure) -> bool:
    return now.value < was.value - FORGOTTEN * abs(was.value) - _ROUNDING


def _too_coarse(figure: Figure) -> bool:
    """Whether one answer is more of it than may be lost."""
    return figure.grain > FORGOTTEN * abs(figure.value) + _ROUNDING


def _none(what: str, count: int) -> Check:
    return Check(what, Figure.exactly(float(count)), most=0)


def _paired(ours: Table, theirs: Table) -> Iterator[tuple[str, Figure, Figure]]:
    """(row and column, our figure, theirs) of one table of two models."""
    for (name, figures), (_, others) in zip(ours.rows, theirs.rows, strict=True):
        for column, a, b in zip(ours.columns, figures, others, strict=True):
            if a is not None and b is not None:
                yield f"{name}, {column}", a, b


def _name(report: Report) -> str:
    return f"{report.settings['model']} ({str(report.settings['fingerprint'])[:12]})"


def _heading(bench: Bench) -> str:
    config = bench.config
    return (
        f"{bench.folders.name} ({bench.fingerprint[:12]}): {config.stories} stories of each held-out part, "
        f"{config.seeds} seed{'s' if config.seeds != 1 else ''}, {config.steps} DPM-Solver++ steps, "
        f"guidance {config.guidance:g}. In brackets: 95 % intervals, paired bootstrap over stories."
    )


def _settings(bench: Bench) -> dict[str, object]:
    config = {**asdict(bench.config), "ablations": {n: str(f) for n, f in bench.config.ablations.items()}}
    return {"model": bench.folders.name, "fingerprint": bench.fingerprint, "device": bench.device, **config}
