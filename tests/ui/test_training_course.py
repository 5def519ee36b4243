"""How a training has gone, as charts draw it: every update once, also after the application was closed."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from gill_studio.core.training import TrainingRun, TrainRequest
from gill_studio.launch.fake_training import curve_of, look_of, step_of
from ui.theme.theme import Theme
from ui.training.chart import LossChart
from ui.training.course import LOSSES, Course
from ui.training.series import Series


def test_a_chart_draws_its_lines_and_says_its_figures(qtbot: QtBot, theme: Theme) -> None:
    chart = LossChart(theme, "Painting")
    qtbot.addWidget(chart)
    chart.resize(300, 170)
    empty = chart.grab().toImage()
    assert chart.accessibleDescription() == "No figures yet" or not chart.accessibleDescription()
    course = Course(TrainRequest("x"), steps=100)
    for step in range(1, 51):
        course.hear(step_of(step, 100))
    chart.show_curves(course.curves["generation"], 100, 0)
    trained = chart.grab().toImage()
    assert trained != empty
    for step in range(10, 51, 10):
        course.hear(look_of(step))
    chart.show_curves(course.curves["generation"], 100, course.best_step)
    assert chart.grab().toImage() != trained
    held = course.curves["generation"].held_out.latest
    assert held is not None
    assert f"on what is held out: {held:.2f}, at first" in chart.accessibleDescription()
    assert "after 50 steps" in chart._words_at(160)


def test_a_course_knows_every_loss_and_draws_nothing_twice() -> None:
    course = Course(TrainRequest("x"))
    for step in (1, 2, 3, 2, 3, 4):
        course.hear(step_of(step, 9))
    assert set(course.curves) == set(LOSSES)
    assert [step for step, _ in course.curves["loss"].trained.points] == [1, 2, 3, 4]
    assert (course.step, course.steps) == (4, 9)


def test_what_was_learnt_before_the_application_was_closed_is_drawn() -> None:
    course = Course.of_run(TrainingRun("x", TrainRequest("x"), 8, 20, can_keep=True, curve=curve_of(8, 20)))
    assert [step for step, _ in course.curves["loss"].trained.points] == list(range(1, 9))
    assert [step for step, _ in course.curves["loss"].held_out.points] == [4, 8]
    assert (course.step, course.steps, course.best_step) == (8, 20, 8)


def test_a_line_has_as_many_points_as_can_be_seen() -> None:
    line = Series(most=64)
    for step in range(100_000):
        line.add(step, float(step))
    line.add(100_001, float("nan"))
    assert 16 <= len(line.points) <= 64
    assert line.latest == 99_999
    assert all(step == value for step, value in line.points)
    assert line.points[-1][0] > 90_000
    assert [*line.points] == sorted(line.points)
