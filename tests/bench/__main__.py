"""``make bench``: prints a table of redlines beside the floor. ``--quick`` leaves the long documents out."""

from __future__ import annotations

import argparse
import json
import os
import platform
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from tests.bench.measure import Case, Result, measure

CASES = [Case(pages, share) for pages in (10, 100, 500) for share in (0.02, 0.05, 0.10)]


def main() -> None:
    """Measure every case and print the table."""
    options = argparse.ArgumentParser(prog="make bench", description=__doc__)
    options.add_argument("--quick", action="store_true", help="up to 100 pages")
    options.add_argument("--times", type=int, default=5, help="how many runs the best is of")
    options.add_argument("--json", action="store_true", help="print the figures as JSON")
    chosen = options.parse_args()
    results: list[Result] = []
    console = Console(stderr=True)
    for case in CASES:
        if chosen.quick and case.pages > 100:
            continue
        console.print(f"measuring {case.pages} pages, {case.share:.0%} edited", style="dim")
        results.append(measure(case, chosen.times))
    if chosen.json:
        print(json.dumps([{**asdict(r), "ratio": r.ratio} for r in results], indent=2))
    else:
        Console().print(table(results, chosen.times))


def table(results: list[Result], times: int) -> Table:
    """The figures, a case a row."""
    cores = os.cpu_count()
    shown = Table(
        title=f"Redlines in process, best of {times}, Python {platform.python_version()}, {cores} cores",
        caption="floor: unzip both, parse both document.xml, serialize one, zip one. Memory: added to the peak.",
        box=None,
    )
    for name in (
        "pages",
        "edited",
        "redline ms",
        "floor ms",
        "ratio",
        "redline MiB",
        "floor MiB",
        "changes",
        "coarser",
    ):
        shown.add_column(name, justify="right")
    for r in results:
        shown.add_row(
            str(r.case.pages),
            f"{r.case.share:.0%}",
            f"{r.redline_seconds * 1000:.0f}",
            f"{r.floor_seconds * 1000:.1f}",
            f"{r.ratio:.1f}",
            f"{r.redline_memory:.0f}",
            f"{r.floor_memory:.0f}",
            str(r.changes),
            str(r.coarser),
        )
    return shown


if __name__ == "__main__":
    main()
