"""LibreOffice as an independent judge: what a word processor that is not ours makes of a file's tracked changes.

    with Office() as office:
        verdict, = office.resolve([docx])
        assert verdict.accepted == [...]      # paragraphs of the body, table cells row by row

One office process serves a batch; it runs on a fresh profile, cut off from the network where the machine permits that
(LibreOffice fetches linked images), and is ended when an answer takes too long: that file's verdict carries the error
and the next file gets a new process. Known wrong answers of LibreOffice: docs/ooxml/libreoffice.md.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from tests.support import tools

_BRIDGE = Path(__file__).with_name("office_bridge.py")
_START_SECONDS = 120


@dataclass(frozen=True, slots=True)
class SeenRevision:
    """One tracked change as LibreOffice lists it: ``type`` is its own word (Insert, Delete, Format, ...)."""

    type: str
    author: str
    date: str


@dataclass(frozen=True, slots=True)
class OfficeVerdict:
    """The body's paragraphs of one file after accepting and after rejecting everything, and as the file stands.

    ``left`` counts the changes that were still there after accepting and after rejecting. ``error`` is None, or says
    why there is no verdict: then everything else is empty.
    """

    accepted: list[str] = field(default_factory=list[str])
    rejected: list[str] = field(default_factory=list[str])
    raw: list[str] = field(default_factory=list[str])
    revisions: list[SeenRevision] = field(default_factory=list[SeenRevision])
    left: tuple[int, int] = (0, 0)
    error: str | None = None


class OfficeError(Exception):
    """LibreOffice did not start, gave no answer in time, died, or refused the file."""


class Office:
    """A LibreOffice for a batch of files; starts when first asked. Use it as a context manager, or ``close`` it."""

    def __init__(self, timeout: float = 60.0) -> None:
        reason = tools.why_no_office()
        if reason is not None:
            raise OfficeError(reason)
        self.isolated = bool(tools.isolation())
        self._timeout = timeout
        self._folder = Path(tempfile.mkdtemp(prefix="counterpart-office-"))
        self._bridge: subprocess.Popen[str] | None = None
        self._started = self._asked = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def resolve(self, files: list[bytes]) -> list[OfficeVerdict]:
        """One verdict per .docx, in order."""
        return [self._verdict(docx) for docx in files]

    def to_pdf(self, docx: bytes) -> bytes:
        """The file's pages as a PDF, tracked changes shown as changes. Raises OfficeError."""
        pdf = self._folder / "pages.pdf"
        pdf.unlink(missing_ok=True)
        self._ask(docx, pdf)
        if not pdf.exists():
            raise OfficeError("LibreOffice wrote no PDF")
        return pdf.read_bytes()

    def save_again(self, docx: bytes, through: str = "") -> bytes:
        """The file as LibreOffice saves it, at once or ``through`` another type (".odt"). Raises OfficeError."""
        path = self._folder / f"{self._asked}-came.docx"
        path.write_bytes(docx)
        for ending in (*((through,) if through else ()), ".docx"):
            saved = self._folder / f"{self._asked}-saved{ending}"
            if _has_comments(docx):
                self._convert(path, saved)
            else:
                self._send({"docx": str(path), "saved": str(saved)})
            path = saved
        if not path.exists():
            raise OfficeError("LibreOffice saved no file")
        return path.read_bytes()

    def to_png(self, docx: bytes, dpi: int = 80) -> list[bytes]:
        """One picture a page. Raises OfficeError; skips the running test when there is no pdftoppm."""
        pdftoppm = tools.program("pdftoppm", of="poppler-utils")
        with tempfile.TemporaryDirectory(prefix="counterpart-pages-") as folder:
            pdf = Path(folder, "pages.pdf")
            pdf.write_bytes(self.to_pdf(docx))
            command = [pdftoppm, "-r", str(dpi), "-png", str(pdf), str(Path(folder, "page"))]
            subprocess.run(command, check=True, capture_output=True, timeout=self._timeout)
            return [page.read_bytes() for page in sorted(Path(folder).glob("page*.png"))]

    def close(self) -> None:
        """End the office process and remove its files."""
        bridge, self._bridge = self._bridge, None
        if bridge is not None:
            assert bridge.stdin is not None
            bridge.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                bridge.wait(30)
            _end(bridge)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _convert(self, path: Path, saved: Path) -> None:
        """Save a file by an office of its own: one that is asked from outside dies of a comment when it saves."""
        self._asked += 1
        profile, folder = self._folder / "converting", self._folder / f"{self._asked}-converted"
        kind = {".docx": "docx:MS Word 2007 XML", ".odt": "odt:writer8"}[saved.suffix]
        command = [*tools.isolation(), tools.soffice(), f"-env:UserInstallation={profile.as_uri()}", "--headless"]
        command += ["--convert-to", kind, "--outdir", str(folder), str(path)]
        try:
            subprocess.run([part for part in command if part], check=True, capture_output=True, timeout=self._timeout)
            (folder / f"{path.stem}{saved.suffix}").rename(saved)
        except (OSError, subprocess.SubprocessError) as error:
            raise OfficeError(f"LibreOffice saved no file: {error}") from error

    def _verdict(self, docx: bytes) -> OfficeVerdict:
        try:
            reply = self._ask(docx)
        except OfficeError as error:
            return OfficeVerdict(error=str(error))
        raw, accepted, rejected = reply["raw"], reply["accepted"], reply["rejected"]
        return OfficeVerdict(
            accepted=accepted["paragraphs"],
            rejected=rejected["paragraphs"],
            raw=raw["paragraphs"],
            revisions=[SeenRevision(*r) for r in raw["revisions"]],
            left=(len(accepted["revisions"]), len(rejected["revisions"])),
        )

    def _ask(self, docx: bytes, pdf: Path | None = None) -> dict[str, Any]:
        self._asked += 1
        path = self._folder / f"{self._asked}.docx"  # a new name: an office that died leaves its lock on the old one
        path.write_bytes(docx)
        return self._send({"docx": str(path), "pdf": str(pdf) if pdf else None})

    def _send(self, request: dict[str, str | None]) -> dict[str, Any]:
        self._asked += 1
        bridge = self._bridge or self._start()
        try:
            assert bridge.stdin is not None
            bridge.stdin.write(json.dumps(request) + "\n")
            bridge.stdin.flush()
            reply = _answer(bridge, self._timeout)
        except (OfficeError, OSError) as error:
            self._bridge = None
            _end(bridge)
            raise OfficeError(str(error)) from error
        if "error" in reply:
            self._bridge = None
            _end(bridge)
            raise OfficeError(reply["error"])
        return reply

    def _start(self) -> subprocess.Popen[str]:
        self._started += 1
        profile = self._folder / f"{self._folder.name}-{self._started}"  # its name is the connection's: unique
        profile.mkdir()
        command = [*tools.isolation(), tools.office_python(), str(_BRIDGE), tools.soffice(), str(profile)]
        bridge = subprocess.Popen(
            [part for part in command if part],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
            env={k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}},
        )
        try:
            _answer(bridge, _START_SECONDS)
        except OfficeError:
            _end(bridge)
            raise
        self._bridge = bridge
        return bridge


def _has_comments(docx: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return any(name.endswith("comments.xml") for name in archive.namelist())


def _answer(bridge: subprocess.Popen[str], timeout: float) -> dict[str, Any]:
    """The bridge's next line; it writes a line only whole, so that waiting for its first byte is enough."""
    assert bridge.stdout is not None
    ready, _, _ = select.select([bridge.stdout], [], [], timeout)
    if not ready:
        raise OfficeError(f"LibreOffice gave no answer in {timeout:.0f} s")
    line = bridge.stdout.readline()
    if not line:
        raise OfficeError("LibreOffice's process died")
    return json.loads(line)


def _end(bridge: subprocess.Popen[str]) -> None:
    """End the bridge and the office that it started: they share a process group of their own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(bridge.pid, signal.SIGKILL)
    bridge.wait(10)
    for stream in (bridge.stdin, bridge.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
