"""The log of decisions, where the disk does not do what is wanted."""

from __future__ import annotations

import pytest

from gill_studio.core.decisions import erase_log, log_file
from gill_studio.core.errors import StudioError


def test_a_log_that_cannot_be_erased_is_said() -> None:
    log_file().mkdir(parents=True)  # no file: it cannot be unlinked
    with pytest.raises(StudioError, match="cannot be deleted"):
        erase_log()
