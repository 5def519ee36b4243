"""The page on which GILL is taught: what from, how it goes, what has come of it."""
