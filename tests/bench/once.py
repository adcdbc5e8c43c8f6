"""One redline in a fresh process, for its memory: ``python -m tests.bench.once BEFORE AFTER`` prints the peak."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from drafts.redline import redline
from tests.bench.memory import peak

AT = datetime(2026, 11, 1, 10, 0, 0, tzinfo=UTC)


def main() -> None:
    """Do it once; print the peak in MiB before and after as JSON."""
    before, after = (Path(name).read_bytes() for name in sys.argv[1:3])
    begun = peak()
    redline(before, after, author="Bench", at=AT)
    print(json.dumps([begun, peak()]))


if __name__ == "__main__":
    main()
