"""Loading parts that others made from local folders: strictly, and with text they can take."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def load_whole(kind: Any, folder: Path, **options: Any) -> Any:  # noqa: ANN401 - transformers is untyped
    """A transformers model by `kind.from_pretrained`; ValueError names a tensor that the weights lack or misshape.

    On its own, transformers would start a missing tensor at random and say so in a log.
    """
    if not (folder / "config.json").is_file():
        raise FileNotFoundError(f"{folder / 'config.json'} is missing")
    options |= {"local_files_only": True, "output_loading_info": True, "ignore_mismatched_sizes": True}
    model, report = kind.from_pretrained(folder, **options)
    for name, found, expected in sorted(report["mismatched_keys"]):
        raise ValueError(f"the tensor {name} has shape {tuple(found)}, {tuple(expected)} is expected")
    for name in sorted(report["missing_keys"]):
        raise ValueError(f"its weights lack the tensor {name}")
    return model


def encodable(text: str) -> str:
    """The text with half characters (lone surrogates, from a broken paste) as "?": tokenizers refuse them."""
    return text.encode("utf-8", "replace").decode("utf-8")
