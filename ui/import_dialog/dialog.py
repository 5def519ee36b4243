"""The dialog of the import."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QVBoxLayout, QWidget

from gill_studio.core.errors import StudioError
from gill_studio.core.export.exporter import ExportContext
from gill_studio.core.export.pdf.options import Layout, PdfOptions
from gill_studio.core.export.pdf.press_process import ProcessPress
from gill_studio.core.export.registry import preview, standard_exporters
from gill_studio.core.imports.imported import Imported
from gill_studio.core.imports.registry import Importer, import_story, make_story_file, standard_importers
from ui.background import Background
from ui.export_dialog.outcome import Outcome
from ui.export_dialog.preview import PagePreview
from ui.export_dialog.run import Run
from ui.export_dialog.texts import words
from ui.places import free_path, stories_dir
from ui.settings.store import SettingsStore
from ui.theme.theme import Theme
from ui.widgets.basics import button, column, label, row
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.progress_row import ProgressRow

_SIZE, _LEFT = QSize(960, 640), 400
_LOOK = PdfOptions(layout=Layout.CONTACT_SHEET)


class ImportDialog(QDialog):
    """What is chosen is read at once and shown; nothing is written before the writer says so."""

    imported = Signal(object)
    """The path of the new story file."""

    def __init__(self, theme: Theme, settings: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import a story"))
        self._theme, self._settings = theme, settings
        self._importers = list(standard_importers())
        self._background, self._press, self._left = Background(2, self), ProcessPress(), False
        self._source: Path | None = None
        self.found: Imported | None = None
        self.run: Run | None = None
        self._path = ElidedLabel("", mode=Qt.TextElideMode.ElideMiddle)
        self._path.setProperty("tone", "quiet")
        self._form = self._make_forms()
        self._about = label(size="small", tone="quiet", wrap=True)
        self._title, self._count = label(size="title", wrap=True), label(tone="quiet", wrap=True)
        self._warnings = label(size="small", tone="warning", wrap=True)
        self.preview = PagePreview(theme, self._background)
        self._progress = ProgressRow(theme, self.tr("Importing"))
        self._progress.cancelled.connect(self._cancel)
        self.outcome = Outcome(theme)
        self._import = button(self.tr("Import"), self.take, kind="primary", theme=theme, icon="download")
        self._close = button(self.tr("Close"), self.reject)
        self._close.setAutoDefault(False)
        self._arrange()
        self._show_found(None)
        self.resize(_SIZE)

    def read(self, source: Path, form: str = "") -> None:
        """Look at a file or folder: as the form of that name, or as whichever recognises it."""
        self._source = source
        self._path.setText(str(source))
        self._choose_form(form or self._recognised(source))
        self._show_found(None)
        self._start(
            lambda context: import_story(source, form or None, context),
            self._show_found,
        )

    def take(self) -> None:
        """Make a story file of what was found."""
        found = self.found
        if found is None or self._source is None:
            return
        folder, name = stories_dir(self._settings.now), found.board.title or self._source.stem

        def work(context: ExportContext) -> Path:
            folder.mkdir(parents=True, exist_ok=True)
            return make_story_file(found, free_path(folder, name), context)

        self._start(work, self._taken)

    def done(self, result: int) -> None:
        """Qt's: whatever way it is closed, an import on its way ends."""
        if not self._left:
            self._left = True
            if self.run is not None:
                self.run.leave()
            self.preview.cancel()
            self._press.close()
            self._background.leave()
        super().done(result)

    def _arrange(self) -> None:
        space = self._theme.space
        files = button(self.tr("Choose a file …"), self._ask_file, theme=self._theme, icon="file-plus")
        folder = button(self.tr("Choose a folder …"), self._ask_folder, theme=self._theme, icon="folder-open")
        files.setAutoDefault(False)
        folder.setAutoDefault(False)
        name = label(self.tr("Read as"))
        name.setBuddy(self._form)
        head = label(self.tr("A story of another program becomes one of yours; the files stay as they are."), wrap=True)
        inner = column(head, space.small, files, folder, self._path, space.small, name, self._form, self._about)
        for one in (space.medium, self._title, self._count, self._warnings):
            inner.addSpacing(one) if isinstance(one, int) else inner.addWidget(one)
        inner.addStretch(1)
        left = QWidget()
        left.setFixedWidth(_LEFT)
        left.setLayout(inner)
        body = row(left, self.preview, spacing=space.large)
        body.setStretch(1, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(space.large, space.large, space.large, space.medium)
        box.setSpacing(space.medium)
        box.addLayout(body, 1)
        box.addWidget(self._progress)
        box.addWidget(self.outcome)
        box.addLayout(row(None, self._close, self._import))
        self._progress.hide()

    def _make_forms(self) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(self.tr("Read as"))
        for importer in self._importers:
            made.addItem(words(importer.label), importer.name)
        made.activated.connect(self._read_as)
        made.setEnabled(False)
        return made

    def _read_as(self, place: int) -> None:
        if self._source is not None:
            self.read(self._source, self._importers[place].name)

    def _recognised(self, source: Path) -> str:
        try:
            return standard_importers().for_source(source).name
        except StudioError:
            return ""  # reading it will say why

    def _choose_form(self, name: str) -> None:
        self._form.setEnabled(True)
        self._form.setCurrentIndex(self._form.findData(name))
        self._about.setText(next((words(one.about) for one in self._importers if one.name == name), ""))

    def _ask_file(self) -> None:
        endings = sorted({ending for one in self._importers for ending in one.suffixes})
        every = self.tr("Stories of other programs ({})").format(" ".join(f"*{ending}" for ending in endings))
        each = [_filter(one) for one in self._importers if one.suffixes]
        names = ";;".join((every, *each))
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a file"), str(Path.home()), names)
        if chosen:
            self.read(Path(chosen))

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder"), str(Path.home()))
        if chosen:
            self.read(Path(chosen))

    def _start(self, work: Callable[[ExportContext], object], done: Callable[..., object]) -> None:
        self._cancel()
        run = self.run = Run(self._background)
        run.progressed.connect(lambda label_, count, total: self._follow(run, label_, count, total))
        run.finished.connect(lambda result: self._end(run, lambda: done(result)))
        run.failed.connect(lambda error: self._end(run, lambda: self.outcome.show_error(error)))
        run.cancelled.connect(lambda: self._end(run, lambda: None))
        self.outcome.hide()
        self._progress.set_progress(0, 0)
        self._progress.show()
        self._import.setEnabled(False)
        run.start(self._background, work)

    def _follow(self, run: Run, what: str, done: int, total: int) -> None:
        if run is self.run:
            self._progress.set_progress(done, total, words(what))

    def _end(self, run: Run, then: Callable[[], object]) -> None:
        run.deleteLater()
        if run is self.run:  # not one that another has taken the place of
            self.run = None
            self._progress.hide()
            self._import.setEnabled(self.found is not None)
            then()

    def _cancel(self) -> None:
        if self.run is not None:
            self.run.cancel()

    def _show_found(self, found: Imported | None) -> None:
        self.found = found
        self._import.setEnabled(found is not None)
        if found is None:
            self._title.setText("")
            self._count.setText("")
            self._warnings.hide()
            self.preview.show_of(None, self.tr("What is found will be shown here.") if self._source is None else "")
            return
        board, pictures, press = found.board, found.pictures, self._press
        with_picture = sum(panel.picture is not None for panel in board.panels)
        panels = self.tr("%n panel(s)", "", len(board.panels))
        self._title.setText(board.title or self.tr("Without a title"))
        pictured = self.tr("%n with a picture", "", with_picture)
        self._count.setText(f"{panels}, {pictured}")
        self._warnings.setText("\n".join(words(one) for one in found.warnings[:8]))
        self._warnings.setVisible(bool(found.warnings))
        exporter = standard_exporters().named("pdf")
        self.preview.first_page()
        self.preview.show_of(
            lambda page, context: preview(board, pictures, exporter, _LOOK, page, context=context, press=press)
        )
        self._import.setFocus()

    def _taken(self, path: Path) -> None:
        self.accept()
        self.imported.emit(path)


def _filter(importer: Importer) -> str:
    return f"{words(importer.label)} ({' '.join(f'*{ending}' for ending in importer.suffixes)})"
