"""Clauses in words become a numbered document: order, numbers, defined terms, cross-references, exhibits.

Two passes. The first lays every paragraph out and numbers it; the second turns spans into inlines, because a
cross-reference may point forward. The numbers are those that Word counts from the house style's lists, so that a label
here and the number on paper never differ: letters past (z) repeat, as Word does ((aa), (bb)), and a level restarts
under its parent. Numbers and references follow the house style (drafts.house_style).
"""

from __future__ import annotations

from collections import Counter
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
from drafts.house_style import (
    DEFAULT,
    NO_BREAK,
    HouseStyle,
    Level,
    first_of_reference,
    levels_below_a_heading,
    recital_levels,
    section_levels,
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
from drafts.word.numerals import numeral

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


def assemble(title: str, clauses: Sequence[RenderedClause], house: HouseStyle = DEFAULT) -> Assembly:
    """Put ``clauses`` in the house order (preamble, recitals, sections, signatures, exhibits), number and resolve
    them in the style ``house``.

    Clauses of one place keep the order that they come in, exhibits that of their labels. A reference by kind means the
    first clause of that kind. One that finds nothing stays visible as "[unresolved reference: training]" and gives a
    finding.
    """
    plan = _Plan.in_style(house)
    for place in _PLACES:
        for clause in clauses:
            if _place(clause) == place:
                plan.lay_out(clause)
    exhibits = [(clause, exhibit) for clause in clauses for exhibit in clause.exhibits]
    for clause, exhibit in sorted(exhibits, key=lambda pair: pair[1].label):
        plan.lay_out_exhibit(clause, exhibit)
    by_kind = {c.kind: c.clause_id for c in reversed(clauses)}
    resolver = _Resolver(plan.numbers, plan.clause_list.levels, by_kind, plan.findings)
    blocks = tuple(_finish(block, resolver) for block in plan.blocks)
    return Assembly(Document(title, (*_title(title), *blocks), house=house), tuple(plan.findings))


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
    """For each numbered paragraph the (bookmark, number) pairs of the levels down to it, the section's first."""


@dataclass(slots=True)
class _List:
    """One numbered list of the house style. Counts as Word does: a level restarts when a higher one moves on."""

    levels: tuple[Level, ...]
    first: int = 0
    """The paragraph level that the list's first level numbers: 0 is a heading's."""
    counts: list[int] = field(default_factory=list[int])
    targets: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def allowed(self, level: int) -> int:
        """``level``, or the deepest one that does not skip a level."""
        return min(level, len(self.counts) + self.first, len(self.levels) - 1 + self.first)

    def number(self, level: int, bookmark: str) -> str:
        """Count one paragraph at ``level`` (0 is a heading) and return its label."""
        at = level - self.first
        count = self.counts[at] + 1 if len(self.counts) > at else 1
        self.counts = [*self.counts[:at], count]
        label = self._label(at)
        self.targets = [*self.targets[:at], (bookmark, label.rstrip("."))]
        return label

    def _label(self, at: int) -> str:
        label = self.levels[at].text
        for index, count in enumerate(self.counts):
            higher = "decimal" if self.levels[at].legal else self.levels[index].form
            label = label.replace(f"%{index + 1}", numeral(count, self.levels[at].form if index == at else higher))
        return label


@dataclass(slots=True)
class _Plan:
    """The document as far as it is laid out, with the running counts."""

    clause_list: _List
    recital_list: _List
    execution_list: _List
    exhibit_list: _List
    blocks: list[_Planned | Table | SignatureTable] = field(default_factory=list[_Planned | Table | SignatureTable])
    numbers: dict[str, _Numbers] = field(default_factory=dict[str, _Numbers])
    findings: list[AssemblyFinding] = field(default_factory=list[AssemblyFinding])
    marks: dict[str, int] = field(default_factory=dict[str, int])

    @classmethod
    def in_style(cls, house: HouseStyle) -> _Plan:
        """An empty plan with the lists of ``house``."""
        below = levels_below_a_heading(house)
        return cls(_List(section_levels(house)), _List(recital_levels(house), first=1), _List(below), _List(below))

    def lay_out(self, clause: RenderedClause) -> None:
        numbers = self.numbers.setdefault(clause.clause_id, _Numbers())
        place = _place(clause)
        if place == "section":
            label = self.clause_list.number(0, bookmark_name(clause.clause_id, 0))
            (numbers.section,) = self.clause_list.targets
            self._heading(clause, Role.SECTION, label)
        elif place == "execution":
            self.execution_list.number(0, "")
        elif place == "recitals" and clause.heading:
            self._heading(clause, Role.RECITAL_HEADING, "")
        for block in clause.blocks:
            self._block(clause, block, place, numbers)

    def lay_out_exhibit(self, clause: RenderedClause, exhibit: RenderedExhibit) -> None:
        self.exhibit_list.number(0, "")
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
        elif block.level == 0 or place == "preamble":
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


# ----------------------------------------------------------------------------------------------- the second pass


@dataclass(frozen=True, slots=True)
class _Resolver:
    numbers: Mapping[str, _Numbers]
    levels: tuple[Level, ...]
    clause_of_kind: Mapping[str, str]
    findings: list[AssemblyFinding]

    def inline(self, reference: Reference, clause_id: str) -> Inline:
        found = self._find(reference)
        if found is not None:
            return found
        wanted = reference.kind or reference.clause_id or "?"
        place = wanted if reference.paragraph is None else f"{wanted}, paragraph {reference.paragraph}"
        message = f"A cross-reference points to {place}, and this agreement has no such section."
        self.findings.append(AssemblyFinding(UNRESOLVED_REFERENCE, clause_id, message))
        return Run(f"[unresolved reference: {wanted}]")

    def _find(self, reference: Reference) -> CrossReference | None:
        clause_id = reference.clause_id or self.clause_of_kind.get(reference.kind or "", "")
        numbers = self.numbers.get(clause_id)
        if numbers is None or numbers.section is None:
            return None
        path: tuple[tuple[str, str], ...] = (numbers.section,)
        if reference.paragraph is not None:
            if not 1 <= reference.paragraph <= len(numbers.paragraphs):
                return None
            path = numbers.paragraphs[reference.paragraph - 1]
        first = first_of_reference(self.levels, len(path) - 1)
        return CrossReference(path[first:], lead="") if self.levels[first].named else CrossReference(path[first:])


def _finish(block: _Planned | Table | SignatureTable, resolver: _Resolver) -> DocumentBlock:
    if not isinstance(block, _Planned):
        return block
    return replace(block.paragraph, inlines=_inlines(block, resolver))


def _inlines(planned: _Planned, resolver: _Resolver) -> tuple[Inline, ...]:
    """The spans as inlines; neighbours of one look become one run."""
    inlines: list[Inline] = []
    named = _Named(planned.spans)
    for span in planned.spans:
        for inline in _inline(span, planned.paragraph.clause_id, resolver):
            if isinstance(inline, CrossReference) and isinstance(span, Reference):
                inline = replace(inline, lead=named.lead(span, inline.lead))
            last = inlines[-1] if inlines else None
            if isinstance(inline, Run) and isinstance(last, Run) and last.bold == inline.bold:
                inlines[-1] = replace(last, text=last.text + inline.text)
            else:
                inlines.append(inline)
    return tuple(inlines)


class _Named:
    """How the references of a list are named: "Sections 9, 10, and 11", the word once and in the plural.

    A list is what one field names. References that a person wrote apart stay apart: "as Section 4 says, and Section 5".
    Where the number brings the word ("Article IX") each is named: a field that shows the bare number of such a
    paragraph (REF with the switch t) shows all of it in LibreOffice.
    """

    def __init__(self, spans: Sequence[Span]) -> None:
        lists = (self._list_of(span) for span in spans if isinstance(span, Reference))
        self._lists = {name for name, count in Counter(lists).items() if name and count > 1}
        self._begun: set[str] = set()

    def lead(self, reference: Reference, lead: str) -> str:
        """The words before the numbers of ``reference``, which stands next in the paragraph."""
        name = self._list_of(reference)
        if name not in self._lists or not lead:
            return lead
        if name in self._begun and not (reference.field or "").endswith(".0"):
            return ""
        self._begun.add(name)
        return f"{lead.rstrip(NO_BREAK)}s{NO_BREAK}"

    @staticmethod
    def _list_of(reference: Reference) -> str:
        """The field whose list names ``reference``, or ""."""
        name, _, index = (reference.field or "").rpartition(".")
        return name if index.isdecimal() else ""


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
