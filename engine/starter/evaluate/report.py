"""What an evaluation found: tables of figures, what is required of them, and how they are written down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from engine.starter.evaluate.figures import Figure

_ROOM = 34  # for a row's name


@dataclass(frozen=True)
class Check:
    """A figure and what is required of it; `target` is what training on a GPU should reach."""

    what: str
    figure: Figure
    least: float | None = None
    most: float | None = None
    target: float | None = None
    above: bool = False
    """Whether the whole interval has to lie above `least`: a difference that counts."""

    @property
    def holds(self) -> bool:
        """Whether the requirement is met."""
        if self.above and self.least is not None:
            return self.figure.low > self.least
        return (self.least is None or self.figure.value >= self.least) and (
            self.most is None or self.figure.value <= self.most
        )

    @property
    def required(self) -> str:
        """The requirement in words."""
        parts = []
        if self.least is not None:
            parts.append(f"interval above {short(self.least)}" if self.above else f"≥ {short(self.least)}")
        if self.most is not None:
            parts.append(f"≤ {short(self.most)}")
        if self.target is not None:
            parts.append(f"target ≥ {short(self.target)}")
        return ", ".join(parts)


@dataclass(frozen=True)
class Table:
    """Figures in rows and columns, with the requirements on them and remarks."""

    title: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, tuple[Figure | None, ...]], ...] = ()
    checks: tuple[Check, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """Everything that was measured of one model."""

    heading: str
    tables: tuple[Table, ...] = ()
    settings: dict[str, object] = field(default_factory=dict)

    @property
    def checks(self) -> list[Check]:
        """All requirements."""
        return [check for table in self.tables for check in table.checks]

    @property
    def failed(self) -> list[tuple[str, Check]]:
        """Those that are not met, with the titles of their tables."""
        return [(table.title, check) for table in self.tables for check in table.checks if not check.holds]

    def with_table(self, table: Table) -> Report:
        """The same with one more table."""
        return replace(self, tables=(*self.tables, table))

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "heading": self.heading,
            "settings": self.settings,
            "tables": [_table_dict(table) for table in self.tables],
            "met": len(self.checks) - len(self.failed),
            "required": len(self.checks),
        }


def short(value: float) -> str:
    """A number as tables show it: shares without the leading zero."""
    if abs(value) >= 10:
        return f"{value:.2f}"
    text = f"{value:.3f}" if round(value, 2) != round(value, 4) else f"{value:.2f}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def in_words(figure: Figure | None) -> str:
    """A figure with its interval; only the number where there is none."""
    if figure is None:
        return ""
    value, low, high = map(_three, (figure.value, figure.low, figure.high))
    return value if figure.low == figure.high == figure.value else f"{value} [{low} {high}]"


def lines(report: Report) -> Iterator[str]:
    """The report for a terminal, the verdict last."""
    yield report.heading
    for table in report.tables:
        yield ""
        yield table.title
        yield from _aligned(table)
        yield from (f"  {remark}" for remark in table.remarks)
        for check in table.checks:
            yield f"  {'yes' if check.holds else 'NO '}  {check.what}: {in_words(check.figure)} ({check.required})"
    yield ""
    yield verdict(report)
    yield from (f"  not met: {title} / {c.what}: {in_words(c.figure)} ({c.required})" for title, c in report.failed)


def verdict(report: Report) -> str:
    """One sentence."""
    count = len(report.checks)
    if not count:
        return "Nothing was measured that anything is required of."
    if not report.failed:
        return f"All {count} requirements are met."
    return f"{count - len(report.failed)} of {count} requirements are met."


def _aligned(table: Table) -> Iterator[str]:
    if not table.rows:
        return
    cells = [("", *table.columns), *((name, *map(in_words, figures)) for name, figures in table.rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    widths[0] = max(widths[0], _ROOM)
    for row in cells:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _three(value: float) -> str:
    text = f"{value:.2f}" if abs(value) >= 10 else f"{value:.3f}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _table_dict(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "columns": list(table.columns),
        "rows": [
            {"name": name, "figures": [None if figure is None else figure.as_dict() for figure in figures]}
            for name, figures in table.rows
        ],
        "checks": [
            {"what": c.what, **c.figure.as_dict(), "required": c.required, "holds": c.holds} for c in table.checks
        ],
        "remarks": list(table.remarks),
    }
