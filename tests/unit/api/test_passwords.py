"""What a password is kept as. The tests' own server has cheaper ones (tests/conftest.py): the module is read anew."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type

from api.auth import passwords


def test_a_password_costs_what_owasp_asks_for() -> None:
    found = spec_from_file_location("passwords_as_served", passwords.__file__)
    assert found
    assert found.loader
    served = module_from_spec(found)
    found.loader.exec_module(served)
    kept = served.hashed("correct horse battery")
    asked = extract_parameters(kept)
    assert (asked.type, asked.memory_cost, asked.time_cost, asked.parallelism) == (Type.ID, 46 * 1024, 1, 1)
    assert served.matches(kept, "correct horse battery")
    assert not served.matches(kept, "another one, and as long")
    assert not served.matches(None, "correct horse battery")


@pytest.mark.parametrize("stored", ["", "no hash", "$argon2id$v=19$m=8$x"])
def test_what_is_no_hash_matches_nothing(stored: str) -> None:
    assert not passwords.matches(stored, "correct horse battery")
