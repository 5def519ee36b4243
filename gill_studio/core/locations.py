"""Where things live on this computer; the only module that asks appdirs."""

from __future__ import annotations

import os
from pathlib import Path

import appdirs

import gill_studio

_APP = "gill-studio"


def _folder(variable: str, default: str) -> Path:
    return Path(os.environ.get(variable) or default)


def data_dir() -> Path:
    """Installed models and collections; `GILL_STUDIO_DATA` overrides it."""
    return _folder("GILL_STUDIO_DATA", appdirs.user_data_dir(_APP, appauthor=False))


def cache_dir() -> Path:
    """What can be made again: thumbnails, features, rendered samples; `GILL_STUDIO_CACHE` overrides it."""
    return _folder("GILL_STUDIO_CACHE", appdirs.user_cache_dir(_APP, appauthor=False))


def config_dir() -> Path:
    """Settings and backups; `GILL_STUDIO_CONFIG` overrides it."""
    return _folder("GILL_STUDIO_CONFIG", appdirs.user_config_dir(_APP, appauthor=False))


def models_dir() -> Path:
    """Folders of installed model parts, one a hub repository."""
    return data_dir() / "models"


def resources_dir() -> Path:
    """Files that come with the application: inside the package when installed, beside it in a checkout."""
    package = Path(gill_studio.__file__).parent
    installed = package / "resources"
    return installed if installed.is_dir() else package.parent / "resources"
