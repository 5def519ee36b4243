"""The engine's process: it takes one job at a time from a pipe and answers through it. Imports no torch by itself."""
