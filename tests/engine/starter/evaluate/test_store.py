"""What has been measured is kept, and only as long as it is true."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.starter.evaluate.store import Columns, Results, folder_fingerprint


class _Counted:
    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> Columns:
        self.calls += 1
        return {"a": [1.0, 0.5], "b/c": []}


def test_measured_once(tmp_path: Path) -> None:
    measure = _Counted()
    for _ in range(2):
        found = Results(tmp_path, {"model": "m"}).columns("some part/new stories", measure)
        assert found == {"a": [1.0, 0.5], "b/c": []}
    assert measure.calls == 1


def test_another_model_is_measured_anew(tmp_path: Path) -> None:
    measure = _Counted()
    Results(tmp_path, {"model": "m"}).columns("part", measure)
    Results(tmp_path, {"model": "n"}).columns("part", measure)
    assert measure.calls == 2


def test_a_run_that_was_killed_goes_on(tmp_path: Path) -> None:
    def killed() -> Columns:
        raise KeyboardInterrupt

    measure = _Counted()
    results = Results(tmp_path, {})
    results.columns("first", measure)
    with pytest.raises(KeyboardInterrupt):
        results.columns("second", killed)
    again = Results(tmp_path, {})
    again.columns("first", measure)
    again.columns("second", measure)
    assert measure.calls == 2


@pytest.mark.parametrize("damage", [b"", b"{", b"[1]", b'{"a": "x"}', b"\xff"])
def test_a_damaged_file_is_measured_anew(tmp_path: Path, damage: bytes) -> None:
    measure = _Counted()
    results = Results(tmp_path, {})
    results.columns("part", measure)
    (results.folder / "part.json").write_bytes(damage)
    assert results.columns("part", measure) == {"a": [1.0, 0.5], "b/c": []}
    assert measure.calls == 2


def test_fingerprints_see_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a").write_text("x")
    first = folder_fingerprint(tmp_path)
    assert folder_fingerprint(tmp_path) == first
    (tmp_path / "sub" / "a").write_text("y")
    second = folder_fingerprint(tmp_path)
    (tmp_path / "sub" / "a").rename(tmp_path / "sub" / "b")
    assert len({first, second, folder_fingerprint(tmp_path)}) == 3
