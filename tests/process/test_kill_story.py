"""A story survives what happens to its process, and "saved" is the truth."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def test_nothing_is_missing_from_stories_whose_process_was_killed() -> None:
    command = [sys.executable, str(HERE / "kill_story.py"), "--times", "50", "--at-once", "8"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^50 sessions killed after \d{3,} edits .*: 0 problems\.$", done.stdout, re.MULTILINE), (
        done.stdout
    )


SESSION = """
import os, pathlib, sys
from dataclasses import replace
from gill_studio.core.story.file import StoryFile
story = StoryFile.create(pathlib.Path(sys.argv[1]))
story.on_state(lambda state: os.write(1, f"told: {state.status}\\n".encode()))
for number in range(5):
    story.document.apply("Change title", replace(story.document.board, title=f"Title {number}"))
    story.flush()
story.close()
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="there is no strace")
def test_saved_is_announced_after_the_story_is_synced(tmp_path: Path) -> None:
    """As the system saw it: what was last written to the story was synced before anybody was told."""
    trace, story = tmp_path / "trace", tmp_path / "story.gill"
    calls = "trace=write,pwrite64,fsync,fdatasync"
    command = ["strace", "-f", "-y", "-e", calls, "-o", str(trace), sys.executable, "-c", SESSION, str(story)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())
    if "ptrace" in done.stderr or "Operation not permitted" in done.stderr:
        pytest.skip("nothing may be traced here")
    assert done.returncode == 0, done.stderr
    events = list(events_of(trace.read_text().splitlines(), story))
    saved = [index for index, event in enumerate(events) if event == "saved"]
    assert len(saved) == 5
    for before, index in zip([0, *saved], saved, strict=False):
        since = events[before:index]
        assert "written" in since
        last_written = len(since) - 1 - since[::-1].index("written")
        assert "synced" in since[last_written:], since
        assert "journal synced" in since[: since.index("written")], "or a power cut could leave half of it"


def events_of(lines: list[str], story: Path) -> Iterator[str]:
    """What the trace means to the story and its journal; a call counts where it ends, and telling where it begins."""
    begun: dict[str, str] = {}
    for line in lines:
        process, rest = line.split(maxsplit=1)
        if "told: saved" in rest:
            yield "saved"
            continue
        call = re.match(r"(pwrite64|write|fsync|fdatasync)\(\d+<([^>]*)>", rest)
        if call is not None and call[2] in (str(story), f"{story}-journal"):
            which = "" if call[2] == str(story) else "journal "
            event = which + ("synced" if "sync" in call[1] else "written")
            if "<unfinished" in rest:
                begun[process] = event
            else:
                yield event
        elif "resumed>" in rest and process in begun:
            yield begun.pop(process)


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)}
