"""Sentences of the core and the engine, which know no translation, in the window's language."""
