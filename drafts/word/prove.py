"""The proof: accept all changes of a finished redline and it reads as ``after``, reject all and it reads as ``before``.

It is made on the bytes that leave, by the resolver, story by story, on words and on properties.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from lxml import etree

from clauses.errors import UnprovableRedline
from drafts.blocks import Block
from drafts.model import Aspect, Proof
from drafts.word import names as n
from drafts.word.abridge import Claims, abridge
from drafts.word.keys import Keys, Numbering, Vocabulary
from drafts.word.notes import NOTE_KINDS, note_of
from drafts.word.package import Package
from drafts.word.reading import first_difference
from drafts.word.resolve import settle
from drafts.word.sections import section_properties, shown
from drafts.word.story import Reader

Read = tuple[list[Block], Keys]
"""A story that was read, and the keys that it was read with."""


@dataclass(frozen=True, slots=True)
class _Side:
    """One package to read, without tracked changes."""

    package: Package
    vocabulary: Vocabulary
    numbering: Numbering
    known: Mapping[etree._Element, Read]
    sections: Sequence[etree._Element | None]
    """Every section's properties; None for a last section that states none."""

    def keys(self, part: str) -> Keys:
        return Keys(self.package, part, self.vocabulary, self.numbering)

    def story(self, part: str, container: etree._Element | None = None) -> Read:
        root = container if container is not None else self.package.xml(part)
        if root in self.known:
            return self.known[root]
        keys = self.keys(part)
        return Reader(keys).story(root), keys


def _side(package: Package, vocabulary: Vocabulary, known: Mapping[etree._Element, Read]) -> _Side:
    body = package.xml(package.main).find(n.BODY)
    last_is_stated = body is not None and body.find(n.SECT_PR) is not None
    sections = [*section_properties(package), *([] if last_is_stated else [None])]
    return _Side(package, vocabulary, Numbering(package), known, sections)


def prove(
    redlined: Package,
    before: Package,
    after: Package,
    vocabulary: Vocabulary,
    known: Mapping[etree._Element, Read],
    claims: Claims | None = None,
) -> Proof:
    """Prove a redline, as it is read from the bytes that leave, against its two sides, both without tracked changes.
    ``known`` are stories of both sides that were read already, ``claims`` what the plan of the body says. Raises
    UnprovableRedline, which names the part and the first paragraph that reads otherwise."""
    abridged = abridge(redlined.blob(redlined.main).decode(), claims) if claims is not None else None
    if abridged is not None and claims is not None:
        bodies = before.body(), after.body()
        if all(body in known for body in bodies):
            short = {bodies[0]: (abridged.old, known[bodies[0]][1]), bodies[1]: (abridged.new, known[bodies[1]][1])}
            whole = redlined.copy()
            redlined.replace(redlined.main, abridged.root)
            with suppress(UnprovableRedline):  # the story as a whole tells where
                proof = _proved(redlined, before, after, vocabulary, {**known, **short})
                return Proof(proof.stories, proof.blocks + 2 * abridged.proved - 2 * abridged.stand_ins)
            redlined = whole
    return _proved(redlined, before, after, vocabulary, known)


def _proved(
    redlined: Package, before: Package, after: Package, vocabulary: Vocabulary, known: Mapping[etree._Element, Read]
) -> Proof:
    stories = blocks = 0
    for part in redlined.story_parts():
        redlined.xml(part)
    everything = Vocabulary() if vocabulary.ignored else vocabulary
    for accept, side in ((False, before), (True, after)):
        package = redlined.copy() if not accept else redlined
        settle(package, accept=accept)
        if accept and everything is not vocabulary:  # the after side is exact, whatever is left out
            vocabulary, known = everything, {}
        got, want = (_side(p, vocabulary, known) for p in (package, side))
        what = "accepting every change does not give the new text" if accept else "rejecting does not give the old text"
        for place, ours, theirs in _stories(got, want):
            _compare(place, ours, theirs, what)
            stories, blocks = stories + 1, blocks + len(theirs[0])
        _compare_sections(got, want, what)
    return Proof(stories, blocks)


def places_apart(rejected: Package, before: Package, ignored: frozenset[Aspect]) -> list[str]:
    """Where a redline, with every change rejected, reads otherwise than ``before`` when all but ``ignored`` counts."""
    vocabulary = Vocabulary(ignored)
    got, want = (_side(p, vocabulary, {}) for p in (rejected, before))
    places: list[str] = []
    try:
        for place, ours, theirs in _stories(got, want):
            if first_difference(ours[0], theirs[0], (ours[1], theirs[1])) is not None:
                places.append(place)
        _compare_sections(got, want, "")
    except UnprovableRedline as error:
        places.append(error.part)
    return list(dict.fromkeys(places))


def _compare(place: str, got: Read, want: Read, what: str) -> None:
    different = first_difference(got[0], want[0], (got[1], want[1]))
    if different is not None:
        raise UnprovableRedline(what, part=place, paragraph=different + 1)


def _stories(got: _Side, want: _Side) -> Iterator[tuple[str, Read, Read]]:
    """Pairs of stories that must read alike: body, notes in reading order, each section's headers and footers."""
    sides = (got, want)
    bodies = [s.package.xml(s.package.main).find(n.BODY) for s in sides]
    yield want.package.main, *(s.story(s.package.main, b) for s, b in zip(sides, bodies, strict=True))  # type: ignore[misc]
    ignored = got.vocabulary.ignored
    for tag, kind in NOTE_KINDS.items():
        notes = [_notes(s, b, tag, kind) for s, b in zip(sides, bodies, strict=True)]
        if len(notes[0]) != len(notes[1]):
            raise UnprovableRedline(f"{len(notes[0])} notes read where there are {len(notes[1])}", part=kind)
        if Aspect.NOTES not in ignored:
            yield from ((kind, a, b) for a, b in zip(*notes, strict=True))
    if Aspect.HEADERS not in ignored:
        yield from _margins(got, want)


def _notes(side: _Side, body: etree._Element | None, tag: str, kind: str) -> list[Read]:
    part = side.package.related(side.package.main, kind)
    if part is None or body is None:
        return []
    references = list(body.iter(tag))
    if Aspect.TABLES in side.vocabulary.ignored:
        references = [r for r in references if next(r.iterancestors(n.TBL), None) is None]
    found = (note_of(side.package, kind, r.get(n.ID) or "") for r in references)
    return [side.story(part, note) if note is not None else ([], side.keys(part)) for note in found]


def _margins(got: _Side, want: _Side) -> Iterator[tuple[str, Read, Read]]:
    sections = [shown(s.package, s.sections) for s in (got, want)]
    _same_number(*sections)
    for number, (ours, theirs) in enumerate(zip(*sections, strict=True), 1):
        for key in sorted({*ours, *theirs}):
            place = f"{key[0]} ({key[1]}) of section {number}"
            a, b = _margin(got, ours.get(key)), _margin(want, theirs.get(key))
            if not (_empty(a[0]) and _empty(b[0])):
                yield place, a, b


def _margin(side: _Side, part: str | None) -> Read:
    return side.story(part) if part is not None else ([], side.keys(side.package.main))


def _empty(blocks: Sequence[Block]) -> bool:
    """An absent header and one without words read the same."""
    return all(b.kind.is_paragraph and not b.words for b in blocks)


def _compare_sections(got: _Side, want: _Side, what: str) -> None:
    ours, theirs = (s.keys(s.package.main) for s in (got, want))
    _same_number(got.sections, want.sections)
    for number, (a, b) in enumerate(zip(got.sections, want.sections, strict=True), 1):
        if a is not None and b is not None and ours.section(a) != theirs.section(b):
            raise UnprovableRedline(what, part=f"properties of section {number}")


def _same_number(got: Sequence[object], want: Sequence[object]) -> None:
    if len(got) != len(want):
        raise UnprovableRedline(f"{len(got)} sections read where there are {len(want)}", part="sections")
