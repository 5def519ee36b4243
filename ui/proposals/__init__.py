"""Proposals: what the engine offers for the story, seen side by side, taken or left; nothing goes in by itself."""
