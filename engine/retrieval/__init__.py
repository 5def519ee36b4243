"""Retrieval of pictures by [IMG1] vectors."""
