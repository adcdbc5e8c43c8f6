"""``make hostile``: every upload route and a JSON route of a real server, with files and bodies that mean harm.

Each has to be refused with a problem of its own within a second of the server's time and within 300 MB of its memory;
nothing is stored, somebody else is answered meanwhile, and a body that does not come ends at the stated time.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
from sqlalchemy import create_engine, func, select

from api.auth.access import TOKEN_SCOPES
from api.runtime import open_runtime
from api.services.accounts import create_user
from api.services.tokens import make_token
from api.settings import Settings
from api.store.tables import ALL
from tests.hostile.inputs import BODIES, FILES, plain
from tests.hostile.pdfs import PDFS
from tests.support.crash.servers import Server

SECONDS, MEGABYTES, TIMEOUT = 1.0, 300, 3
_PARTIES = [
    {"role": "district", "legal_name": "the Board", "short_name": "District", "office": "Superintendent", "side": ""},
    {"role": "city", "legal_name": "the City", "short_name": "City", "office": "City Manager", "side": ""},
]
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Tried:
    """One request: how it was answered, and what it cost the server."""

    name: str
    status: int
    code: str
    wall: float
    processor: float
    megabytes: float

    @property
    def wrong(self) -> str:
        """What is wrong with it; empty where nothing is."""
        if not 400 <= self.status < 500 or not self.code:
            return f"answered {self.status}"
        if min(self.wall, self.processor) >= SECONDS:
            return f"{self.processor:.2f} s of the processor"
        return f"{self.megabytes:.0f} MB" if self.megabytes >= MEGABYTES else ""


class Process:
    """What a process has used, by /proc."""

    def __init__(self, pid: int) -> None:
        self.place = Path("/proc") / str(pid)

    def forget_the_most(self) -> None:
        """Begin to note the most memory anew (proc(5), clear_refs)."""
        (self.place / "clear_refs").write_text("5")

    def most_megabytes(self) -> float:
        """The most memory since then, resident."""
        line = next(each for each in (self.place / "status").read_text().splitlines() if each.startswith("VmHWM"))
        return int(line.split()[1]) / 1024

    def seconds(self) -> float:
        """Seconds of the processor."""
        fields = (self.place / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS


class Watch(threading.Thread):
    """Somebody else, who reads all the while."""

    def __init__(self, client: httpx2.Client) -> None:
        super().__init__(daemon=True)
        self.client, self.done, self.answered, self.slowest, self.failed = client, threading.Event(), 0, 0.0, 0

    def run(self) -> None:
        while not self.done.wait(0.1):
            begun = time.perf_counter()
            answer = self.client.get("/me")
            self.slowest = max(self.slowest, time.perf_counter() - begun)
            self.answered += answer.status_code == 200
            self.failed += answer.status_code != 200


def seeded(url: str) -> tuple[str, str]:
    """(an API token, its account) in a new store."""
    runtime = open_runtime(Settings(database_url=url))
    with runtime.unit() as unit:
        user = create_user(unit, "hostile@office.example", "H", operator=True, password_hash=None)
        token = make_token(unit, user, "hostile", TOKEN_SCOPES, days=1, agreement_id=None)[1]
    runtime.close()
    return token, user.id


def rows(url: str) -> dict[str, int]:
    """How many rows each table has; keys, counts of tries and the audit of them aside."""
    engine = create_engine(url)
    with engine.connect() as store:
        found = {each.name: store.execute(select(func.count()).select_from(each)).scalar_one() for each in ALL}
    engine.dispose()
    return {name: count for name, count in found.items() if name not in ("attempts", "idempotency_keys")}


def routes(client: httpx2.Client, user_id: str) -> list[tuple[str, tuple[str, ...]]]:
    """The routes that take files, with the names of these in the form; an agreement is made for them."""
    made = client.post("/agreements", json={"title": "An MOU", "parties": _PARTIES})
    path = f"/agreements/{made.json()['id']}"
    member = {"party": "district", "role": "negotiator"}
    client.put(f"{path}/members/{user_id}", json=member, headers={"If-None-Match": "*"}).raise_for_status()
    alone = ("/scrub", "/accept", "/reject", "/imports", f"{path}/identify", f"{path}/returns")
    return [
        *((each, ("file",)) for each in alone),
        ("/compare", ("before", "after")),
        ("/compare", ("after", "before")),
    ]


def attempts(client: httpx2.Client, process: Process, user_id: str) -> Iterator[Tried]:
    """Each file at each route that takes one, then each body."""
    places = routes(client, user_id)
    for name, make in FILES.items():
        content = make()
        for path, (bad, *good) in places:
            files = {bad: ("a.docx", content), **{each: ("b.docx", plain()) for each in good}}
            yield tried(client, process, f"{name} as {bad} to {path}", path, files=files)
    identify = next(path for path, _ in places if path.endswith("/identify"))
    for name, make in PDFS.items():
        sent = {"file": ("a.pdf", make())}
        yield tried(client, process, f"{name} as file to {identify}", identify, files=sent)
    for name, make in BODIES.items():
        headers = {"Content-Type": "application/json"}
        yield tried(client, process, f"{name} to /agreements", "/agreements", content=make(), headers=headers)


def tried(client: httpx2.Client, process: Process, name: str, path: str, **sent: Any) -> Tried:
    """One request, measured."""
    process.forget_the_most()
    before, begun = process.seconds(), time.perf_counter()
    answer = client.post(path, **sent)
    wall, processor = time.perf_counter() - begun, process.seconds() - before
    is_problem = answer.headers.get("content-type") == "application/problem+json"
    code = answer.json()["code"] if is_problem else ""
    return Tried(name, answer.status_code, code, wall, processor, process.most_megabytes())


def slow(port: int, token: str) -> tuple[float, bytes]:
    """(seconds until it ends, the status line) of an upload that brings a byte a second."""
    head = f"POST /scrub HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Length: 1000\r\n"
    begun = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(f"{head}Content-Type: multipart/form-data; boundary=a\r\n\r\n".encode())
        connection.settimeout(1)
        form = b'--a\r\nContent-Disposition: form-data; name="file"; filename="a.docx"\r\n\r\n'
        while True:
            with suppress(TimeoutError):
                line = connection.recv(4096).partition(b"\r\n")[0]
                return time.perf_counter() - begun, line
            connection.sendall(form[:1])
            form = form[1:]


def main() -> int:
    """Print each refusal with what it cost, and what is wrong; 1 where anything is."""
    with TemporaryDirectory(prefix="counterpart-hostile-") as folder:
        url = f"sqlite:///{folder}/hostile.sqlite3"
        token, user_id = seeded(url)
        server = Server(url, Path(folder), settings={"BODY_TIMEOUT_S": str(TIMEOUT), "RATE_PER_MINUTE": "0"}).start()
        try:
            return judged(server, token, user_id, url)
        finally:
            server.stop()


def judged(server: Server, token: str, user_id: str, url: str) -> int:
    """The exit code."""
    headers = {"Authorization": f"Bearer {token}"}
    address = f"http://127.0.0.1:{server.port}"
    with httpx2.Client(base_url=address, headers=headers, timeout=120) as client:
        routes(client, user_id)
        client.post("/scrub", files={"file": ("a.docx", plain())}).raise_for_status()  # everything is loaded
        watch = Watch(httpx2.Client(base_url=address, headers=headers, timeout=120))
        watch.start()
        found: list[Tried] = []
        before: dict[str, int] = {}
        for each in attempts(client, Process(server.pid), user_id):
            before = before or rows(url)
            found.append(each)
            wrong = f"   WRONG: {each.wrong}" if each.wrong else ""
            costs = f"{each.wall:5.2f} s {each.processor:5.2f} s {each.megabytes:4.0f} MB"
            print(f"{each.status} {each.code:22} {costs}  {each.name}{wrong}", flush=True)
        ended, line = slow(server.port, token)
        stored = rows(url) != before
        watch.done.set()
        watch.join()
    in_time = TIMEOUT <= ended < TIMEOUT + 3 and b" 408 " in line
    wrong = sum(bool(each.wrong) for each in found)
    print(
        f"hostile: {len(found)} requests, {wrong} wrong; slowest {max(e.wall for e in found):.2f} s, of the processor "
        f"{max(e.processor for e in found):.2f} s; most {max(e.megabytes for e in found):.0f} MB; "
        f"stored {'something' if stored else 'nothing'}; a slow upload ended after {ended:.1f} s of {TIMEOUT}; "
        f"others: {watch.answered} answered, {watch.failed} not, slowest {watch.slowest:.2f} s"
    )
    return int(bool(wrong or stored or watch.failed or not in_time))


if __name__ == "__main__":
    sys.exit(main())
