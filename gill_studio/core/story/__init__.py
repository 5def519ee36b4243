"""The storyboard: a value, its edits, its one JSON form, and story folders."""
