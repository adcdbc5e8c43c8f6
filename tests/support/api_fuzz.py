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
import logging
import shutil
import sqlite3
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
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
from api.auth.access import ACCESS, OWN_ACCOUNT, Scope, Standing
from api.auth.cookies import SESSION_COOKIE
from api.auth.secret_words import csrf_token
from api.described import has_parameter, resource_of
from api.services.sign_in import open_session
from api.store.accounts import find_user_by_email
from tests.support.good_requests import ACCOUNT, IN_A_SESSION, ROLES, Good, Seed, bearer, good, seeded, settings_of

CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EVERYBODY = (*ROLES, IN_A_SESSION)
UNREACHED = {
    "GET /session/oidc": "there is no provider",
    "GET /session/oidc/callback": "there is no provider",
    "GET /metrics": "it answers this machine alone, or who has its token",
}
"""Operations that answer nobody with a success here, and why."""
PATIENCE = 600
"""Seconds after which an answer is not waited for: a slow machine is no fault of the server."""
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@dataclass
class Tally:
    """What one role was answered."""

    statuses: Counter[int] = field(default_factory=Counter)
    reached: set[str] = field(default_factory=set)
    """Operations that answered with a success at least once."""
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

    def missed(self, role: str) -> list[str]:
        """The operations that the table of access opens to ``role``, and that never answered it with a success."""
        asked = {operation for operation in self.asked if may(role, *operation.split(" "))}
        return sorted(asked - self.tallies[role].reached)

    def closing_line(self) -> str:
        """The line that says whether all is well."""
        faults = sum(tally.of(5) for tally in self.tallies.values())
        missed = sorted({each for role in self.tallies for each in self.missed(role)} - UNREACHED.keys())
        return (
            f"{len(self.asked)} operations, {self.calls:,} requests, {faults} server errors, "
            f"{len(self.wrong)} answers outside the schema, {len(missed)} operations without a success"
        )


def may(role: str, method: str, path: str) -> bool:
    """Whether the table of access opens an operation to ``role``, as the demonstration's accounts have it."""
    rule = ACCESS[method, path]
    if rule is OWN_ACCOUNT:
        return role == IN_A_SESSION
    account = ROLES.get(role)
    if role == IN_A_SESSION or account is None:
        return role != IN_A_SESSION and Standing.ANYONE in rule.standings
    own = Standing.OPERATOR if account.role is None else Standing(account.role.value)
    managed = rule.scope is not Scope.MANAGE or own in (Standing.ADMIN, Standing.OPERATOR)
    return own in rule.standings and managed


@dataclass(frozen=True)
class Sender:
    """A role, over a store of its own."""

    role: str
    app: FastAPI
    seed: Seed

    def begin_anew(self) -> None:
        """Put the store back to what it was at first."""
        there = sqlite3.connect(self.seed.file)
        here = sqlite3.connect(str(self.app.state.runtime.settings.database_url).removeprefix("sqlite:///"))
        here.execute("PRAGMA synchronous=OFF")
        there.backup(here)
        there.close()
        here.close()

    def credentials(self) -> dict[str, str]:
        """The headers that it is known by."""
        if self.role == IN_A_SESSION:
            with self.app.state.runtime.unit() as unit:
                user = find_user_by_email(unit.read, ACCOUNT["district_counsel"].email)
                assert user is not None
                secret = open_session(unit, user, 1, None).secret
            return {"Cookie": f"{SESSION_COOKIE}={secret}", "X-CSRF-Token": csrf_token(secret)}
        account = ROLES[self.role]
        return {} if account is None else bearer(account)

    def tag(self, operation: Any, proof: dict[str, str]) -> dict[str, str]:
        """The If-Match header of who has just read what a good request to ``operation`` is about."""
        raw = operation.schema.raw_schema["paths"]
        if not has_parameter(raw[operation.path][operation.method], "If-Match"):
            return {}
        address = self.good(operation).address(resource_of(operation.path, raw))
        client = TestClient(self.app, base_url="http://localhost", raise_server_exceptions=False)
        tag = client.get(address, headers=proof).headers.get("ETag")
        return {} if tag is None else {"If-Match": tag}

    def good(self, operation: Any) -> Good:
        """Its good request."""
        return good(self.seed, self.role, operation.method.upper(), operation.path)


@dataclass(frozen=True)
class Asked:
    """A request that was made up: whether it is to what a good one is about, and names the tag of that."""

    case: Any
    informed: bool
    fresh: bool


def fuzz(
    seed: Seed,
    roles: Sequence[str] = EVERYBODY,
    *,
    examples: int = 1,
    each: int = 0,
    only: str = "",
    steady: bool = False,
) -> Run:
    """Send the good request, and make up ``examples`` allowed and as many forbidden requests, to each operation whose
    name holds ``only``, over a copy of ``seed`` for each role. ``each`` says how many of the roles send what is made
    up, in turn; 0 is all. ``steady`` makes up the same ones each time."""
    run = Run({role: Tally() for role in roles})
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, ExitStack() as stack:
        senders: dict[str, Sender] = {}
        for at, role in enumerate(roles):
            file = Path(folder) / f"copy-{at}.sqlite3"
            shutil.copy(seed.file, file)
            senders[role] = Sender(role, create_app(settings_of(file)), seed)
            stack.callback(senders[role].app.state.runtime.close)
        _fuzz(run, senders, examples, each or len(roles), only, steady)
    return run


def document_of(app: FastAPI) -> dict[str, Any]:
    """What the answers of ``app`` are held against."""
    return json.loads(json.dumps(app.openapi()))


def _fuzz(run: Run, senders: dict[str, Sender], examples: int, each: int, only: str, steady: bool) -> None:
    some = next(iter(senders.values()))
    schema = schemathesis.openapi.from_dict(document_of(some.app))
    schema.app = some.app
    turns = cycle([role for role in senders if role != IN_A_SESSION] or list(senders))
    for result in schema.get_all_operations():
        operation = result.ok()  # pyright: ignore[reportAttributeAccessIssue]
        route = (operation.method.upper(), operation.path)
        if only not in f"{route[0]} {route[1]}":
            continue
        everybody = [each for each in senders.values() if each.role != IN_A_SESSION or ACCESS[route] is OWN_ACCOUNT]
        for sender in everybody:
            _send_good(operation, sender, run)
        for mode in MODES:
            if mode is GenerationMode.NEGATIVE and not (operation.body or list(operation.iter_parameters())):
                run.nothing_to_forbid.append(" ".join(route))
                continue
            now = {role for role in islice(turns, each) if role != IN_A_SESSION} | {IN_A_SESSION}
            chosen = [sender for sender in everybody if sender.role in now]
            if chosen:
                _send(_cases(operation, some.good(operation), mode), chosen, run, examples, steady)


def _send_good(operation: Any, sender: Sender, run: Run) -> None:
    sender.begin_anew()
    proof, request = sender.credentials(), sender.good(operation)
    body = {} if request.body is None else {"body": request.body}
    if body:
        body["media_type"] = "multipart/form-data" if request.files else "application/json"
    headers = sender.tag(operation, proof)
    named = _named(operation, request)
    case = operation.Case(path_parameters=named, query=dict(request.query), headers=headers, **body)
    run.asked[f"{operation.method.upper()} {operation.path}"] += 1
    _ask(case, proof, sender.app, run.tallies[sender.role])


def _named(operation: Any, request: Good) -> dict[str, str]:
    return {name: value for name, value in request.path.items() if f"{{{name}}}" in operation.path}


def _cases(operation: Any, request: Good, mode: GenerationMode) -> st.SearchStrategy[Asked]:
    """Requests of one sort: about anything, and about what there is, with bodies like the good one."""

    @st.composite
    def asked(draw: st.DrawFn) -> Asked:
        informed, fresh = draw(st.integers(0, 3)) > 0, draw(st.integers(0, 3)) > 0
        named = _named(operation, request)
        fixed = {"path_parameters": named} if informed and named else {}
        case = draw(operation.as_strategy(generation_mode=mode, **fixed))
        if mode is GenerationMode.POSITIVE and isinstance(case.body, dict) and isinstance(request.body, dict):
            kept = draw(st.sets(st.sampled_from(sorted(request.body)))) if request.body and informed else ()
            case.body = {**case.body, **{name: request.body[name] for name in kept}}
        return Asked(case, informed, fresh)

    return asked()


def _send(cases: st.SearchStrategy[Asked], senders: Sequence[Sender], run: Run, examples: int, steady: bool) -> None:
    @settings(
        max_examples=examples,
        database=None,
        derandomize=steady,
        deadline=None,
        suppress_health_check=[*HealthCheck],  # pyright: ignore[reportArgumentType]
        phases=[Phase.generate],
    )
    @given(asked=cases)
    def send(asked: Asked) -> None:
        operation = asked.case.operation
        for sender in senders:
            run.asked[f"{operation.method.upper()} {operation.path}"] += 1
            if operation.method.upper() not in ("GET", "HEAD"):
                sender.begin_anew()
            proof = sender.credentials()
            case = asked.case
            if asked.informed:
                case.path_parameters = {**(case.path_parameters or {}), **_named(operation, sender.good(operation))}
            tag = sender.tag(operation, proof) if asked.fresh else {}
            _ask(case, {**proof, **tag}, sender.app, run.tallies[sender.role])

    send()


def _ask(case: Any, headers: dict[str, str], app: FastAPI, tally: Tally) -> None:
    try:
        response = case.call(base_url="http://localhost", headers=headers, app=app, timeout=PATIENCE)
    except Exception as error:  # the application's own: the transport raises what a server would answer with 500
        tally.statuses[500] += 1
        told = f"{case.method} {case.operation.path} (500): {type(error).__name__}"
        tally.wrong.setdefault(told, "".join(traceback.format_exception(error)))
        return
    _judge(case, response, tally)


def _judge(case: Any, response: Any, tally: Tally) -> None:
    tally.statuses[response.status_code] += 1
    if response.status_code < 400:
        tally.reached.add(f"{case.operation.method.upper()} {case.operation.path}")
    try:
        case.validate_response(response, checks=CHECKS)
    except FailureGroup as group:
        for failure in group.exceptions:
            assert isinstance(failure, Failure)
            told = f"{case.method} {case.operation.path} ({response.status_code}): {failure.title}"
            shown = f"{failure.message}\n{case.as_curl_command()[:600]}\n{response.text[:600]}"
            tally.wrong.setdefault(told, shown)


def table(run: Run) -> str:
    """The closing table: what each role was answered, which operations it never reached though it may, what no request
    could be made for, and the closing line."""
    head = f"{'role':<22}{'requests':>9}{'2xx':>7}{'3xx':>6}{'4xx':>7}{'5xx':>6}{'outside':>9}"
    lines = [head + f"{'may use':>9}{'reached':>9}"]
    for role, tally in run.tallies.items():
        counts = [tally.of(hundred) for hundred in (2, 3, 4, 5)]
        allowed = sum(may(role, *operation.split(" ")) for operation in run.asked)
        lines.append(
            f"{role:<22}{tally.calls:>9}{counts[0]:>7}{counts[1]:>6}{counts[2]:>7}{counts[3]:>6}{len(tally.wrong):>9}"
            f"{allowed:>9}{allowed - len(run.missed(role)):>9}"
        )
    for role in run.tallies:
        for operation in run.missed(role):
            why = UNREACHED.get(operation)
            lines.append(f"no success for {role}: {operation}" + (f" ({why})" if why else ""))
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
    logging.disable(logging.WARNING)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        seed = seeded(Path(folder))
        roles = chosen.role or EVERYBODY
        run = fuzz(seed, roles, examples=chosen.examples, only=chosen.only, steady=chosen.steady)
    for told, shown in run.wrong.items():
        print(f"\n  {told}\n{shown}\n")
    print(f"in {time.monotonic() - begun:.0f} s:\n{table(run)}")
    missed = {each for role in roles for each in run.missed(role)} - UNREACHED.keys()
    return 1 if run.wrong or missed or any(tally.of(5) for tally in run.tallies.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
