"""The benchmark runs, at a small size, and its vectors are what it says."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np

SCRIPT = Path(__file__).parents[3] / "benchmarks" / "retrieval.py"


def test_a_small_run_prints_its_table_and_passes() -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--size", "2500", "--queries", "40"],
        check=False,
        cwd=SCRIPT.parents[1],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for line in ("embedding-like: 2,500 x 256", "isotropic: 2,500 x 256", "recall@10", "of exact search", "files:"):
        assert line in done.stdout
    assert "MISSED" not in done.stdout


def test_the_vectors_are_as_described() -> None:
    spec = importlib.util.spec_from_file_location("benchmark_retrieval", SCRIPT)
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    vectors = benchmark.embedding_like(4000)
    assert (vectors == benchmark.embedding_like(4000)).all()
    assert (vectors != benchmark.embedding_like(4000, seed=1)).any()
    assert vectors.shape == (4000, 256)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    spectrum = np.linalg.svd(vectors, compute_uv=False) ** 2 / 4000
    assert spectrum[:32].sum() > 0.98  # 32 dimensions, and a little noise
    assert spectrum[31] > 20 * spectrum[32] > 0
