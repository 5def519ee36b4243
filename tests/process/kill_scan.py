"""Kill scans of a collection without warning, again and again, and see that they come to the same in the end.

    python tests/process/kill_scan.py --times 200

One store scans a folder undisturbed; another in a process that is killed at random moments and started again. Then
files are renamed, changed, described, spoilt and deleted, and both scan again. Afterwards both must hold the same.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from PIL import Image

from gill_studio.core.collections import scan as scan_module
from gill_studio.core.collections.model import CaptionSource
from gill_studio.core.collections.scan import scan
from gill_studio.core.collections.store import STORE_FILE, CollectionStore
from gill_studio.core.pictures import openable_formats

METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
CONTEXT = multiprocessing.get_context(METHOD)
_COUNT = 160
_LONGEST = 0.15  # seconds that a scan lives: a part of what it needs
_TABLES = ("picture", "file", "said", "caption", "problem", "dataset")


def picture(number: int) -> bytes:
    """A picture unlike the others; every tenth is a copy of the one before."""
    seed = number - 1 if number % 10 == 9 else number
    chance = random.Random(seed)
    stream = io.BytesIO()
    image = Image.frombytes("RGB", (8, 6), chance.randbytes(144)).resize((400, 300))
    exif = Image.Exif()
    if seed % 3 == 0:
        exif[0x010E] = f"Number {seed}, by EXIF."
    image.save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def write_album(folder: Path) -> None:
    """Pictures, what is said of them, and files that are none."""
    for number in range(_COUNT):
        place = folder / f"{number // 40}" / f"{number:03}.jpg"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(picture(number) if number % 17 else b"spoilt")
        if number % 5 == 0:
            place.with_suffix(".txt").write_text(f"Number {number}, by text.", encoding="utf-8")
        if number % 31 == 0:
            place.with_suffix(".json").write_text("{", encoding="utf-8")
    rows = [f"Number {number}, by TSV.\t1/{number:03}.jpg" for number in range(40, 80)]
    (folder / "train.tsv").write_text("\n".join(["caption\timage", *rows]), encoding="utf-8")


def change_album(folder: Path, chance: random.Random) -> None:
    """Rename, change, describe, spoil and delete some files."""
    files = sorted(folder.rglob("*.jpg"))
    for path in chance.sample(files, 60):
        what = chance.choice(["rename", "move", "change", "describe", "silence", "spoil", "delete"])
        if what == "rename":
            path.rename(path.with_name(f"renamed {path.name}"))
        elif what == "move":
            path.rename(folder / path.name)
        elif what == "change":
            path.write_bytes(picture(1000 + int(path.stem.split()[-1])))
        elif what == "describe":
            path.with_suffix(".txt").write_text("Described anew.", encoding="utf-8")
        elif what == "silence":
            path.with_suffix(".txt").unlink(missing_ok=True)
        elif what == "spoil":
            path.write_bytes(b"spoilt")
        else:
            path.unlink()
    lines = (folder / "train.tsv").read_text(encoding="utf-8").splitlines()
    (folder / "train.tsv").write_text("\n".join(lines[:1] + lines[10:]), encoding="utf-8")


def scan_for_ever(store: Path, begun: Any) -> None:
    """What is killed: in small transactions, so that there is much to interrupt."""
    scan_module._BATCH = 4
    openable_formats()  # what is imported for it takes longer than a scan lives
    with CollectionStore.open(store) as collection:
        begun.set()
        while True:
            scan(collection, threads=2)


def kill_scans(store: Path, times: int, chance: random.Random) -> int:
    """Begin a scan and kill it, so many times; how often it had come a bit further."""
    states = [content(store)]
    for _ in range(times):
        begun = CONTEXT.Event()
        process = CONTEXT.Process(target=scan_for_ever, args=(store, begun))
        process.start()
        if not begun.wait(60):
            raise RuntimeError("the scan never began")
        time.sleep(chance.uniform(0, _LONGEST))
        process.kill()
        process.join()
        process.close()
        now = content(store)
        if now != states[-1]:
            states.append(now)
    return len(states) - 1


def content(store: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of a collection."""
    with closing(sqlite3.connect(store / STORE_FILE)) as connection:
        return {table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr) for table in _TABLES}


def differences(one: Path, other: Path) -> list[str]:
    """The tables that are not the same."""
    mine, theirs = content(one), content(other)
    return [
        f"{table}: {len(set(mine[table]) ^ set(theirs[table]))} rows differ"
        for table in _TABLES
        if mine[table] != theirs[table]
    ]


def run(folder: Path, times: int, seed: int, tell: Callable[[str], object] = lambda _: None) -> list[str]:
    """What differs in the end; nothing, if all is well."""
    chance = random.Random(seed)
    album, undisturbed, killed = folder / "album", folder / "undisturbed", folder / "killed"
    write_album(album)
    for place in (undisturbed, killed):
        with CollectionStore.create(place, "Album", "album") as store:
            store.add_folder(album)
    wrong = []
    for phase in ("new", "changed"):
        with CollectionStore.open(undisturbed) as store:
            scan(store)
            size = len(store)
        steps = kill_scans(killed, times, chance)
        tell(f"{phase}: {size} pictures, recorded in {steps} interrupted scans")
        with CollectionStore.open(killed) as store:
            scan(store)
            written = dict.fromkeys(sorted(store.known_contents())[::7], "Mine.")
        wrong += [f"{phase}: {one}" for one in differences(undisturbed, killed)]
        for place in (undisturbed, killed):
            with CollectionStore.open(place) as store:
                store.set_captions(written, CaptionSource.WRITER)
        change_album(album, chance)
    return wrong


def main() -> int:
    """The command line; 1 when anything differed."""
    parser = argparse.ArgumentParser(description="Kill scans and see that they come to the same in the end.")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    if METHOD == "forkserver":
        CONTEXT.set_forkserver_preload(["__main__"])  # scans that begin at once
    with tempfile.TemporaryDirectory(prefix="gill-scan-") as folder:
        wrong = run(Path(folder), options.times, options.seed, print)
    for one in wrong:
        print(one)
    print(json.dumps({"kills": 2 * options.times, "seed": options.seed, "problems": len(wrong)}))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
