"""``make imports``: plain Word files and real contracts read into clauses: what comes back, and what is lost."""

from __future__ import annotations

import sys

from drafts.importing.comparing import compared, missing
from drafts.importing.model import Imported
from tests.support.corpus import pairs
from tests.support.plain_word import plain_word
from tests.unit.drafts.test_importing import MANNERS, TITLE, fields_of, first_version, imported


def lost_characters(docx: bytes, found: Imported) -> int:
    """The characters of a file that are in no clause, or that the draft of its clauses has nowhere."""
    return len("".join((*found.lost, *missing(found, compared(docx, found)))))


def main() -> int:
    """Print the figures; 1 where a character is lost or a manner gives back less than nine fields of ten."""
    clauses = first_version()
    told = [(n, path, value) for n, c in enumerate(clauses) for path, value in fields_of(c).items()]
    poor = lost = 0
    print(f"{'manner':34}{'clauses':>9}{'fields':>9}{'lost':>6}")
    for name, manner in MANNERS.items():
        docx = plain_word(TITLE, clauses, manner)
        found = imported(docx)
        kinds = [a.revision.kind == b.kind for a, b in zip(found.clauses, clauses, strict=False)].count(True)
        back = [fields_of(found.clauses[n].revision).get(path, told) == value for n, path, value in told].count(True)
        gone = lost_characters(docx, found)
        poor, lost = poor + (back < 0.9 * len(told)), lost + gone
        print(f"{name:34}{f'{kinds}/{len(clauses)}':>9}{f'{back}/{len(told)}':>9}{gone:6}")
    contracts = pairs("oa")
    gone = sum(lost_characters(each.before, imported(each.before)) for each in contracts)
    print(f"{len(MANNERS)} manners, {len(contracts)} real contracts, {lost + gone} characters lost")
    return int(bool(poor or lost or gone))


if __name__ == "__main__":
    sys.exit(main())
