"""The one error base: a sentence for the user, and what to do next."""

from __future__ import annotations


class StudioError(Exception):
    """Something the user can understand and act on; anything else that is raised is a bug.

    `message` says what is wrong and names the file, tensor or field; `hint` says what to do about it.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()

    @property
    def for_terminal(self) -> str:
        """As a command says it: what is wrong, and below it what to do."""
        return f"gill-studio: {self.message}" + (f"\n  {self.hint}" if self.hint else "")

    def __reduce__(self) -> tuple[type[StudioError], tuple[str, str]]:
        return (type(self), (self.message, self.hint))  # crosses a process border whole


class PictureError(StudioError):
    """A picture file that cannot be read or is larger than the limit."""


class ModelError(StudioError):
    """Weights, configs or adapters that are missing, damaged or do not fit together."""


class AdapterError(ModelError):
    """An adapter that is missing or damaged, or was trained for another model."""


class DownloadError(StudioError):
    """A download or installation that did not end well."""


class RetrievalError(StudioError):
    """A retrieval index that cannot be read or does not fit the vectors."""
