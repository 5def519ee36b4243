"""The stops of the tour on the page Teach: a plan, a training on its way, paused, and what has come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tour import Tour

    from ui.training.page import TrainingPage


def teaching(tour: Tour) -> None:
    """Every stop; the library has been visited before, so that there are collections."""
    from ui.training.page import TrainingPage

    window = tour.window
    window.show_page("teach")
    page = window.page_widget("teach")
    assert isinstance(page, TrainingPage)
    tour.until(lambda: page.teacher.listed and bool(page.form.collections))
    tour.shoot("teach")
    list(page.form.collections.values())[-1].setChecked(True)
    page.look.click()
    tour.until(page.begin.isVisible)
    page.ensureWidgetVisible(page.begin)
    tour.shoot("teach-plan")
    page.begin.click()
    tour.until(lambda: page.teacher.course is not None and page.teacher.course.step > 30)
    page.verticalScrollBar().setValue(0)
    tour.shoot("teach-learning")
    page.course.pause.click()
    tour.until(lambda: bool(page.teacher.runs))
    tour.shoot("teach-paused")
    page.course.resume.click()
    _after(tour, page)
    window.show_page("story")


def _after(tour: Tour, page: TrainingPage) -> None:
    tour.until(lambda: bool(page.teacher.adapters))
    tour.shoot("teach-learnt")
    page.ensureWidgetVisible(page.course.report)
    tour.shoot("teach-before-and-after")
    page.course.use.click()
    tour.until(lambda: page.adapter_in_use != "")
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    tour.shoot("teach-adapters")
    card = list(page.cards.values())[-1]
    card.section.set_opened(True)
    page.ensureWidgetVisible(card.use)
    tour.shoot("teach-how-it-learnt")
