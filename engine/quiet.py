"""Keeps the libraries' progress bars and advice out of the user's terminal."""

from __future__ import annotations


def quiet_libraries() -> None:
    """Errors only from transformers and diffusers; their bars and hints are for their developers."""
    from engine.device.quiet import quiet_bitsandbytes

    quiet_bitsandbytes()
    import diffusers
    import transformers

    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    diffusers.utils.logging.set_verbosity_error()
    diffusers.utils.logging.disable_progress_bar()
