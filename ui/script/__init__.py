"""The script: a story's captions and pictures in reading order, as flowing text."""
