"""How messages between the studio and its engine are written into the pipe, and read from it.

Both sides read bytes into the classes of `gill_studio.core.messages` by their fields' types. Nothing is unpickled:
bytes from a process that has gone wrong can be refused, and can never run anything.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any, get_args

import msgspec

from gill_studio.core.errors import StudioError
from gill_studio.core.messages import Finished, Partial, PartialResult, Request, Result, Submit, ToEngine, ToStudio

LARGEST = 16 << 20
"""Bytes of one message; a story of ten thousand panels has some two million."""


class MessageError(StudioError):
    """Bytes that are no message of ours, or a message too large to send."""


_TO_ENGINE: dict[str, type[ToEngine]] = {kind.__name__: kind for kind in get_args(ToEngine)}
_TO_STUDIO: dict[str, type[ToStudio]] = {kind.__name__: kind for kind in get_args(ToStudio)}
_LOADS: dict[type, tuple[str, dict[str, type]]] = {
    Submit: ("request", {kind.__name__: kind for kind in get_args(Request)}),
    Partial: ("value", {kind.__name__: kind for kind in get_args(PartialResult)}),
    Finished: ("result", {kind.__name__: kind for kind in get_args(Result)}),
}
"""Of the messages that carry one of several classes: the field, and those classes by name."""


class _Frame(msgspec.Struct, array_like=True):
    """A message on the wire: its class, and its fields; or where it carries something, the job, and that."""

    kind: str
    fields: msgspec.Raw
    load_kind: str = ""
    load: msgspec.Raw = msgspec.Raw()


_FRAME = msgspec.msgpack.Decoder(_Frame)


def encode(message: ToEngine | ToStudio) -> bytes:
    """The message as bytes; MessageError when that is more than `LARGEST`."""
    if type(message) in _LOADS:
        load = getattr(message, _LOADS[type(message)][0])
        frame = [type(message).__name__, getattr(message, "job", ""), type(load).__name__, load]
    else:
        frame = [type(message).__name__, message]
    try:
        data = msgspec.msgpack.encode(frame, enc_hook=_encode_path)
    except UnicodeEncodeError:  # half characters, from a broken paste
        data = msgspec.msgpack.encode(
            _encodable(msgspec.to_builtins(frame, enc_hook=_encode_path, builtin_types=(bytes,)))
        )
    if len(data) > LARGEST:
        raise MessageError(
            f"This is too much for the engine at once: {len(data) >> 20} MB.", "Ask for it with fewer panels."
        )
    return data


def decode_for_engine(data: bytes) -> ToEngine:
    """A message to the engine; MessageError when it is none."""
    return _decode(data, _TO_ENGINE)  # type: ignore[no-any-return]


def decode_for_studio(data: bytes) -> ToStudio:
    """A message to the studio; MessageError when it is none."""
    return _decode(data, _TO_STUDIO)  # type: ignore[no-any-return]


def _decode(data: bytes, kinds: dict[str, Any]) -> Any:  # noqa: ANN401 - one of the kinds
    try:
        frame = _FRAME.decode(data)
        kind = kinds[frame.kind]
        if kind not in _LOADS:
            return _decoder(kind).decode(frame.fields)
        field, loads = _LOADS[kind]
        load = _decoder(loads[frame.load_kind]).decode(frame.load)
        return kind(job=_decoder(str).decode(frame.fields), **{field: load})
    except (ValueError, KeyError, TypeError, RecursionError) as error:  # msgspec's errors are ValueErrors
        raise MessageError("This is no message between the studio and its engine.") from error


@cache
def _decoder(kind: type) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind, dec_hook=_decode_path)


def _encode_path(value: object) -> bytes:
    """Names of files need not be text on every system, so they travel as bytes."""
    if isinstance(value, Path):
        return os.fsencode(value)
    raise TypeError(f"{type(value).__name__} does not go into messages")


def _decode_path(kind: type, value: object) -> Path:
    if kind is Path and isinstance(value, bytes):
        return Path(os.fsdecode(value))
    raise ValueError("not a path")


def _encodable(value: Any) -> Any:  # noqa: ANN401 - whatever a message is made of
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {key: _encodable(one) for key, one in value.items()}
    return [_encodable(one) for one in value] if isinstance(value, list | tuple) else value
