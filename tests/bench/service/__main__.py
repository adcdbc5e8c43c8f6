"""``make bench-service``: what the service carries on this machine, on both stores, beside a bare FastAPI route that
returns the same bytes. It measures and never fails on a time.

The server, the database and the clients share the cores, so the rates are low and the ratios count. Bare and own are
measured in turns, and each ratio is the median of its rounds.

The clause and the redline are the same each time, so what is measured of them is an answer that is kept (decision
0032). With ``COUNTERPART_ANSWER_CACHE_MB=0`` each is made anew, as for the first reader after a change.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.service import bare, load
from tests.bench.service.load import CLIENTS, Load
from tests.bench.service.served import EACH, LONG, READ, REDLINE, SIZES, WRITTEN, Served, add, fill
from tests.support import postgresql
from tests.support.crash.servers import Server
from tests.support.postgresql import RUNTIME, Cluster

AIMS = {"read": 0.6, "proposal": 0.3, "redline": 0.6}
_FREE = {"paragraphs": [{"level": 1, "text": "The principal keeps the keys, and the clerk has a copy of each."}]}
_EDIT = {"edit": "insert", "kind": "custom", "heading": "Keys", "fields": _FREE, "after": None}


@dataclass(frozen=True, slots=True)
class Result:
    """One kind of request on one store: its rounds, own and bare."""

    store: str
    what: str
    own: list[Load]
    bare: list[Load]

    @property
    def ratio(self) -> float:
        """The share of the bare route's rate, the median of the rounds."""
        return statistics.median(own.rate / bare.rate for own, bare in zip(self.own, self.bare, strict=True))


def main() -> int:
    """Measure and print. The exit code is 1 where anything was refused, whatever the times."""
    options = argparse.ArgumentParser(prog="make bench-service", description=__doc__)
    options.add_argument("--seconds", type=float, default=4.0, help="how long a round is")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--store", choices=["sqlite", "postgresql"], help="one of them alone")
    chosen = options.parse_args()
    results: list[Result] = []
    reads: dict[str, dict[str, float]] = {}
    for store in ("sqlite", "postgresql"):
        if chosen.store not in (None, store):
            continue
        if store == "postgresql" and (missing := postgresql.why_none()):
            print(f"postgresql: not measured: {missing}")
            continue
        with _served(store) as (server, served, folder):
            results += _measured(store, server, served, folder, chosen)
            reads[store] = _reads(server, served)
    _tell(results, reads)
    return 1 if any(each.refused for result in results for each in result.own) else 0


@contextmanager
def _served(store: str) -> Generator[tuple[Server, Served, Path]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="counterpart-bench-")))
        url = f"sqlite:///{folder / 'store.sqlite3'}"
        if store == "postgresql":
            cluster = Cluster(durable=True)
            stack.callback(cluster.close)
            url = cluster.url(cluster.new_database(), RUNTIME)
        served = fill(url)
        server = Server(url, folder, settings={"RATE_PER_MINUTE": "100000000"})  # counted, and never reached
        stack.callback(server.stop)
        yield server.start(), served, folder


def _measured(store: str, server: Server, served: Served, folder: Path, chosen: argparse.Namespace) -> list[Result]:
    small = served.clause.rpartition("/clauses/")[0]
    for label in ("First", "Second"):
        _asked(server, served, f"{small}/drafts", {"label": label, "dated": "2020-03-03"})
    proposal = json.dumps({"rationale": "It says who.", "edits": [_EDIT]}).encode()
    redline = f"{small}/redlines/1...2.docx"
    (folder / READ).write_bytes(_asked(server, served, served.clause))
    (folder / WRITTEN).write_bytes(_asked(server, served, f"{served.path}/proposals", json.loads(proposal)))
    (folder / REDLINE).write_bytes(_asked(server, served, redline))

    def propose(number: int) -> bytes:
        return load.post(f"{served.path}/proposals", served.token, proposal)

    own: dict[str, Callable[[int], bytes]] = {
        "read": lambda _: load.get(served.clause, served.token),
        "proposal": propose,
        "redline": lambda _: load.get(redline, served.token),
    }
    plain: dict[str, Callable[[int], bytes]] = {
        "read": lambda _: load.get("/read", ""),
        "proposal": lambda _: load.post("/write", "", proposal),
        "redline": lambda _: load.get("/redline", ""),
    }
    with bare.running(folder) as port:
        results: list[Result] = []
        for what in own:
            load.measure(server.port, own[what], 1)
            rounds = [
                (load.measure(server.port, own[what], chosen.seconds), load.measure(port, plain[what], chosen.seconds))
                for _ in range(chosen.rounds)
            ]
            results.append(Result(store, what, [each for each, _ in rounds], [each for _, each in rounds]))
        return results


def _asked(server: Server, served: Served, address: str, body: object = None) -> bytes:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {served.token}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}{address}", data, headers)
    with urllib.request.urlopen(request, timeout=120) as answer:
        return answer.read()


def _reads(server: Server, served: Served) -> dict[str, float]:
    """Seconds that half of the reads take at most, one after the other, in a store that holds more and more."""
    took: dict[str, float] = {}
    held = EACH
    for size in SIZES:
        if size > held:
            add(server.url, (size - held) // EACH, EACH)
            held = size
        took[f"of {size:,} clauses in agreements of {EACH}:"] = _one_read(server, served.clause, served)
    long = add(server.url, 1, LONG)
    took[f"of one agreement of {LONG:,}:"] = _one_read(server, long, served)
    return took


def _one_read(server: Server, address: str, served: Served) -> float:
    request = load.get(address, served.token)
    load.measure(server.port, lambda _: request, 0.5, 1)
    return load.measure(server.port, lambda _: request, 2, 1).p50


def _tell(results: list[Result], reads: dict[str, dict[str, float]]) -> None:
    shown = Table(
        title=f"{CLIENTS} clients on 127.0.0.1, Python {platform.python_version()}, {os.cpu_count()} cores",
        caption="bare: a FastAPI route that returns the same bytes. ratio: the median of the rounds.",
        box=None,
    )
    for name in ("store", "request", "own /s", "own p99 ms", "bare /s", "bare p99 ms", "ratio", "aim", "refused"):
        shown.add_column(name, justify="left" if name in ("store", "request") else "right", no_wrap=True)
    for each in results:
        own, bare = (statistics.median(load.rate for load in loads) for loads in (each.own, each.bare))
        own_p99, bare_p99 = (statistics.median(load.p99 for load in loads) for loads in (each.own, each.bare))
        shown.add_row(
            *(each.store, each.what, f"{own:.0f}", f"{own_p99 * 1000:.0f}", f"{bare:.0f}", f"{bare_p99 * 1000:.0f}"),
            *(f"{each.ratio:.0%}", f"{AIMS[each.what]:.0%}", str(sum(load.refused for load in each.own))),
        )
    out = Console(width=None if sys.stdout.isatty() else 160)
    out.print(shown)
    for store, took in reads.items():
        told = ", ".join(f"{name} {seconds * 1000:.1f} ms" for name, seconds in took.items())
        out.print(f"{store}: a read by one client, {told}", highlight=False)


if __name__ == "__main__":
    sys.exit(main())
