"""Captions from wherever people and programs keep them: in pictures, beside them, and in files about many."""
