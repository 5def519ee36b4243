"""Tables and requirements, on made-up measurements: each requirement fails when its figure does."""

from __future__ import annotations

import numpy as np
import pytest

from engine.starter.evaluate import language_tables, painting_tables
from engine.starter.evaluate.contexts import PARTS, Shown
from engine.starter.evaluate.deciding import APART, ASKED, COIN, RETRIEVE, SIMILARITY, TRUTH
from engine.starter.evaluate.figures import Bootstrap, Figure
from engine.starter.evaluate.finding import NAMES, SCORE_FITTING
from engine.starter.evaluate.generation import ALL, GILL, PAINTER_FITTING, PAINTER_LAST, TELLINGS, TRUE
from engine.starter.evaluate.likelihood import KINDS, NONE, SHUFFLED, Telling, column
from engine.starter.evaluate.mappers import LOSS
from engine.starter.evaluate.reader import FACTS
from engine.starter.evaluate.reconstruction import PSNR
from engine.starter.evaluate.report import Check, Report, Table, in_words, lines, short, verdict
from engine.starter.evaluate.run import compare, forgotten
from engine.starter.evaluate.sentences import CHECKER, COPIED, COUNT, DIFFERENT, FAITHFUL, LANGUAGE, REJECTED
from engine.starter.story.splits import Part
from engine.starter.world.facts import Fact

N = 100
FULL, CAPTIONS, LAST = (GILL[shown] for shown in (Shown.FULL, Shown.CAPTIONS, Shown.LAST))


def share(value: float) -> list[float]:
    """N stories, this share of them right, spread evenly."""
    return [float((i * 37) % N < round(value * N)) for i in range(N)]


def facts(value: float, **others: float) -> dict[str, list[float]]:
    columns = {fact: share(others.get(fact, value)) for fact in FACTS}
    return {**columns, ALL: share(min(value, *others.values()) if others else value)}


def pictures(**changed: dict[str, list[float]]) -> dict[str, dict[str, list[float]]]:
    """A model that meets everything, but for `changed` conditions of the new stories."""
    good = {
        FULL: facts(0.97, scarf=0.85),
        CAPTIONS: facts(0.97, scarf=0.22),
        LAST: facts(0.3),
        PAINTER_LAST: facts(0.3),
        PAINTER_FITTING: facts(0.35),
    }
    named = {name: good.get(name, facts(0.99)) for name in (*TELLINGS, TRUE)}
    return {f"{part}/{n}": c for part in PARTS for n, c in {**named, **(changed if part == PARTS[0] else {})}.items()}


def failing(tables: list[Table]) -> list[str]:
    return [check.what for table in tables for check in table.checks if not check.holds]


def test_a_good_model_meets_everything() -> None:
    tables = painting_tables.picture_tables(pictures())
    assert len(tables) == len(PARTS)
    assert failing(tables) == []
    assert tables[0].columns == (*FACTS, "mean", "all five")
    row = dict(tables[0].rows)[FULL]
    assert [figure.value for figure in row if figure] == pytest.approx([0.97, 0.85, 0.97, 0.97, 0.97, 0.946, 0.85])


@pytest.mark.parametrize(
    ("condition", "columns", "expected"),
    [
        (FULL, facts(0.97, animal=0.94, scarf=0.85), ["animal, full context"]),
        (FULL, facts(0.97, prop=0.89, scarf=0.85), ["prop, full context"]),
        (FULL, facts(0.97, scarf=0.79), ["scarf, full context"]),
        (CAPTIONS, facts(0.97, scarf=0.31), ["scarf from captions alone, which do not tell it"]),
        (CAPTIONS, facts(0.97, scarf=0.09), ["scarf from captions alone, which do not tell it"]),
        (PAINTER_LAST, facts(0.66), [f"full context over {PAINTER_LAST}"]),
        (PAINTER_FITTING, facts(0.66), [f"full context over {PAINTER_FITTING}"]),
        (LAST, facts(0.82), ["captions over last caption"]),
    ],
)
def test_each_requirement_of_the_pictures_can_fail(
    condition: str, columns: dict[str, list[float]], expected: list[str]
) -> None:
    assert failing(painting_tables.picture_tables(pictures(**{condition: columns}))) == expected


def test_pictures_have_to_add_to_captions() -> None:
    same = facts(0.97, scarf=0.3)
    failed = failing(painting_tables.picture_tables(pictures(**{FULL: same, CAPTIONS: same})))
    assert failed == ["scarf, full context", "full context over captions", "scarf: full context over captions"]


def test_retrieval_has_to_beat_twice_the_text_score() -> None:
    def measured(full: float, text: float) -> dict[str, dict[str, list[float]]]:
        one = {name: share(0.1) for name in NAMES} | {FULL: share(full), SCORE_FITTING: share(text)}
        return {f"{p}/{n}": {"R@1": v, "R@5": share(1), "R@10": share(1)} for p in PARTS for n, v in one.items()}

    assert failing(language_tables.retrieval_tables(measured(0.65, 0.3), 500)) == []
    assert failing(language_tables.retrieval_tables(measured(0.59, 0.2), 500)) == ["R@1, full context"] * 2
    assert (
        failing(language_tables.retrieval_tables(measured(0.65, 0.35), 500))
        == ["R@1, full context less 2 times text-picture score, last captions that fit"] * 2
    )


def decisions(right: float) -> dict[str, dict[str, list[float]]]:
    """Truth in turns; the module right so often, the similarity always telling."""
    count = N * len(ASKED)
    truth = [float(i % 2) for i in range(count)]
    hits = [(i * 37) % 100 < right * 100 for i in range(count)]
    columns = {
        TRUTH: truth,
        RETRIEVE: [0.8 * t + 0.1 if hit else 0.9 - 0.8 * t for t, hit in zip(truth, hits, strict=True)],
        SIMILARITY: [0.4 + 0.4 * t for t in truth],
        COIN: [float(i % 4 < 2) for i in range(count)],
    }
    return {name: columns for part in PARTS for name in (part, f"{APART}/{part}")}


def test_the_decision_stands_beside_simple_rules() -> None:
    (table,) = language_tables.decision_tables(decisions(0.9))
    rows = {name: figures[0].value for name, figures in table.rows if figures[0]}
    assert rows["decision module, new stories"] == pytest.approx(0.9, abs=0.02)
    assert rows["always retrieve, new stories"] == pytest.approx(1 / 3)
    assert rows["never retrieve, new stories"] == pytest.approx(1 / 3)
    assert rows["at random, new stories"] == pytest.approx(0.5, abs=0.02)
    assert rows["similarity threshold, new stories"] == 1.0
    assert failing([table]) == []
    assert len(failing(language_tables.decision_tables(decisions(0.8)))) == 2


def test_a_model_without_a_decision_module_fails_in_words() -> None:
    assert failing(language_tables.decision_tables({})) == ["macro-F1 (the model has no decision module)"]


def test_other_requirements() -> None:
    good = {part: facts(0.93) for part in PARTS}
    assert failing(language_tables.caption_tables(good)) == []
    assert len(failing(language_tables.caption_tables(good | {PARTS[0]: facts(0.89)}))) == 1

    vae = {part: {PSNR: [28.0] * N, **facts(0.98)} for part in PARTS}
    assert failing(painting_tables.vae_tables(vae)) == []
    worse = vae | {PARTS[1]: {PSNR: [26.0] * N, **facts(0.98, prop=0.96)}}
    assert failing(painting_tables.vae_tables(worse)) == [
        "PSNR in dB, new combinations",
        "prop readable, new combinations",
    ]

    exam = {name: facts(1.0) for name in ("as drawn", "mildly blurred", "otherwise varied")}
    assert failing(painting_tables.reader_tables(exam)) == []
    assert len(failing(painting_tables.reader_tables(exam | {"mildly blurred": facts(0.98)}))) == 5


def test_likelihood_counts_stories() -> None:
    columns = {column(telling, kind): [-1.0] * N for telling in Telling for kind in KINDS}
    for telling in Telling:
        columns[column(telling, NONE)] = [-2.0] * N
    columns[column(Telling.SPARSE, SHUFFLED)] = [-1.1] * 96 + [-0.9] * 4
    (table,) = language_tables.likelihood_tables(dict.fromkeys(PARTS, columns))
    found = {name: [figure.value for figure in figures if figure] for name, figures in table.rows}
    assert found["new stories, every caption"] == [0.0, 0.0, 0.0, 1.0]
    assert found["new stories, every other caption"] == [0.96, 0.0, 0.0, 1.0]
    assert failing([table]) == []
    columns[column(Telling.SPARSE, SHUFFLED)] = [-1.1] * 94 + [-0.9] * 6
    assert len(failing(language_tables.likelihood_tables(dict.fromkeys(PARTS, columns)))) == 2


def test_sentences_count_sentences() -> None:
    def measured(language: float = 3, copied: float = 0) -> dict[str, dict[str, list[float]]]:
        columns = {
            COUNT: [3.0] * N,
            LANGUAGE: [language] * N,
            FAITHFUL: [3.0] * 90 + [1.0] * 10,
            COPIED: [copied] * N,
            DIFFERENT: [1.0] * N,
        }
        return {**dict.fromkeys(PARTS, columns), CHECKER: {REJECTED: [1.0] * N}}

    (table,) = language_tables.sentence_tables(measured())
    assert failing([table]) == []
    assert [f.value for f in table.rows[0][1] if f] == pytest.approx([1.0, 280 / 300, 0.0, 1.0])
    assert len(failing(language_tables.sentence_tables(measured(language=2)))) == 2
    assert len(failing(language_tables.sentence_tables(measured(copied=1)))) == 2


def test_maps_are_put_in_order() -> None:
    one = {LOSS: [0.1] * N, **facts(0.7)}
    other = {LOSS: [0.2] * N, **facts(0.9)}
    tables = painting_tables.mapper_tables({f"{part}/{n}": c for part in PARTS for n, c in (("a", one), ("b", other))})
    assert len(tables) == 2
    assert tables[0].remarks[:2] == ("Best first by generation loss: a, b.", "Best first by facts: b, a.")
    assert painting_tables.mapper_tables({}) == []


@pytest.mark.parametrize(
    ("check", "holds"),
    [
        (Check("", Figure(0.95, 0.9, 1.0), 0.95), True),
        (Check("", Figure(0.949, 0.9, 1.0), 0.95), False),
        (Check("", Figure(0.1, 0.0, 0.2), most=0.1), True),
        (Check("", Figure(0.11, 0.0, 0.2), most=0.1), False),
        (Check("", Figure(0.1, 0.01, 0.2), 0.0, above=True), True),
        (Check("", Figure(0.1, -0.01, 0.2), 0.0, above=True), False),
        (Check("", Figure(0.1, 0.0, 0.2), 0.0, above=True), False),
        (Check("", Figure(float("nan"), 0.0, 0.2), 0.0), False),
    ],
)
def test_requirements(check: Check, *, holds: bool) -> None:
    assert check.holds is holds


def test_numbers_as_they_are_printed() -> None:
    assert [short(v) for v in (0.9, 0.95, 27.0, -0.3, 0.125, 1.0)] == [".90", ".95", "27.00", "-.30", ".125", "1.00"]
    assert in_words(Figure(0.5, 0.25, 0.75)) == ".500 [.250 .750]"
    assert in_words(Figure(0.01, 0.01, 0.01)) == ".010"
    assert in_words(Figure(27.123, 26.9, 27.4)) == "27.12 [26.90 27.40]"
    assert in_words(Figure(10.04, 9.96, 10.1)) == "10.04 [9.960 10.10]"
    assert in_words(None) == ""


def report(value: float) -> Report:
    figure = Figure(value, value - 0.1, value + 0.1)
    rows = (("row", (figure, None)), ("same", (Figure(1.0, 1.0, 1.0), None)))
    table = Table("a. Title", ("one", "two"), rows, (Check("what", figure, 0.5),), ("Remark.",))
    return Report("heading", (table,), {"model": "m", "fingerprint": "0123456789abcdef"})


def test_the_report_is_printed_and_ends_with_the_verdict() -> None:
    text = list(lines(report(0.4)))
    assert text[0] == "heading"
    assert "a. Title" in text
    assert "  NO   what: .400 [.300 .500] (≥ .50)" in text
    assert text[-2:] == [
        "0 of 1 requirements are met.",
        "  not met: a. Title / what: .400 [.300 .500] (≥ .50)",
    ]
    assert list(lines(report(0.6)))[-1] == "All 1 requirements are met."
    assert verdict(Report("")) == "Nothing was measured that anything is required of."


def test_the_report_as_json() -> None:
    told = report(0.4).as_dict()
    assert told["tables"][0]["rows"][0]["figures"][0] == {"value": 0.4, "low": pytest.approx(0.3), "high": 0.5}
    assert (told["met"], told["required"]) == (0, 1)


def test_models_are_compared_by_their_largest_difference() -> None:
    assert compare(report(0.4), report(0.41)).checks[0].holds
    (check,) = compare(report(0.4), report(0.43)).checks
    assert not check.holds
    assert check.what == "a. Title; row, one"
    assert compare(report(0.4), report(0.43)).title == "Largest differences from m (0123456789ab)"
    assert check.figure.value == pytest.approx(0.03)


def _measured(better: float, lucky: float, kept: float) -> Report:
    draws = Bootstrap(N)
    shares = [np.arange(N) < round(share * N) for share in (better, lucky, kept)]
    row = ("row", tuple(draws.mean(share.astype(float)) for share in shares))
    settings: dict[str, object] = {"model": "m", "fingerprint": "0123456789abcdef"}
    return Report("heading", (Table("a. Title", ("better", "lucky", "kept"), (row,)),), settings)


def test_what_is_forgotten_is_named_and_guessing_is_told_from_it() -> None:
    table = forgotten(_measured(0.5, 1 / N, 0.92), _measured(0.9, 3 / N, 1.0))
    assert table.title == "Forgotten since m (0123456789ab)"
    assert [name for name, _ in table.rows] == ["a. Title; row, better", "a. Title; row, lucky"]
    was, now, difference = table.rows[0][1]
    assert was is not None
    assert now is not None
    assert difference is not None
    assert (was.value, now.value, difference.value) == pytest.approx((0.9, 0.5, -0.4), abs=0.01)
    assert table.remarks == (
        "Of 3 figures, 2 can tell a tenth: 1 fell by more.",
        "1 rest on fewer than ten right answers: 1 lost one or more.",
    )
    fell, by_luck = table.checks
    assert fell.figure.value == 1
    assert not fell.holds
    assert by_luck.holds, "two right answers less are chance"


def test_a_tenth_less_is_not_more_than_a_tenth_and_few_are_not_all() -> None:
    assert all(check.holds for check in forgotten(_measured(0.9, 9 / N, 0.9), _measured(1, 10 / N, 1)).checks)
    ten_to_eight, few_to_none = (
        forgotten(_measured(1, now / N, 1), _measured(1, was / N, 1)).checks for was, now in ((10, 8), (9, 0))
    )
    assert [check.holds for check in ten_to_eight] == [False, True], "ten can tell a tenth, and are not excused"
    assert [check.holds for check in few_to_none] == [True, False], "all nine lost are more than chance"


def test_intervals_are_paired_across_tables() -> None:
    assert painting_tables.bootstrap(N) is painting_tables.bootstrap(N)
    columns = facts(0.5)
    assert np.allclose(painting_tables.of_mean(columns), columns[Fact.ANIMAL])
    assert Part.TRAIN not in PARTS
