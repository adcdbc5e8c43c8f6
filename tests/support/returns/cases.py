"""All crafted returns."""

from __future__ import annotations

from tests.support.returns.case import Case
from tests.support.returns.marked_cases import FALSE, TRACKED
from tests.support.returns.odd_cases import ODD
from tests.support.returns.other_cases import COMMENTS, FORMATTING, MOVES, NOTHING
from tests.support.returns.our_cases import OURS
from tests.support.returns.silent_cases import SILENT

CASES: tuple[Case, ...] = (*SILENT, *TRACKED, *FALSE, *OURS, *COMMENTS, *FORMATTING, *MOVES, *NOTHING, *ODD)
