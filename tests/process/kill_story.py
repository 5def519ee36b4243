"""Kill editing sessions without warning, again and again, and see that nothing is missing afterwards.

    python tests/process/kill_story.py --times 500

A session edits a story of its own in every way (typing, panels, pictures, undo, redo, candidates) and reports each edit
when it is made, with the storyboard that came of it, and each announcement that all is saved. It is killed at a random
moment. Then the file must open, without a lock in the way; its storyboard must be one that the session had; no edit may
be missing that was made more than a second before the end, and none at all that was announced as saved. Taken back to
the beginning and done again, the history must lead through the same storyboards.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import random
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from gill_studio.core.story import edits
from gill_studio.core.story.document import Document, Entry
from gill_studio.core.story.file import SaveState, StoryFile
from gill_studio.core.story.file.check import check_story
from gill_studio.core.story.json_form import encode_story
from gill_studio.core.story.model import OfferedText, Panel, Storyboard, Take

METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
CONTEXT = multiprocessing.get_context(METHOD)
GRACE = 1.0  # seconds that may be missing
_USUAL, _LONGEST = 0.7, 2.5  # seconds that a session lives
_PAUSE = 0.01  # between two edits: faster than anybody types


def fingerprint(board: Storyboard) -> str:
    """A storyboard in few characters."""
    return hashlib.sha256(encode_story(board)).hexdigest()[:16]


# --- the session that is killed ---------------------------------------------------------------------------------


def session(path: Path, log: Path, seed: int) -> None:
    """Edit for ever. Each line of the log is a JSON array: what, when, the how manieth edit, and how it looks."""
    chance = random.Random(seed)
    with log.open("a", encoding="utf-8", buffering=1) as lines:
        story = StoryFile.create(path, first_board())
        diary = Diary(lines)
        diary.write("made", fingerprint(story.document.board))
        record = story.document._journal
        assert record is not None

        def reported(entry: Entry) -> None:
            diary.number += 1
            diary.write("made", fingerprint(entry.board))  # first, so that nothing can be saved that is not told
            record(entry)

        story.document._journal = reported
        story.on_state(diary.hear)
        while True:
            edit(story, chance, diary.number)
            time.sleep(_PAUSE if chance.random() < 0.98 else 0.4)


class Diary:
    """What a session tells."""

    def __init__(self, lines: TextIO) -> None:
        self._lines = lines
        self.number = 0

    def write(self, what: str, text: str) -> None:
        """One line, on disk or in the system's hands when this returns."""
        self._lines.write(json.dumps([what, time.monotonic(), self.number, text]) + "\n")

    def hear(self, state: SaveState) -> None:
        """On the writer's thread."""
        if state.status in ("saved", "failed"):
            self.write(state.status, str(state.error or ""))


def first_board() -> Storyboard:
    """A story to begin with."""
    return Storyboard("s", panels=tuple(Panel(f"p{n}", f"Caption {n}.") for n in range(5)))


def edit(story: StoryFile, chance: random.Random, number: int) -> None:
    """One edit of any kind."""
    document = story.document
    board = document.board
    names = [panel.id for panel in board.panels]
    kinds = ["type"] * 10 + ["new", "remove", "move", "merge", "picture", "keep", "undo", "undo", "redo"]
    what = chance.choice(kinds) if len(names) > 2 else "new"
    one, two = chance.choice(names or [""]), chance.choice(names or [""])
    if what == "type":
        text = f"{edits.panel_of(board, one).caption} {number}"[-200:]
        document.apply("Type", edits.with_caption(board, one, text), merge=f"caption:{one}")
    elif what == "new":
        document.apply("New", edits.inserted(board, chance.randint(0, len(names)), [Panel(f"n{number}", "New.")]))
    elif what == "remove":
        document.apply("Remove", edits.removed(board, [one]))
    elif what == "move":
        document.apply("Move", edits.moved(board, [one], chance.randint(0, len(names))))
    elif what == "merge":
        document.apply("Merge", edits.merged(board, {one, two}))
    elif what in ("undo", "redo"):
        document.undo() if what == "undo" else document.redo()
    else:
        add(story, what, one, number, chance)


def add(story: StoryFile, what: str, panel: str, number: int, chance: random.Random) -> None:
    """A picture, or a candidate."""
    board = story.document.board
    if what == "keep":
        offered = [OfferedText(f"o{number}", f"Offered {number}.")]
        story.document.keep(edits.with_offered(board, panel, offered))
        return
    picture = story.pictures.add_bytes(picture_bytes(chance))
    story.document.apply("Picture", edits.with_take(board, panel, Take(f"t{number}", picture), show=True))


def picture_bytes(chance: random.Random) -> bytes:
    """A picture of up to two megabytes that Pillow need not make."""
    width = chance.randint(10, 800)
    return b"P6 %d %d 255\n" % (width, width) + chance.randbytes(3 * width * width)


# --- what kills it and looks ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """One line of a session."""

    what: str
    when: float
    number: int
    text: str
    """Of an edit, the fingerprint of the storyboard that came of it."""


def one_killing(folder: Path, seed: int) -> tuple[list[str], int]:
    """Let a session run, kill it, look; what is wrong (nothing, if all is well), and how many edits it made."""
    path, log = folder / f"{seed}.gill", folder / f"{seed}.log"
    killed = killed_session(path, log, seed, min(_LONGEST, random.Random(seed).expovariate(1 / _USUAL)))
    lines = log.read_text(encoding="utf-8").splitlines(keepends=True)
    told = [Told(*json.loads(line)) for line in lines if line.endswith("\n")]
    made = [one for one in told if one.what == "made"]
    wrong = [f"it could not be saved: {one.text}" for one in told if one.what == "failed"]
    wrong += missing(path, told, made, killed) if made else ["it never began"]
    return [f"seed {seed}: {one}" for one in wrong], len(made)


def killed_session(path: Path, log: Path, seed: int, seconds: float) -> float:
    """When a session was killed: `seconds` after its beginning."""
    process = CONTEXT.Process(target=session, args=(path, log, seed))
    process.start()
    end = time.monotonic() + 60
    while not (log.exists() and log.stat().st_size) and process.is_alive() and time.monotonic() < end:
        time.sleep(0.01)
    time.sleep(seconds)
    killed = time.monotonic()
    process.kill()
    process.join()
    process.close()
    return killed


def missing(path: Path, told: list[Told], made: list[Told], killed: float) -> list[str]:
    """What is not as it must be."""
    needed = [one.number for one in made if one.when <= killed - GRACE]
    # An edit may be told by one thread while the other announces: the one before it is surely saved.
    needed += [one.number - 1 for one in told if one.what == "saved"]
    least = max([0, *needed])
    story = StoryFile.open(path, backups=0)
    try:
        found = fingerprint(story.document.board)
        numbers = [one.number for one in made if one.text == found]
        wrong = history_problems(story.document)
    finally:
        story.close()
    if numbers and max(numbers) < least:
        wrong.append(f"edits {max(numbers) + 1} to {least} of {made[-1].number} are missing")
    if not numbers:
        wrong.append("the storyboard is none that the session had")
    return wrong + check_story(path)


def history_problems(document: Document) -> list[str]:
    """Back to the beginning and forth again."""
    boards = [fingerprint(document.board)]
    while document.can_undo:
        document.undo()
        boards.append(fingerprint(document.board))
    back = list(boards)
    while document.can_redo and len(boards) > 1:
        document.redo()
        boards.pop()
        if fingerprint(document.board) != boards[-1]:
            return [f"the history does not lead back the way it came, {len(boards)} of {len(back)} steps from the end"]
    return []


def kill(times: int, seed: int, at_once: int) -> tuple[list[str], int]:
    """So many killings; what went wrong, and how many edits were made altogether."""
    with tempfile.TemporaryDirectory(prefix="gill-kill-") as folder, ThreadPoolExecutor(at_once) as pool:
        results = list(pool.map(lambda number: one_killing(Path(folder), seed + number), range(times)))
    return [one for wrong, _ in results for one in wrong], sum(made for _, made in results)


def main() -> int:
    """The command line; 1 when anything was missing."""
    parser = argparse.ArgumentParser(description="Kill editing sessions and see that nothing is missing.")
    parser.add_argument("--times", type=int, default=500)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--at-once", type=int, default=4, help="sessions at the same time")
    options = parser.parse_args()
    if METHOD == "forkserver":
        CONTEXT.set_forkserver_preload(["__main__"])  # sessions that begin at once
    wrong, made = kill(options.times, options.seed, options.at_once)
    for one in wrong:
        print(one)
    print(f"{options.times} sessions killed after {made} edits (seed {options.seed}): {len(wrong)} problems.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
