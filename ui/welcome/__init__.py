"""The page one comes in by."""
