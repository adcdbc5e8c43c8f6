"""``make corpus``: redlines every pair of Word files of the corpus and holds each against every judge that is here.

Judges: the engine's own lint; the independent judge of pairs; the Open XML SDK validator, which may complain of nothing
that neither input has; LibreOffice, which must agree on the text outside its known wrong answers. The exit code is 1
when a pair is wrong, 2 when there is no pair.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Generator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tests.corpus.judging import Bystanders, Outcome, judged, redlined
from tests.support import corpus, judges
from tests.support.corpus import Pair
from tests.support.judges import Judged

OURS = Path(__file__).parent
WORST = 10
_COLUMNS = ("suite", "pairs", "right", "refused", "judge", "lint", "SDK", "Office", "restored", "median", "mean")
_JUDGES = (("refused", "crashed"), ("judge", "properties"), ("lint",), ("sdk",), ("libreoffice",))


def main() -> int:
    """Redline, judge, print; the exit code."""
    options = _options()
    chosen = [p for p in every_pair() if fnmatch(_suite(p), options.suite) and fnmatch(_case(p), options.case)]
    if not chosen:
        print("No pair of that name.", file=sys.stderr)
        return 2
    with _folder(options.keep) as folder, _progress() as progress:
        outcomes = _redline(chosen, folder, options.workers, progress)
        verdicts = _ask_judge(outcomes, folder, options.workers, progress)
        missing = _ask_bystanders(outcomes, options.workers, progress)
    return _report(outcomes, verdicts, [why for why in (judges.why_no_judge(), *missing) if why])


def every_pair() -> list[Pair]:
    """The pairs beside the checkout, and those of the project that are not among them."""
    found = {pair.name: pair for pair in corpus.pairs()}
    for before in sorted(OURS.glob("*/*/before.docx")):
        pair = Pair(f"{before.parent.parent.name}/{before.parent.name}", before.parent)
        found.setdefault(pair.name, pair)
    return sorted(found.values(), key=lambda pair: pair.name)


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="make corpus", description=__doc__)
    options.add_argument("--suite", default="*", help="only the suites of this name (with * and ?)")
    options.add_argument("--case", default="*", help="only the pairs of this name (with * and ?)")
    options.add_argument("--keep", metavar="DIR", type=Path, help="write the redlines there and leave them")
    options.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes at once")
    return options.parse_args()


def _suite(pair: Pair) -> str:
    return pair.name.partition("/")[0]


def _case(pair: Pair) -> str:
    return pair.name.partition("/")[2]


# ------------------------------------------------------------------------------------------------------- stages


@contextmanager
def _folder(keep: Path | None) -> Generator[Path]:
    """Where the redlines go; what the judge needs beside them goes when it has spoken."""
    with tempfile.TemporaryDirectory(prefix="counterpart-corpus-") as scratch:
        folder = keep.resolve() if keep else Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        yield folder


def _progress() -> Progress:
    columns = TextColumn("{task.description:<26}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    return Progress(*columns, console=Console(stderr=True))


def _redline(pairs: list[Pair], folder: Path, workers: int, progress: Progress) -> list[Outcome]:
    task = progress.add_task("redlining", total=len(pairs))
    outcomes: list[Outcome] = []
    with ProcessPoolExecutor(workers) as pool:
        for made in as_completed([pool.submit(redlined, pair, folder) for pair in pairs]):
            outcomes.append(made.result())
            progress.advance(task)
    return sorted(outcomes, key=lambda outcome: outcome.pair.name)


def _ask_judge(outcomes: list[Outcome], folder: Path, workers: int, progress: Progress) -> dict[str, Judged]:
    if judges.why_no_judge():
        return {}
    suites = by_suite(outcomes)
    task = progress.add_task("the independent judge", total=len(suites))
    verdicts: dict[str, Judged] = {}
    with tempfile.TemporaryDirectory(prefix="counterpart-pairs-") as staged, ThreadPoolExecutor(workers) as pool:
        asked = {pool.submit(judged, found, folder, Path(staged) / suite): suite for suite, found in suites.items()}
        for answer in as_completed(asked):
            verdicts[asked[answer]] = answer.result()
            progress.advance(task)
    return verdicts


def _ask_bystanders(outcomes: list[Outcome], workers: int, progress: Progress) -> list[str]:
    bystanders = Bystanders(workers)
    task = progress.add_task("SDK validator, LibreOffice", total=len(outcomes))
    try:
        with ThreadPoolExecutor(workers) as pool:
            for answer in as_completed([pool.submit(bystanders.ask, outcome) for outcome in outcomes]):
                answer.result()
                progress.advance(task)
    finally:
        bystanders.close()
    return bystanders.missing


def by_suite(outcomes: list[Outcome]) -> dict[str, list[Outcome]]:
    """The outcomes of each suite."""
    found: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        found[outcome.suite].append(outcome)
    return found


# ----------------------------------------------------------------------------------------------------- printing


def _report(outcomes: list[Outcome], verdicts: dict[str, Judged], missing: list[str]) -> int:
    console = Console(soft_wrap=True, highlight=False, width=None if sys.stdout.isatty() else 160)
    console.print(_table(outcomes, verdicts))
    for outcome in outcomes:
        for reason in outcome.excused:
            console.print(f"excused {outcome.pair}: {reason}", markup=False)
        for judge in outcome.unneeded:
            console.print(f"excused for nothing {outcome.pair}: {judge} finds no fault", markup=False)
    worst = sorted((o for o in outcomes if o.painted is not None), key=lambda o: -(o.painted or 0))[:WORST]
    for outcome in worst:
        console.print(f"painted {outcome.painted:.2f} x least: {outcome.pair}", markup=False)
    wrong = [outcome for outcome in outcomes if outcome.wrong]
    for outcome in wrong:
        for fault in outcome.wrong:
            console.print(f"wrong {outcome.pair}: {fault}", markup=False)
    for why in missing:
        console.print(f"not judged: {why}", markup=False)
    console.print(closing(outcomes, verdicts), markup=False)
    return 1 if wrong else 0


def closing(outcomes: list[Outcome], verdicts: dict[str, Judged]) -> str:
    """The whole run in one line."""
    right = sum(not outcome.wrong for outcome in outcomes)
    ratios = sorted(outcome.painted for outcome in outcomes if outcome.painted is not None)
    words = [f"{right} of {len(outcomes)} pairs right by every judge"]
    if verdicts:
        restored = sum(v.restored for v in verdicts.values())
        words.append(f"properties restored in {restored} of {sum(v.right_with_properties for v in verdicts.values())}")
    if ratios:
        words.append(
            f"painted / least: median {statistics.median(ratios):.2f}, mean {statistics.mean(ratios):.2f}, "
            f"p90 {_ninetieth(ratios):.2f}, max {ratios[-1]:.1f}"
        )
    words.append(f"{sum(len(o.excused) for o in outcomes)} findings excused")
    words.append(f"{sum(o.coarser > 0 for o in outcomes)} at paragraph grain")
    return "; ".join(words)


def _ninetieth(ordered: list[float]) -> float:
    return ordered[int(0.9 * (len(ordered) - 1))]


def _table(outcomes: list[Outcome], verdicts: dict[str, Judged]) -> Table:
    shown = Table(box=None, caption="A cell counts the pairs that the judge finds fault with.")
    for name in (
        "suite",
        "pairs",
        "right",
        "refused",
        "judge",
        "lint",
        "SDK",
        "LibreOffice",
        "props",
        "median",
        "mean",
    ):
        shown.add_column(name, justify="left" if name == "suite" else "right")
    for suite, found in by_suite(outcomes).items():
        ratios = [o.painted for o in found if o.painted is not None]
        verdict = verdicts.get(suite)
        shown.add_row(
            suite,
            str(len(found)),
            str(sum(not o.wrong for o in found)),
            *(_faults(found, *names) for names in _JUDGES),
            f"{verdict.restored}/{verdict.right_with_properties}" if verdict else "-",
            f"{statistics.median(ratios):.2f}" if ratios else "-",
            f"{statistics.mean(ratios):.2f}" if ratios else "-",
        )
    return shown


def _faults(outcomes: list[Outcome], *names: str) -> str:
    return str(sum(any(w.partition(":")[0] in names for w in outcome.wrong) for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
