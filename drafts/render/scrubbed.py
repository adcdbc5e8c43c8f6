"""What a scrub removed and found, as JSON."""

from __future__ import annotations

from typing import Any

from drafts.word.scrub import Scrubbed
from drafts.word.traces import Trace

FORMAT = "counterpart-scrub/1"


def scrubbed_json(made: Scrubbed) -> dict[str, Any]:
    """The report of a scrub as JSON values: ``removed`` and ``found``, each with kind, part, place and what."""
    return {"format": FORMAT, "removed": list(map(_told, made.removed)), "found": list(map(_told, made.found))}


def _told(trace: Trace) -> dict[str, str]:
    return {"kind": trace.kind.value, "part": trace.part, "place": trace.place, "what": trace.what}
