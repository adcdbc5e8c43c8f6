"""``python -m tests.support.returns`` judges every crafted return, and those that another program saved again, and
prints a table: what was found with its exact label and words, what was missed, what was alleged."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator

from drafts.returned import Label
from tests.support.libreoffice import Office
from tests.support.returns.cases import CASES
from tests.support.returns.dialects import RESAVED, WAYS
from tests.support.returns.judging import Verdict, judge, made


def verdicts(office: Office) -> Iterator[Verdict]:
    """Of every crafted return, then of every one that was saved again."""
    for case in CASES:
        yield judge(case)
    by_name = {case.name: case for case in CASES}
    for name, way in RESAVED:
        case = by_name[name]
        yield judge(case, WAYS[way](office, made(case)), f"{name}, saved by {way}")


def main() -> int:
    """Print the figures, and each difference that was missed or alleged; 1 where there is one."""
    wanted, missed, alleged = Counter[Label](), Counter[Label](), Counter[Label]()
    count = wrong = 0
    by_name = {case.name: case for case in CASES}
    with Office() as office:
        for verdict in verdicts(office):
            count += 1
            case = by_name[verdict.name.partition(", saved by ")[0]]
            wanted.update(e.label for e in case.expected)
            missed.update(e.label for e in verdict.missed)
            alleged.update(c.label for c in verdict.alleged)
            if not verdict.right:
                wrong += 1
                print(f"{verdict.name} ({case.sent})")
                for each in verdict.missed:
                    print(f"    missed   {each.label}: {each.before!r} -> {each.after!r} in {each.where}")
                for change in verdict.alleged:
                    told = f"{change.label}: {change.before!r} -> {change.after!r} in {change.place}"
                    print(f"    alleged  {told}; {change.detail}")
    print(f"{'label':18}{'differences':>12}{'found':>8}{'missed':>8}{'false alarms':>14}")
    for label in Label:
        print(f"{label:18}{wanted[label]:12}{wanted[label] - missed[label]:8}{missed[label]:8}{alleged[label]:14}")
    total, lost, false = wanted.total(), missed.total(), alleged.total()
    found = "every difference found with its exact label" if not lost else f"{lost} of {total} differences missed"
    alarms = f"{false} false {'alarm' if false == 1 else 'alarms'}"
    print(f"{count} returns ({len(CASES)} crafted, {len(RESAVED)} saved again), {total} differences: {found}, {alarms}")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
