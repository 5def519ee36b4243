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
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from gill_studio.core.errors import StudioError
from gill_studio.core.story import edits
from gill_studio.core.story.file import StoryFile
from gill_studio.core.story.model import OfferedText, Panel, Recipe, SeenPanel, Storyboard, Take

ROOT = Path(__file__).parents[2]
MEMORY = 1 << 30  # bytes
SECONDS = 5.0
_BATCH = 50
_TABLES = ("story", "panel", "take", "offered", "seen", "context", "picture", "picture_part", "thumbnail", "step")
Mutation = Callable[[Path, random.Random], None]


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


# --- the ways to damage it --------------------------------------------------------------------------------------


def flip_bytes(path: Path, chance: random.Random) -> None:
    """A few bytes anywhere, or close together."""
    data = bytearray(path.read_bytes())
    start = chance.randrange(len(data))
    near = chance.choice([len(data), 4096, 64])
    for _ in range(chance.choice([1, 2, 8, 64, 1000])):
        data[(start + chance.randrange(near)) % len(data)] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def flip_head(path: Path, chance: random.Random) -> None:
    """The first page: the file's head, and the tables' declarations."""
    data = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 2, 5])):
        data[chance.randrange(chance.choice([100, 4096]))] = chance.randrange(256)
    path.write_bytes(data)


def flip_page_heads(path: Path, chance: random.Random) -> None:
    """What a page says of itself: its kind, how many cells it has and where they lie."""
    data = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 2, 5])):
        page = chance.randrange(1, len(data) // 4096) * 4096
        data[page + chance.randrange(16)] = chance.choice([0, 1, 2, 5, 10, 13, 255, chance.randrange(256)])
    path.write_bytes(data)


def cut_off(path: Path, chance: random.Random) -> None:
    """Cut off, emptied in part, or longer than it was."""
    data = path.read_bytes()
    cut = chance.randrange(len(data) + 1)
    middle = data[:cut] + bytes(min(4096, len(data) - cut)) + data[cut + 4096 :]
    path.write_bytes(chance.choice([data[:cut], middle, data + chance.randbytes(cut), data[cut:] + data[:cut]]))


def shuffle_pages(path: Path, chance: random.Random) -> None:
    """One page in the place of another, so that lists of pages run in circles."""
    data = bytearray(path.read_bytes())
    pages = len(data) // 4096
    for _ in range(chance.choice([1, 2, 6])):
        source, target = chance.randrange(pages) * 4096, chance.randrange(pages) * 4096
        data[target : target + 4096] = data[source : source + 4096]
    path.write_bytes(data)


def alter_tables(path: Path, chance: random.Random) -> None:
    """Triggers, views, other tables, other columns, and declarations that are no SQL."""
    table = chance.choice(_TABLES)
    bomb = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    statements = [
        f"CREATE TRIGGER evil AFTER UPDATE ON {table} BEGIN DELETE FROM panel; END",
        f"CREATE VIEW evil AS {bomb}",
        f"DROP TABLE {table}",
        f"ALTER TABLE {table} RENAME TO evil",
        f"ALTER TABLE {table} ADD COLUMN evil TEXT",
        f"CREATE INDEX evil ON {table} (hex(randomblob(9)))" if chance.random() < 0.1 else "CREATE TABLE evil (x)",
        f"CREATE VIRTUAL TABLE evil USING fts5(x, content='{table}')",
        "PRAGMA journal_mode = WAL",
        f"PRAGMA user_version = {chance.choice([0, 2, 99, -1, 2**31 - 1])}",
        f"PRAGMA application_id = {chance.randrange(2**31)}",
        "UPDATE sqlite_schema SET sql = 'words' WHERE name = 'panel'",
        f"UPDATE sqlite_schema SET rootpage = {chance.randrange(40)} WHERE name = '{table}'",
        f"UPDATE sqlite_schema SET sql = replace(sql, 'TEXT', 'TEXT DEFAULT ({'(' * 500}1{')' * 500})')",
    ]
    execute(path, "PRAGMA writable_schema = ON", chance.choice(statements))
    if chance.random() < 0.3:
        execute(
            path, f"ALTER TABLE {table} RENAME TO hidden", f"CREATE VIEW {table} AS {bomb}", "PRAGMA user_version = 3"
        )


def alter_values(path: Path, chance: random.Random) -> None:
    """Values that are huge, of another kind, or lead nowhere."""
    with sqlite3.connect(path) as connection:
        table = chance.choice(_TABLES)
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        value = chance.choice(
            [
                None,
                -1,
                2**63 - 1,
                1e308,
                float("inf"),
                "",
                "x" * 2_000_000,
                "[" * 100_000,
                "{" + '"a":' * 1000,
                "[" + "1," * 300_000 + "1]",
                '["' + '","' * 300_000 + '"]',
                b"\xff\xfe" * 50,
                bytes(3_000_000),
                "\0",
                "\u202e" * 9,
                "../../../../etc/passwd",
                str(chance.random()),
            ]
        )
        for _ in range(chance.choice([1, 3])):
            column = chance.choice(columns)
            where = chance.choice(["", " WHERE rowid = 1", " WHERE rowid % 2"])
            try:
                connection.execute(f"UPDATE OR REPLACE {table} SET {column} = ?{where}", (value,))
            except sqlite3.Error:
                continue
    connection.close()


def alter_rows(path: Path, chance: random.Random) -> None:
    """Rows that are gone, or there many times."""
    table = chance.choice(_TABLES)
    many = chance.choice([500, 500, 500, 50_000])
    panels = "INSERT INTO panel SELECT x + 100, 'n' || x, x, '', 'writer', '', '', '[]', NULL FROM n"
    seen = "INSERT INTO seen SELECT x + 100, 'n' || x, NULL FROM n"
    contexts = "INSERT INTO context SELECT x + 100, (SELECT '[' || group_concat(1) || ']' FROM step, step, take) FROM n"
    statements = [
        f"DELETE FROM {table} WHERE rowid % {chance.choice([1, 2, 3])} = 0",
        f"{_numbers(many)} {panels}",
        f"{_numbers(10 * many)} {seen}",
        f"{_numbers(3_000)} {contexts}",
        f"UPDATE step SET number = number + {chance.choice([1, 1000, 2**60])}",
        f"UPDATE story SET position = {chance.choice([-5, 3, 99, 2**62])}",
        "UPDATE step SET delta = (SELECT delta FROM step ORDER BY random() LIMIT 1)",
    ]
    execute(path, chance.choice(statements))


def _numbers(count: int) -> str:
    return f"WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < {count})"


def plant_bomb(path: Path, chance: random.Random) -> None:
    """A picture that claims to be something else, or far more than it is."""
    data = chance.choice([png_bomb, tiff_bomb, gif_bomb, jpeg_bomb, webp_like, random_picture])(chance)
    digest = hashlib.sha256(data).hexdigest()
    with sqlite3.connect(path) as connection:
        number, old = connection.execute("SELECT number, sha256 FROM picture ORDER BY random() LIMIT 1").fetchone()
        connection.execute("DELETE FROM picture_part WHERE picture = ?", (number,))
        if chance.random() < 0.3:
            part = zlib.compress(data) * chance.choice([1, 50])
            many = [(number, count, part) for count in range(chance.choice([1, 600]))]
            connection.executemany("INSERT INTO picture_part VALUES (?, ?, ?)", many)
            size = chance.choice([2**62, 600 << 20, len(part) * len(many), 5])
        else:
            connection.execute("INSERT INTO picture_part VALUES (?, 0, ?)", (number, data))
            size = len(data)
        connection.execute("UPDATE picture SET size = ?, sha256 = ? WHERE number = ?", (size, digest, number))
        connection.execute("UPDATE seen SET picture = ? WHERE picture = ?", (digest, old))
        connection.execute("UPDATE step SET delta = replace(delta, ?, ?)", (old, digest))
    connection.close()


def png_bomb(chance: random.Random) -> bytes:
    """A PNG that says it is huge, and may be: zeros compress a thousandfold."""
    width, height = chance.choice([(60_000, 60_000), (9_900, 10_000), (2**31 - 1, 1), (1, 90_000_000), (9_000, 9_000)])
    kind, depth = chance.choice([(2, 8), (6, 8), (6, 16), (3, 8), (0, 16), (0, 1)])
    pixels = {2: 3, 6: 4, 3: 1, 0: 1}[kind] * depth * width // 8
    compressor = zlib.compressobj(1)
    rows = b"".join(
        compressor.compress(bytes(pixels + 1)) for _ in range(min(height, 60_000_000 // (pixels + 1), 10**5))
    )

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    text = chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(70_000_000), 1)) if chance.random() < 0.2 else b""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0))
    palette = chunk(b"PLTE", bytes(768)) if kind == 3 else b""
    data = chunk(b"IDAT", rows + compressor.flush())
    return b"\x89PNG\r\n\x1a\n" + head + text + palette + data + chunk(b"IEND", b"")


def tiff_bomb(chance: random.Random) -> bytes:
    """A TIFF whose directories run in a circle and claim much."""
    side = chance.choice([9_000, 60_000, 2**31 - 1])
    tags = [(256, side), (257, side), (258, 8), (259, chance.choice([1, 5, 8, 32773])), (262, 1), (273, 8), (277, 1)]
    tags += [(278, side), (279, 2**31 - 1)]
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + struct.pack("<I", 8)


def gif_bomb(chance: random.Random) -> bytes:
    """A GIF with a huge screen."""
    side = chance.choice([9_900, 65_535])
    screen = struct.pack("<HH", side, side)
    return b"GIF89a" + screen + b"\xf7\0\0" + bytes(768) + b"," + bytes(4) + screen + b"\0\x08" + bytes(300) + b";"


def jpeg_bomb(chance: random.Random) -> bytes:
    """A JPEG whose frame is larger than it is."""
    from PIL import Image

    stream = io.BytesIO()
    Image.effect_noise((200, 200), 50).save(stream, "JPEG", progressive=chance.random() < 0.5)
    data = bytearray(stream.getvalue())
    for marker in (b"\xff\xc0", b"\xff\xc2"):
        at = data.find(marker)
        if at > 0:
            data[at + 5 : at + 9] = struct.pack(">HH", *chance.choice([(65_500, 65_500), (9_900, 9_900), (0, 0)]))
    return bytes(data)


def webp_like(chance: random.Random) -> bytes:
    """Other formats' beginnings, followed by noise."""
    beginnings = [
        b"RIFF\xff\xff\xff\x7fWEBPVP8X\x0a\0\0\0\x10\0\0\0\xff\xff\xff\xff\xff\xff",
        b"\0\0\0\x1cftypavif\0\0\0\0avifmif1",
        b"\0\0\0\x0cjP  \r\n\x87\n",
        b"BM" + struct.pack("<IHHIIIIHH", 2**31, 0, 0, 54, 40, 30_000, 30_000, 1, 24),
        b"\0\0\1\0\xff\xff" + bytes(16),
        b"P6 90000 90000 65535\n",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
    ]
    return chance.choice(beginnings) + chance.randbytes(5000)


def random_picture(chance: random.Random) -> bytes:
    """A picture with flipped bytes."""
    from PIL import Image

    stream = io.BytesIO()
    kind = chance.choice(["PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP", "AVIF", "JPEG2000", "ICO", "PPM"])
    Image.effect_noise((100, 100), 50).convert("RGB").save(stream, kind)
    data = bytearray(stream.getvalue())
    for _ in range(chance.choice([1, 5, 100])):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def plant_journal(path: Path, chance: random.Random) -> None:
    """A journal that nobody of ours has left."""
    data = path.read_bytes()
    magic = bytes.fromhex("d9d505f920a163d7")
    head = magic + struct.pack(">IIIII", chance.choice([1, 2**32 - 1]), 7, len(data) // 4096, 512, 4096)
    page = struct.pack(">I", chance.choice([1, 2, 10**6])) + chance.randbytes(4096) + bytes(4)
    tail = chance.choice([b"", b"/etc/hosts" + struct.pack(">II", 10, 999) + magic])
    path.with_name(f"{path.name}-journal").write_bytes(head.ljust(512, b"\0") + page + tail)


def execute(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        for statement in statements:
            connection.execute(statement)
    except (sqlite3.Error, UnicodeError):
        pass  # the one before has made it impossible
    finally:
        connection.close()


MUTATIONS: tuple[Mutation, ...] = (
    flip_bytes,
    flip_bytes,
    flip_head,
    flip_page_heads,
    cut_off,
    shuffle_pages,
    alter_tables,
    alter_values,
    alter_values,
    alter_rows,
    plant_bomb,
    plant_bomb,
    plant_journal,
)


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
