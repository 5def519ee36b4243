"""Logs: one rotating file a process; and the report a person may save and send, which holds no story text."""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
from collections.abc import Callable, Mapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

import gill_studio
from gill_studio.core import locations
from gill_studio.core.errors import StudioError

_BYTES, _BACKUPS = 1 << 20, 3
_TAIL = 256 << 10
_FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_PACKAGES = ("PySide6", "torch", "transformers", "diffusers", "open_clip_torch", "hnswlib", "numpy", "Pillow")
_STORY = re.compile(r"[^\s\"'<>|]*(?:[\\/][^\"'<>|\n]{0,400}?)?\.gill\b", re.IGNORECASE)
_LOG = logging.getLogger(__name__)

Report = Callable[[type[BaseException], BaseException, TracebackType | None], None]


class ReportError(StudioError):
    """A report that cannot be written."""


def log_dir() -> Path:
    """Where the log files lie."""
    return locations.data_dir() / "logs"


def start_logging(process: str, level: int = logging.INFO) -> Path | None:
    """Log this process into `<process>.log`, from now on; the file, or None where none can be written."""
    root = logging.getLogger()
    root.setLevel(level)
    logging.captureWarnings(capture=True)
    path = log_dir() / f"{process}.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=_BYTES, backupCount=_BACKUPS, encoding="utf-8", delay=False)
    except OSError:  # a full or read-only disk must not keep anyone from writing
        return None
    handler.setFormatter(logging.Formatter(_FORMAT))
    root.addHandler(handler)
    _LOG.info("%s %s starts on %s, Python %s", process, gill_studio.__version__, sys.platform, sys.version.split()[0])
    return path


def catch_exceptions(report: Report) -> None:
    """What nobody caught, in any thread, goes to the log with its traceback and then to `report`."""

    def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _LOG.critical("not caught", exc_info=(kind, error, trace))
        report(kind, error, trace)

    def caught_in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            caught(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = caught
    threading.excepthook = caught_in_thread


def without_names(text: str) -> str:
    """The text without what tells who one is: the home folder becomes `~`, paths of stories become `<story>`."""
    home = str(Path.home())
    for form in {home, home.replace("\\", "/"), home.replace("\\", "\\\\")} - {"/", ""}:
        text = text.replace(form, "~")
    return _STORY.sub("<story>", text)


def machine_in_words(more: Mapping[str, str] | None = None) -> str:
    """Versions and the system, a line each; `more` adds what only the window knows, such as its screens."""
    import platform

    facts = {
        "GILL Studio": gill_studio.__version__,
        "Python": platform.python_version(),
        "System": platform.platform(),
        "Processor": f"{platform.machine()}, {os.cpu_count()} cores",
        **{name: version for name in _PACKAGES if (version := _version(name))},
        **(more or {}),
    }
    return "".join(f"{name}: {value}\n" for name, value in facts.items())


def write_report(target: Path, settings: str, more: Mapping[str, str] | None = None) -> None:
    """A zip archive of the logs, the settings and the machine in words, without names and without story text.

    No module logs what is in a story, so that nothing of it can be in there. ReportError when it cannot be written.
    """
    import zipfile  # reports are rare, and the window is to stand at once

    try:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("machine.txt", without_names(machine_in_words(more)))
            archive.writestr("settings.toml", without_names(settings))
            for path in sorted(log_dir().glob("*.log*")):
                archive.writestr(f"logs/{path.name}", without_names(_tail(path)))
    except OSError as error:
        raise ReportError(
            f"The report cannot be written to {target}: {error.strerror or error}.", "Choose another folder."
        ) from error


def _version(package: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _tail(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        return file.read().decode("utf-8", errors="replace")
