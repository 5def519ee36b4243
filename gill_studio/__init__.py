"""GILL Studio: tell stories in words and pictures, offline."""

__version__ = "0.1.0"
