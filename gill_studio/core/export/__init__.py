"""Exports: a storyboard as PDF, HTML, EPUB and more. `registry` knows every format; docs/export.md explains them."""
