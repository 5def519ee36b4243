"""What the engine's libraries and the system raise, once, in sentences: what is wrong, and what to do about it."""

from __future__ import annotations

import errno
import traceback
from collections.abc import Iterable, Iterator

from gill_studio.core.errors import AdapterError, StudioError
from gill_studio.core.messages import Failed, FailureKind

_MEMORY_WORDS = (
    "out of memory",
    "not enough memory",
    "can't allocate memory",
    "cannot allocate memory",
    "bad_alloc",
    "failed to map segment",
    "thread creation failed",
    "can't start new thread",
    "alloc_failed",
)
_DEVICE_WORDS = ("cuda error", "hip error", "cudnn", "cublas", "device-side assert", "xpu error", "level zero")
_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_READ_ONLY = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_LONGEST_DETAIL, _LONGEST = 20_000, 2_000
_SHORTEST_SECRET = 4  # characters of a caption that are taken out of a traceback


def failed(job: str, error: BaseException, captions: Iterable[str] = ()) -> Failed:
    """The message about a job that ended with this error. No caption of the story remains in its detail."""
    kind = kind_of(error)
    message, hint = _words(kind, error)
    detail = without(traceback_of(error), captions) if kind in {"bug", "device"} else ""
    return Failed(job, kind, message[:_LONGEST], hint[:_LONGEST], detail)


def kind_of(error: BaseException) -> FailureKind:
    """What kind of failure it is; what it was raised from counts too, since loaders wrap what they meet."""
    chain = list(_chain(error))
    if any(_is_memory(one) for one in chain):
        return "memory"
    if any(isinstance(one, OSError) and one.errno in _FULL for one in chain):
        return "disk"
    if any(_is_device(one) for one in chain):
        return "device"
    if isinstance(error, AdapterError):
        return "adapter"
    return "error" if isinstance(error, StudioError | OSError) else "bug"


def traceback_of(error: BaseException) -> str:
    """Its traceback, the end of a long one."""
    return "".join(traceback.format_exception(error))[-_LONGEST_DETAIL:]


def without(text: str, captions: Iterable[str]) -> str:
    """The text without the story's own words: it goes into logs, which a person may send to others."""
    for caption in sorted({one.strip() for one in captions}, key=len, reverse=True):
        if len(caption) >= _SHORTEST_SECRET:
            text = text.replace(caption, "…").replace(repr(caption)[1:-1], "…")
    return text


def _words(kind: FailureKind, error: BaseException) -> tuple[str, str]:
    if kind == "memory":
        return (
            "There is not enough memory for this.",
            "Close other programs, ask for fewer or smaller pictures, or choose a smaller model.",
        )
    if kind == "disk":
        name = getattr(error, "filename", None)
        return (
            f"The disk is full{f': {name} could not be written' if name else ''}.",
            "Free some space, then try again.",
        )
    if kind == "device":
        return (
            f"The graphics processor reports an error: {_first_line(error)}",
            "The engine is started again. If this returns, update the graphics driver, or choose a smaller model.",
        )
    if isinstance(error, StudioError):
        return error.message, error.hint
    if isinstance(error, OSError):
        return _os_words(error)
    return (
        f"Something went wrong inside the engine ({type(error).__name__}).",
        "This is a mistake of ours, not of yours. Save a report and send it to us; your story is not affected.",
    )


def _os_words(error: OSError) -> tuple[str, str]:
    where = error.filename or "A file"
    reason = error.strerror or str(error) or type(error).__name__
    if error.errno in _READ_ONLY:
        return f"{where} may not be used: {reason}.", "Check the rights of the file and its folder."
    return f"{where} cannot be used: {reason}.", "Check that it is there and that its disk is connected."


def _first_line(error: BaseException) -> str:
    lines = [line for one in _chain(error) if _is_device(one) for line in str(one).splitlines()]
    return (lines or [type(error).__name__])[0].rstrip(".")[:200] + "."


def _is_memory(error: BaseException) -> bool:
    if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:
        return True
    if type(error).__name__ == "OutOfMemoryError":  # torch's; importing torch here would cost the start
        return True
    return isinstance(error, RuntimeError | OSError | ImportError) and _speaks_of(error, _MEMORY_WORDS)


def _is_device(error: BaseException) -> bool:
    known = type(error).__name__ == "AcceleratorError"
    return known or (isinstance(error, RuntimeError) and _speaks_of(error, _DEVICE_WORDS))


def _speaks_of(error: BaseException, words: tuple[str, ...]) -> bool:
    text = str(error).lower()
    return any(word in text for word in words)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        yield following
        seen.add(id(following))
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)
