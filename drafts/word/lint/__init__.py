"""The Word lint: faults in a .docx that keep Word from opening it, or that make it lose or misread revisions.

A schema validator passes half of them. ``counterpart validate`` runs it on any file, and the tests on every redline.
docs/ooxml/lint.md has the rules, their sources and what is not checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lxml import etree

from clauses.errors import DoctypeRefused, MalformedPart, MissingPart, UnreadableFile

from ..package import Package
from . import parts
from .anchors import Anchors, Shared
from .marks import Marks
from .moves import Moves
from .references import Definitions, References
from .revisions import Revisions
from .rules import RULES, LintFinding, Rule
from .scan import Handler, Scan
from .structure import Structure
from .words import Words

_REFUSALS: dict[type[UnreadableFile], str] = {
    DoctypeRefused: "doctype",
    MalformedPart: "malformed-xml",
    MissingPart: "missing-part",
    UnreadableFile: "bad-archive",
}


def lint(docx: bytes | Package) -> tuple[LintFinding, ...]:
    """What is wrong with a file, part by part, each finding once; empty when nothing is.

    A file that the guard refuses gives one finding that says why. Nothing is changed and nothing raised.
    """
    try:
        package = docx if isinstance(docx, Package) else Package.read(docx)
        return tuple(dict.fromkeys(_lint_package(package)))
    except UnreadableFile as e:
        return (LintFinding(_REFUSALS.get(type(e), "unreadable"), "", e.code, e.detail),)


def beyond(findings: Iterable[LintFinding], *known: Iterable[LintFinding]) -> tuple[LintFinding, ...]:
    """The findings whose rule and place are not among the ``known`` ones: what a redline adds to its inputs."""
    old = {(f.rule, f.place) for group in known for f in group}
    return tuple(f for f in findings if (f.rule, f.place) not in old)


def _lint_package(package: Package) -> list[LintFinding]:
    whole = Scan("", package.xml(package.main))
    parts.check_package(package, whole)
    shared, definitions = Shared(), parts.read_definitions(package)
    findings = whole.findings
    references: list[References] = []
    for name in package.story_parts():
        scan = Scan(name, package.xml(name), findings)
        references.append(_lint_story(scan, package, shared, definitions))
    for reference in references:
        reference.resolve()
    _lint_definitions(package, findings, shared)
    return findings


def _lint_story(scan: Scan, package: Package, shared: Shared, definitions: Definitions) -> References:
    references = References(scan, shared, definitions, package.rels(scan.part))
    moves, words, anchors = Moves(scan), Words(scan), Anchors(scan, shared)
    themes = (Revisions(scan, shared.ids), Marks(scan), moves, words, anchors, Structure(scan), references)
    _walk(scan.root, [theme.handlers() for theme in themes])
    for theme in (moves, words, anchors, references):
        theme.finish()
    return references


def _lint_definitions(package: Package, findings: list[LintFinding], shared: Shared) -> None:
    checks: dict[str, Callable[[Scan, Shared], None]] = {
        "styles": parts.check_styles,
        "numbering": parts.check_numbering,
        "settings": parts.check_nothing_more,
        "commentsExtended": parts.check_comments_extended,
    }
    for kind, check in checks.items():
        name = package.related(package.main, kind)
        if name is not None and name in package:
            scan = Scan(name, package.xml(name), findings)
            _walk(scan.root, [Structure(scan).handlers()])
            check(scan, shared)


def _walk(root: etree._Element, tables: list[dict[str, Handler]]) -> None:
    """One pass over a part in document order: each element goes to the handlers of its tag."""
    by_tag: dict[object, tuple[Handler, ...]] = {}
    for table in tables:
        for tag, handler in table.items():
            by_tag[tag] = (*by_tag.get(tag, ()), handler)
    for element in root.iter(*[tag for table in tables for tag in table]):
        for handler in by_tag[element.tag]:
            handler(element)


__all__ = ["RULES", "LintFinding", "Rule", "beyond", "lint"]
