"""The file of the agreement with every kind of block, written once."""

from __future__ import annotations

import pytest

from drafts.word.writer import write
from tests.support.house_style import IDENTITY, agreement


@pytest.fixture(scope="session")
def written() -> bytes:
    """The Word file of the agreement with every kind of block."""
    return write(agreement(), IDENTITY)
