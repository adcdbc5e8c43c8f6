"""What the integration tests share."""

from __future__ import annotations

import pytest

from tests.support.made_once import MadeOnce, shared_root


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> MadeOnce:
    """What is made once for all workers of the run."""
    return MadeOnce(shared_root(tmp_path_factory.getbasetemp()))
