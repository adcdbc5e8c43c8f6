"""Copies of a draft that LibreOffice saved again or printed are that draft; changed ones are none.

``make copies`` does the same with every draft of the demonstration.
"""

from __future__ import annotations

import pytest

from tests.support.draft_copies import CHANGES, TRUE, judged
from tests.support.libreoffice import Office

pytestmark = pytest.mark.libreoffice


def test_copies_are_named_and_changed_ones_are_flagged_with_what_was_changed(office: Office) -> None:
    found = list(judged(office, numbers=(5,)))
    assert [(each.way, each.verdict) for each in found if not each.right] == []
    assert len(found) == len(TRUE) + 3 * len(CHANGES)
