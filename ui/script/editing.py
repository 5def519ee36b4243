"""What keys do in the script that concerns more than one panel: each is a step of the story's undo."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QTextEdit

from gill_studio.core.story import edits
from gill_studio.core.story.model import Panel, new_id
from ui.board.model import StoryboardModel
from ui.script.units import characters, units
from ui.story_commands import StoryCommands

_BREAK = "\u2028"


class ScriptEditing:
    """Splits, merges and cuts panels where the cursor of an editor stands."""

    def __init__(self, editor: QTextEdit, model: StoryboardModel, commands: StoryCommands) -> None:
        self._editor, self._model, self._commands = editor, model, commands

    def put_cursor(self, row: int, place: int = 0) -> None:
        """The cursor into a panel, before its character `place`; -1 is its end."""
        block = self._editor.document().findBlockByNumber(row)
        if block.isValid():
            text = block.text()
            cursor = self._editor.textCursor()
            cursor.setPosition(block.position() + units(text if place < 0 else text[:place]))
            self._editor.setTextCursor(cursor)

    def where(self) -> tuple[int, int]:
        """The row and the character the cursor stands before."""
        cursor = self._editor.textCursor()
        return cursor.blockNumber(), characters(cursor.block().text(), cursor.positionInBlock())

    def spans_panels(self) -> bool:
        """Whether what is selected reaches over the end of a panel."""
        cursor = self._editor.textCursor()
        document = self._editor.document()
        return document.findBlock(cursor.selectionStart()) != document.findBlock(cursor.selectionEnd())

    def enter(self) -> None:
        """A new panel: of what follows the cursor, or an empty one."""
        self.remove_selection()
        row, place = self.where()
        panel = self._model.panel_at(row)
        if panel is None:
            self._commands.new_panel(0)
        elif place == 0 and panel.caption:
            self._commands.new_panel(row)
            row += 1
        elif not panel.caption[place:].strip():
            self._commands.new_panel(row + 1)
            row += 1
        else:
            self._commands.split(panel.id, place)
            row += 1
        self.put_cursor(row)

    def join_before(self) -> bool:
        """Backspace at the start of a panel: one panel of it and the one before. Whether that is where one was."""
        row, place = self.where()
        if self._editor.textCursor().hasSelection() or place:
            return False
        self._join(row - 1)
        return True

    def join_after(self) -> bool:
        """Delete at the end of a panel: one panel of it and the next. Whether that is where one was."""
        cursor = self._editor.textCursor()
        if cursor.hasSelection() or not cursor.atBlockEnd():
            return False
        self._join(cursor.blockNumber())
        return True

    def remove_selection(self) -> bool:
        """Take out what is selected over several panels, as one step; whether there was any such."""
        if not self.spans_panels():
            self._editor.textCursor().removeSelectedText()
            return False
        cursor, document = self._editor.textCursor(), self._editor.document()
        first, last = document.findBlock(cursor.selectionStart()), document.findBlock(cursor.selectionEnd())
        head = self._panel(first.blockNumber()).caption[
            : characters(first.text(), cursor.selectionStart() - first.position())
        ]
        tail = self._panel(last.blockNumber()).caption[
            characters(last.text(), cursor.selectionEnd() - last.position()) :
        ]
        kept = self._panel(first.blockNumber())
        gone = [self._panel(row).id for row in range(first.blockNumber() + 1, last.blockNumber() + 1)]
        self._commands.cut_text(kept.id, head + tail, gone)
        self.put_cursor(first.blockNumber(), len(head))
        return True

    def insert_words(self, words: str) -> None:
        """Put text at the cursor; its paragraphs become panels."""
        self.remove_selection()
        parts = paragraphs(words)
        row, place = self.where()
        panel = self._model.panel_at(row)
        if panel is None:
            self._commands.insert(0, [Panel(new_id(), part) for part in parts or [""]])
            self.put_cursor(max(0, len(parts) - 1), -1)
        elif len(parts) <= 1:
            self._editor.textCursor().insertText(words.strip("\r\n").replace("\n", _BREAK))
        else:
            head, tail = panel.caption[:place], panel.caption[place:]
            fresh = [Panel(new_id(), part) for part in (*parts[1:-1], f"{parts[-1]}{tail}")]
            self._commands.put_text(panel.id, f"{head}{parts[0]}", fresh)
            self.put_cursor(row + len(fresh), len(parts[-1]))

    def _join(self, row: int) -> None:
        """One panel of that in a row and the next; an empty one just goes."""
        first, second = self._model.panel_at(row), self._model.panel_at(row + 1)
        if first is None or second is None:
            return
        place = len(first.caption)
        if _is_empty(second):
            self._commands.remove([second.id])
        elif _is_empty(first):
            self._commands.remove([first.id])
        else:
            self._commands.merge([first.id, second.id])
            place += bool(first.caption and second.caption)
        self.put_cursor(row, place)

    def _panel(self, row: int) -> Panel:
        panel = self._model.panel_at(row)
        return edits.panel_of(self._model.session.board, "" if panel is None else panel.id)


def paragraphs(words: str) -> list[str]:
    """Text from elsewhere in paragraphs: they end at an empty line, or, where there is none, at each line."""
    text = words.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n").strip("\n")
    if re.search(r"\n[ \t]*\n", text):
        parts = [" ".join(part.split("\n")) for part in re.split(r"\n(?:[ \t]*\n)+", text)]
    else:
        parts = text.split("\n")
    return [part.strip() for part in parts if part.strip()] if len(parts) > 1 else parts


def _is_empty(panel: Panel) -> bool:
    return not (panel.caption or panel.takes or panel.notes)
