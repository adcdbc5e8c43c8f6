"""Every operation of the OpenAPI document, with requests that it allows and that it does not, by everybody: ``make
api-fuzz``, or ``python -m tests.support.api_fuzz [EXAMPLES] [--only WORD]``.

The application runs in this process, over a copy of the demonstration for each role. An answer counts as wrong when it
is a fault of the server, or when its status, its media type, its headers or its body is not what the document says.
A request is made up once and sent as each role, so that the roles' answers are to the same questions.
"""

# pyright: basic

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
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
from api.store.proposals import list_proposals

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
EVERYBODY = (*ROLES, IN_A_SESSION)
PATIENCE = 600
"""Seconds after which an answer is not waited for: a slow machine is no fault of the server."""
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


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


@dataclass
class Run:
    """What everybody was answered."""

    tallies: dict[str, Tally]
    asked: Counter[str] = field(default_factory=Counter)
    """Operation -> how many requests were sent to it, by anybody."""
    nothing_to_forbid: list[str] = field(default_factory=list)
    """Operations without a parameter or a body: no request to them is against the document."""

    @property
    def calls(self) -> int:
        """How many requests were sent."""
        return sum(tally.calls for tally in self.tallies.values())

    @property
    def wrong(self) -> dict[str, str]:
        """Role, operation and what is wrong -> one request that shows it."""
        each = (
            (f"{role}: {told}", shown) for role, tally in self.tallies.items() for told, shown in tally.wrong.items()
        )
        return dict(each)

    def closing_line(self) -> str:
        """The line that says whether all is well."""
        faults = sum(tally.of(5) for tally in self.tallies.values())
        return f"{self.calls:,} requests, {faults} server errors, {len(self.wrong)} answers outside the schema"


def seeded(folder: Path) -> Path:
    """A database with the demonstration, its accounts, and a proposal of each side, in ``folder``."""
    file = folder / "seed.sqlite3"
    app = create_app(_settings(file))
    story = json.loads(files("api.demo").joinpath("story.json").read_text(encoding="utf-8"))
    with app.state.runtime.unit() as unit:
        demonstration.load(unit, story)
    with app.state.runtime.unit() as unit:
        load_accounts(unit)
    _propose(app, "police_chief", submitted=True)
    _propose(app, "district_counsel", submitted=False)
    app.state.runtime.close()
    return file


def _propose(app: FastAPI, who: str, *, submitted: bool) -> None:
    path = f"/agreements/{demonstration.AGREEMENT_ID}/proposals"
    client = TestClient(app, base_url="http://localhost", headers={"Authorization": f"Bearer {_ACCOUNT[who].token}"})
    fields = {"paragraphs": [{"level": 1, "text": "The principal keeps the keys."}]}
    edit = {"edit": "insert", "kind": "custom", "heading": "Keys", "fields": fields, "after": None}
    made = client.post(path, json={"rationale": "Nobody has said who keeps them.", "edits": [edit]})
    assert made.status_code == 201, made.text
    if submitted:
        done = client.post(f"{path}/{made.json()['id']}/submit")
        assert done.status_code == 200, done.text


def fuzz(
    seed: Path,
    roles: Sequence[str] = EVERYBODY,
    *,
    examples: int = 1,
    each: int = 0,
    only: str = "",
    steady: bool = False,
) -> Run:
    """Make up ``examples`` allowed and as many forbidden requests to each operation whose name holds ``only``, and send
    them over a copy of ``seed`` for each role. ``each`` says how many of the roles send a request, in turn; 0 is all.
    ``steady`` makes up the same ones each time."""
    run = Run({role: Tally() for role in roles})
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        apps: dict[str, FastAPI] = {}
        for at, role in enumerate(roles):
            file = Path(folder) / f"copy-{at}.sqlite3"
            shutil.copy(seed, file)
            apps[role] = create_app(_settings(file))
            stack.callback(apps[role].state.runtime.close)
        _fuzz(run, apps, examples, each or len(roles), only, steady)
    return run


def document_of(app: FastAPI) -> dict[str, Any]:
    """What the answers of ``app`` are held against."""
    return json.loads(json.dumps(app.openapi()))


def _fuzz(run: Run, apps: dict[str, FastAPI], examples: int, each: int, only: str, steady: bool) -> None:
    some = next(iter(apps.values()))
    schema = schemathesis.openapi.from_dict(document_of(some))
    schema.app = some
    known, turns = _known(some), cycle([role for role in apps if role != IN_A_SESSION] or list(apps))
    for result in schema.get_all_operations():
        operation = result.ok()  # pyright: ignore[reportAttributeAccessIssue]
        route = (operation.method.upper(), operation.path)
        if only not in f"{route[0]} {route[1]}":
            continue
        for mode in MODES:
            if mode is GenerationMode.NEGATIVE and not (operation.body or list(operation.iter_parameters())):
                run.nothing_to_forbid.append(" ".join(route))
                continue
            now = {role: apps[role] for role in islice(turns, each) if role != IN_A_SESSION}
            if IN_A_SESSION in apps and ACCESS[route] is OWN_ACCOUNT:
                now[IN_A_SESSION] = apps[IN_A_SESSION]
            if now:
                _send(_cases(operation, known, mode), now, run, examples, steady)


def _cases(operation: Any, known: dict[str, str], mode: GenerationMode) -> st.SearchStrategy[Any]:
    """Requests of one sort: with what is known in its path where there is such, and with anything."""
    headers = known_headers(known, operation.method.upper())
    named = {name: known[name] for name in known if f"{{{name}}}" in operation.path}
    strategies = [operation.as_strategy(generation_mode=mode, path_parameters=named, headers=headers)] if named else []
    return st.one_of([*strategies, operation.as_strategy(generation_mode=mode, headers=headers)])


def _send(cases: st.SearchStrategy[Any], apps: dict[str, FastAPI], run: Run, examples: int, steady: bool) -> None:
    proofs = {role: _credentials(app, role) for role, app in apps.items()}

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
        for role, proof in proofs.items():
            run.asked[f"{case.operation.method.upper()} {case.operation.path}"] += 1
            _ask(case, proof, apps[role], run.tallies[role])

    send()


def _ask(case: Any, proof: dict[str, str], app: FastAPI, tally: Tally) -> None:
    try:
        response = case.call(base_url="http://localhost", headers=proof, app=app, timeout=PATIENCE)
    except Exception as error:  # the application's own: the transport raises what a server would answer with 500
        tally.statuses[500] += 1
        told = f"{case.method} {case.operation.path} (500): {type(error).__name__}"
        tally.wrong.setdefault(told, "".join(traceback.format_exception(error)))
        return
    _judge(case, response, tally)


def _judge(case: Any, response: Any, tally: Tally) -> None:
    tally.statuses[response.status_code] += 1
    try:
        case.validate_response(response, checks=CHECKS)
    except FailureGroup as group:
        for failure in group.exceptions:
            assert isinstance(failure, Failure)
            told = f"{case.method} {case.operation.path} ({response.status_code}): {failure.title}"
            shown = f"{failure.message}\n{case.as_curl_command()[:600]}\n{response.text[:600]}"
            tally.wrong.setdefault(told, shown)


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
        proposal = list_proposals(unit.read, agreement_id)[0]
    assert user is not None
    values = {"agreement_id": agreement_id, "clause_id": clause.clause_id, "user_id": user.id, "kind": clause.kind}
    values["proposal_id"] = proposal.id
    return values | {"number": "current", "before": "1", "after": "2", "token_id": "tok-none"}


def _settings(file: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{file}", mail_folder=file.parent / "mail", max_upload_mb=1)


def table(run: Run) -> str:
    """The closing table: what each role was answered, what no request could be made for, and the closing line."""
    lines = [f"{'role':<22}{'requests':>9}{'2xx':>7}{'3xx':>6}{'4xx':>7}{'5xx':>6}{'outside':>9}"]
    for role, tally in run.tallies.items():
        counts = [tally.of(hundred) for hundred in (2, 3, 4, 5)]
        lines.append(
            f"{role:<22}{tally.calls:>9}{counts[0]:>7}{counts[1]:>6}{counts[2]:>7}{counts[3]:>6}{len(tally.wrong):>9}"
        )
    named = ", ".join(run.nothing_to_forbid)
    lines.append(f"allowed requests alone, for want of a parameter or a body: {named}" if named else "")
    return "\n".join([*filter(None, lines), run.closing_line()])


def main(words: Iterable[str]) -> int:
    """Fuzz as every role and print the table; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.api_fuzz", description=__doc__)
    parser.add_argument("examples", nargs="?", type=int, default=10, help="requests of each sort for each operation")
    parser.add_argument("--only", default="", help="only operations whose method and address hold this")
    parser.add_argument("--role", action="append", choices=EVERYBODY, help="only these roles")
    parser.add_argument("--steady", action="store_true", help="the same requests each time")
    chosen = parser.parse_args(list(words))
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        seed = seeded(Path(folder))
        roles = chosen.role or EVERYBODY
        run = fuzz(seed, roles, examples=chosen.examples, only=chosen.only, steady=chosen.steady)
    for told, shown in run.wrong.items():
        print(f"\n  {told}\n{shown}\n")
    print(f"in {time.monotonic() - begun:.0f} s:\n{table(run)}")
    return 1 if run.wrong or any(tally.of(5) for tally in run.tallies.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
