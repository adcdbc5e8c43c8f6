"""Mail: over SMTP where a server is set, and else into a folder, one file a message."""

from __future__ import annotations

import logging
import os
import secrets
import smtplib
import ssl
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from api.settings import Settings, together

_SECONDS = 20
_log = logging.getLogger("counterpart")


def check_mail(settings: Settings) -> None:
    """Raise :class:`InvalidOption` for settings of mail that can't be together."""
    together(settings, "smtp_user", "smtp_password")


def where_mail_goes(settings: Settings) -> str:
    """Where mail goes, in words."""
    if settings.smtp_host is None:
        return f"Mail is written to {settings.mail_folder} (COUNTERPART_SMTP_HOST is not set)."
    return f"Mail is sent by {settings.smtp_host}."


def send(settings: Settings, to: str, subject: str, text: str, at: datetime) -> Path | None:
    """Send a message; the file that it was written to, or None where it went out. Raises OSError, of which
    ``smtplib.SMTPException`` is one."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, to, subject
    message["Date"] = format_datetime(at)
    message.set_content(text)
    if settings.smtp_host is None:
        return _written(settings.mail_folder, message, at)
    _sent(settings, settings.smtp_host, message)
    return None


def _written(folder: Path, message: EmailMessage, at: datetime) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / f"{at:%Y-%m-%dT%H%M%SZ}-{secrets.token_hex(4)}.eml"
    file.touch(mode=0o600)
    with file.open("wb") as out:
        out.write(message.as_bytes())
        out.flush()
        os.fsync(out.fileno())
    _log.warning("mail was written to %s", file)
    return file


def _sent(settings: Settings, host: str, message: EmailMessage) -> None:
    with connected(settings, host) as server:
        server.send_message(message)


@contextmanager
def connected(settings: Settings, host: str) -> Generator[smtplib.SMTP]:
    """A connection to the SMTP server, encrypted and signed in as the settings say. Raises OSError."""
    context = ssl.create_default_context()
    if settings.smtp_security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, settings.smtp_port, timeout=_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, settings.smtp_port, timeout=_SECONDS)
    with server:
        if settings.smtp_security == "starttls":
            server.starttls(context=context)
        if settings.smtp_user is not None and settings.smtp_password is not None:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        yield server
