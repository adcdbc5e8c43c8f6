"""Fields that fetch or run when Word updates them (ECMA-376 Part 1, 17.16.5), found without building a tree."""

from __future__ import annotations

import re
from typing import Final

from clauses.errors import UnsafeContent

from . import measure, names, opc

FORBIDDEN: Final = frozenset({"INCLUDEPICTURE", "INCLUDETEXT", "DDE", "DDEAUTO", "LINK", "IMPORT"})
_INSTRUCTION: Final = re.compile(rb"nstrText\b[^>]*>(.*?)</", re.DOTALL)
_ATTRIBUTE: Final = re.compile(rb"instr\s*=\s*(\"[^\"]*\"|'[^']*')")
_SUSPECT: Final = re.compile(rb"INCLUDEPICTURE|INCLUDETEXT|DDE|(?<!HYPER)LINK|IMPORT|[<&]")


def check_part(name: str, data: bytes) -> None:
    """Refuse a part with a field that fetches or runs. Raises UnsafeContent, and MalformedPart for XML that must be
    looked at closely and is not well-formed.

    The words of all instructions, run together, tell cheaply that there is nothing to look at (an instruction may be
    split over runs at any letter); otherwise a parser finds the fields, so that the word "link" alone hurts nobody.
    """
    if not measure.is_utf16(data):
        if b"nstr" not in data:
            return
        text = b"".join(_INSTRUCTION.findall(data) + _ATTRIBUTE.findall(data)).upper()
        if not _SUSPECT.search(text.replace(b"&QUOT;", b"").replace(b"&AMP;", b"")):
            return
    for instruction in opc.stream(name, data, _Fields()):
        words = instruction.replace('"', " ").split()
        if words and words[0].upper() in FORBIDDEN:
            raise UnsafeContent(
                f"{name} has the field {words[0].upper()}, which fetches or runs; press Ctrl+Shift+F9 on it in Word to "
                "keep its text, and save the file again."
            )


class _Fields:
    """A parser target that collects instructions: those of nested fields apart from those of the field around them."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._open: list[list[str]] = []
        self._text: list[str] | None = None

    def start(self, tag: str, attrib: dict[str, str]) -> None:
        if tag in (names.INSTR_TEXT, names.DEL_INSTR_TEXT):
            self._text = []
        elif tag == names.FLD_SIMPLE:
            self.found.append(attrib.get(names.INSTR, ""))
        elif tag == names.FLD_CHAR:
            kind = attrib.get(names.FLD_CHAR_TYPE)
            if kind == "begin":
                self._open.append([])
            elif kind == "end" and self._open:
                self.found.append("".join(self._open.pop()))

    def end(self, tag: str) -> None:
        if tag in (names.INSTR_TEXT, names.DEL_INSTR_TEXT) and self._text is not None:
            text, self._text = "".join(self._text), None
            if self._open:
                self._open[-1].append(text)
            else:
                self.found.append(text)

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def close(self) -> list[str]:
        return self.found + ["".join(parts) for parts in self._open]
