"""Damage story files in every way, and see that each opens or is refused with a sentence, and stays untouched.

    python tests/process/fuzz_story.py --times 2000

Bytes are flipped, files cut off, tables altered, values made huge or of the wrong kind, pictures replaced by bombs.
Each file is opened for reading and for writing, its whole history is taken back and done again, and every picture is
shown; all in processes that may take so much memory and no more. Nothing may crash, hang, or change the file.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import io
import json
import logging
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from story_damage import MUTATIONS

from gill_studio.core.errors import StudioError
from gill_studio.core.story import edits
from gill_studio.core.story.file import StoryFile
from gill_studio.core.story.model import OfferedText, Panel, Recipe, SeenPanel, Storyboard, Take

ROOT = Path(__file__).parents[2]
MEMORY = 1 << 30  # bytes
SECONDS = 5.0
_BATCH = 50


# --- a story to damage ------------------------------------------------------------------------------------------


def make_story(path: Path) -> None:
    """A story with a bit of everything, some of it long."""
    from PIL import Image

    story = StoryFile.create(path, Storyboard("s", title="Fuzz", panels=tuple(Panel(f"p{n}", "x") for n in range(8))))
    for number in range(4):
        stream = io.BytesIO()
        Image.effect_noise((60 + number, 60), 90).save(stream, ("PNG", "JPEG", "WEBP", "TIFF")[number])
        picture = story.pictures.add_bytes(stream.getvalue())
        recipe = Recipe("m", context=(SeenPanel("A fox.", picture.sha256), SeenPanel("It ran.")))
        board = edits.with_take(
            story.document.board, f"p{number}", Take(f"t{number}", picture, recipe=recipe), show=True
        )
        story.document.apply("Picture", edits.with_offered(board, "p1", [OfferedText(f"o{number}", "An owl.", recipe)]))
    for number in range(20):
        text = f"Caption {number} " * (1 + number * number)
        story.document.apply("Write", edits.with_caption(story.document.board, f"p{number % 8}", text))
    story.document.apply("Move", edits.moved(story.document.board, ["p0", "p3"], 6))
    story.document.apply("Remove", edits.removed(story.document.board, ["p5"]))
    story.document.undo()
    story.close()


# --- what opens them, in a process of its own -------------------------------------------------------------------


def open_all(folder: Path) -> None:
    """Use every story in a folder; a line of JSON for each, when it is done."""
    limit_memory()
    faulthandler.enable()
    logging.disable()
    for path in sorted(folder.glob("*.gill")):
        print(json.dumps(["begins", path.name]), flush=True)
        watch = Watch()
        outcome = use(path, watch)
        print(json.dumps(["ended", path.name, outcome, watch.longest]), flush=True)


def limit_memory() -> None:
    """More than this and whoever asks for it is refused."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


class Watch:
    """The longest that one thing took, in seconds of processor time: other programs may be busy."""

    def __init__(self) -> None:
        self.longest = 0.0

    @contextmanager
    def over(self) -> Iterator[None]:
        """Measure what is done inside."""
        started = time.process_time()
        try:
            yield
        finally:
            self.longest = max(self.longest, time.process_time() - started)


def use(path: Path, watch: Watch) -> str:
    """What became of it: `opened`, the sentence it was refused with, or what went wrong."""
    outcome = ""
    for read_only in (True, False):
        before, journal = content(path), path.with_name(f"{path.name}-journal").exists()
        try:
            with watch.over():
                story = StoryFile.open(path, read_only=read_only, backups=0)
        except StudioError as error:
            outcome = "wrong: refused without a remedy" if not error.hint else f"refused: {error.message}"
        else:
            try:
                outcome = read(story, watch)
            finally:
                end(story)
        if content(path) != before and not journal:  # an interrupted transaction is taken back
            outcome = "wrong: the file has changed"
        if outcome.startswith("wrong"):
            break
    return outcome


def content(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def end(story: StoryFile) -> None:
    """Let go without saving what was tried."""
    story._writer.take_pending()
    story.close()


def read(story: StoryFile, watch: Watch) -> str:
    """Everything that can be read: the whole history, and every picture."""
    story.document._journal = None
    refusals = 0
    for step in (story.document.undo, story.document.redo):
        try:
            while story.document.can_undo if step == story.document.undo else story.document.can_redo:
                with watch.over():
                    step()
        except StudioError:
            refusals += 1
    for sha256 in list(story.document.board.pictures)[:20]:
        for show in (lambda digest: story.pictures.thumbnail(digest, 256), story.pictures.path_of):
            try:
                with watch.over():
                    show(sha256)
            except StudioError:
                refusals += 1
    return "opened" if refusals == 0 else "opened in part"


# --- what makes them and looks ----------------------------------------------------------------------------------


def batch(folder: Path, first: int, count: int) -> tuple[list[str], Counter[str]]:
    """Damage and open some; what went wrong, and what became of them."""
    place = folder / str(first)
    place.mkdir()
    names = {}
    for number in range(first, first + count):
        chance = random.Random(number)
        path = place / f"{number}.gill"
        shutil.copy(folder / "whole.gill", path)
        chosen = chance.sample(MUTATIONS, chance.choice([1, 1, 1, 2]))
        for mutation in chosen:
            try:
                mutation(path, chance)
            except (sqlite3.Error, UnicodeError, TypeError):
                continue  # the mutation before has made it impossible
        names[path.name] = "+".join(mutation.__name__ for mutation in chosen)
    lines, trouble = opened(place, count)
    shutil.rmtree(place)
    return judged(lines, trouble, names)


def opened(place: Path, count: int) -> tuple[list[list[object]], str]:
    """What the process that opens them said, and how it ended where that was not well."""
    environment = os.environ | {"GILL_STUDIO_CACHE": str(place / "cache"), "GILL_STUDIO_CONFIG": str(place / "config")}
    command = [sys.executable, __file__, "--open", str(place)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    ) as process:
        try:
            out, err = process.communicate(timeout=30 + count * SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            err += "\nit hangs"
    lines = [json.loads(line) for line in out.splitlines()]
    # libtiff reports a damaged picture to the terminal, too, beside the error that is judged.
    err = "".join(line for line in err.splitlines(keepends=True) if not line.startswith("TIFF"))
    return lines, "" if process.returncode == 0 and not err else f"exit status {process.returncode}: {err[-3000:]}"


def judged(lines: list[list[object]], trouble: str, names: dict[str, str]) -> tuple[list[str], Counter[str]]:
    """What went wrong, and how often what became of them."""
    wrong, outcomes = [], Counter[str]()
    ended = [line for line in lines if line[0] == "ended"]
    for _, name, outcome, seconds in ended:
        outcomes[str(outcome).split(":", maxsplit=1)[0]] += 1
        if str(outcome).startswith("wrong"):
            wrong.append(f"{name} ({names[str(name)]}): {outcome}")
        if float(str(seconds)) > SECONDS:
            wrong.append(f"{name} ({names[str(name)]}): took {float(str(seconds)):.1f} s")
    if trouble or len(ended) < len(names):
        last = str(lines[-1][1]) if lines else "none"
        wrong.append(f"{last} ({names.get(last)}): {trouble or 'not all were opened'}")
    return wrong, outcomes


def fuzz(times: int, seed: int, at_once: int) -> tuple[list[str], Counter[str]]:
    """So many files; what went wrong, and what became of them."""
    with tempfile.TemporaryDirectory(prefix="gill-fuzz-") as folder, ThreadPoolExecutor(at_once) as pool:
        make_story(Path(folder, "whole.gill"))
        starts = range(seed, seed + times, _BATCH)
        jobs = [pool.submit(batch, Path(folder), start, min(_BATCH, seed + times - start)) for start in starts]
        results = [job.result() for job in jobs]
    outcomes: Counter[str] = Counter()
    for _, found in results:
        outcomes += found
    return [one for wrong, _ in results for one in wrong], outcomes


def main() -> int:
    """The command line; 1 when anything went wrong."""
    parser = argparse.ArgumentParser(description="Damage story files and see what becomes of them.")
    parser.add_argument("--times", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--at-once", type=int, default=2, help="processes at the same time")
    parser.add_argument("--open", type=Path, metavar="FOLDER", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.open:
        open_all(options.open)
        return 0
    wrong, outcomes = fuzz(options.times, options.seed, options.at_once)
    for one in wrong:
        print(one)
    told = ", ".join(f"{count} {what}" for what, count in sorted(outcomes.items()))
    print(f"{options.times} damaged files (seed {options.seed}): {told}; {len(wrong)} problems.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
