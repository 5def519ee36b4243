"""The models page: what is installed, what could be, and what becomes of it."""
