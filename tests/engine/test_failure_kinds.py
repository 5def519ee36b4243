"""What kind of failure an adapter is: the window gives one up only when it is the adapter's own fault."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.choice import choose_model
from engine.models.adapter_files import CONFIG, read_adapter
from engine.worker.failures import failed, kind_of
from gill_studio.core import locations
from gill_studio.core.errors import ModelError


def test_a_named_adapter_that_is_missing_is_the_adapters_fault() -> None:
    with pytest.raises(ModelError) as missing:
        choose_model(None, "nobody")
    message = failed("job-1", missing.value)
    assert (message.kind, message.message) == ("adapter", "There is no adapter nobody.")


def test_a_damaged_adapter_is_the_adapters_fault(tmp_path: Path) -> None:
    folder = shutil.copytree(locations.resources_dir() / "starter" / "adapter", tmp_path / "adapter")
    (folder / CONFIG).write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError) as damaged:
        read_adapter(folder)
    assert kind_of(damaged.value) == "adapter"


def test_a_model_that_is_missing_is_not_the_adapters_fault() -> None:
    with pytest.raises(ModelError) as missing:
        choose_model("no such model", "nobody")
    assert kind_of(missing.value) == "error"
