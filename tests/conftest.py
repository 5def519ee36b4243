"""Settings and fixtures that all tests share."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# For models this small a second thread brings little, and while it waits, it takes another process's core.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# How fast a computer is, and what else it has to do, says nothing about what is tested.
settings.register_profile(
    "repeatable", derandomize=True, deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("repeatable")

FIXTURES = Path(__file__).parent / "fixtures"


def pytest_configure(config: pytest.Config) -> None:
    """Where Python writes no bytecode beside the sources, it is kept with pytest's own files.

    The tests start dozens of processes, and each would spend ten seconds on compiling torch and transformers anew.
    """
    cache = getattr(config, "cache", None)  # there is none with -p no:cacheprovider
    if sys.dont_write_bytecode and cache is not None:
        folder = str(cache.mkdir("bytecode"))
        sys.pycache_prefix, sys.dont_write_bytecode = folder, False
        os.environ["PYTHONPYCACHEPREFIX"] = folder
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.fixture(scope="session")
def gill_tiny() -> Path:
    """The parity fixture: tiny backbones and the authors' numbers."""
    return FIXTURES / "gill-tiny"


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the folders of the person who runs it."""
    base = tmp_path_factory.mktemp("home")
    for name in ("DATA", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"GILL_STUDIO_{name}", str(base / name.lower()))
