"""A tour through the window, with a numbered screenshot of each stop: `python tests/ui/tour.py FOLDER`.

It goes through both themes at 100 % and at 200 %, each in a process of its own, under Xvfb where there is no screen.
Look at every one of them: text cut off, grey on grey, empty space, edges that do not meet, a look that is not ours.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.story_page import StoryPage
    from ui.studio import Studio

SIZE = (1440, 900)
SETTLE_MS = 450
ROOT = Path(__file__).parents[2]


class Tour:
    """One walk with one theme."""

    def __init__(self, studio: Studio, folder: Path, pause: int = SETTLE_MS) -> None:
        self._studio, self._folder, self._number, self.pause = studio, folder, 0, pause
        self.window = studio.begin([])
        self.window.resize(*SIZE)
        self.window.show()
        while not self.window.page:
            self.settle(50)

    @property
    def story(self) -> StoryPage:
        """The story that is open."""
        assert self.window.story is not None
        return self.window.story

    def settle(self, milliseconds: int = -1) -> None:
        """Let what is under way come to its end."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()  # unlike QTest.qWait, it lets the threads of Python do their work
        QTimer.singleShot(self.pause if milliseconds < 0 else milliseconds, loop.quit)
        loop.exec()

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something that the engine does."""
        for _ in range(600):
            if holds():
                return
            self.settle(50)
        raise TimeoutError("The tour has waited in vain.")

    def shoot(self, name: str) -> None:
        """The whole screen as one sees it: menus and dialogs too."""
        from PySide6.QtWidgets import QApplication

        self.settle()
        while self.window.story is not None and self.window.story.thumbnails.busy:
            self.settle(50)
        self._number += 1
        place = self._folder / f"{self._number:02d}-{name}.png"
        top = QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.window
        shot = self.window.grab()
        if top is not self.window:
            from PySide6.QtGui import QPainter

            painter = QPainter(shot)
            painter.drawPixmap(self.window.mapFromGlobal(top.mapToGlobal(top.rect().topLeft())), top.grab())
            painter.end()
        shot.save(str(place))

    def walk(self) -> None:
        """Every stop."""
        for stop in stops(self):
            stop()
        self.window.close()


def stops(tour: Tour) -> Iterator[Callable[[], None]]:
    """The tour, stop by stop."""
    from tour_library import library
    from tour_teaching import teaching

    yield lambda: tour.shoot("first-start")
    yield lambda: _board(tour)
    yield lambda: _writing(tour)
    yield lambda: _other_views(tour)
    yield lambda: _proposals(tour)
    yield lambda: _takes(tour)
    yield lambda: _jobs(tour)
    yield lambda: library(tour)
    yield lambda: teaching(tour)
    yield lambda: _authorship(tour)
    yield lambda: _menus(tour)
    yield lambda: _export(tour)
    yield lambda: _import(tour)
    yield lambda: _pages(tour)
    yield lambda: _settings(tour)
    yield lambda: _welcome(tour)
    yield lambda: _empty(tour)
    yield lambda: _long(tour)


def _board(tour: Tour) -> None:
    from dataclasses import replace

    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    from gill_studio.core.story import edits
    from gill_studio.core.story.model import Authorship, Origin

    tour.window.open_sample("luna")  # its last panel waits for a picture
    story = tour.story
    session, board = story.session, story.board
    marked = replace(
        session.board.panels[1],
        authorship=Authorship.EDITED,
        tags=("night", "mountain"),
        notes="Is the moon on the right side?",
        takes=tuple(replace(take, origin=Origin.GENERATED) for take in session.board.panels[1].takes),
    )
    session.apply("Mark", edits.with_panel(session.board, marked))
    session.set_focus(marked.id)
    board.select([panel.id for panel in story.model.panels[:2]])
    board.setFocus(Qt.FocusReason.TabFocusReason)
    tour.shoot("two-selected")
    gap = board.card_rect(1).center() - QPoint(board.painter_of_cards.width // 2 + 12, 0)
    QTest.mouseMove(board.viewport(), gap + QPoint(1, 2))
    QTest.mouseMove(board.viewport(), gap)
    tour.shoot("pointer-between-cards")
    board.set_zoom(0.6)
    tour.shoot("small-cards")
    board.set_zoom(1.7)
    tour.shoot("large-cards")
    board.set_zoom(1.0)


def _writing(tour: Tour) -> None:
    from PySide6.QtTest import QTest

    story = tour.story
    story.board.begin_caption(story.model.panels[3].id)
    QTest.keyClicks(
        story.board.caption_field, " Ned had never seen so many candles in one place, and neither had Luna."
    )
    tour.shoot("writing-on-a-card")
    story.board.end_caption()
    tour.window.deeds.delete()
    tour.shoot("deleted-with-undo")
    tour.window.registry["edit.undo"].trigger()


def _other_views(tour: Tour) -> None:
    tour.window.show_view("script")
    tour.story.script.verticalScrollBar().setValue(0)
    tour.shoot("script")
    tour.story.session.set_focus(tour.story.model.panels[-1].id)
    tour.shoot("script-end")
    tour.story.open_find(replacing=True)
    assert tour.story.find_bar is not None
    tour.story.find_bar._field.setText("mountain")
    tour.shoot("find-and-replace")
    tour.story.find_bar.close_bar()
    tour.window.show_view("slideshow")
    tour.story.slideshow.go(-3)
    tour.shoot("slideshow")
    tour.window.registry["view.quiet"].trigger()
    tour.shoot("slideshow-in-focus-mode")
    tour.window.registry["view.quiet"].trigger()
    tour.window.showNormal()
    tour.window.resize(*SIZE)
    tour.window.show_view("board")


def _proposals(tour: Tour) -> None:
    """The panel that waits for a picture gets one; the story goes on; it changes under what is proposed."""
    from PySide6.QtWidgets import QScrollArea

    from ui.proposals.offer import Kind
    from ui.proposals.page import ProposalsPage

    story, registry = tour.story, tour.window.registry
    tour.window.show_view("board")
    story.side.choose("proposals")
    tour.shoot("proposals-none")
    story.board.setFocus()
    story.session.set_focus(story.model.panels[-1].id)
    registry["gill.propose"].trigger()
    page = story.side.page("proposals")
    assert isinstance(page, ProposalsPage)
    proposer = page.proposer
    tour.until(lambda: proposer.offer is not None and proposer.offer.step > 3)
    tour.shoot("proposals-pictures-running")
    tour.until(lambda: not proposer.running)
    tour.shoot("proposals-pictures")
    tour.until(lambda: proposer.offer is not None and all(one.record for one in proposer.offer.candidates))
    proposer.accept(5)
    tour.until(lambda: story.model.panels[-1].take is not None)
    registry["gill.propose"].trigger()
    tour.until(lambda: proposer.offer is not None and bool(proposer.offer.of(Kind.TEXT)[1].text))
    tour.shoot("proposals-writing")
    tour.until(lambda: not proposer.running)
    tour.shoot("proposals-next-panel")
    proposer.accept(2)
    proposer.accept(8)
    tour.until(lambda: story.model.panels[-1].take is not None)
    story.commands.write_caption(story.model.panels[0].id, "Luna the rabbit lived on the moon.")
    tour.shoot("proposals-accepted-and-older-text")
    registry["edit.undo"].trigger()
    page.options.more.set_opened(True)
    tour.settle()
    for area in page.findChildren(QScrollArea):
        area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    tour.shoot("proposals-more")
    page.options.more.set_opened(False)


def _takes(tour: Tour) -> None:
    from ui.takes.page import TakesPage

    story = tour.story
    tour.until(lambda: len(story.model.panels[-1].takes) >= 5)
    story.session.set_focus(story.model.panels[-1].id)
    tour.window.registry["gill.takes"].trigger()
    page = story.side.page("takes")
    assert isinstance(page, TakesPage)
    tour.shoot("takes")
    page.look_at(story.model.panels[-1].takes[-1].id)
    tour.shoot("takes-why-this")
    page.make_again()
    asked = page.detail.words
    tour.until(lambda: page.detail.words != asked)
    tour.shoot("takes-made-again")
    page.look_at("")
    page.search.setText("snow")
    tour.shoot("takes-search")
    page.search.clear()


def _jobs(tour: Tour) -> None:
    from gill_studio.core.messages import FindRequest

    engine, registry = tour.window.engine, tour.window.registry
    assert engine is not None
    registry["gill.propose"].trigger()
    registry["gill.jobs"].trigger()
    engine.submit("Look for pictures of snow", FindRequest(words="snow"))
    tour.until(lambda: bool(engine.jobs[0].label))
    tour.shoot("jobs")
    engine.cancel_all()
    tour.until(lambda: all(job.state.ended for job in engine.jobs))
    tour.shoot("jobs-cancelled")
    tour.story.side.choose("panel")


def _authorship(tour: Tour) -> None:
    from ui.authorship import AuthorshipDialog

    tour.window.registry["view.authorship"].trigger()
    dialog = tour.window.findChild(AuthorshipDialog)
    assert isinstance(dialog, AuthorshipDialog)
    tour.shoot("authorship")
    dialog.accept()
    tour.settle(50)


def _menus(tour: Tour) -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QMenu

    from ui.menus import panel_menu

    menu = panel_menu(tour.window)
    QTimer.singleShot(tour.pause, lambda: (tour.shoot("panel-menu"), menu.close()))
    menu.exec(tour.story.board.viewport().mapToGlobal(tour.story.board.card_rect(1).center()))
    bar = tour.window.menuBar()
    file = bar.actions()[0].menu()
    assert isinstance(file, QMenu)
    QTimer.singleShot(tour.pause, lambda: (tour.shoot("file-menu"), file.close()))
    file.exec(bar.mapToGlobal(bar.actionGeometry(bar.actions()[0]).bottomLeft()))


def _export(tour: Tour) -> None:
    """The dialog with each kind of page, while it works, and when it is done."""
    from ui.exporting import export_story

    dialog = export_story(tour.window)
    assert dialog is not None
    for name in ("pdf", "html", "pptx"):
        dialog.choose(name)
        tour.until(lambda: not (dialog.preview._busy or dialog.preview._timer.isActive()))
        tour.shoot(f"export-{name}")
    dialog.choose("html")
    tour.until(lambda: not (dialog.preview._busy or dialog.preview._timer.isActive()))
    dialog.export_to(Path(tempfile.mkdtemp()) / "Luna.html")
    tour.until(lambda: dialog.run is None)
    tour.shoot("export-done")
    dialog.done(0)
    tour.settle(50)


def _import(tour: Tour) -> None:
    from ui.exporting import import_story

    dialog = import_story(tour.window)
    tour.shoot("import")
    folder = Path(tempfile.mkdtemp()) / "A walk in the wood"
    folder.mkdir()
    for number in (1, 2, 3):
        shutil.copy(next((ROOT / "resources" / "stories").glob(f"oscar*/{number}.png")), folder)
    (folder / "2.txt").write_text("The wind took his hat.", encoding="utf-8")
    dialog.read(folder)
    tour.until(lambda: dialog.found is not None and not (dialog.preview._busy or dialog.preview._timer.isActive()))
    tour.shoot("import-found")
    dialog.done(0)
    tour.settle(50)


def _pages(tour: Tour) -> None:
    """Every page of the rail that is not the story's: models, and what there is beside them."""
    from ui.models_page.page import ModelsPage
    from ui.pages import rail_pages
    from ui.widgets.section import Section

    for page in rail_pages():
        tour.window.show_page(page.key)
        tour.settle()
        tour.shoot(f"page-{page.key}")
    models = tour.window.page_widget("models")
    assert isinstance(models, ModelsPage)
    tour.window.show_page("models")
    for section in models.findChildren(Section):
        section.set_opened(True)
    tour.until(lambda: bool(models.keeper.plans))
    tour.shoot("page-models-opened")
    tour.window.show_page("story")


def _settings(tour: Tour) -> None:
    from ui.settings.dialog import SettingsDialog
    from ui.settings.texts import section_names

    tour.window.show_settings()
    dialog = tour.window.findChild(SettingsDialog)
    for part in (*section_names(), "keys"):
        dialog.show_part(part)
        tour.shoot(f"settings-{part}")
    dialog.accept()
    tour.settle(50)


def _welcome(tour: Tour) -> None:
    tour.window.close_story()
    for name in ("oscar", "nora"):
        tour.window.open_sample(name)
        tour.window.close_story()
    tour.shoot("welcome")


def _empty(tour: Tour) -> None:
    tour.window.new_story()
    tour.shoot("new-story")
    tour.window.show_view("script")
    tour.shoot("new-story-script")
    tour.window.show_view("slideshow")
    tour.shoot("new-story-slideshow")
    tour.window.show_view("board")


def _long(tour: Tour) -> None:
    """Captions of all lengths, pictures of all shapes, none at all."""
    from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter

    commands, folder = tour.story.commands, Path(tempfile.mkdtemp())
    files = []
    for number, (width, height) in enumerate(((900, 300), (300, 900), (640, 480), (480, 640), (1600, 1200))):
        image = QImage(width, height, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        gradient = QLinearGradient(0, 0, width, height)
        gradient.setColorAt(0, QColor.fromHsv(40 * number, 110, 220))
        gradient.setColorAt(1, QColor.fromHsv(40 * number + 60, 160, 120))
        painter.fillRect(image.rect(), gradient)
        painter.end()
        image.save(str(folder / f"{number}.png"))
        files.append(folder / f"{number}.png")
    commands.add_pictures(files, None)
    while len(tour.story.model.panels) < len(files):
        tour.settle(50)
    texts = (
        "Short.",
        "",
        "One sentence that takes a line or two on a card of the usual size.",
        "Long. " * 120,
        "Ångström 🦊 ẞ",
    )
    for panel, text in zip(list(tour.story.model.panels), texts, strict=True):
        commands.write_caption(panel.id, text)
    commands.rename("A title that is far longer than anybody would give a story, and yet somebody will one day")
    commands.set_word_target(500)
    tour.shoot("all-shapes")
    tour.window.show_view("script")
    tour.shoot("all-shapes-script")
    tour.window.resize(900, 620)
    tour.window.show_view("board")
    tour.shoot("smallest-window")


def walk(folder: Path, theme: str, language: str, pause: int) -> None:
    """One walk, in this process, with folders of its own."""
    home = Path(tempfile.mkdtemp())
    for name in ("DATA", "CACHE", "CONFIG"):
        os.environ[f"GILL_STUDIO_{name}"] = str(home / name.lower())
    from gill_studio.app import make_application
    from gill_studio.core.settings import Appearance, Files, Motion, Settings, ThemeChoice
    from gill_studio.launch.fake import FakeEngineThread, FakeScript, Teach
    from ui.engine_client import EngineClient
    from ui.settings.store import SettingsStore
    from ui.studio import Studio
    from ui.theme.theme import Theme
    from ui.translations import translate

    app = make_application()
    translate(app, language)
    appearance = Appearance(ThemeChoice(theme), motion=Motion.REDUCED)
    settings = Settings(appearance=appearance, files=Files(stories=str(home / "stories")))
    script = FakeScript(teaching=(Teach(60, 0.15),))  # slow enough to be looked at, and paused, on any computer
    engine = EngineClient(lambda: FakeEngineThread(script))
    studio = Studio(Theme(app, appearance), SettingsStore(settings), engine)
    folder.mkdir(parents=True, exist_ok=True)
    engine.start()
    Tour(studio, folder, pause).walk()
    engine.shutdown()
    shutil.rmtree(home, ignore_errors=True)


def main() -> int:
    """Walk once, or start a process for each walk."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--theme", choices=("light", "dark"), help="walk with this theme alone, at the scale of the screen"
    )
    parser.add_argument("--language", default="en", help="of the window; the story stays English")
    parser.add_argument("--pause", type=int, default=SETTLE_MS, help="milliseconds before each screenshot")
    options = parser.parse_args()
    if options.theme:
        walk(options.folder, options.theme, options.language, options.pause)
        return 0
    xvfb = ["xvfb-run", "-a", "-s", "-screen 0 3000x2000x24"] if not os.environ.get("DISPLAY") else []
    for theme in ("light", "dark"):
        for scale in ("1", "2"):
            place = options.folder / f"{theme}-{scale}00"
            itself, walked = (
                str(Path(__file__).resolve()),
                ("--theme", theme, "--language", options.language, "--pause", str(options.pause)),
            )
            command = [*xvfb, sys.executable, itself, str(place.resolve()), *walked]
            environment = os.environ | {"QT_SCALE_FACTOR": scale, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "xcb"}
            subprocess.run(command, check=True, env=environment, cwd=ROOT)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
