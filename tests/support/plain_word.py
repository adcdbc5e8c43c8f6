"""The story's first version as somebody else's Word would hold it: no bookmarks, no properties, other styles, and
numbers that are typed, or computed by another list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from clauses.record import ClauseRevision
from clauses.wording.match import prose
from drafts.word.numerals import numeral
from tests.support.documents import p, package, t

Numbers = Literal["letters", "decimal", "article", "outline", "computed", "unnumbered"]
_TERM = re.compile(r"\{term:([^}]*)\}")
_FORMS: dict[str, tuple[tuple[str, str], ...]] = {
    "letters": (("decimal", "{}."), ("lowerLetter", "({})"), ("decimal", "({})")),
    "decimal": (("decimal", "{}."), ("", ""), ("lowerLetter", "({})")),
    "article": (("upperRoman", "ARTICLE {}."), ("", ""), ("lowerLetter", "({})")),
    "outline": (("upperRoman", "{}."), ("upperLetter", "{}."), ("decimal", "{}.")),
    "unnumbered": (("", ""), ("lowerLetter", "({})"), ("decimal", "({})")),
}


@dataclass(frozen=True, slots=True)
class Manner:
    """How the file is written."""

    numbers: Numbers = "letters"
    run_in: bool = False
    """Whether a heading stands at the start of its first paragraph."""
    capitals: bool = False
    style: str = ""
    """The style of headings; without one they are bold."""
    signatures: Literal["table", "lines"] = "table"


def plain_word(title: str, clauses: list[ClauseRevision], manner: Manner) -> bytes:
    """The .docx."""
    return package("".join(_body(title, clauses, manner)))


def _body(title: str, clauses: list[ClauseRevision], manner: Manner) -> Iterator[str]:
    yield from (_p(line, bold=True, properties='<w:jc w:val="center"/>') for line in title.split(" — "))
    section = 0
    for clause in clauses:
        lines = prose(clause).split("\n")
        if clause.kind in ("parties", "execution"):
            yield from _unnumbered(lines, manner)
        elif clause.kind == "recitals":
            yield _p(clause.heading.upper(), bold=True)
            yield from _paragraphs(lines, 0, Manner("outline"))
        else:
            section += 1
            yield from _section(clause.heading, lines, section, manner)


def _section(heading: str, lines: list[str], section: int, manner: Manner) -> Iterator[str]:
    shown = heading.upper() if manner.capitals else heading
    if manner.numbers == "computed":
        yield _p(shown, bold=True, properties=_list(0))
        yield from (_p(_words(line), properties=_list(_level(line))) for line in lines)
        return
    form, text = _FORMS[manner.numbers][0]
    number = text.format(numeral(section, form)) + " " if text else ""
    if manner.run_in:
        first, rest = lines[0], lines[1:]
        underlined = t(f"{shown}.", '<w:u w:val="single"/>')
        yield p(t(number), underlined, t(f" {_words(first)}"))
        yield from _paragraphs(rest, section, manner)
        return
    style = f'<w:pStyle w:val="{manner.style}"/>' if manner.style else ""
    yield _p(number + shown, bold=not style, properties=style)
    yield from _paragraphs(lines, section, manner)


def _paragraphs(lines: list[str], section: int, manner: Manner) -> Iterator[str]:
    counts = [0, 0, 0, 0]
    for line in lines:
        level = _level(line)
        if not level:
            yield _p(_words(line))
            continue
        counts[level] += 1
        counts[level + 1 :] = [0] * (3 - level)
        if level == 1 and manner.numbers == "decimal":
            number = f"{section}.{counts[1]}"
        elif level == 1 and manner.numbers == "article":
            number = f"Section {section}.{counts[1]:02d}"
        else:
            form, text = _FORMS[manner.numbers][level]
            number = text.format(numeral(counts[level], form))
        yield _p(f"{number} {_words(line)}")


def _unnumbered(lines: list[str], manner: Manner) -> Iterator[str]:
    signers = [line.split("\t")[1:] for line in lines if line.startswith("|s\t")]
    yield from (_p(_words(line)) for line in lines if not line.startswith("|s\t"))
    if not signers:
        return
    blocks = [[party, "By: ____________", f"Title: {office}", "Date: ____________"] for party, office in signers]
    if manner.signatures == "lines":
        yield from (_p(line) for block in blocks for line in block)
        return
    cells = "".join(f"<w:tc>{''.join(map(_p, block))}</w:tc>" for block in blocks)
    yield f"<w:tbl><w:tblPr/><w:tblGrid>{'<w:gridCol/>' * len(blocks)}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl>"


def _list(level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'


def _level(line: str) -> int:
    return len(line) - len(line.lstrip("\t"))


def _words(line: str) -> str:
    return _TERM.sub(lambda m: f"“{m[1]}”", line.strip())


def _p(text: str, *, bold: bool = False, properties: str = "") -> str:
    return p(t(text, "<w:b/>" if bold else ""), properties=properties)
