"""``counterpart digest``: what newly waits for each person's side, by mail."""

from __future__ import annotations

import typer

from api.cli import show
from api.cli.exits import CommandError, ExitCode
from api.cli.stores import DatabaseOption
from api.mail import check_mail
from api.runtime import open_runtime
from api.services.digests import send_digests
from api.settings import read_settings


def digest(database: DatabaseOption = None) -> None:
    """Mail each person what newly waits for their side.

    To be run once a day, by cron or a timer of systemd: each person gets one mail at most, with how many proposals,
    drafts and comments newly wait for their side, and a link, and never what these say; nobody is mailed for nothing.
    Who wants no mail says so on the page of the inbox. COUNTERPART_PUBLIC_URL is where the link leads, and
    COUNTERPART_SMTP_HOST what sends the mail; without it, mail is written to a folder.

    \b
    Examples:
      counterpart digest
      0 7 * * *  counterpart digest
    """
    settings = read_settings() if database is None else read_settings(database_url=database)
    check_mail(settings)
    runtime = open_runtime(settings)
    try:
        sent = send_digests(runtime)
    finally:
        runtime.close()
    typer.echo(f"{show.counted(len(sent.told), 'digest')} sent")
    if sent.failed:
        raise CommandError("mail", f"could not be sent to {', '.join(sent.failed)}; run it again", ExitCode.SYSTEM)
