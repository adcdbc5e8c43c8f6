"""What goes out to a webhook's URL, to real receivers on this machine."""

# pyright: basic

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from api import outgoing
from api.outgoing import Answer, Sender

HERE = "127.0.0.1"
Answering = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def receiver(answering: Answering, context: ssl.SSLContext | None = None) -> Iterator[tuple[int, list[Any]]]:
    """A receiver on a free port, and (path, headers, body) of what it got."""
    got: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((self.path, dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            answering(self)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer((HERE, 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.server_port, got
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answers(status: int, body: bytes = b"", **headers: str) -> Answering:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def looked_up(*addresses: str) -> Callable[[str, int], tuple[str, ...]]:
    def resolve(_host: str, _port: int) -> tuple[str, ...]:
        return addresses

    return resolve


def post(sender: Sender, url: str) -> Answer:
    return asyncio.run(sender.post(url, {"webhook-id": "msg-1"}, b'{"type":"test.sent"}'))


def test_what_is_sent_arrives_as_it_is_under_the_name_of_the_url() -> None:
    with receiver(answers(204)) as (port, got):
        sent = post(Sender(looked_up(HERE), private=True), f"http://hooks.example:{port}/in?of=mou")
    assert sent == Answer(204, "answered 204")
    [(path, headers, body)] = got
    assert (path, body) == ("/in?of=mou", b'{"type":"test.sent"}')
    assert headers["Host"] == f"hooks.example:{port}"
    assert (headers["Content-Type"], headers["webhook-id"]) == ("application/json", "msg-1")


def test_no_redirect_is_followed_and_nothing_of_an_answer_is_kept_but_its_status() -> None:
    with receiver(answers(302, Location="http://127.0.0.1/admin")) as (port, got):
        assert post(Sender(looked_up(HERE), private=True), f"http://a.example:{port}/") == Answer(302, "answered 302")
        assert len(got) == 1
    with receiver(answers(500, b"the password is hunter2 " * 100_000)) as (port, _):
        assert post(Sender(looked_up(HERE), private=True), f"http://a.example:{port}/") == Answer(500, "answered 500")


def test_an_answer_that_does_not_end_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time, and all of them never."""
    monkeypatch.setattr(outgoing, "WHOLE_SECONDS", 0.3)
    enough = threading.Event()

    def drips(handler: BaseHTTPRequestHandler) -> None:
        while not enough.wait(0.05):
            handler.wfile.write(b"H")

    with receiver(drips) as (port, _):
        sent = post(Sender(looked_up(HERE), private=True), f"http://a.example:{port}/")
        enough.set()
    assert sent == Answer(None, "no answer within 0 s")


def test_what_is_no_http_and_nobody_at_all_are_answers_without_a_status() -> None:
    def nonsense(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"220 mail.example ESMTP\r\n\r\n")

    with receiver(nonsense) as (port, _):
        sender = Sender(looked_up(HERE), private=True)
        assert post(sender, f"http://a.example:{port}/") == Answer(None, "its answer is no HTTP")
    assert post(sender, f"http://a.example:{port}/") == Answer(None, "it can't be reached")

    def unknown(_host: str, _port: int) -> tuple[str, ...]:
        raise OSError("no such name")

    assert post(Sender(unknown), "https://a.example/") == Answer(None, "it can't be reached")


def test_a_look_up_that_takes_for_ever_is_made_once_and_holds_up_no_other_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "WHOLE_SECONDS", 0.3)
    enough = threading.Event()
    looked: list[str] = []

    def resolve(host: str, _port: int) -> tuple[str, ...]:
        looked.append(host)
        if host == "silent.example":
            enough.wait(60)
        return (HERE,)

    async def work(port: int) -> list[Answer]:
        sender = Sender(resolve, private=True)
        silent = [sender.post(f"http://silent.example:{port}/", {}, b"") for _ in range(50)]
        return await asyncio.gather(*silent, sender.post(f"http://other.example:{port}/", {}, b""))

    with receiver(answers(204)) as (port, got):
        *silent, other = asyncio.run(work(port))
        enough.set()
    assert set(silent) == {Answer(None, "no answer within 0 s")}
    assert other == Answer(204, "answered 204")
    assert (sorted(looked), len(got)) == (["other.example", "silent.example"], 1)


def test_an_address_inside_is_refused_at_each_attempt_whatever_it_was_before() -> None:
    """The name leads elsewhere than when the webhook was made, and each look-up could give another answer."""
    told = iter([(HERE,), ("93.184.216.34",)])
    looked: list[str] = []

    def rebinding(host: str, _port: int) -> tuple[str, ...]:
        looked.append(host)
        return next(told)

    with receiver(answers(200)) as (port, got):
        sent = post(Sender(rebinding), f"https://a.example:{port}/")
    assert sent == Answer(None, "refused: The URL leads to an address that is not on the public internet.")
    assert (looked, got) == (["a.example"], [])


def certificate(folder: Path, name: str) -> Path:
    """A file with a key and a certificate of its own for ``name``."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


def test_the_certificate_is_held_to_the_name_and_the_connection_to_the_address(tmp_path: Path) -> None:
    file = certificate(tmp_path, "hooks.example")
    asked: list[str | None] = []

    def named(_socket: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
        asked.append(name)

    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(file)
    ours.sni_callback = named
    trust = ssl.create_default_context(cafile=str(file))
    with receiver(answers(200), ours) as (port, got):
        sender = Sender(looked_up(HERE), private=True, trust=trust)
        assert post(sender, f"https://hooks.example:{port}/") == Answer(200, "answered 200")
        assert post(sender, f"https://other.example:{port}/").reason == "its certificate or its TLS is not good"
        untrusting = Sender(looked_up(HERE), private=True)
        assert post(untrusting, f"https://hooks.example:{port}/").reason == "its certificate or its TLS is not good"
    assert asked == ["hooks.example", "other.example", "hooks.example"]
    assert len(got) == 1
