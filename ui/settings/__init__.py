"""Settings as the window uses them: the store that tells who listens, and the dialog made from the dataclasses."""
