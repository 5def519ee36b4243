"""Imports: stories from other forms. `registry` knows every one; docs/export.md explains them."""
