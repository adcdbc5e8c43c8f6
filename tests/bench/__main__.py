"""``make bench``: what a draft, a search and a page cost, and redlines beside the floor; ``--peers``: another engine
too."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from tests.bench.browsing import browsing_table, measure_browsing
from tests.bench.drafting import drafting_table, measure_drafting
from tests.bench.measure import Case, Result, both_floors, measure
from tests.bench.peers import Docxodus, why_no_peer
from tests.bench.searching import measure_searching, searching_table

PAGES = (10, 100, 500)
SHARES = (0.02, 0.05, 0.10, 0.50)
SAME = 1.15
"""Two floors are the same when neither takes this many times the other."""


def main() -> int:
    """Measure every case and print the table; the exit code is 1 when our floor is not the independent judge's."""
    chosen = _options()
    console = Console(stderr=True)
    same = _floors_agree(console)
    console.print("measuring a draft", style="dim")
    drafting = measure_drafting(chosen.times)
    console.print("measuring a search", style="dim")
    searches = measure_searching(chosen.times)
    console.print("visiting the pages", style="dim")
    browsing = measure_browsing(chosen.times)
    peer = _peer(console) if chosen.peers else None
    results: list[Result] = []
    for case in [Case(pages, share) for pages in chosen.pages for share in chosen.edited]:
        if case.pages <= (100 if chosen.quick else case.pages):
            console.print(f"measuring {case.pages} pages, {case.share:.0%} edited", style="dim")
            results.append(measure(case, chosen.times, peer, chosen.peer_times))
    if peer is not None:
        peer.close()
    if chosen.json:
        ratios = ("ratio", "told_ratio", "memory_ratio", "peer_ratio")
        redlines = [{**asdict(r), **{name: getattr(r, name) for name in ratios}} for r in results]
        told = {
            "drafting": asdict(drafting),
            "searching": asdict(searches),
            "browsing": asdict(browsing),
            "redlines": redlines,
        }
        print(json.dumps(told, indent=2))
    else:
        out = Console(width=None if sys.stdout.isatty() else 200)
        out.print(drafting_table(drafting, chosen.times), "")
        out.print(searching_table(searches, chosen.times), "")
        out.print(browsing_table(browsing, chosen.times), "")
        out.print(table(results, chosen.times, peers=chosen.peers))
    return 0 if same else 1


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="make bench", description=__doc__)
    options.add_argument("--quick", action="store_true", help="up to 100 pages")
    options.add_argument("--pages", type=int, nargs="+", default=PAGES, help="sizes to measure, in pages of 500 words")
    options.add_argument("--edited", type=float, nargs="+", default=SHARES, help="shares of words edited, 0 to 1")
    options.add_argument("--times", type=int, default=5, help="how many runs the best is of")
    options.add_argument("--peers", action="store_true", help="Docxodus on the same files too (make bench-peers)")
    options.add_argument("--peer-times", type=int, default=3, help="how many runs the peer's best is of")
    options.add_argument("--json", action="store_true", help="print the figures as JSON")
    return options.parse_args()


def _peer(console: Console) -> Docxodus | None:
    missing = why_no_peer()
    if missing:
        console.print(f"no peer: {missing}")
        return None
    return Docxodus()


def _floors_agree(console: Console) -> bool:
    """Whether our floor costs what the independent judge's does; both are printed. True where the judge is not here."""
    found = both_floors(Case(100, 0.02))
    if found is None:
        return True
    ours, theirs = found
    same = max(found) < min(found) * SAME
    verdict = "the same" if same else "NOT the same"
    console.print(f"floor at 100 pages: ours {ours * 1000:.1f} ms, the judge's {theirs * 1000:.1f} ms: {verdict}")
    return same


_COLUMNS = (
    "pages",
    "edited",
    "redline ms",
    "floor ms",
    "x floor",
    "told ms",
    "x floor",
    "ms/page",
    "peak MiB",
    "floor MiB",
    "x floor",
    "added MiB",
    "floor added",
    "changes",
    "moves",
    "coarser",
)


def table(results: list[Result], times: int, *, peers: bool = False) -> Table:
    """The figures, a case a row."""
    shown = Table(
        title=f"Redlines in process, best of {times}, Python {platform.python_version()}, {os.cpu_count()} cores",
        caption="floor: unzip both, parse both document.xml, serialize one, zip one. told: the changes put into words "
        "too. Memory: of fresh processes.",
        box=None,
    )
    for name in (*_COLUMNS, *(("Docxodus ms", "times ours") if peers else ())):
        shown.add_column(name, justify="right", no_wrap=True)
    for result in results:
        shown.add_row(*_row(result), *(_peer_cells(result) if peers else ()))
    return shown


def _row(r: Result) -> tuple[str, ...]:
    return (
        str(r.case.pages),
        f"{r.case.share:.0%}",
        f"{r.redline_seconds * 1000:.0f}",
        f"{r.floor_seconds * 1000:.1f}",
        f"{r.ratio:.1f}",
        f"{r.told_seconds * 1000:.0f}",
        f"{r.told_ratio:.1f}",
        f"{r.redline_seconds * 1000 / r.case.pages:.2f}",
        f"{r.redline_memory.peak:.0f}",
        f"{r.floor_memory.peak:.0f}",
        f"{r.memory_ratio:.1f}",
        f"{r.redline_memory.added:.0f}",
        f"{r.floor_memory.added:.0f}",
        str(r.changes),
        str(r.moves),
        str(r.coarser),
    )


def _peer_cells(r: Result) -> tuple[str, str]:
    if r.peer_seconds is None or r.peer_ratio is None:
        return "none", "-"
    return f"{r.peer_seconds * 1000:.0f}", f"{r.peer_ratio:.1f}"


if __name__ == "__main__":
    sys.exit(main())
