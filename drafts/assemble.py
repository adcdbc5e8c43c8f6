"""Clauses in words become a numbered document: order, numbers, defined terms, cross-references, exhibits.

Two passes. The first lays every paragraph out and numbers it; the second turns spans into inlines, because a
cross-reference may point forward. The numbers are those that Word counts from the house style's lists, so that a label
here and the number on paper never differ: letters past (z) repeat, as Word does ((aa), (bb)), and a level restarts
under its parent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from clauses.ids import bookmark_name
from clauses.wording.rendered import (
    DefinedTerm,
    Reference,
    RenderedBlock,
    RenderedClause,
    RenderedExhibit,
    RenderedParagraph,
    RenderedTable,
    SignatureBlock,
    Span,
    Text,
)
from drafts.model import (
    CrossReference,
    Document,
    DocumentBlock,
    Inline,
    Paragraph,
    Role,
    Run,
    Signature,
    SignatureColumn,
    SignatureTable,
    Table,
)

UNRESOLVED_REFERENCE = "unresolved-reference"
LEVEL_SKIPPED = "level-skipped"

_PLACES = ("preamble", "recitals", "section", "execution")
_SUBTITLE_MARK = " — "


@dataclass(frozen=True, slots=True)
class AssemblyFinding:
    """Something to mend in a clause before the draft is sent. ``code`` is stable and kebab-case."""

    code: str
    clause_id: str
    message: str


@dataclass(frozen=True, slots=True)
class Assembly:
    """The document and what there is to say about it."""

    document: Document
    findings: tuple[AssemblyFinding, ...] = ()


def assemble(title: str, clauses: Sequence[RenderedClause]) -> Assembly:
    """Put ``clauses`` in the house order (preamble, recitals, sections, signatures, exhibits), number and resolve them.

    Clauses of one place keep the order that they come in, exhibits that of their labels. A reference by kind means the
    first clause of that kind. One that finds nothing stays visible as "[unresolved reference: training]" and gives a
    finding.
    """
    plan = _Plan()
    for place in _PLACES:
        for clause in clauses:
            if _place(clause) == place:
                plan.lay_out(clause)
    exhibits = [(clause, exhibit) for clause in clauses for exhibit in clause.exhibits]
    for clause, exhibit in sorted(exhibits, key=lambda pair: pair[1].label):
        plan.lay_out_exhibit(clause, exhibit)
    resolver = _Resolver(plan.numbers, {c.kind: c.clause_id for c in reversed(clauses)}, plan.findings)
    blocks = tuple(_finish(block, resolver) for block in plan.blocks)
    return Assembly(Document(title, (*_title(title), *blocks)), tuple(plan.findings))


def split_exhibits(document: Document) -> tuple[tuple[DocumentBlock, ...], tuple[DocumentBlock, ...]]:
    """The blocks of the main text and those of the exhibits; ``document.closing`` stands between the two."""
    for index, block in enumerate(document.blocks):
        if isinstance(block, Paragraph) and block.role is Role.EXHIBIT_HEADING:
            return document.blocks[:index], document.blocks[index:]
    return document.blocks, ()


def canonical_text(document: Document) -> str:
    """The text whose SHA-256 identifies a draft: numbers, headings, words and tables, one line a paragraph or row."""
    main, exhibits = split_exhibits(document)
    lines = [line for block in main for line in _lines(block)]
    lines.append(_one_line(document.closing))
    lines.extend(line for block in exhibits for line in _lines(block))
    return "\n".join(lines) + "\n"


# ------------------------------------------------------------------------------------------------ the first pass


@dataclass(frozen=True, slots=True)
class _Planned:
    """A paragraph that has its place and number, and still its spans."""

    paragraph: Paragraph
    spans: tuple[Span, ...]


@dataclass(slots=True)
class _Numbers:
    """What a reference to one clause can print: its section number and the numbers of its paragraphs."""

    section: tuple[str, str] | None = None
    paragraphs: list[tuple[tuple[str, str], ...]] = field(default_factory=list[tuple[tuple[str, str], ...]])


@dataclass(slots=True)
class _List:
    """One numbered list of the house style. Counts as Word does: a level restarts when a higher one moves on."""

    formats: tuple[str, ...]
    counts: list[int] = field(default_factory=list[int])
    targets: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def restart(self) -> None:
        """Begin again at the first level, under a new heading."""
        self.counts, self.targets = [], []

    def allowed(self, level: int) -> int:
        """``level``, or the deepest one that does not skip a level."""
        return min(level, len(self.counts) + 1, len(self.formats))

    def number(self, level: int, bookmark: str) -> str:
        """Count one paragraph at ``level`` (from 1) and return its label."""
        count = self.counts[level - 1] + 1 if len(self.counts) >= level else 1
        self.counts = [*self.counts[: level - 1], count]
        label = _label(self.formats[level - 1], count)
        self.targets = [*self.targets[: level - 1], (bookmark, label.rstrip("."))]
        return label


_CLAUSE_LEVELS = ("(a)", "(1)", "(i)")


@dataclass(slots=True)
class _Plan:
    """The document as far as it is laid out, with the running counts."""

    blocks: list[_Planned | Table | SignatureTable] = field(default_factory=list[_Planned | Table | SignatureTable])
    numbers: dict[str, _Numbers] = field(default_factory=dict[str, _Numbers])
    findings: list[AssemblyFinding] = field(default_factory=list[AssemblyFinding])
    marks: dict[str, int] = field(default_factory=dict[str, int])
    sections: int = 0
    clause_list: _List = field(default_factory=lambda: _List(_CLAUSE_LEVELS))
    recital_list: _List = field(default_factory=lambda: _List(("A.", "(1)", "(i)")))
    execution_list: _List = field(default_factory=lambda: _List(_CLAUSE_LEVELS))
    exhibit_list: _List = field(default_factory=lambda: _List(_CLAUSE_LEVELS))

    def lay_out(self, clause: RenderedClause) -> None:
        numbers = self.numbers.setdefault(clause.clause_id, _Numbers())
        place = _place(clause)
        if place == "section":
            self.sections += 1
            self.clause_list.restart()
            numbers.section = (bookmark_name(clause.clause_id, 0), str(self.sections))
            self._heading(clause, Role.SECTION, f"{self.sections}.")
        elif place == "execution":
            self.execution_list.restart()
        elif place == "recitals" and clause.heading:
            self._heading(clause, Role.RECITAL_HEADING, "")
        for block in clause.blocks:
            self._block(clause, block, place, numbers)

    def lay_out_exhibit(self, clause: RenderedClause, exhibit: RenderedExhibit) -> None:
        self.exhibit_list.restart()
        self._add(clause, Role.EXHIBIT_HEADING, 0, (Text(f"EXHIBIT {exhibit.label}"),))
        self._add(clause, Role.EXHIBIT_HEADING, 1, (Text(exhibit.title),))
        for block in exhibit.blocks:
            self._block(clause, block, "exhibit", None)

    def _block(self, clause: RenderedClause, block: RenderedBlock, place: str, numbers: _Numbers | None) -> None:
        if isinstance(block, RenderedTable):
            marks = tuple(self._mark(clause) for _ in range(1 + len(block.rows)))
            self.blocks.append(Table(block.columns, block.rows, marks, clause.clause_id))
        elif isinstance(block, SignatureBlock):
            self.blocks.append(SignatureTable(_columns(block), self._mark(clause), clause.clause_id))
        elif block.level == 0:
            self._add(clause, _TEXT_ROLES[place], 0, block.spans)
        else:
            self._numbered(clause, block, place, numbers)

    def _numbered(self, clause: RenderedClause, block: RenderedParagraph, place: str, numbers: _Numbers | None) -> None:
        running = {
            "recitals": self.recital_list,
            "execution": self.execution_list,
            "exhibit": self.exhibit_list,
        }.get(place, self.clause_list)
        level = running.allowed(block.level)
        if level != block.level:
            message = f"A paragraph of level {block.level} has no paragraph of level {level} above it."
            self.findings.append(AssemblyFinding(LEVEL_SKIPPED, clause.clause_id, message))
        bookmark = self._mark(clause)
        label = running.number(level, bookmark)
        if numbers is not None:
            numbers.paragraphs.append(tuple(running.targets))
        paragraph = Paragraph(_LIST_ROLES[place], (), level, label, bookmark, clause.clause_id)
        self.blocks.append(_Planned(paragraph, block.spans))

    def _heading(self, clause: RenderedClause, role: Role, label: str) -> None:
        paragraph = Paragraph(role, (), 0, label, bookmark_name(clause.clause_id, 0), clause.clause_id)
        self.blocks.append(_Planned(paragraph, (Text(clause.heading),)))

    def _add(self, clause: RenderedClause, role: Role, level: int, spans: tuple[Span, ...]) -> None:
        paragraph = Paragraph(role, (), level, "", self._mark(clause), clause.clause_id)
        self.blocks.append(_Planned(paragraph, spans))

    def _mark(self, clause: RenderedClause) -> str:
        """The next bookmark name of the clause; 0 is its heading's."""
        self.marks[clause.clause_id] = number = self.marks.get(clause.clause_id, 0) + 1
        return bookmark_name(clause.clause_id, number)


_TEXT_ROLES = {
    "preamble": Role.PREAMBLE,
    "recitals": Role.AGREED,
    "section": Role.BODY,
    "execution": Role.EXECUTION,
    "exhibit": Role.EXHIBIT_BODY,
}
_LIST_ROLES = {
    "preamble": Role.BODY,
    "recitals": Role.RECITAL,
    "section": Role.BODY,
    "execution": Role.EXECUTION,
    "exhibit": Role.EXHIBIT_BODY,
}


def _place(clause: RenderedClause) -> str:
    return clause.place if clause.place in _PLACES else "section"


def _title(title: str) -> Iterator[Paragraph]:
    """The title's lines: what follows the first dash stands below it."""
    for level, line in enumerate(title.split(_SUBTITLE_MARK, 1)):
        yield Paragraph(Role.TITLE, (Run(line),), level)


def _columns(block: SignatureBlock) -> tuple[SignatureColumn, ...]:
    """The parties in the order in which they first sign, each with all of its signatures."""
    signers: dict[str, list[Signature]] = {}
    for line in block.lines:
        signers.setdefault(line.party.upper(), []).append(Signature(line.title))
    return tuple(SignatureColumn(party, tuple(signatures)) for party, signatures in signers.items())


def _label(pattern: str, count: int) -> str:
    """``count`` in the manner of ``pattern``: "(a)", "(1)", "(i)" or "A."."""
    if "1" in pattern:
        return pattern.replace("1", str(count))
    if "i" in pattern:
        return pattern.replace("i", _roman(count))
    letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
    return pattern.replace("a", letters).replace("A", letters.upper())


def _roman(count: int) -> str:
    numerals = ""
    for value, numeral in _NUMERALS:
        numerals += numeral * (count // value)
        count %= value
    return numerals


_NUMERALS = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


# ----------------------------------------------------------------------------------------------- the second pass


@dataclass(frozen=True, slots=True)
class _Resolver:
    numbers: Mapping[str, _Numbers]
    clause_of_kind: Mapping[str, str]
    findings: list[AssemblyFinding]

    def inline(self, reference: Reference, clause_id: str) -> Inline:
        targets = self._targets(reference)
        if targets:
            return CrossReference(targets)
        wanted = reference.kind or reference.clause_id or "?"
        place = wanted if reference.paragraph is None else f"{wanted}, paragraph {reference.paragraph}"
        message = f"A cross-reference points to {place}, and this agreement has no such section."
        self.findings.append(AssemblyFinding(UNRESOLVED_REFERENCE, clause_id, message))
        return Run(f"[unresolved reference: {wanted}]")

    def _targets(self, reference: Reference) -> tuple[tuple[str, str], ...]:
        clause_id = reference.clause_id or self.clause_of_kind.get(reference.kind or "", "")
        numbers = self.numbers.get(clause_id)
        if numbers is None or numbers.section is None:
            return ()
        if reference.paragraph is None:
            return (numbers.section,)
        if not 1 <= reference.paragraph <= len(numbers.paragraphs):
            return ()
        return (numbers.section, *numbers.paragraphs[reference.paragraph - 1])


def _finish(block: _Planned | Table | SignatureTable, resolver: _Resolver) -> DocumentBlock:
    if not isinstance(block, _Planned):
        return block
    return replace(block.paragraph, inlines=_inlines(block, resolver))


def _inlines(planned: _Planned, resolver: _Resolver) -> tuple[Inline, ...]:
    """The spans as inlines; neighbours of one look become one run."""
    inlines: list[Inline] = []
    for span in planned.spans:
        for inline in _inline(span, planned.paragraph.clause_id, resolver):
            last = inlines[-1] if inlines else None
            if isinstance(inline, Run) and isinstance(last, Run) and last.bold == inline.bold:
                inlines[-1] = replace(last, text=last.text + inline.text)
            else:
                inlines.append(inline)
    return tuple(inlines)


def _inline(span: Span, clause_id: str, resolver: _Resolver) -> tuple[Inline, ...]:
    if isinstance(span, Text):
        return (Run(span.text),) if span.text else ()
    if isinstance(span, DefinedTerm):
        return (Run("“"), Run(span.term, bold=True), Run("”"))
    return (resolver.inline(span, clause_id),)


# ----------------------------------------------------------------------------------------------- canonical text


def _lines(block: DocumentBlock) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield _one_line(f"{block.label} {block.text}" if block.label else block.text)
    elif isinstance(block, Table):
        yield from (" | ".join(map(_one_line, row)) for row in (block.columns, *block.rows))
    else:
        for column in block.columns:
            yield _one_line(column.party)
            yield from (f"By: | {_one_line(signature.title)} | Date:" for signature in column.signatures)


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")
