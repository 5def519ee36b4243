"""The ways in which `fuzz_story` damages story files."""

from __future__ import annotations

import hashlib
import io
import random
import sqlite3
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

_TABLES = ("story", "panel", "take", "offered", "seen", "context", "picture", "picture_part", "thumbnail", "step")
Mutation = Callable[[Path, random.Random], None]


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
