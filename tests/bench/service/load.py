"""Fifty clients on 127.0.0.1: each sends its next request when it has its answer, over a connection that stays open."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

CLIENTS = 50


@dataclass(frozen=True, slots=True)
class Load:
    """What was answered in how many seconds; how long half of the answers took at most, and 99 of 100; how many were no
    success."""

    answers: int
    seconds: float
    p50: float
    p99: float
    refused: int

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


def measure(port: int, request: Callable[[int], bytes], seconds: float, clients: int = CLIENTS) -> Load:
    """Load the server at ``port`` for ``seconds``; ``request`` gives the bytes of the nth request."""
    return asyncio.run(_measured(port, request, seconds, clients))


async def _measured(port: int, request: Callable[[int], bytes], seconds: float, clients: int) -> Load:
    numbers = itertools.count()
    begun = time.perf_counter()
    found = await asyncio.gather(*(_client(port, request, numbers, begun + seconds) for _ in range(clients)))
    took = sorted(each for times, _ in found for each in times)
    elapsed = time.perf_counter() - begun
    p50, p99 = (took[max(0, len(took) * share // 100 - 1)] if took else float("inf") for share in (50, 99))
    return Load(len(took), elapsed, p50, p99, sum(refused for _, refused in found))


async def _client(
    port: int, request: Callable[[int], bytes], numbers: Iterator[int], until: float
) -> tuple[list[float], int]:
    times: list[float] = []
    refused = 0
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    while time.perf_counter() < until:
        begun = time.perf_counter()
        writer.write(request(next(numbers)))
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(_header(head, b"content-length:") or b"0")
        if length:
            await reader.readexactly(length)
        times.append(time.perf_counter() - begun)
        refused += head[9:10] != b"2"
    writer.close()
    await writer.wait_closed()
    return times, refused


def _header(head: bytes, name: bytes) -> bytes:
    at = head.lower().find(b"\r\n" + name)
    return b"" if at < 0 else head[at + 2 + len(name) : head.index(b"\r\n", at + 2)].strip()


def get(address: str, token: str) -> bytes:
    """A GET request."""
    return f"GET {address} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n".encode()


def post(address: str, token: str, body: bytes, **headers: Any) -> bytes:
    """A POST request of a JSON body."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = (
        f"POST {address} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    )
    return head.encode() + body
