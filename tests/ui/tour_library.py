"""The stops of the tour in the library: a folder of pictures, searched, captioned, compared with the story."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from tour import Tour

    from ui.library.page import LibraryPage

CAPTIONS = (
    "The loch before sunrise",
    "Mist over the hills behind the house where we stayed for two weeks in the rain",
    "A red kite",
    "Three sheep on the road to Ullapool",
    "",
    "Evening light",
)


def make_album(folder: Path, stories: Path) -> Path:
    """Pictures of all shapes with captions from several sources, one twice, one that is none."""
    from gill_studio.launch.fake_pictures import landscape

    folder.mkdir(parents=True)
    shapes = ((900, 600), (600, 900), (800, 800), (1200, 500), (640, 480))
    for number in range(34):
        picture = landscape(40 + number, shapes[number % len(shapes)])
        path = folder / f"IMG_{2041 + number}.jpg"
        picture.save(path, quality=90)
        caption = CAPTIONS[number % len(CAPTIONS)]
        if caption:
            path.with_suffix(".txt").write_text(caption, encoding="utf-8")
    landscape(42, (800, 800)).resize((400, 400)).save(folder / "copy of a kite.png")
    (folder / "broken.jpg").write_text("This is no picture.", encoding="utf-8")
    for number, path in enumerate(sorted(stories.glob("luna*/*.png"))):
        Image.open(path).save(folder / f"luna-{number}.png")
    return folder


def library(tour: Tour) -> None:
    """Every stop."""
    from tour import ROOT

    from ui.library.page import LibraryPage

    window = tour.window
    window.show_page("library")
    page = window.page_widget("library")
    assert isinstance(page, LibraryPage)
    tour.until(lambda: page.shelf.listed)
    tour.shoot("library-empty")
    page.add_folders([make_album(Path(tempfile.mkdtemp()) / "Scotland", ROOT / "resources" / "stories")])
    page.shelf.create([make_album(Path(tempfile.mkdtemp()) / "Grandmother’s album", Path("nowhere"))], lambda _: None)
    tour.until(lambda: len(page.shelf.entries) > 1 and page.shelf.entries[-1].coverage.pictures > 30)
    page.list.choose(next(one.id for one in page.shelf.entries if one.name == "Scotland"))
    tour.until(lambda: len(page.looking.contents.pictures) > 38 and bool(page.looking.marks.groups))
    tour.until(lambda: not page.thumbnails.busy)
    tour.shoot("library")
    _look(tour, page)
    _search(tour, page)
    _captions(tour, page)
    window.show_page("story")


def _look(tour: Tour, page: LibraryPage) -> None:
    from ui.library.sifting import Sieve

    pictures = page.model.pictures
    page.grid.select([pictures[2].picture.sha256])
    page.grid.setFocus()
    tour.until(lambda: not page.thumbnails.busy)
    tour.shoot("library-picture")
    page.grid.select([one.picture.sha256 for one in pictures[3:9]])
    page.detail.never_asked.emit()
    tour.until(lambda: page.model.pictures[3].excluded)
    tour.shoot("library-several")
    page.grid.clearSelection()
    for sieve in (Sieve.ALIKE, Sieve.PROBLEMS):
        page.bar.choose(sieve)
        tour.shoot(f"library-{sieve}")
    page.bar.choose(Sieve.ALL)


def _search(tour: Tour, page: LibraryPage) -> None:
    page.bar.search.setText("mist")
    tour.shoot("library-typed")
    page.bar.search.setText("a red kite over the hills")
    page.bar.search.asked.emit()
    assert page.asking is not None
    tour.until(lambda: page.looking.found is not None)
    tour.until(lambda: not page.thumbnails.busy)
    tour.shoot("library-found")
    if page.bar.fits.isEnabled():
        before = page.looking.found
        page.bar.fits.click()
        tour.until(lambda: page.looking.found is not None and page.looking.found is not before)
        tour.shoot("library-fits")
    page.bar.cleared.emit()


def _captions(tour: Tour, page: LibraryPage) -> None:
    page.notices.captions_asked.emit()
    assert page.asking is not None
    tour.until(lambda: page.asking is not None and page.asking.captions is not None and page.asking.captions.done > 2)
    tour.shoot("library-captioning")
    tour.until(lambda: page.asking is not None and page.asking.captions is None)
    tour.until(lambda: bool(page.looking.contents.proposed))
    page.grid.select([page.looking.contents.proposed[0]])
    tour.shoot("library-proposed")
