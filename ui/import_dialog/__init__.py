"""Importing a story from files of other programs, with a look at what was found before."""
