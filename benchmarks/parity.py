"""Parity with the authors' implementation on a fixture folder: worst error of each group beside its limit.

usage: uv run python benchmarks/parity.py FIXTURE_DIR
Exits with 1 when a limit is passed. Runs every way the same weights can reach the engine: both vision paths,
and a write-and-read round trip in both adapter formats.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

from engine.evaluation.parity import GROUPS, Check, run_checks
from engine.evaluation.parity_fixture import ParityFixture
from engine.evaluation.parity_variants import variants
from engine.models.gill import Gill
from engine.models.language import LanguageBackbone
from engine.quiet import quiet_libraries


def main() -> int:
    """Print the table; 1 when a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("fixture", type=Path)
    fixture = ParityFixture.open(parser.parse_args().fixture)
    quiet_libraries()
    language = LanguageBackbone.load(fixture.language_folder)
    failed = 0
    with tempfile.TemporaryDirectory() as work:
        for name, vision, bundle in variants(fixture, Path(work)):
            print(f"\n{name}\n  {'group':<30} {'worst':>10} {'limit':>10}")
            checks = run_checks(fixture, Gill(language, vision, bundle))
            missing = set(GROUPS) - {check.group for check in checks}
            for check in (*checks, *(Check(group, float("nan"), 0.0) for group in sorted(missing))):
                failed += not check.passed
                verdict = "" if check.passed else "   TOO LARGE"
                print(f"  {check.group:<30} {check.worst:>10.2e} {check.limit:>10.0e}{verdict}")
    print(f"\n{'all within their limits' if not failed else f'{failed} groups over their limit'}")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
