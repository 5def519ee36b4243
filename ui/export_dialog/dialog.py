"""The dialog of the export."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gill_studio.core.errors import StudioError
from gill_studio.core.export.exporter import AnyExporter, ExportContext, Exported, Source
from gill_studio.core.export.pdf.press_process import ProcessPress
from gill_studio.core.export.registry import Registry, preview, standard_exporters
from ui.background import Background
from ui.export_dialog.form import OptionsForm
from ui.export_dialog.outcome import Outcome
from ui.export_dialog.preview import PagePreview
from ui.export_dialog.profile_row import ProfileRow
from ui.export_dialog.run import Run
from ui.export_dialog.texts import words
from ui.places import free_name
from ui.settings.store import SettingsStore
from ui.story_session import StorySession
from ui.theme.theme import Theme
from ui.widgets.basics import button, column, label, row
from ui.widgets.progress_row import ProgressRow

_SIZE, _LIST, _FORM = QSize(1152, 720), 208, 400


class ExportDialog(QDialog):
    """Formats at the left, the options of one in the middle, a page of it at the right."""

    def __init__(
        self,
        theme: Theme,
        session: StorySession,
        settings: SettingsStore,
        parent: QWidget | None = None,
        exporters: Registry | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export “{}”").format(session.title))
        self._theme, self._session, self._settings = theme, session, settings
        self._exporters = list(exporters or standard_exporters())
        self._options: dict[str, object] = {}
        self._background, self._press, self._left = Background(2, self), ProcessPress(), False
        self.run: Run | None = None
        self._formats = self._make_formats()
        self._head, self._about = label(size="title"), label(tone="quiet", wrap=True)
        self._missing = label(tone="warning", wrap=True)
        self._profile = ProfileRow(theme, session)
        self._profile.chosen.connect(self._take_options)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.preview = PagePreview(theme, self._background)
        self._progress = ProgressRow(theme, self.tr("Exporting"))
        self._progress.cancelled.connect(self._cancel)
        self._progress.hide()
        self.outcome = Outcome(theme)
        self._close = button(self.tr("Close"), self.reject)
        self._close.setAutoDefault(False)
        self._export = button(self.tr("Export …"), self.ask_target, kind="primary", theme=theme, icon="share")
        self._export.setDefault(True)
        self._arrange()
        self._formats.currentRowChanged.connect(self._show_format)
        self._formats.setCurrentRow(self._place_of(settings.now.remembered.export_format))
        self.resize(_SIZE)

    @property
    def exporter(self) -> AnyExporter:
        """The format that is chosen."""
        return self._exporters[max(0, self._formats.currentRow())]

    @property
    def options(self) -> object:
        """Its options as they are now."""
        return self._options[self.exporter.name]

    def choose(self, name: str) -> None:
        """Choose a format by its name."""
        self._formats.setCurrentRow(self._place_of(name))

    def ask_target(self) -> None:
        """Ask where to, and export."""
        target = self._ask_file() if self.exporter.suffix(self.options) else self._ask_folder()
        if target is not None:
            self.export_to(target)

    def export_to(self, target: Path) -> None:
        """Export as it is chosen now; what becomes of it is said in the dialog."""
        if self.run is not None:
            return
        press = self._press
        exporter, options, source = self.exporter, self.options, Source(self._session.board, self._session.pictures)
        remembered = replace(
            self._settings.now.remembered, export_format=exporter.name, export_folder=str(target.parent)
        )
        self._settings.set_part(remembered)
        self.run = Run(self._background)
        self.run.progressed.connect(lambda label, done, total: self._progress.set_progress(done, total, words(label)))
        self.run.finished.connect(self._finished)
        self.run.failed.connect(self._failed)
        self.run.cancelled.connect(lambda: self._ended(self.tr("The export was cancelled; nothing was changed.")))
        self._show_running(running=True)

        def work(context: ExportContext) -> Exported:
            return exporter.export(source, target, options, context, press)

        self.run.start(self._background, work)

    def done(self, result: int) -> None:
        """Qt's: whatever way it is closed, an export on its way ends, and leaves what was there before."""
        if not self._left:
            self._left = True
            if self.run is not None:
                self.run.leave()
            self.preview.cancel()
            self._press.close()
            self._background.leave()
        super().done(result)

    def _make_formats(self) -> QListWidget:
        formats = QListWidget()
        formats.setProperty("kind", "plain")
        formats.setAccessibleName(self.tr("Formats"))
        formats.setFixedWidth(_LIST)
        for exporter in self._exporters:
            item = QListWidgetItem(words(exporter.label))
            item.setSizeHint(QSize(0, 36))
            formats.addItem(item)
        return formats

    def _arrange(self) -> None:
        space = self._theme.space
        middle = QWidget()
        middle.setFixedWidth(_FORM)
        inner = column(self._head, self._about, self._missing, space.hair, self._profile, space.hair, self._scroll)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setStretch(6, 1)
        middle.setLayout(inner)
        body = row(self._formats, middle, self.preview, spacing=space.large)
        body.setStretch(2, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(space.medium, space.medium, space.large, space.medium)
        box.setSpacing(space.medium)
        box.addLayout(body, 1)
        box.addWidget(self._progress)
        box.addWidget(self.outcome)
        box.addLayout(row(None, self._close, self._export))

    def _place_of(self, name: str) -> int:
        return next((place for place, one in enumerate(self._exporters) if one.name == name), 0)

    def _show_format(self, _place: int) -> None:
        exporter = self.exporter
        options = self._options.setdefault(exporter.name, exporter.options())
        self._head.setText(words(exporter.label))
        self._about.setText(words(exporter.about))
        package = exporter.missing()
        self._missing.setText(self.tr("This format needs the package {}.").format(package) if package else "")
        self._missing.setVisible(bool(package))
        self._export.setEnabled(not package)
        self.outcome.hide()
        self.preview.first_page()
        self._fill_form(options)

    def _fill_form(self, options: object) -> None:
        form = OptionsForm(self._theme, options)
        form.changed.connect(self._follow_options)
        self._scroll.setWidget(form)
        self._follow_options(options)

    def _take_options(self, options: object) -> None:
        self._fill_form(options)

    def _follow_options(self, options: object) -> None:
        exporter = self.exporter
        self._options[exporter.name] = options
        self._profile.show_for(exporter, options)
        if exporter.preview is None:
            self.preview.show_of(None, self.tr("There is no preview of this format. Export it and open it."))
        else:
            board, pictures, press = self._session.board, self._session.pictures, self._press
            self.preview.show_of(
                lambda page, context: preview(board, pictures, exporter, options, page, context=context, press=press)
            )

    def _ask_file(self) -> Path | None:
        suffix = self.exporter.suffix(self.options)
        name = f"{words(self.exporter.label)} (*{suffix})"
        place = self._folder() / f"{free_name(self._session.title)}{suffix}"
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Export to"), str(place), name)
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix.lower() == suffix else path.with_name(f"{path.name}{suffix}")

    def _ask_folder(self) -> Path | None:
        """A folder with the story's name is made inside the one that is chosen."""
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Export into a folder in"), str(self._folder()))
        return Path(chosen) / free_name(self._session.title) if chosen else None

    def _folder(self) -> Path:
        before = Path(self._settings.now.remembered.export_folder or self._session.path.parent)
        return before if before.is_dir() else Path.home()

    def _cancel(self) -> None:
        if self.run is not None:
            self.run.cancel()
            self._progress.set_cancelling()

    def _show_running(self, *, running: bool) -> None:
        self._progress.setVisible(running)
        self._export.setEnabled(not running)
        self._formats.setEnabled(not running)
        self.outcome.hide()
        if running:
            self._progress.set_progress(0, 0)

    def _finished(self, exported: Exported) -> None:
        self._ended("")
        self.outcome.show_done(
            self.tr("Exported: {}").format(exported.path.name), [words(one) for one in exported.warnings], exported.path
        )

    def _failed(self, error: StudioError) -> None:
        self._ended("")
        self.outcome.show_error(error)

    def _ended(self, said: str) -> None:
        if self.run is not None:
            self.run.deleteLater()
            self.run = None
        self._show_running(running=False)
        if said:
            self.outcome.show_done(said, [], None)
