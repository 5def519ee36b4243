"""Exporting a story: every format of the registry, with its options, a look at the pages, and what became of it."""
