"""Wordings and fields become levelled paragraphs, tables and signatures. Numbers and references come later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from clauses.kinds.custom import FreeParagraph
from clauses.text.inline import Link, Term, parse_free_text, parse_prose
from clauses.wording.filters import FILTERS, Setting, curl, plain
from clauses.wording.form import LETTERED, WordingForm
from clauses.wording.rendered import (
    DefinedTerm,
    Reference,
    RenderedBlock,
    RenderedExhibit,
    RenderedParagraph,
    RenderedTable,
    SignatureBlock,
    SignatureLine,
    Span,
    Text,
)
from clauses.wording.template import (
    BlockTemplate,
    Condition,
    ExhibitTemplate,
    ParagraphTemplate,
    Piece,
    ProseTemplate,
    SignaturesTemplate,
    TableTemplate,
    Unbound,
    Value,
    Wording,
)

LETTER = "\N{OBJECT REPLACEMENT CHARACTER}"
"""What stands for a reference or a term while quotes are curled."""

RESERVED = ("item", "house")
"""The first words of paths that name no field: the current item of a list, and what the house style asks for."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a template can see: the fields, the words of the choices, the current item with its path, and the form that
    the house style asks for."""

    fields: Any
    phrases: Mapping[str, Mapping[str, str]]
    item: Any = None
    item_path: str = ""
    form: WordingForm = LETTERED

    def look_up(self, path: str) -> Any:
        """Return the value at a dotted path; a value that is absent on the way is None."""
        first, _, rest = path.partition(".")
        value = {"item": self.item, "house": self.form}[first] if first in RESERVED else getattr(self.fields, first)
        for name in rest.split(".") if rest else ():
            value = _step(value, name)
        return value

    def field(self, path: str) -> str:
        """Return the path as it runs from the clause's fields, so "triggers.0" for an item."""
        return self.item_path + path.removeprefix("item") if path.partition(".")[0] == "item" else path

    def phrases_of(self, path: str) -> Mapping[str, str]:
        """Return the words for the choices at ``path``; those of an item stand under its list."""
        names = [step for step in self.field(path).split(".") if not step.isdecimal()]
        return {value: self.form.called(words) for value, words in self.phrases.get(".".join(names), {}).items()}

    def items(self, path: str, skip: int = 0) -> Iterator[Scope]:
        """Yield a scope for each value of the list at ``path`` but the first ``skip``; none where there is no path."""
        for n, item in enumerate((self.look_up(path) if path else None) or ()):
            if n >= skip:
                yield replace(self, item=item, item_path=f"{self.field(path)}.{n}")


def _step(value: Any, name: str) -> Any:
    if value is None:
        return None
    if name.isdecimal():
        return value[int(name)] if int(name) < len(value) else None
    return getattr(value, name)


def render_blocks(wording: Wording, fields: Any, form: WordingForm = LETTERED) -> tuple[RenderedBlock, ...]:
    """Return the blocks of a clause in order."""
    return tuple(_blocks(wording.blocks, Scope(fields, wording.phrases, form=form)))


def render_exhibits(wording: Wording, fields: Any, form: WordingForm = LETTERED) -> tuple[RenderedExhibit, ...]:
    """Return the exhibits that a clause brings, in order."""
    scope = Scope(fields, wording.phrases, form=form)
    return tuple(exhibit for template in wording.exhibits for exhibit in _exhibits(template, scope))


def free_spans(text: str, field: str) -> tuple[Span, ...]:
    """Return the spans of free text: its words with curly quotes, its references and terms.

    The record keeps the quotes that the writer typed; here, as in every field, they are printed curly. Whether one
    opens or closes is told from the whole text, in which a reference or a term counts as a letter.
    """
    pieces = parse_free_text(text)
    shown = curl("".join(piece if isinstance(piece, str) else LETTER for piece in pieces))
    spans: list[Span] = []
    at = 0
    for piece in pieces:
        length = len(piece) if isinstance(piece, str) else len(LETTER)
        spans.append(_linked(piece, field) or Text(shown[at : at + length], field))
        at += length
    return tuple(spans)


# ---------------------------------------------------------------------------------------------------------- blocks


def _blocks(templates: Iterable[BlockTemplate], scope: Scope) -> Iterator[RenderedBlock]:
    for template in templates:
        if not holds((c for c in template.when if not about_item(c)), scope):
            continue
        if isinstance(template, ParagraphTemplate):
            yield from _paragraphs(template, scope)
        elif isinstance(template, ProseTemplate):
            yield from _prose(template.path, scope)
        elif isinstance(template, TableTemplate):
            yield _table(template, scope)
        else:
            yield SignatureBlock(tuple(SignatureLine(party, title) for party, title in _signatures(template, scope)))


def _paragraphs(template: ParagraphTemplate, scope: Scope) -> Iterator[RenderedParagraph]:
    if not template.each:
        yield RenderedParagraph(template.level, piece_spans(template.pieces, scope))
        return
    of_item = [condition for condition in template.when if about_item(condition)]
    scopes = [item for item in scope.items(template.each, template.skip) if holds(of_item, item)]
    for n, item in enumerate(scopes, 1):
        last, next_to_last = n == len(scopes), n == len(scopes) - 1
        closing = "." if last else f"; {template.join}" if next_to_last else ";"
        spans = piece_spans(template.pieces, item)
        yield RenderedParagraph(template.level, (*spans, Text(closing)) if template.join else spans)


def _prose(path: str, scope: Scope) -> Iterator[RenderedParagraph]:
    for n, paragraph in enumerate(cast(Sequence[FreeParagraph], scope.look_up(path))):
        yield RenderedParagraph(paragraph.level, free_spans(paragraph.text, f"{scope.field(path)}.{n}.text"))


def _table(template: TableTemplate, scope: Scope) -> RenderedTable:
    fixed = [tuple(_text(cell, scope) for cell in row.cells) for row in template.rows if holds(row.when, scope)]
    listed = [tuple(_text(cell, row) for cell in template.cells) for row in scope.items(template.each, template.skip)]
    return RenderedTable(template.columns, (*fixed, *listed), template.each.partition(".")[0] or None)


def _signatures(template: SignaturesTemplate, scope: Scope) -> Iterator[tuple[str, str]]:
    for row in template.rows:
        if holds(row.when, scope):
            yield _text(row.cells[0], scope), _text(row.cells[1], scope)
    for item in scope.items(template.each, template.skip):
        yield _text(template.party, item), _text(template.title, item)


def _exhibits(template: ExhibitTemplate, scope: Scope) -> Iterator[RenderedExhibit]:
    of_item = [condition for condition in template.when if about_item(condition)]
    if not holds((c for c in template.when if not about_item(c)), scope):
        return
    for inner in scope.items(template.each) if template.each else (scope,):
        if not holds(of_item, inner):
            continue
        blocks = [block for block in _blocks(template.blocks, inner) if not isinstance(block, SignatureBlock)]
        yield RenderedExhibit(_text(template.label, inner), _text(template.title, inner), tuple(blocks))


# ----------------------------------------------------------------------------------------------------------- spans


def piece_spans(pieces: Sequence[Piece], scope: Scope) -> tuple[Span, ...]:
    """Return the spans of one text."""
    spans: list[Span] = []
    for piece in pieces:
        if isinstance(piece, str):
            spans.append(Text(scope.form.called(piece)))
        elif isinstance(piece, Value):
            spans.extend(_words(piece, scope))
        elif isinstance(piece, Unbound):
            spans.extend(_linked(part, None) or Text(str(part)) for part in parse_prose(piece.words))
        elif linked := _linked(piece, None):
            spans.append(linked)
    return _joined(spans)


def _linked(piece: str | Link | Term, field: str | None) -> Span | None:
    if isinstance(piece, Link):
        return Reference(piece.clause_id, piece.kind, piece.paragraph, field)
    return DefinedTerm(curl(piece.term), field) if isinstance(piece, Term) else None


def _words(value: Value, scope: Scope) -> tuple[Span, ...]:
    field = scope.field(value.path)
    setting = Setting(field, scope.phrases_of(value.path))
    words: Any = scope.look_up(value.path)
    for call in value.filters:
        words = FILTERS[call.name](words, replace(setting, arguments=call.arguments))
    if isinstance(words, tuple):
        return cast(tuple[Span, ...], words)
    return (Text(words if value.filters else str(plain(words, setting)), field),)


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Without empty words, and with neighbouring words of one source as one span."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if isinstance(span, Text) and isinstance(last, Text) and last.field == span.field:
            joined[-1] = Text(last.text + span.text, span.field)
        elif not isinstance(span, Text) or span.text:
            joined.append(span)
    return tuple(joined)


def _text(pieces: Sequence[Piece], scope: Scope) -> str:
    """The words of a table cell or a signature, which hold no references."""
    return "".join(span.text for span in piece_spans(pieces, scope) if isinstance(span, Text))


# ------------------------------------------------------------------------------------------------------ conditions


def holds(conditions: Iterable[Condition], scope: Scope) -> bool:
    """Return whether every condition holds."""
    return all(_true(condition, scope) != condition.negated for condition in conditions)


def about_item(condition: Condition) -> bool:
    """Return whether a condition is asked of each item of a list."""
    return condition.path.partition(".")[0] == "item"


def _true(condition: Condition, scope: Scope) -> bool:
    value = scope.look_up(condition.path)
    if condition.counted:
        count, wanted = len(value or ()), int(condition.operand)
        return count > wanted if condition.operator == ">" else count == wanted
    match condition.operator:
        case "=":
            return str(value) == condition.operand
        case "!=":
            return str(value) != condition.operand
        case "is":
            return value == scope.look_up(condition.operand)
        case "is not":
            return value != scope.look_up(condition.operand)
        case _:
            return value is not None and value is not False and value != ()
