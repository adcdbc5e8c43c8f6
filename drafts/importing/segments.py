"""Lines cut into clauses: title, preamble, recitals, sections, signatures, exhibits.

What begins a section is decided for the whole file first: the form of number that its headings have, else the looks of
a heading. See docs/explanation/import.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from clauses.text.inline import format_prose
from clauses.wording.layout import EXHIBIT, HEAD, MOST_CELLS, ROW, SIGNATURE
from drafts.importing.model import Part, Segment, SourceLine
from drafts.importing.numbers import Depths, Form, Numbered, numbered
from drafts.importing.signatures import asks_to_sign, read_signatures

_PREAMBLE: Final = re.compile(r"\bthis\b.{0,200}\b(between|among)\b", re.I | re.S)
_RECITAL: Final = re.compile(r"(whereas|witnesseth)\b", re.I)
_RECITALS: Final = re.compile(r"(recitals?|purposes?|background|whereas|witnesseth)\W*", re.I)
_AGREED: Final = re.compile(r"(now,? therefore|in consideration of)\b", re.I)
_SIGNING: Final = re.compile(r"(in witness whereof|the parties have (signed|executed|caused))\b", re.I)
_SIGNATURES: Final = re.compile(r"(signatures?|execution|signature page)\W*", re.I)
_EXHIBIT: Final = re.compile(
    r"(exhibit|attachment|appendix|schedule|annex)\s+[“\"]?([A-Z0-9]{1,4})[”\"]?(?:\s*[.:–—-]+\s*|\s+|$)(.*)", re.I
)
_CLOSING: Final = re.compile(r"\[?end of agreement\]?\W*", re.I)
_RUN_IN: Final = re.compile(r"([A-Z“][^.:;]{2,70}?)[.:]\s+(?=[“(A-Z])")
_SMALL: Final = frozenset(
    ("a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with")
)
_TERM: Final = re.compile(r"[“\"]([^“”\"{}]{1,80})[”\"]")
_DEFINES: Final = re.compile(r"\([^()]{1,120}\)")
_LONGEST_HEADING: Final = 200
_MOST_WORDS: Final = 14
_DEEPEST: Final = 3
_FIRST_LINES: Final = 15
_MOST_TITLE_LINES: Final = 3
_MOST_SKIPPED: Final = 3
"""How many section numbers may be missing before a number is none."""


@dataclass(slots=True)
class Segments:
    """The clauses of a file, its title, the form of its section numbers, and what the house style sets by itself:
    numbers, the mark after a run-in heading, "By:" and "Date:"."""

    title: list[str] = field(default_factory=list[str])
    found: list[Segment] = field(default_factory=list[Segment])
    form: Form | None = None
    forms: frozenset[str] = frozenset()
    """Every sort of number that there is."""
    furniture: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class _Line:
    source: SourceLine
    number: Numbered | None
    typed: bool
    text: str
    """Its words without a number, typed or computed."""


def segments(lines: Sequence[SourceLine]) -> Segments:
    """The clauses that ``lines`` are; every line is in one, but for the title."""
    read = [_read(line) for line in lines]
    return _Cutter(read, _sections(read)).cut()


def as_prose(text: str) -> str:
    """Words in the prose form, with the terms that they define in parentheses marked."""
    plain = format_prose(text)
    return _DEFINES.sub(lambda m: _TERM.sub(lambda t: f"{{term:{t[1].strip()}}}", m[0]), plain)


def _read(line: SourceLine) -> _Line:
    computed = numbered(f"{line.label} ") if line.label else None
    if computed is not None:
        return _Line(line, computed, typed=False, text=line.text)
    found = numbered(line.text) if not line.label else None
    return _Line(line, found, typed=True, text=found.rest if found else line.text)


def _is_short(text: str) -> bool:
    return 0 < len(text.split()) <= _MOST_WORDS and len(text) <= _LONGEST_HEADING


def _titled(text: str) -> bool:
    """Whether a text reads as a title: short, no sentence, its words capitalised."""
    words = [w for w in re.findall(r"[^\W\d_][\w’'-]*", text) if w.casefold() not in _SMALL]
    return _is_short(text) and text[-1] not in ";,:" and bool(words) and all(w[0].isupper() for w in words)


def _run_in(line: _Line) -> str:
    """The heading that runs in to the text, with its mark; "" without one."""
    lead = line.source.lead
    if line.typed and line.number is not None and lead.startswith(line.number.label):
        lead = lead[len(line.number.label) :].strip()
    if lead and _is_short(lead) and lead[-1] in ".:" and line.text.startswith(lead):
        return lead
    found = _RUN_IN.match(line.text)
    if found and line.number is not None and _titled(found[1]) and len(found[1].split()) <= 9:
        return line.text[: found.end(1) + 1]
    return ""


def _looks_like_heading(line: _Line) -> bool:
    if line.source.cells or (len(line.text) > _LONGEST_HEADING and not _run_in(line)):
        return False
    if line.source.heading or _run_in(line):
        return True
    if not line.text:
        return line.number is not None and line.number.readings[0][0][0] in ("article", "section")
    if line.source.strong and _is_short(line.text):
        return line.number is not None or line.source.centered or line.text.isupper() or _titled(line.text)
    return line.number is not None and _titled(line.text.rstrip(".")) and len(line.text.split()) <= 9


@dataclass(frozen=True, slots=True)
class _Sections:
    """How the sections are numbered: the form of number, and whether a line must look like a heading to begin one."""

    form: Form | None = None
    headed: bool = True


def _sections(lines: Sequence[_Line]) -> _Sections:
    """The form whose headings run 1, 2, 3 the furthest; without two of them, plain paragraphs numbered 1., 2., 3."""
    runs = _runs(line for line in lines if _looks_like_heading(line))
    best = max(runs.values(), default=0)
    if best > 1:
        return _Sections(next(form for form, run in runs.items() if run == best))
    if any(line.source.heading > 0 and line.number is None for line in lines[1:]):
        return _Sections()
    plain = {form: run for form, run in _runs(lines).items() if form == ("digits", ".") and run > 2}
    return _Sections(next(iter(plain), None), headed=False)


def _runs(lines: Iterable[_Line]) -> dict[Form, int]:
    """How far each form of number counts on from 1 without beginning anew, in order of appearance."""
    runs, again = dict[Form, int](), set[Form]()
    for line in lines:
        for form, value in (
            line.number.readings if line.number is not None and not _EXHIBIT.fullmatch(line.text) else ()
        ):
            if value == runs.get(form, 0) + 1:
                runs[form] = value
            elif value == 1:
                again.add(form)
    return {form: 1 if form in again and form[0] != "article" else run for form, run in runs.items()}


class _Cutter:
    def __init__(self, lines: Sequence[_Line], sections: _Sections) -> None:
        form = sections.form
        self._lines, self._form, self._headed, self._count = lines, form, sections.headed, 0
        sorts = frozenset(f[0] for line in lines if line.number for f, _ in line.number.readings)
        self._made = Segments(form=form, forms=sorts)
        self._depths = Depths()
        self._part: Part | None = None
        self._heading, self._number = "", ""
        self._text: list[str] = []
        self._level = 0
        self._in_exhibit = False

    def cut(self) -> Segments:
        at = 0
        while at < len(self._lines):
            at = self._take(at)
        self._close()
        return self._made

    # ------------------------------------------------------------------------------------------- where it begins

    def _take(self, at: int) -> int:
        line = self._lines[at]
        if self._signing(at):
            return self._signatures(at)
        if self._part is None and at < _FIRST_LINES and _PREAMBLE.search(line.source.text) and len(line.text) > 60:
            self._begin(Part.PREAMBLE)
        elif _CLOSING.fullmatch(line.text):
            self._made.furniture.append(line.text)
            return at + 1
        elif self._begins_exhibit(line):
            return self._exhibit(at)
        elif not self._in_exhibit and self._begins_recitals(line):
            heading = line.text if _RECITALS.fullmatch(line.text) else ""
            self._begin(Part.RECITALS, heading)
            if heading:
                return at + 1
        elif not self._in_exhibit and (placed := self._section(line)):
            return self._begin_section(at, placed)
        elif self._part is None and self._is_title(line):
            self._made.title.append(line.source.text)
            return at + 1
        elif self._part is None:
            self._begin(Part.SECTION)
        return self._add(at)

    def _is_title(self, line: _Line) -> bool:
        if line.source.cells or not _is_short(line.source.text) or len(self._made.title) > _MOST_TITLE_LINES:
            return False
        looks = line.source.heading == 1 or line.source.strong or line.source.centered
        return not self._made.title or looks

    def _begins_recitals(self, line: _Line) -> bool:
        if self._part not in (None, Part.PREAMBLE) or line.source.cells:
            return False
        return _RECITAL.match(line.text) is not None or (
            _RECITALS.fullmatch(line.text) is not None and (line.number is None or self._form is None)
        )

    def _begins_exhibit(self, line: _Line) -> bool:
        found = _EXHIBIT.fullmatch(line.text) if self._part is not None else None
        return found is not None and line.number is None and _is_short(line.text) and line.text[-1] not in ".;,"

    def _section(self, line: _Line) -> bool:
        """Whether the line begins a section; the depths then stand at its number."""
        if line.number is not None and self._form is not None:
            value = next((v for form, v in line.number.readings if form == self._form), None)
            headed = _looks_like_heading(line)
            if value is None or (not headed and (self._headed or self._part is Part.RECITALS)):
                return False
            if not self._count < value <= self._count + _MOST_SKIPPED:
                return False
            self._count, self._depths = value, Depths([(self._form, value)])
            return True
        if line.number is not None or not _looks_like_heading(line):
            return False
        strong = line.source.heading > 0 or line.source.strong
        if self._part is None and (not self._made.title or line.source.heading < 2 or line.source.centered):
            return False
        return strong and (self._form is None or line.source.heading > 0) and not _SIGNATURES.fullmatch(line.text)

    def _begin_section(self, at: int, placed: bool) -> int:
        line = self._lines[at]
        if self._form is None:
            self._depths = Depths()
        run_in = _run_in(line)
        number = line.number.label if line.number is not None else line.source.label
        text, taken = line.text, 1
        if not text and at + 1 < len(self._lines) and self._is_title_below(self._lines[at + 1]):
            text, taken = self._lines[at + 1].text, 2
            run_in = ""
        if run_in and placed:
            self._begin(Part.SECTION, run_in.rstrip(".:— "), number)
            self._made.furniture.append(run_in[len(run_in.rstrip(".:— ")) :])
            rest = text[len(run_in) :].strip()
            self._paragraph(rest, 0) if rest else None
        elif len(text) <= _LONGEST_HEADING and (_looks_like_heading(line) or taken == 2):
            heading = text.rstrip(". ") if text.rstrip(". ") else text
            self._begin(Part.SECTION, heading, number)
            self._made.furniture.append(text[len(heading) :])
        else:
            self._begin(Part.SECTION, "", number)
            self._paragraph(text, 0)
        if line.number is not None and line.typed:
            self._made.furniture.append(line.number.label)
        return at + taken

    def _is_title_below(self, line: _Line) -> bool:
        return line.number is None and not line.source.cells and _is_short(line.text) and line.text[-1] not in ".;,:"

    # ---------------------------------------------------------------------------------------------- what it holds

    def _add(self, at: int) -> int:
        line = self._lines[at]
        if line.source.cells:
            return self._table(at)
        placed = self._depths.place(line.number, typed=line.typed) if line.number is not None and line.text else None
        if placed is None and not line.source.label:
            whereas = self._part is Part.RECITALS and _RECITAL.match(line.source.text)
            self._paragraph(line.source.text, 1 if whereas else 0)
            return at + 1
        below = 0 if self._form is not None and self._part is Part.SECTION and not self._in_exhibit else 1
        depth = placed[0] + below if placed is not None else self._level + 1
        if placed is not None and line.typed and line.number is not None:
            self._made.furniture.append(line.number.label)
        self._paragraph(line.text if placed is not None else line.source.text, max(1, depth))
        return at + 1

    def _paragraph(self, text: str, level: int) -> None:
        level = min(level, _DEEPEST, self._level + 1)
        self._level = level or self._level
        if text:
            self._text.append("\t" * level + as_prose(text))

    def _table(self, at: int) -> int:
        end = at + 1
        while end < len(self._lines) and self._lines[end].source.cells and not self._lines[end].source.heads:
            end += 1
        rows = [line.source.cells for line in self._lines[at:end]]
        width = max(map(len, rows))
        for n, row in enumerate(rows):
            cells = [" ".join(format_prose(cell).split()) for cell in row]
            if width > MOST_CELLS:
                for cell in filter(None, cells):
                    self._paragraph(cell, 0)
            else:
                self._text.append((ROW if n else HEAD) + "\t".join([*cells, *[""] * (width - len(cells))]))
        return end

    # ------------------------------------------------------------------------------------- signatures, exhibits

    def _signing(self, at: int) -> bool:
        line = self._lines[at]
        if self._in_exhibit or self._part is None:
            return False
        if self._part is Part.EXECUTION:
            return self._block_end(at) is not None
        if line.source.cells:
            return self._block_end(at) is not None
        plain = line.number is None and not self._begins_exhibit(line)
        return plain and bool(_SIGNING.match(line.text) or (_SIGNATURES.fullmatch(line.text) and line.source.strong))

    def _block_end(self, at: int) -> tuple[int, list[list[str]]] | None:
        """Where the signature block that begins here ends, and its columns; None where none begins."""
        line = self._lines[at]
        if line.source.cells:
            end = at + 1
            while end < len(self._lines) and self._lines[end].source.cells and not self._lines[end].source.heads:
                end += 1
            rows = [x.source.cells for x in self._lines[at:end]]
            columns = [
                [t for row in rows if n < len(row) for t in row[n].split("\n") if t] for n in range(max(map(len, rows)))
            ]
            signs = any(asks_to_sign(t) for column in columns for t in column)
            return (end, columns) if signs else None
        soon = self._lines[at + 1 : at + 3]
        if not (asks_to_sign(line.text) or (soon and asks_to_sign(soon[0].text))):
            return None
        end = at
        while end < len(self._lines) and not self._lines[end].source.cells:
            text = self._lines[end].text
            if _CLOSING.fullmatch(text) or self._begins_exhibit(self._lines[end]):
                break
            end += 1
        return end, [[x.source.text for x in self._lines[at:end]]]

    def _signatures(self, at: int) -> int:
        line = self._lines[at]
        if self._part is not Part.EXECUTION:
            heading = line.text.rstrip(". ") if _SIGNATURES.fullmatch(line.text) else ""
            self._begin(Part.EXECUTION, heading)
            if heading:
                self._made.furniture.append(line.text[len(heading) :])
                return at + 1
        block = self._block_end(at)
        if block is None:
            return self._add(at)
        end, columns = block
        found = read_signatures(columns)
        if found is None:
            if line.source.cells:
                return self._table(at)
            for each in self._lines[at:end]:
                self._paragraph(each.source.text, 0)
            return end
        self._made.furniture += found.furniture
        self._text += [f"{SIGNATURE}{format_prose(party)}\t{format_prose(office)}" for party, office in found.signers]
        return end

    def _exhibit(self, at: int) -> int:
        line = self._lines[at]
        found = _EXHIBIT.fullmatch(line.text)
        assert found is not None
        title, taken = found[3].strip(), 1
        if not title and at + 1 < len(self._lines) and self._is_title_below(self._lines[at + 1]):
            title, taken = self._lines[at + 1].text, 2
        if found[1].casefold() != "exhibit":
            title = f"{found[1]} {found[2]}: {title}" if title else f"{found[1]} {found[2]}"
        self._text.append(f"{EXHIBIT}{found[2]}\t{format_prose(title)}")
        self._in_exhibit, self._level, self._depths = True, 0, Depths()
        return at + taken

    # -------------------------------------------------------------------------------------------------- segments

    def _begin(self, part: Part, heading: str = "", number: str = "") -> None:
        self._close()
        self._part, self._heading, self._number, self._level = part, heading, number, 0
        if part is not Part.SECTION:
            self._depths = Depths()

    def _close(self) -> None:
        if self._part is None:
            return
        if self._text or self._heading:
            self._made.found.append(Segment(self._part, self._heading, self._number, tuple(self._text)))
        self._text = []
