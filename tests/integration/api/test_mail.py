"""Mail over SMTP, to a server of a few lines on loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api import mail
from api.settings import read_settings
from clauses.errors import InvalidOption

AT = datetime(2020, 3, 3, 18, tzinfo=UTC)


class Sink:
    """Takes one message and keeps every line that was said to it (RFC 5321)."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        with self._listening, self._listening.accept()[0] as connection, connection.makefile("rwb") as stream:

            def answer(words: str) -> None:
                stream.write(words.encode() + b"\r\n")
                stream.flush()

            answer("220 sink")
            in_data = False
            for raw in stream:
                line = raw.decode().rstrip("\r\n")
                self.said.append(line)
                if in_data and line != ".":
                    continue
                in_data = line.upper() == "DATA"
                answer("354 go on" if in_data else "221 bye" if line.upper() == "QUIT" else "250 ok")
                if line.upper() == "QUIT":
                    return

    def wait(self) -> None:
        """Wait until the conversation is over."""
        self._thread.join(30)


@pytest.fixture
def sink() -> Iterator[Sink]:
    made = Sink()
    yield made
    made.wait()


def test_a_message_goes_to_the_server_of_the_settings(sink: Sink, tmp_path: Path) -> None:
    settings = read_settings(
        smtp_host="127.0.0.1", smtp_port=sink.port, smtp_security="none", mail_from="mou@office.example"
    )
    assert mail.send(settings, "dana@district.example", "Your code", "1234 5678 is your code.", AT) is None
    sink.wait()
    assert any(line.startswith("mail FROM:<mou@office.example>") for line in sink.said)
    assert any(line.startswith("rcpt TO:<dana@district.example>") for line in sink.said)
    assert {"Subject: Your code", "Date: Tue, 03 Mar 2020 18:00:00 +0000", "1234 5678 is your code."} <= set(sink.said)


def test_mail_is_not_sent_where_encryption_was_asked_for_and_is_not_to_be_had(sink: Sink) -> None:
    settings = read_settings(smtp_host="127.0.0.1", smtp_port=sink.port)
    with pytest.raises(OSError, match="STARTTLS"):
        mail.send(settings, "dana@district.example", "Your code", "1234 5678 is your code.", AT)
    sink.wait()
    assert not any("1234" in line for line in sink.said)


def test_without_a_server_it_is_told_where_mail_goes(tmp_path: Path) -> None:
    settings = read_settings(mail_folder=tmp_path / "mail")
    assert str(tmp_path / "mail") in mail.where_mail_goes(settings)
    file = mail.send(settings, "dana@district.example", "Your code", "1234 5678 is your code.", AT)
    assert file is not None
    assert b"1234 5678" in file.read_bytes()


def test_a_name_without_its_password_is_refused_by_the_variables() -> None:
    with pytest.raises(InvalidOption, match="COUNTERPART_SMTP_USER is set, and needs COUNTERPART_SMTP_PASSWORD too"):
        mail.check_mail(read_settings(smtp_user="mou"))
