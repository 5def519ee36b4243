"""Jobs: what the engine does, what waits for it, and what has ended."""
