"""A memory plan is told in the window's language, with every remark there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import get_args

import pytest
from PySide6.QtWidgets import QApplication

from gill_studio.core.jobs import Failure
from gill_studio.core.memory import Placement, PlannedMemory, PlannedPart, Precision, Remark
from ui.models_page.plan_words import plan_words

PLAN = PlannedMemory(
    "large",
    device="A GPU",
    free=8_000_000_000,
    parts=(
        PlannedPart("language", "int4", 3_760_000_000, "swapped"),
        PlannedPart("vision", "float16", 600_000_000, "resident"),
        PlannedPart("painter", "float16", 2_000_000_000, "swapped"),
    ),
    writing=5_000_000_000,
    painting=4_000_000_000,
    main_memory=6_000_000_000,
    window=2000,
    candidates=4,
    pictures=1,
    missing=1_500_000_000,
    sliced=True,
    tiled=True,
    remarks=get_args(Remark),
)


@pytest.fixture
def _in(speak: Callable[[str], None], request: pytest.FixtureRequest) -> None:
    speak(request.param)


@pytest.mark.usefixtures("_in")
@pytest.mark.parametrize("_in", ["en"], indirect=True)
def test_the_plan_in_english() -> None:
    assert plan_words(PLAN).splitlines()[:9] == [
        "A GPU: 8.0 GB free.",
        "Language model: 4 bits, 3.8 GB; waits in main memory until it is needed.",
        "Vision encoder: 16 bits (float16), 600.0 MB; stays on the device.",
        "Painter: 16 bits (float16), 2.0 GB; waits in main memory until it is needed.",
        "At most 5.0 GB while writing and 4.0 GB while painting.",
        "In main memory: up to 6.0 GB.",
        "Room for a story of 2000 tokens (some 1500 words).",
        "Sentences proposed at once: 4.",
        "Pictures painted at once: 1.",
    ]
    assert "each picture moves 3.8 GB" in plan_words(PLAN)
    assert "1.5 GB are missing" in plan_words(PLAN)
    on_cpu = replace(PLAN, device="", main_memory=0, parts=PLAN.parts[:2], remarks=(), sliced=False, tiled=False)
    assert plan_words(on_cpu).splitlines()[:3] == [
        "The CPU: 8.0 GB free.",
        "Language model: 4 bits, 3.8 GB.",
        "Vision encoder: 16 bits (float16), 600.0 MB.",
    ]
    assert "painted" not in plan_words(on_cpu)


@pytest.mark.usefixtures("_in")
@pytest.mark.parametrize("_in", ["de"], indirect=True)
def test_nothing_of_it_is_english_in_german() -> None:
    lines = plan_words(PLAN).splitlines()
    assert lines[1] == "Sprachmodell: 4 Bit, 3,8 GB; wartet im Hauptspeicher, bis es gebraucht wird."
    assert lines[7:9] == ["Sätze auf einmal: 4.", "Bilder auf einmal: 1."]
    for precision in get_args(Precision):
        for place in get_args(Placement):
            part = PlannedPart("adapter", precision, 1, place)
            lines += plan_words(replace(PLAN, parts=(part,))).splitlines()
    english = {"the", "is", "of", "and", "waits", "stays", "bits", "runs", "story", "pictures", "memory"}
    words = {word.strip(".,:;()").lower() for line in lines for word in line.split()}
    assert not words & english


def test_why_there_is_no_plan(qapp: QApplication) -> None:
    assert plan_words(Failure("error", "It is not installed.", "Install it.")) == "It is not installed. Install it."
    assert plan_words(None) == "Looking …"
