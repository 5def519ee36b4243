"""The window. Neither torch nor the engine is imported in here."""
