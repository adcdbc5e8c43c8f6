"""The half of the LibreOffice judge that talks to LibreOffice, on the system's Python and never in our environment:

    /usr/bin/python3 office_bridge.py SOFFICE PROFILE_FOLDER

It starts one headless office process on a profile of its own and answers requests, one JSON object a line, from its
standard input until that closes: {"docx": path, "pdf": path or null, "saved": path or null}. With ``pdf`` it writes
the document's pages there and answers {"pages": true}; with ``saved`` it saves the document there, as .docx or .odt by
the name's end, and answers {"saved": true}. Otherwise it answers what the office reads in the file as it stands
("raw"), after accepting ("accepted") and after rejecting every tracked change ("rejected"):

    {"raw": {"paragraphs": [...], "revisions": [[type, author, "2026-11-01T10:00:00"], ...]}, "accepted": {...}, ...}

or {"error": text}. It ends with code 3 when the office process has died; the caller then starts another.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]

COMMANDS = {
    "raw": None,
    "accepted": ".uno:AcceptAllTrackedChanges",
    "rejected": ".uno:RejectAllTrackedChanges",
}
FILTERS = {".docx": "MS Word 2007 XML", ".odt": "writer8"}
NEVER_RUN_MACROS = NEVER_UPDATE_LINKS = 0
START_SECONDS = 90


def properties(**values):
    """UNO's way to pass named arguments."""
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


class OfficeProcess:
    """One running office and the connection to it."""

    def __init__(self, soffice, profile):
        pipe = Path(profile).name
        self.process = subprocess.Popen(
            [
                soffice,
                "--headless",
                "--invisible",
                "--norestore",
                "--nologo",
                "--nodefault",
                "--nolockcheck",
                f"-env:UserInstallation={Path(profile).as_uri()}",
                f"--accept=pipe,name={pipe};urp;",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        self.context = self._connect(resolver, f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")

    def _connect(self, resolver, address):
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                return resolver.resolve(address)
            except Exception:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def service(self, name):
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def open(self, path):
        document = self.service("com.sun.star.frame.Desktop").loadComponentFromURL(
            Path(path).as_uri(),
            "_blank",
            0,
            properties(Hidden=True, MacroExecutionMode=NEVER_RUN_MACROS, UpdateDocMode=NEVER_UPDATE_LINKS),
        )
        if document is None:
            raise ValueError("LibreOffice does not open the file")
        return document

    def dispatch(self, document, command):
        frame = document.getCurrentController().getFrame()
        self.service("com.sun.star.frame.DispatchHelper").executeDispatch(frame, command, "", 0, ())


def elements(enumerable):
    """What a UNO collection enumerates."""
    items = enumerable.createEnumeration()
    while items.hasMoreElements():
        yield items.nextElement()


def paragraphs(text):
    """The paragraphs of a text in reading order, those in table cells row by row."""
    found = []
    for element in elements(text):
        if element.supportsService("com.sun.star.text.TextTable"):
            for name in element.getCellNames():
                found += paragraphs(element.getCellByName(name))
        else:
            found.append(element.getString())
    return found


def revisions(document):
    """Type, author and date of each tracked change that the office sees."""
    found = []
    for change in elements(document.getRedlines()):
        d = change.RedlineDateTime
        date = f"{d.Year:04}-{d.Month:02}-{d.Day:02}T{d.Hours:02}:{d.Minutes:02}:{d.Seconds:02}"
        found.append([change.RedlineType, change.RedlineAuthor, date])
    return found


def read(office, path, command):
    document = office.open(path)
    try:
        if command:
            office.dispatch(document, command)
        return {"paragraphs": paragraphs(document.Text), "revisions": revisions(document)}
    finally:
        document.close(True)


def print_pages(office, path, pdf):
    document = office.open(path)
    try:
        document.storeToURL(Path(pdf).as_uri(), properties(FilterName="writer_pdf_Export"))
    finally:
        document.close(True)
    return {"pages": True}


def save(office, path, saved):
    document = office.open(path)
    try:
        document.storeToURL(Path(saved).as_uri(), properties(FilterName=FILTERS[Path(saved).suffix]))
    finally:
        document.close(True)
    return {"saved": True}


def answer(office, request):
    if request.get("pdf"):
        return print_pages(office, request["docx"], request["pdf"])
    if request.get("saved"):
        return save(office, request["docx"], request["saved"])
    return {mode: read(office, request["docx"], command) for mode, command in COMMANDS.items()}


def main(soffice, profile):
    office = OfficeProcess(soffice, profile)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        try:
            reply = answer(office, json.loads(line))
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"[:400]}
        print(json.dumps(reply), flush=True)
        if office.process.poll() is not None:
            return 3
    try:
        office.service("com.sun.star.frame.Desktop").terminate()
    except Exception:
        office.process.kill()  # it closes the connection while it answers, or hangs: either way it must go
    office.process.wait(20)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
