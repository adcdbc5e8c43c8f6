"""One HTTP request to a webhook's URL: to the very address that was checked, within bounds, and nothing kept of the
answer but its status.

The name is looked up once. The connection goes to an address of that look-up, while the certificate and the Host header
are still held to the name, so that no second look-up can lead elsewhere (DNS rebinding). No redirect is followed and no
proxy is used.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from threading import Thread
from typing import Final

import h11

from api.destinations import Destination, Resolve, checked_addresses, destination_of
from clauses.errors import InvalidOption

CONNECT_SECONDS: Final = 5.0
WHOLE_SECONDS: Final = 10.0
_MOST_READ: Final = 1024
_MOST_HEADERS: Final = 16 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """How a request ended: the ``status`` of the answer, None where none came; and ``reason`` in a few words, none of
    them the receiver's."""

    status: int | None
    reason: str

    @property
    def good(self) -> bool:
        """Whether the receiver has taken it: any 2xx."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Sender:
    """How requests go out: how names are looked up, whether private addresses are allowed, and whose certificates are
    believed (None: those that the machine believes)."""

    resolve: Resolve
    private: bool = False
    trust: ssl.SSLContext | None = None
    _looking: dict[tuple[str, int], Future[tuple[str, ...]]] = field(
        default_factory=dict[tuple[str, int], Future[tuple[str, ...]]], init=False, repr=False
    )

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """POST ``body`` to ``url``. Whatever goes wrong is an answer without a status."""
        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                destination = destination_of(url, private=self.private)
                found = await asyncio.wrap_future(self._look_up(destination))
                addresses = checked_addresses(destination, lambda _host, _port: found, private=self.private)
                reader, writer = await self._connected(destination, addresses)
                try:
                    status = await _exchange(reader, writer, _request(destination, headers, body), body)
                finally:
                    writer.close()
                    with suppress(OSError, TimeoutError):
                        await asyncio.wait_for(writer.wait_closed(), 1)
        except InvalidOption as error:
            return Answer(None, f"refused: {error.detail}")
        except TimeoutError:
            return Answer(None, f"no answer within {WHOLE_SECONDS:.0f} s")
        except ssl.SSLError:
            return Answer(None, "its certificate or its TLS is not good")
        except h11.ProtocolError:
            return Answer(None, "its answer is no HTTP")
        except (OSError, UnicodeError):
            return Answer(None, "it can't be reached")
        return Answer(status, f"answered {status}")

    def _look_up(self, destination: Destination) -> Future[tuple[str, ...]]:
        """The addresses of a name: a look-up that is under way is waited for by all who need it. Each has a thread of
        its own, which nobody waits for at the end: a resolver that is silent for a minute holds up no other name, and
        no server that stops."""
        key = destination.host, destination.port
        found = self._looking.get(key)
        if found is None:
            found = self._looking[key] = Future()
            found.set_running_or_notify_cancel()
            Thread(target=self._resolve, args=(key, found), name="look-up", daemon=True).start()
        return found

    def _resolve(self, key: tuple[str, int], found: Future[tuple[str, ...]]) -> None:
        try:
            addresses = self.resolve(*key)
        except Exception as error:  # it is raised where the addresses are waited for
            del self._looking[key]
            found.set_exception(error)
        else:
            del self._looking[key]
            found.set_result(addresses)

    async def _connected(
        self, destination: Destination, addresses: tuple[str, ...]
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to the first of ``addresses`` that takes one. Raises OSError."""
        last: OSError = OSError("no address")
        for address in addresses:
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    return await asyncio.open_connection(
                        address,
                        destination.port,
                        ssl=(self.trust or _believed()) if destination.https else None,
                        server_hostname=destination.host if destination.https else None,
                    )
            except ssl.SSLError:
                raise
            except OSError as error:  # TimeoutError is one
                last = error
        raise last


@cache
def _believed() -> ssl.SSLContext:
    return ssl.create_default_context()


def _request(destination: Destination, headers: Mapping[str, str], body: bytes) -> h11.Request:
    sent = {
        "Host": destination.authority,
        "User-Agent": "Counterpart-Webhooks/1",
        "Content-Type": "application/json",
        "Accept": "*/*",
        "Content-Length": str(len(body)),
        "Connection": "close",
        **headers,
    }
    return h11.Request(method="POST", target=destination.target, headers=list(sent.items()))


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: h11.Request, body: bytes
) -> int:
    """Send the request; the status of the answer, of whose body at most :data:`_MOST_READ` bytes are read. Raises
    OSError and h11's ProtocolError."""
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MOST_HEADERS)
    for event in (request, h11.Data(data=body), h11.EndOfMessage()):
        writer.write(connection.send(event) or b"")
    await writer.drain()
    status, read = None, 0
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(4096))
        elif isinstance(event, h11.Response):
            status = event.status_code
        elif isinstance(event, h11.Data):
            read += len(event.data)
        elif isinstance(event, h11.EndOfMessage | h11.ConnectionClosed) or event is h11.PAUSED:
            break
        if status is not None and read > _MOST_READ:
            break
    if status is None:
        raise h11.RemoteProtocolError("no answer")
    return status
