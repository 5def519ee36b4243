"""A reader of pickles in which nothing can run.

`pickle.Unpickler` with a restricted `find_class` still sets attributes on what it finds, allocates what a file asks for
(one byte sequence of five makes it fill gigabytes), and hashes integers that were chosen to collide. This reader knows
the opcodes that pickles of plain data and arrays consist of, protocols 2 to 5; it never imports; a global is a name,
which the caller's `build` turns into data or refuses; and what it makes is bounded by the size of the file.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

Build = Callable[["Global", tuple[object, ...]], object]
"""Makes the value of a global that is called with arguments; PickleError for what is not allowed."""

_STOP = ord(".")
_DEPTH = 100_000  # values on the stack, and marks: pickles of lists have a thousand
_OBJECTS = 2**16  # and one for each 16 bytes: what costs more memory than bytes in the file


class PickleError(ValueError):
    """Not a pickle, a damaged one, or one that asks for what is not allowed; a part of a sentence."""


@dataclass(frozen=True, slots=True)
class Global:
    """A name that the pickle refers to; nothing is imported."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


class Settable:
    """What a `build` may return to be given a state afterwards."""

    def set_state(self, state: object) -> None:
        """Take the state; PickleError when it is not one."""
        raise NotImplementedError


class PickleReader:
    """Reads the values that `data` holds one after the other."""

    def __init__(
        self, data: memoryview, build: Build, load_persistent: Callable[[object], object] | None = None
    ) -> None:
        self._data, self._position = data, 0
        self._build, self._load_persistent = build, load_persistent
        self._stack: list[object] = []
        self._marks: list[int] = []
        self._memo: list[object] = []
        self._objects = 0

    def read(self) -> object:
        """The next value; PickleError when there is none, or it is not allowed."""
        self._stack, self._marks, self._memo = [], [], []
        while True:
            code = self._code()
            if code == _STOP:
                return self._pop()
            operation = self._OPERATIONS.get(code)
            if operation is None:
                raise PickleError(f"it has the unknown or needless opcode {code:#04x} at byte {self._position - 1}")
            operation(self)
            if len(self._stack) > _DEPTH or len(self._marks) > _DEPTH:
                raise PickleError("it is nested too deeply")

    def take(self, count: int) -> memoryview:
        """The next `count` bytes, which stand outside of the pickle."""
        return self._take(count)

    def _code(self) -> int:
        if self._position == len(self._data):
            raise PickleError("it ends too early")
        self._position += 1
        return self._data[self._position - 1]

    def _take(self, count: int) -> memoryview:
        if not 0 <= count <= len(self._data) - self._position:
            raise PickleError("it ends too early")
        self._position += count
        return self._data[self._position - count : self._position]

    def _number(self, code: str) -> int:
        value: int = struct.unpack(code, self._take(struct.calcsize(code)))[0]
        return value

    def _line(self) -> str:
        end = self._position
        while end < len(self._data) and self._data[end] != 10 and end - self._position < 256:
            end += 1
        text = _text(self._take(end - self._position))
        self._take(1)
        return text

    def _push(self, value: object) -> None:
        self._stack.append(value)

    def _push_counted(self, value: object) -> None:
        self._objects += 1
        if self._objects > _OBJECTS + len(self._data) // 16:
            raise PickleError("it is made of more objects than its size explains")
        self._stack.append(value)

    def _pop(self) -> object:
        if len(self._stack) <= (self._marks[-1] if self._marks else 0):
            raise PickleError("it takes a value where there is none")
        return self._stack.pop()

    def _top(self) -> object:
        value = self._pop()
        self._stack.append(value)
        return value

    def _pop_to_mark(self) -> list[object]:
        if not self._marks:
            raise PickleError("it goes back to a mark where there is none")
        start = self._marks.pop()
        values = self._stack[start:]
        del self._stack[start:]
        return values

    def _drop(self) -> None:
        self._pop()

    def _tuple(self, size: int) -> None:
        values = [self._pop() for _ in range(size)]
        self._push_counted(tuple(reversed(values)))

    def _append(self, values: list[object]) -> None:
        target = self._top()
        if not isinstance(target, list):
            raise PickleError("it appends to what is no list")
        target += values

    def _set_items(self, values: list[object]) -> None:
        target = self._top()
        if not isinstance(target, dict) or len(values) % 2:
            raise PickleError("it sets items of what is no dictionary")
        for key, value in zip(values[::2], values[1::2], strict=True):
            if not isinstance(key, str):  # strings cannot be chosen to collide
                raise PickleError("it has a dictionary with keys that are no text")
            target[key] = value

    def _set_item(self) -> None:
        value, key = self._pop(), self._pop()
        self._set_items([key, value])

    def _stack_global(self) -> None:
        name, module = self._pop(), self._pop()
        if not isinstance(name, str) or not isinstance(module, str):
            raise PickleError("it names a global by what is no text")
        self._push(Global(module[:256], name[:256]))

    def _reduce(self) -> None:
        arguments, called = self._pop(), self._pop()
        if not isinstance(called, Global) or not isinstance(arguments, tuple):
            raise PickleError("it calls what is no global")
        self._push_counted(self._build(called, arguments))

    def _set_state(self) -> None:
        state, target = self._pop(), self._top()
        if not isinstance(target, Settable):
            raise PickleError("it sets the state of what has none")
        target.set_state(state)

    def _persistent(self) -> None:
        if self._load_persistent is None:
            raise PickleError("it refers to what is kept elsewhere")
        self._push(self._load_persistent(self._pop()))

    def _put(self, index: int) -> None:
        if index > len(self._memo) + 1:  # some count from one
            raise PickleError("it remembers values out of order")
        value = self._top()
        if index < len(self._memo):
            self._memo[index] = value
        else:
            self._memo += [value] * (index + 1 - len(self._memo))

    def _remembered(self, index: int) -> object:
        if index >= len(self._memo):
            raise PickleError("it recalls a value that it did not remember")
        return self._memo[index]

    def _frame(self) -> None:
        if self._number("<Q") > len(self._data) - self._position:
            raise PickleError("it ends too early")

    def _protocol(self) -> None:
        if not 2 <= self._number("<B") <= 5:
            raise PickleError("it is of a protocol that is not read")

    _OPERATIONS: ClassVar[dict[int, Callable[[PickleReader], None]]] = {
        ord("N"): lambda self: self._push(None),
        0x88: lambda self: self._push(value=True),
        0x89: lambda self: self._push(value=False),
        ord("K"): lambda self: self._push(self._number("<B")),
        ord("M"): lambda self: self._push(self._number("<H")),
        ord("J"): lambda self: self._push(self._number("<i")),
        0x8A: lambda self: self._push(int.from_bytes(self._take(self._number("<B")), "little", signed=True)),
        ord("G"): lambda self: self._push(struct.unpack(">d", self._take(8))[0]),
        ord("X"): lambda self: self._push(_text(self._take(self._number("<I")))),
        0x8C: lambda self: self._push(_text(self._take(self._number("<B")))),
        0x8D: lambda self: self._push(_text(self._take(self._number("<Q")))),
        ord("B"): lambda self: self._push_counted(self._take(self._number("<I"))),
        ord("C"): lambda self: self._push_counted(self._take(self._number("<B"))),
        0x8E: lambda self: self._push_counted(self._take(self._number("<Q"))),
        0x96: lambda self: self._push_counted(self._take(self._number("<Q"))),
        ord("]"): lambda self: self._push_counted([]),
        ord("}"): lambda self: self._push_counted({}),
        ord(")"): lambda self: self._push(()),
        ord("t"): lambda self: self._push_counted(tuple(self._pop_to_mark())),
        0x85: lambda self: self._tuple(1),
        0x86: lambda self: self._tuple(2),
        0x87: lambda self: self._tuple(3),
        0x80: _protocol,
        0x95: _frame,
        ord("("): lambda self: self._marks.append(len(self._stack)),
        ord("0"): _drop,
        ord("a"): lambda self: self._append([self._pop()]),
        ord("e"): lambda self: self._append(self._pop_to_mark()),
        ord("s"): _set_item,
        ord("u"): lambda self: self._set_items(self._pop_to_mark()),
        ord("c"): lambda self: self._push(Global(self._line(), self._line())),
        0x93: _stack_global,
        ord("R"): _reduce,
        ord("b"): _set_state,
        ord("Q"): _persistent,
        ord("q"): lambda self: self._put(self._number("<B")),
        ord("r"): lambda self: self._put(self._number("<I")),
        0x94: lambda self: self._put(len(self._memo)),
        ord("h"): lambda self: self._push(self._remembered(self._number("<B"))),
        ord("j"): lambda self: self._push(self._remembered(self._number("<I"))),
    }


def _text(data: memoryview) -> str:
    try:
        return str(data, "utf-8")
    except UnicodeDecodeError as error:
        raise PickleError("it holds text that is not UTF-8") from error
