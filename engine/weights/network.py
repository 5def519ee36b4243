"""The one switch between this program and the network: closed, but in the process that downloads."""

from __future__ import annotations

import os
import sys

_QUIET = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_XET": "1",  # a second transport that would know nothing of our checks and our resume
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
}


def close_network() -> None:
    """Keep huggingface_hub, transformers and diffusers from any request; call before they are imported."""
    os.environ.update(_QUIET, HF_HUB_OFFLINE="1")


def open_network() -> None:
    """Let this process reach the hub; for the one that installs, before it imports huggingface_hub."""
    os.environ.update(_QUIET, HF_HUB_OFFLINE="0")
    os.environ.pop("TRANSFORMERS_OFFLINE", None)
    constants = sys.modules.get("huggingface_hub.constants")
    if constants is not None and constants.HF_HUB_OFFLINE:
        raise RuntimeError("huggingface_hub was imported offline: downloads need a process of their own")
