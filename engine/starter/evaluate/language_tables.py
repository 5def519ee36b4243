"""Tables of what is found and said: retrieval, captions, the decision, likelihood, sentences."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from engine.starter.evaluate.contexts import PARTS, Shown
from engine.starter.evaluate.deciding import APART, ASKED, COIN, RETRIEVE, SIMILARITY, TRUTH
from engine.starter.evaluate.figures import Bootstrap, Figure
from engine.starter.evaluate.finding import DEPTHS, NAMES, SCORE_FITTING, SCORE_LAST
from engine.starter.evaluate.generation import ALL, GILL
from engine.starter.evaluate.likelihood import KINDS, SHUFFLED, TRUE, Telling, column
from engine.starter.evaluate.metrics import best_threshold, macro_f1
from engine.starter.evaluate.painting_tables import Measured, bootstrap, fact_figures, mean_of
from engine.starter.evaluate.reader import FACTS
from engine.starter.evaluate.report import Check, Table
from engine.starter.evaluate.sentences import CHECKER, COPIED, COUNT, DIFFERENT, FAITHFUL, LANGUAGE, REJECTED
from engine.starter.evaluate.store import Columns

_R1, _TIMES = 0.60, 2
_CAPTIONS, _F1, _LIKELIER = 0.90, 0.85, 0.95
_LIKELIHOOD_REMARK = (
    "Where every caption is there, the captions tell nearly all that the pictures do. Required is that pictures count "
    "where they are needed: with every other caption left out."
)
_LANGUAGE, _FAITHFUL, _COPIED, _DIFFERENT, _REJECTED = 0.98, 0.90, 0.10, 0.95, 0.95
_MODULE = "decision module"
Answers = Mapping[str, npt.NDArray[np.bool_]]


def retrieval_tables(measured: Measured, candidates: int) -> list[Table]:
    """Table b, for each held-out part."""
    return [_retrieval_table({name: measured[f"{part}/{name}"] for name in NAMES}, part, candidates) for part in PARTS]


def _retrieval_table(named: Measured, part: str, candidates: int) -> Table:
    full = named[GILL[Shown.FULL]]
    better = max((SCORE_LAST, SCORE_FITTING), key=lambda name: float(np.mean(named[name]["R@1"])))
    draws = bootstrap(len(full["R@1"]))
    beyond = draws.difference(full["R@1"], _TIMES * np.asarray(named[better]["R@1"]))
    return Table(
        f"b. The last panel's picture among {candidates}, {part}",
        tuple(f"R@{depth}" for depth in DEPTHS),
        tuple((name, tuple(mean_of(named[name][f"R@{k}"]) for k in DEPTHS)) for name in NAMES),
        (
            Check("R@1, full context", draws.mean(full["R@1"]), _R1),
            Check(f"R@1, full context less {_TIMES} times {better}", beyond, 0.0),
        ),
    )


def caption_tables(measured: Measured) -> list[Table]:
    """Table d, captions."""
    rows = tuple((str(part), fact_figures(measured[part])) for part in PARTS)
    checks = tuple(Check(f"every fact right, {part}", mean_of(measured[part][ALL]), _CAPTIONS) for part in PARTS)
    return [Table("d. Captions of held-out pictures: facts told right", (*FACTS, "mean", ALL), rows, checks)]


def decision_tables(measured: Measured) -> list[Table]:
    """Table d, the decision module; a remark where the model has none."""
    title = "d. Retrieve or generate, on collections the module was not trained with"
    if not measured:
        nothing = Figure.exactly(0.0)
        return [Table(title, checks=(Check("macro-F1 (the model has no decision module)", nothing, _F1),))]
    apart = [measured[f"{APART}/{part}"] for part in PARTS]
    similarities = np.concatenate([columns[SIMILARITY] for columns in apart])
    threshold = best_threshold(similarities, np.concatenate([columns[TRUTH] for columns in apart]) > 0)
    rows, checks = [], []
    for part in PARTS:
        truth, answers = np.asarray(measured[part][TRUTH]) > 0, _answers(measured[part], threshold)
        figures = {name: _f1(truth, answer) for name, answer in answers.items()}
        rows += [(f"{name}, {part}", (figure,)) for name, figure in figures.items()]
        rows += [
            (f"  {_MODULE}, {shown}", (_f1(truth[places], answers[_MODULE][places]),))
            for shown, places in _by_context(len(truth)).items()
        ]
        checks.append(Check(f"macro-F1, {part}", figures[_MODULE], _F1))
    shares = ", ".join(f"{np.mean(measured[part][TRUTH]):.2f} of {part}" for part in PARTS)
    remarks = (f"Retrieving is right for {shares}.", f"The threshold, {threshold:.3f}, was chosen on other stories.")
    return [Table(title, ("macro-F1",), tuple(rows), tuple(checks), remarks)]


def _answers(columns: Columns, threshold: float) -> Answers:
    count = len(columns[TRUTH])
    return {
        _MODULE: np.asarray(columns[RETRIEVE]) > 0.5,
        "always retrieve": np.ones(count, np.bool_),
        "never retrieve": np.zeros(count, np.bool_),
        "at random": np.asarray(columns[COIN]) > 0,
        "similarity threshold": np.asarray(columns[SIMILARITY]) >= threshold,
    }


def _by_context(count: int) -> dict[Shown, npt.NDArray[np.int64]]:
    """Where the examples of each context stand."""
    asked = np.tile(np.array([list(Shown).index(shown) for shown in ASKED]), count // len(ASKED))
    return {shown: np.flatnonzero(asked == i) for i, shown in enumerate(Shown)}


def _f1(truth: npt.NDArray[np.bool_], answers: npt.NDArray[np.bool_]) -> Figure:
    """Macro-F1; stories are drawn, with all their examples."""
    stories = len(truth) if len(truth) % len(ASKED) else len(truth) // len(ASKED)
    each = len(truth) // stories
    draws: Bootstrap = bootstrap(stories)
    return draws.statistic(lambda weights: macro_f1(truth, answers, np.repeat(weights, each, axis=-1)))


def likelihood_tables(measured: Measured) -> list[Table]:
    """Table d, likelihood of words."""
    others = [kind for kind in KINDS if kind != TRUE]
    rows = tuple(
        (f"{part}, {telling}", tuple(_likelier(measured[part], telling, kind) for kind in others))
        for telling in Telling
        for part in PARTS
    )
    checks = tuple(
        Check(f"than with shuffled pictures, {name}", figures[others.index(SHUFFLED)], _LIKELIER)
        for name, figures in rows
        if name.endswith(Telling.SPARSE)
    )
    title = "d. Stories whose words are likelier with their true pictures than with …"
    return [Table(title, tuple(others), rows, checks, (_LIKELIHOOD_REMARK,))]


def _likelier(columns: Columns, telling: Telling, kind: str) -> Figure:
    true, other = (np.asarray(columns[column(telling, name)]) for name in (TRUE, kind))
    return mean_of((true > other).astype(np.float64))


def sentence_tables(measured: Measured) -> list[Table]:
    """Line 3's rates."""
    rows = tuple((str(part), _sentence_figures(measured[part])) for part in PARTS)
    checks = []
    for name, (language, faithful, copied, different) in rows:
        checks += [
            Check(f"{LANGUAGE}, {name}", language, _LANGUAGE),
            Check(f"{FAITHFUL}, {name}", faithful, _FAITHFUL),
            Check(f"{COPIED}, {name}", copied, most=_COPIED),
            Check(f"{DIFFERENT}, {name}", different, _DIFFERENT),
        ]
    rejected = mean_of(measured[CHECKER][REJECTED])
    checks.append(Check("the checker rejects shuffled and fact-swapped sentences", rejected, _REJECTED))
    title = "3. Proposed next sentences, three a story"
    return [Table(title, (LANGUAGE, FAITHFUL, COPIED, DIFFERENT), rows, tuple(checks))]


def _sentence_figures(columns: Columns) -> tuple[Figure, Figure, Figure, Figure]:
    draws = bootstrap(len(columns[COUNT]))
    language, faithful, copied = (draws.ratio(columns[name], columns[COUNT]) for name in (LANGUAGE, FAITHFUL, COPIED))
    return language, faithful, copied, draws.mean(columns[DIFFERENT])
