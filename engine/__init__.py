"""The engine: GILL over whole interleaved stories. No Qt in here."""
