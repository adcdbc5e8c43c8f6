"""``counterpart new``: agreements from a template and from another agreement."""

from __future__ import annotations

import pytest

from api.cli.exits import ExitCode
from api.runtime import open_runtime
from api.services.accounts import create_user
from api.services.agreements import get_agreement
from api.services.standing import standing_clauses
from api.settings import Settings
from clauses.record import ClauseRevision
from drafts.starting.templates import NAMES, template
from tests.support.command import Ran, run

CLERK = "clerk@town.example"
SIMPLE = ("--template", "simple", "--start", "2026-07-01")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('new') / 'store.sqlite3'}"
    runtime = open_runtime(Settings(database_url=url))
    with runtime.unit() as unit:
        create_user(unit, CLERK, "Town clerk", operator=True)
        create_user(unit, "chief@town.example", "Chief")
    runtime.close()
    return url


def new(database: str, *words: str) -> Ran:
    return run("new", *words, "--database", database)


def clauses_of(database: str, agreement_id: str) -> tuple[str, tuple[ClauseRevision, ...]]:
    runtime = open_runtime(Settings(database_url=database))
    with runtime.unit() as unit:
        found = get_agreement(unit, agreement_id).title, standing_clauses(unit, agreement_id).revisions
    runtime.close()
    return found


def test_the_list_names_the_templates_and_the_alternatives_of_the_library() -> None:
    ran = run("new", "--list")
    assert ran.code == ExitCode.OK
    assert all(name in ran.told for name in NAMES)
    assert "retention" in ran.told


def test_a_template_and_then_a_precedent_give_an_agreement_each(database: str) -> None:
    ran = new(database, *SIMPLE, "--city", "the City of Springfield", "--email", CLERK)
    assert ran.code == ExitCode.OK, ran.errors
    first = ran.told.strip()
    title, clauses = clauses_of(database, first)
    assert title == template("simple").title
    assert "the City of Springfield" in str(clauses[0].fields)
    assert {each.author for each in clauses} == {"Town clerk"}

    ran = new(database, "--precedent", first, "--title", "The next one", "--email", CLERK)
    assert ran.code == ExitCode.OK, ran.errors
    title, copied = clauses_of(database, ran.told.strip())
    assert title == "The next one"
    assert [each.kind for each in copied] == [each.kind for each in clauses]
    assert not {each.clause_id for each in copied} & {each.clause_id for each in clauses}
    assert all(first in str(each.origin) for each in copied)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ((), ExitCode.USAGE, "--template or --precedent"),
        (("--template", "simple", "--precedent", "agr-1"), ExitCode.USAGE, "not both"),
        (SIMPLE, ExitCode.USAGE, "--email"),
        (("--template", "simple", "--start", "soon", "--email", CLERK), ExitCode.USAGE, "--start"),
        ((*SIMPLE, "--email", "no@town.example"), ExitCode.CONFLICT, "no account"),
        ((*SIMPLE, "--email", "chief@town.example"), ExitCode.CONFLICT, "operator"),
        (("--precedent", "agr-none", "--email", CLERK), ExitCode.CONFLICT, "agr-none"),
    ],
)  # fmt: skip
def test_what_cant_begin_is_refused_and_nothing_is_made(
    database: str, words: tuple[str, ...], code: ExitCode, told: str
) -> None:
    ran = new(database, *words)
    assert (ran.code, told in ran.errors, ran.told) == (code, True, ""), ran.errors
