"""``counterpart doctor``: what is wrong with an installation, and what to do about it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer

from api.cli.exits import ExitCode
from api.cli.stores import DatabaseOption
from api.runtime import utc_now
from api.services.diagnosis import Finding, Level, diagnose
from api.settings import read_settings
from clauses.errors import InvalidOption

_MARKS = {Level.OK: "ok     ", Level.WARNING: "warning", Level.PROBLEM: "PROBLEM"}


class Form(StrEnum):
    """How the findings are printed."""

    TEXT = "text"
    JSON = "json"


def doctor(
    form: Annotated[Form, typer.Option("--format", help="How the findings are printed.")] = Form.TEXT,
    database: DatabaseOption = None,
) -> None:
    """Say what is wrong with this installation, and what to do about it.

    Looks at the settings and the environment, the data folder and its rights, the store (whether it answers, its
    schema, its role, what protects the record, the audit), the mail folder or the SMTP server, the clock and free
    space. Nothing is changed: a store is not made and not upgraded, no mail is sent. Run it as the account that the
    server runs as. LibreOffice is not looked for: no command and no request needs it. The exit code is 1 where there is
    a problem; warnings alone leave it 0.

    \b
    Examples:
      counterpart doctor
      counterpart doctor --format json
    """
    try:
        settings = read_settings(**({} if database is None else {"database_url": database}))
    except InvalidOption as error:
        found = (Finding("settings", Level.PROBLEM, error.detail, "Set the variable that it names anew."),)
    else:
        found = tuple(diagnose(settings, os.environ, utc_now()))
    if form is Form.JSON:
        print(json.dumps({"findings": [asdict(each) for each in found]}, ensure_ascii=False, indent=1))
    else:
        for each in found:
            print(f"{_MARKS[each.level]}  {each.check}: {each.said}")
            if each.remedy:
                print(f"         {each.remedy}")
    if any(each.level is Level.PROBLEM for each in found):
        raise typer.Exit(ExitCode.FOUND)
