"""Every operation of the OpenAPI document, with requests that it allows and that it does not, by everybody: ``make
api-fuzz``, or ``python -m tests.support.api_fuzz [EXAMPLES] [--only WORD]``.

The application runs in this process, over a copy of the demonstration for each role. An answer counts as wrong when it
is a fault of the server, or when its status, its media type, its headers or its body is not what the document says.
"""

# pyright: basic

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from api.auth.access import ACCESS, OWN_ACCOUNT
from api.auth.cookies import SESSION_COOKIE
from api.auth.secret_words import csrf_token
from api.services import demonstration
from api.services.demonstration_accounts import ACCOUNTS, DemonstrationAccount, load_accounts
from api.services.sign_in import open_session
from api.services.standing import standing_clauses
from api.settings import Settings
from api.store.accounts import find_user_by_email

CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
_ACCOUNT = {account.key: account for account in ACCOUNTS}
ROLES: dict[str, DemonstrationAccount | None] = {
    "anyone": None,
    "observer": _ACCOUNT["council_member"],
    "clerk": _ACCOUNT["board_clerk"],
    "negotiator": _ACCOUNT["police_chief"],
    "counsel": _ACCOUNT["district_counsel"],
    "admin": _ACCOUNT["superintendent"],
    "operator": _ACCOUNT["operator"],
}
IN_A_SESSION = "counsel in a browser"
"""Who uses the routes that no token opens."""


@dataclass
class Tally:
    """What one role was answered."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: dict[str, str] = field(default_factory=dict)
    """Operation and what is wrong -> one request that shows it."""

    @property
    def calls(self) -> int:
        """How many requests were sent."""
        return self.statuses.total()

    def of(self, hundred: int) -> int:
        """How many answers have a status of this hundred."""
        return sum(count for status, count in self.statuses.items() if status // 100 == hundred)


def seeded(folder: Path) -> Path:
    """A database with the demonstration and its accounts, in ``folder``."""
    file = folder / "seed.sqlite3"
    app = create_app(_settings(file))
    story = json.loads(files("api.demo").joinpath("story.json").read_text(encoding="utf-8"))
    with app.state.runtime.unit() as unit:
        demonstration.load(unit, story)
    with app.state.runtime.unit() as unit:
        load_accounts(unit)
    app.state.runtime.close()
    return file


def fuzz(seed: Path, role: str, examples: int, *, only: str = "", steady: bool = False) -> Tally:
    """Send ``examples`` allowed and as many forbidden requests to each operation whose name holds ``only``, as
    ``role``, over a copy of ``seed``. ``steady`` sends the same ones each time."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "copy.sqlite3"
        shutil.copy(seed, file)
        app = create_app(_settings(file))
        try:
            return _fuzz(app, role, examples, only, steady)
        finally:
            app.state.runtime.close()


def _fuzz(app: FastAPI, role: str, examples: int, only: str, steady: bool) -> Tally:
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(app.openapi())))
    schema.app = app
    known, tally = _known(app), Tally()
    for result in schema.get_all_operations():
        operation = result.ok()  # pyright: ignore[reportAttributeAccessIssue]
        route = (operation.method.upper(), operation.path)
        if only not in f"{route[0]} {route[1]}" or (role == IN_A_SESSION and ACCESS[route] is not OWN_ACCOUNT):
            continue
        named = {each: known[each] for each in known if f"{{{each}}}" in operation.path}
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            strategies = [operation.as_strategy(generation_mode=mode, headers=known_headers(known, route[0]))]
            if named:
                strategies.insert(
                    0,
                    operation.as_strategy(
                        generation_mode=mode, path_parameters=named, headers=known_headers(known, route[0])
                    ),
                )
            _send(st.one_of(strategies), lambda: _credentials(app, role), tally, examples, steady)
    return tally


def _send(
    cases: st.SearchStrategy[Any], credentials: Callable[[], dict[str, str]], tally: Tally, examples: int, steady: bool
) -> None:
    proof = credentials()

    @settings(
        max_examples=examples,
        database=None,
        derandomize=steady,
        deadline=None,
        suppress_health_check=[*HealthCheck],  # pyright: ignore[reportArgumentType]
        phases=[Phase.generate],
    )
    @given(case=cases)
    def send(case: Any) -> None:
        response = case.call(base_url="http://localhost", headers=proof)
        tally.statuses[response.status_code] += 1
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as group:
            for failure in group.exceptions:
                assert isinstance(failure, Failure)
                told = f"{case.method} {case.operation.path} ({response.status_code}): {failure.title}"
                shown = f"{failure.message}\n{case.as_curl_command()[:600]}\n{response.text[:600]}"
                tally.wrong.setdefault(told, shown)

    try:
        send()
    except Exception as error:  # a kind of request that can't be made, such as a wrong body where there is none
        if "Unsatisfiable" not in type(error).__name__ and "skip" not in type(error).__name__.lower():
            raise


def _credentials(app: FastAPI, role: str) -> dict[str, str]:
    if role == IN_A_SESSION:
        with app.state.runtime.unit() as unit:
            user = find_user_by_email(unit.read, _ACCOUNT["district_counsel"].email)
            assert user is not None
            secret = open_session(unit, user, 1, None).secret
        return {"Cookie": f"{SESSION_COOKIE}={secret}", "X-CSRF-Token": csrf_token(secret)}
    account = ROLES[role]
    return {} if account is None else {"Authorization": f"Bearer {account.token}"}


def known_headers(known: dict[str, str], method: str) -> dict[str, str]:
    """The ETags of what a change may be about, so that it is made."""
    if method not in ("PUT", "PATCH", "DELETE"):
        return {}
    names = (known["clause_id"], known["agreement_id"])
    endings = ("", "-house-style", "-calendar", "-playbook-district", "-playbook-city")
    tags = [f'"{names[0]}-{n}"' for n in range(1, 30)]
    tags += [f'"{names[1]}{ending}-{n}"' for ending in endings for n in range(1, 12)]
    return {"If-Match": ", ".join(tags)}


def _known(app: FastAPI) -> dict[str, str]:
    """Values of path parameters that lead somewhere."""
    agreement_id = demonstration.AGREEMENT_ID
    with app.state.runtime.unit() as unit:
        clause = standing_clauses(unit, agreement_id).revisions[-3]
        user = find_user_by_email(unit.read, ACCOUNTS[3].email)
    assert user is not None
    values = {"agreement_id": agreement_id, "clause_id": clause.clause_id, "user_id": user.id, "kind": clause.kind}
    return values | {"number": "current", "before": "1", "after": "2", "token_id": "tok-none"}


def _settings(file: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{file}", mail_folder=file.parent / "mail", max_upload_mb=1)


def table(tallies: dict[str, Tally]) -> str:
    """The closing table: what each role was answered."""
    lines = [f"{'role':<22}{'requests':>9}{'2xx':>7}{'3xx':>6}{'4xx':>7}{'5xx':>6}{'outside':>9}"]
    for role, tally in tallies.items():
        counts = [tally.of(hundred) for hundred in (2, 3, 4, 5)]
        lines.append(
            f"{role:<22}{tally.calls:>9}{counts[0]:>7}{counts[1]:>6}{counts[2]:>7}{counts[3]:>6}{len(tally.wrong):>9}"
        )
    return "\n".join(lines)


def main(words: Iterable[str]) -> int:
    """Fuzz as every role and print the table; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.api_fuzz", description=__doc__)
    parser.add_argument("examples", nargs="?", type=int, default=10, help="requests of each sort for each operation")
    parser.add_argument("--only", default="", help="only operations whose method and address hold this")
    parser.add_argument("--role", action="append", help="only these roles")
    chosen = parser.parse_args(list(words))
    tallies: dict[str, Tally] = {}
    with tempfile.TemporaryDirectory() as folder:
        seed = seeded(Path(folder))
        for role in chosen.role or (*ROLES, IN_A_SESSION):
            begun = time.monotonic()
            tallies[role] = fuzz(seed, role, chosen.examples, only=chosen.only)
            print(f"{role}: {tallies[role].calls} requests in {time.monotonic() - begun:.0f} s", flush=True)
            for told, shown in tallies[role].wrong.items():
                print(f"\n  {told}\n{shown}\n", flush=True)
    print(table(tallies))
    return 1 if any(tally.wrong or tally.of(5) for tally in tallies.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
