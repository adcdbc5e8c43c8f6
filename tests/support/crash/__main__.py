"""``make crash``: kill -9 of the server, of PostgreSQL, and of one of two servers, in the middle of writes.

Several writers send writes of several rows each under Idempotency-Keys over HTTP. At a moment that the seed picks the
victim is killed and started again; the writers ask again, with the same keys, until every write is acknowledged. Then
the store itself is read: every acknowledged write is there once and whole, with its entry in the audit, whose chains
verify. The exit code is 1 where anything is not so.
"""

from __future__ import annotations

import argparse
import random
import sys

from tests.support import postgresql
from tests.support.crash.rounds import Victim, scene
from tests.support.postgresql import Cluster


def main() -> int:
    """Run the rounds and print a line for each store and kind of kill."""
    options = argparse.ArgumentParser(prog="make crash", description=__doc__)
    options.add_argument("--rounds", type=int, default=10, help="of each kind")
    options.add_argument("--writes", type=int, default=200, help="in each round, at least")
    options.add_argument("--seed", type=int, default=random.randrange(10**6), help="of the moments of the kills")
    chosen = options.parse_args()
    print(f"seed {chosen.seed}; at least {chosen.writes} writes in a round", flush=True)
    sound = _kills("sqlite", Victim.SERVER, chosen, None)
    missing = postgresql.why_none()
    if missing is not None:
        print(f"postgresql: not run: {missing}")
        return 1
    cluster = Cluster(durable=True)
    try:
        for victim in Victim:
            sound = _kills("postgresql", victim, chosen, cluster) and sound
    finally:
        cluster.close()
    return 0 if sound else 1


def _kills(store: str, victim: Victim, chosen: argparse.Namespace, cluster: Cluster | None) -> bool:
    with scene(store, victim, chosen.seed, cluster) as made:
        for _ in range(chosen.rounds):
            made.round(victim, chosen.writes)
    tally = made.tally
    print(tally.line(f"{store}, {victim} killed"), flush=True)
    for each in (*tally.refused, *tally.verdict.partial, *tally.verdict.broken)[:20]:
        print(f"  {each}")
    return tally.sound


if __name__ == "__main__":
    sys.exit(main())
