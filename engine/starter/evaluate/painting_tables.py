"""Tables of what is painted: pictures by context, maps of Table 3, reconstructions, the reader's exam, guidance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from engine.starter.evaluate.contexts import PARTS, Shown
from engine.starter.evaluate.figures import Bootstrap, Figure
from engine.starter.evaluate.generation import ALL, GILL, PAINTER_FITTING, PAINTER_LAST, PAINTER_TRUE, TELLINGS, TRUE
from engine.starter.evaluate.mappers import LOSS
from engine.starter.evaluate.reader import FACTS
from engine.starter.evaluate.reconstruction import PSNR
from engine.starter.evaluate.report import Check, Table
from engine.starter.evaluate.store import Columns
from engine.starter.world.facts import SCARVES, Fact

Values = npt.NDArray[np.float64]
Measured = Mapping[str, Columns]
MEAN = "mean"
_FACT_COLUMNS = (*FACTS, MEAN, ALL)
_WITH_FULL = {Fact.ANIMAL: 0.95, Fact.SCARF: 0.80, Fact.PLACE: 0.95, Fact.TIME: 0.95, Fact.PROP: 0.90}
_TARGET = 0.95
_CHANCE, _NEAR_CHANCE = 1 / len(SCARVES), 0.10
_GAIN = 0.30
_PSNR, _PSNR_TARGET, _READABLE = 27.0, 30.0, 0.97
_READER = 0.99


@lru_cache(maxsize=32)
def bootstrap(count: int) -> Bootstrap:
    """The draws for so many stories: one set for all tables, so that everything is paired with everything."""
    return Bootstrap(count)


def of_mean(columns: Columns) -> Values:
    """The mean over the five facts, story by story."""
    return np.mean([columns[fact] for fact in FACTS], axis=0)  # type: ignore[no-any-return]


def mean_of(values: Sequence[float] | Values) -> Figure:
    """Mean with interval of one value a story."""
    return bootstrap(len(values)).mean(values)


def fact_figures(columns: Columns) -> tuple[Figure, ...]:
    """A row of the five facts, their mean, and all five at once."""
    return (*(mean_of(columns[fact]) for fact in FACTS), mean_of(of_mean(columns)), mean_of(columns[ALL]))


def picture_tables(measured: Measured) -> list[Table]:
    """Table a, for each held-out part."""
    return [_picture_table({name: measured[f"{part}/{name}"] for name in (*TELLINGS, TRUE)}, part) for part in PARTS]


def _picture_table(named: Measured, part: str) -> Table:
    full, captions, last = (named[GILL[shown]] for shown in (Shown.FULL, Shown.CAPTIONS, Shown.LAST))
    baselines = {name: of_mean(named[name]) for name in (PAINTER_LAST, PAINTER_FITTING)}
    better = max(baselines, key=lambda name: float(baselines[name].mean()))
    draws = bootstrap(len(full[ALL]))
    checks = [
        *(Check(f"{fact}, full context", draws.mean(full[fact]), _WITH_FULL[fact], target=_TARGET) for fact in FACTS),
        Check(
            "scarf from captions alone, which do not tell it",
            draws.mean(captions[Fact.SCARF]),
            _CHANCE - _NEAR_CHANCE,
            _CHANCE + _NEAR_CHANCE,
        ),
        Check(f"full context over {better}", draws.difference(of_mean(full), baselines[better]), _GAIN),
        Check("full context over captions", draws.difference(of_mean(full), of_mean(captions)), 0.0, above=True),
        Check("captions over last caption", draws.difference(of_mean(captions), of_mean(last)), 0.0, above=True),
        Check(
            "scarf: full context over captions",
            draws.difference(full[Fact.SCARF], captions[Fact.SCARF]),
            0.0,
            above=True,
        ),
    ]
    return Table(
        f"a. Pictures of the last panel: facts shown right, {part}",
        _FACT_COLUMNS,
        tuple((name, fact_figures(named[name])) for name in (*TELLINGS, TRUE)),
        tuple(checks),
        (
            f"Ceiling: {PAINTER_TRUE}. The last row is the reader on the true pictures.",
            f"Chance for the scarf is {_CHANCE:.2f}.",
        ),
    )


def mapper_tables(measured: Measured) -> list[Table]:
    """Table c, for each held-out part; nothing where no adapters were given to compare."""
    tables = []
    for part in PARTS:
        named = {key.removeprefix(f"{part}/"): columns for key, columns in measured.items() if key.startswith(part)}
        if named:
            rows = tuple((name, (mean_of(columns[LOSS]), *fact_figures(columns))) for name, columns in named.items())
            title = f"c. Maps to the painter with full context, {part}"
            tables.append(Table(title, (LOSS, *_FACT_COLUMNS), rows, remarks=_order(named)))
    return tables


def _order(named: Measured) -> tuple[str, ...]:
    by_loss = sorted(named, key=lambda name: float(np.mean(named[name][LOSS])))
    by_facts = sorted(named, key=lambda name: -float(of_mean(named[name]).mean()))
    return (
        f"Best first by {LOSS}: {', '.join(by_loss)}.",
        f"Best first by facts: {', '.join(by_facts)}.",
        "The paper's Table 3, by similarity on VIST: GILLMapper, encoder, MLP, linear.",
        "The paper's Table 3, by FID on CC3M: GILLMapper, MLP, linear, encoder.",
    )


def vae_tables(measured: Measured) -> list[Table]:
    """Table e."""
    rows, checks = [], []
    for part in PARTS:
        columns = measured[part]
        rows.append((str(part), (mean_of(columns[PSNR]), *fact_figures(columns))))
        checks.append(Check(f"PSNR in dB, {part}", rows[-1][1][0], _PSNR, target=_PSNR_TARGET))
        checks += [Check(f"{fact} readable, {part}", mean_of(columns[fact]), _READABLE) for fact in FACTS]
    title = "e. The VAE: held-out pictures, encoded and decoded"
    return [Table(title, (f"{PSNR} (dB)", *_FACT_COLUMNS), tuple(rows), tuple(checks))]


def reader_tables(measured: Measured) -> list[Table]:
    """The reader's exam."""
    rows = tuple((name, tuple(mean_of(columns[fact]) for fact in FACTS)) for name, columns in measured.items())
    checks = tuple(
        Check(f"{fact}, {name}", mean_of(measured[name][fact]), _READER)
        for name in ("as drawn", "mildly blurred")
        for fact in FACTS
    )
    remark = "Reserved parts included; the reader knows only pictures varied otherwise than the painter's."
    return [Table("The reader of facts, on rendered pictures it has not seen", tuple(FACTS), rows, checks, (remark,))]


def guidance_tables(measured: Measured) -> list[Table]:
    """Facts by guidance."""
    rows = tuple((name, fact_figures(columns)) for name, columns in measured.items())
    return [Table("Facts shown right by guidance, on training stories", _FACT_COLUMNS, rows)]
