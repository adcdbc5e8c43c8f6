"""What a file shows to nobody, or shows of itself, and what a person must judge: hidden words, and fields that show
properties, names and variables or keep data of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from drafts.word import names as n
from drafts.word.names import w
from drafts.word.package import Package
from drafts.word.style_view import Styles, is_on, value
from drafts.word.traces import Trace, TraceKind

_TELLING: Final = frozenset(
    {
        "ADDIN",
        "AUTHOR",
        "COMMENTS",
        "DOCPROPERTY",
        "DOCVARIABLE",
        "FILENAME",
        "INFO",
        "KEYWORDS",
        "LASTSAVEDBY",
        "SUBJECT",
        "TEMPLATE",
        "TITLE",
        "USERADDRESS",
        "USERINITIALS",
        "USERNAME",
    }
)
"""Fields whose result may change, or lead to nothing, once the properties are gone (ECMA-376 Part 1, 17.16.5)."""
_LONGEST: Final = 80


def unread_text(package: Package) -> Iterator[Trace]:
    """The hidden words of a file, run by run as far as they stand side by side."""
    styles = Styles(package)
    for part in package.story_parts():
        for number, paragraph in enumerate(package.xml(part).iter(n.P), 1):
            runs = [r for r in paragraph.iter(n.R_) if next(r.iterancestors(n.P)) is paragraph]
            text = " ".join("".join(_words(r) for r in runs if _is_hidden(r, paragraph, styles)).split())
            if text:
                yield Trace(TraceKind.HIDDEN_TEXT, part, f"paragraph {number}", text[:_LONGEST])
        for number, row in enumerate(package.xml(part).iter(n.TR), 1):
            if is_on(row.find(f"{n.TR_PR}/{w('hidden')}")):
                text = " ".join("".join(_words(row)).split())
                yield Trace(TraceKind.HIDDEN_TEXT, part, f"table row {number}", text[:_LONGEST])


def property_fields(package: Package) -> Iterator[Trace]:
    """The fields that show a property, a name or a variable, or keep data of their own; ours apart."""
    for part in package.story_parts():
        for number, paragraph in enumerate(package.xml(part).iter(n.P), 1):
            for code in _codes(paragraph):
                words = code.replace('"', " ").split()
                if words and words[0].upper() in _TELLING and words[1:2] != ["Counterpart"]:
                    yield Trace(TraceKind.FIELD, part, f"paragraph {number}", " ".join(code.split())[:_LONGEST])


def _codes(paragraph: etree._Element) -> Iterator[str]:
    code = ""
    for element in paragraph.iter(n.INSTR_TEXT, n.FLD_CHAR, n.FLD_SIMPLE):
        if element.tag == n.INSTR_TEXT:
            code += element.text or ""
        elif element.tag == n.FLD_SIMPLE:
            yield element.get(n.INSTR) or ""
        elif code:
            yield code
            code = ""


def _words(element: etree._Element) -> str:
    return "".join(element.itertext(n.T, n.DEL_TEXT))


def _is_hidden(run: etree._Element, paragraph: etree._Element, styles: Styles) -> bool:
    properties = run.find(n.RPR)
    own = properties.find(w("vanish")) if properties is not None else None
    if own is not None:
        return is_on(own)
    chains = [styles.chain(value(properties, "rStyle")), styles.of_paragraph(paragraph.find(n.PPR))]
    found = (s.find(f"{n.RPR}/{w('vanish')}") for chain in chains for s in chain)
    return is_on(next((f for f in found if f is not None), None))
