"""``counterpart init`` and ``counterpart token``: the first account and API tokens, for who can open the store."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from api.auth.access import Scope
from api.auth.passwords import hashed
from api.runtime import Runtime, open_runtime
from api.services import accounts, tokens
from api.services.sign_in import check_password
from api.settings import read_settings
from api.store.accounts import count_operators, find_user_by_email
from api.store.recording import Doer
from clauses.errors import Conflict, InvalidOption, NotFound

_DATABASE = typer.Option(help="Default: COUNTERPART_DATABASE_URL, or an SQLite file in counterpart-data/.")
_EMAIL = typer.Option(help="The e-mail address of the account.")
Database = Annotated[str | None, _DATABASE]


def init(
    email: Annotated[str, _EMAIL],
    name: Annotated[str, typer.Option(help="The name that its changes bear.")],
    database: Database = None,
) -> None:
    """Make the first account, which runs the installation.

    The account is an operator: it makes the other accounts, agreements and members. Its password is asked for, or read
    from standard input where that is no terminal. It can be done once; after that, an operator makes operators.

    \b
    Examples:
      counterpart init --email clerk@district.example --name "Board clerk"
      counterpart init --email it@city.example --name "City IT" < password.txt
    """
    if email.count("@") != 1 or len(email.split()) != 1 or not name.strip():
        raise InvalidOption("Give an e-mail address such as clerk@district.example, and a name.")
    runtime = _open(database)
    try:
        with runtime.unit() as unit:
            if count_operators(unit.read):
                raise Conflict("Somebody runs this installation already; an operator makes the other accounts.")
        password = _password()
        check_password(password, email)
        password_hash = hashed(password)
        with runtime.unit(Doer(what="counterpart init")) as unit:
            if count_operators(unit.write):
                raise Conflict("Somebody runs this installation already; an operator makes the other accounts.")
            user = accounts.create_user(unit, email, name.strip(), operator=True, password_hash=password_hash)
    finally:
        runtime.close()
    print(f"{user.name} <{user.email}> runs this installation.")
    print(f"Next: counterpart token --email {user.email} --name laptop")


def token(
    email: Annotated[str, _EMAIL],
    name: Annotated[str, typer.Option(help="What the token is for.")],
    scope: Annotated[
        list[Scope] | None, typer.Option(help="What it may be used for, as often as needed. Default: read and write.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=366, help="How long it counts.")] = 90,
    agreement: Annotated[str | None, typer.Option(help="The one agreement that it is for.")] = None,
    database: Database = None,
) -> None:
    """Make an API token of an account and print it, this once.

    It goes to standard output alone, so that it can be piped to where it is kept. Whoever can open the store can do
    this: it needs no password.

    \b
    Examples:
      counterpart token --email clerk@district.example --name laptop
      counterpart token --email it@city.example --name nightly --scope read --days 30
    """
    scopes = scope or [Scope.READ, Scope.WRITE]
    if Scope.ACCOUNT in scopes:
        raise InvalidOption("No token has the scope account: what needs it is done in a browser.")
    runtime = _open(database)
    try:
        with runtime.unit(Doer(what="counterpart token")) as unit:
            user = find_user_by_email(unit.read, email)
            if user is None:
                raise NotFound(f"There is no account with the e-mail address {email}.")
            record, secret = tokens.make_token(unit, user, name, scopes, days=days, agreement_id=agreement)
    finally:
        runtime.close()
    print(
        f"counterpart: it counts until {record.expires_at:%Y-%m-%d}; send it as Authorization: Bearer", file=sys.stderr
    )
    print(secret)


def _open(database: str | None) -> Runtime:
    given: dict[str, Any] = {} if database is None else {"database_url": database}
    return open_runtime(read_settings(**given))


def _password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")
