"""Which model was loaded last: the same is loaded at the next start."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from gill_studio.core.jobs import Job
from gill_studio.core.messages import STARTER, LoadModel
from ui.engine_client import EngineClient
from ui.settings.store import SettingsStore


class Remembering(QObject):
    """Keeps the settings in step with what the engine has loaded."""

    def __init__(self, engine: EngineClient, settings: SettingsStore) -> None:
        super().__init__(engine)
        self._settings = settings
        engine.job_changed.connect(self._follow)

    def _follow(self, job: Job) -> None:
        request = job.request
        if isinstance(request, LoadModel) and job.state.ended and job.result is not None:
            name = "" if request.name == STARTER else request.name
            now = self._settings.now.engine
            self._settings.set_part(replace(now, model=name, adapter=request.adapter))


def remember_models(engine: EngineClient, settings: SettingsStore) -> Remembering:
    """Have the settings remember; it exists once."""
    found = engine.findChild(Remembering)
    return found if isinstance(found, Remembering) else Remembering(engine, settings)
