"""Starting the engine's process: the one place that knows the window's side and the engine's."""

from gill_studio.launch.process import EngineProcess, spawn_engine, spawn_installer

__all__ = ["EngineProcess", "spawn_engine", "spawn_installer"]
