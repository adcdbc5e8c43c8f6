"""Two Word files in, one proved redline out: tracked changes that turn the first into the second.

The stages are those of docs/explanation/redline-engine.md: guard, read, align, plan, write, prove. What can't be proved
does not leave.
"""

from __future__ import annotations

import copy
import gc
import itertools
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from lxml import etree

from clauses.errors import InvalidOption, UnprovableRedline
from drafts.blocks import Block, Item, Mark, Paragraphs, StoryPlan, TablePlan
from drafts.diff.plan import plan
from drafts.diff.report import Reporter
from drafts.existing import adopt
from drafts.makers import Provenance
from drafts.model import Aspect, Change, Existing, Hints, Note, Options, Redline
from drafts.word import names as n
from drafts.word.abridge import Claims, claims_of
from drafts.word.adopt import has_revisions
from drafts.word.attribution import attribute, told_changes
from drafts.word.carry import Carrier, Ids
from drafts.word.comments import CommentBook
from drafts.word.compose import StoryWriter
from drafts.word.definitions import differing_definitions
from drafts.word.foreign import drop_foreign
from drafts.word.identity import show_legend
from drafts.word.ignored import ignored_notes
from drafts.word.inline import Desk, Stamp
from drafts.word.keys import Keys, Numbering, Vocabulary
from drafts.word.notes import NoteBook, note_of
from drafts.word.package import Package
from drafts.word.prove import Read, prove
from drafts.word.rationales import add_rationales
from drafts.word.reading import reading
from drafts.word.resolve import restore, settle
from drafts.word.revisions import tracked_changes
from drafts.word.sections import SectionPair, margin_stories, section_properties, shown, state_references
from drafts.word.story import Reader
from drafts.word.untracked import untracked_notes

ENGINE = "5"
"""What the engine writes for the same input. It is raised with every change of that, so that no stored redline of an
older engine is taken for one of this."""
_LONGEST_AUTHOR = 255


def redline(
    before: bytes,
    after: bytes,
    *,
    author: str,
    at: datetime,
    hints: Hints | None = None,
    options: Options | None = None,
) -> Redline:
    """One .docx whose tracked changes, under ``author`` at ``at`` (aware), turn ``before`` into ``after``.

    Rejecting them all gives ``before``, accepting them all ``after``; that is proved on the bytes that leave. The same
    arguments give the same bytes. Raises UnreadableFile for either file, InvalidOption for the arguments, and
    RedlineRefused, naming part and paragraph, where no redline can be proved.
    """
    options, hints = options or Options(), hints or Hints()
    stamp = _stamp(author, at)
    sides = _settled(before, after, options)
    with _no_cycle_collection():
        return _compared(sides, stamp, at, hints, options)


@contextmanager
def _no_cycle_collection() -> Generator[None]:
    """Hold the collector of reference cycles while hundreds of thousands of short-lived records come and go: they are
    freed with their last reference, since the comparison forms no cycles, and the collector would search those alive
    again and again. It rests for the whole process; of comparisons in several threads, the first to end wakes it, which
    costs the others time and nothing else."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(frozen=True, slots=True)
class _Sides:
    """Both packages without tracked changes of their own; ``revised`` is the after side as it came, where it carries
    some."""

    before: Package
    after: Package
    revised: Package | None
    notes: tuple[Note, ...]
    carried: int
    """Revision elements that the after side carries."""


def _compared(sides: _Sides, stamp: Stamp, at: datetime, hints: Hints, options: Options) -> Redline:
    """The redline with the after side's own changes kept; else only where nothing else changed; else with them
    accepted; else at paragraph grain."""
    coarse = replace(options, existing=Existing.ACCEPT, words=False, moves=False)
    attempts = [(options, True)]
    if sides.revised is not None and options.existing is not Existing.ACCEPT:
        attempts += [(options, False), (replace(options, existing=Existing.ACCEPT), False)]
    for attempt, mixing in attempts:
        with suppress(UnprovableRedline):
            return _Comparison(sides, stamp, at, hints, attempt, mixing).run()
    made = _Comparison(sides, stamp, at, hints, coarse).run()
    return replace(made, proof=replace(made.proof, coarser=made.proof.blocks))


def _stamp(author: str, at: datetime) -> Stamp:
    if not author.strip() or len(author) > _LONGEST_AUTHOR:
        raise InvalidOption(f"The author's name must have 1 to {_LONGEST_AUTHOR} characters.")
    if any(not c.isprintable() for c in author):
        raise InvalidOption("The author's name holds a character that can't be printed.")
    if at.tzinfo is None:
        raise InvalidOption("The time must say its zone, such as 2020-03-03T09:00:00Z.")
    return Stamp(author, at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


def _settled(before: bytes, after: bytes, options: Options) -> _Sides:
    """Both sides, read; tracked changes that they bring along are accepted."""
    notes: list[Note] = []
    packages: list[Package] = []
    counts: list[int] = []
    revised: Package | None = None
    for side, docx in (("before", before), ("after", after)):
        package = Package.read(docx)
        notes.extend(replace(x, place=side) for x in package.notes)
        came = package.copy()
        count = settle(package, accept=True)
        if count and options.existing is Existing.REFUSE:
            raise InvalidOption(f"The {side} file carries {count} tracked changes; accept or reject them first.")
        if count and side == "before":
            notes.append(_accepted_note(side, count, package))
        elif count:
            revised = came
        packages.append(package)
        counts.append(count)
    drop_foreign(packages[0], packages[1])
    return _Sides(packages[0], packages[1], revised, tuple(notes), counts[1])


def _accepted_note(side: str, count: int, package: Package) -> Note:
    message = f"Tracked changes that the {side} file brings along were read as accepted ({count} marks)."
    return Note("existing-changes-accepted", message, package.main, side)


@dataclass(frozen=True, slots=True)
class _Story:
    """One story of both sides, read: the keys of either side, the after side's container, and the blocks."""

    ours: Keys
    theirs: Keys
    container: etree._Element
    old: list[Block]
    new: list[Block]
    adopted: bool = False
    """Whether tracked changes of the after side may have stayed in it."""


@dataclass(eq=False)
class _Comparison:
    """One run of the engine over two packages without tracked changes."""

    sides: _Sides
    stamp: Stamp
    at: datetime
    hints: Hints
    options: Options
    mixing: bool = False
    """Whether changes that the after side brings along may stay beside ours in one paragraph."""
    moves: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def run(self) -> Redline:
        self.before, self.after = self.sides.before, self.sides.after
        self.notes = list(self.sides.notes)
        self.keeping = self.sides.revised is not None and self.options.existing is not Existing.ACCEPT
        self.accepted = 0
        self.target = (self.sides.revised if self.keeping and self.sides.revised is not None else self.after).copy()
        self.vocabulary = Vocabulary(self.options.ignore)
        self.lists = (Numbering(self.before), Numbering(self.target))
        if self.lists[0].keys == self.lists[1].keys:
            self.vocabulary.agreed_lists = dict(self.lists[0].keys)
        self.ids = Ids(self.target)
        self.carrier = Carrier(self.before, self.target, self.ids, self.lists)
        self.notebook = NoteBook(self.before, self.target, self.carrier)
        self.comments = CommentBook(self.before, self.target, self.carrier)
        self.names = frozenset(self._bookmark_names())
        self.known: dict[etree._Element, Read] = {}
        self.claims: Claims | None = None
        self.report = Reporter(self.stamp.author, self.at, self.hints)
        sections = self._body()
        if Aspect.HEADERS not in self.options.ignore:
            self._margins(sections)
        if Aspect.NOTES not in self.options.ignore:
            self._notes()
        self.comments.finish(self.stamp.marks(self.ids))
        if self.hints.legend:
            show_legend(self.target, self.hints.legend)
        docx = self.target.to_bytes()
        signed: tuple[Change, ...] | None = None
        if self.hints.provenance is not None:
            docx, signed = self._signed(docx, self.hints.provenance)
        proof = prove(self.target.reread(docx), self.before, self.after, self.vocabulary, self.known, self.claims)
        told = self._told(docx) if signed is None else _known(signed)
        return Redline(docx, tuple(self._notes_of(docx)), proof, told)

    def _signed(self, docx: bytes, provenance: Provenance) -> tuple[bytes, tuple[Change, ...]]:
        """The redline with each change under the name of who made it, and these changes."""
        written = self.target.reread(docx)
        found = attribute(written, self.before, self.after, provenance, self.stamp)
        changes = told_changes(written, found, self.hints.clause_labels)
        if self.hints.rationales:
            add_rationales(written, found)
        return written.to_bytes(), changes

    def _notes_of(self, docx: bytes) -> Iterator[Note]:
        """What there is to say about the files and the redline."""
        yield from self.notes
        yield from self._existing_notes()
        yield from untracked_notes(self.before, self.after, lambda: self.target.reread(docx))
        yield from self._resource_notes()
        yield from ignored_notes(docx, self.before, self.options.ignore)

    def _told(self, docx: bytes) -> Callable[[], tuple[Change, ...]]:
        """What tells all changes of the redline: those that were kept are told as the file tells them. It holds on to
        nothing of the comparison but words."""
        if not self.keeping or self.accepted >= self.sides.carried:
            return self.report.changes
        labels = self.hints.clause_labels

        def as_in_the_file() -> tuple[Change, ...]:
            return tuple(replace(c, clause=labels.get(c.clause_id, "")) for c in tracked_changes(docx).changes)

        return as_in_the_file

    def _existing_notes(self) -> Iterator[Note]:
        accepted = self.accepted if self.keeping else self.sides.carried
        kept = self.sides.carried - accepted
        if kept > 0:
            message = f"Tracked changes that the after file brings along were kept under their authors ({kept} marks)."
            yield Note("existing-changes-kept", message, self.target.main, "after")
        if accepted:
            yield _accepted_note("after", accepted, self.after)

    # ------------------------------------------------------------------------------------------------ stories

    def _body(self) -> list[SectionPair]:
        before, after = self.before.body(), self.target.body()
        last_before, last_after = _state_last_section(before, after)
        read = self._read(self.before.main, self.target.main, before, after)
        sections, sections_after = section_properties(self.before), section_properties(self.target)
        if len(sections) != len(sections_after):
            state_references(self.before)
            state_references(self.target)
        self._shown_before = dict(zip(sections, shown(self.before, sections), strict=True))
        self._shown_after = dict(zip(sections_after, shown(self.target, sections_after), strict=True))
        writer = self._write("body", read)
        if last_before is not None and last_after is not None:
            if self._stays(last_before, last_after, read):
                writer.sections.append(SectionPair(last_before, last_after, last_after))
            elif writer.section(last_before, last_after, last_after):
                self.report.section()
        return writer.sections

    def _stays(self, before: etree._Element, after: etree._Element, read: _Story) -> bool:
        """Whether the last section carries a change of its own under which it reads as before; else that change is
        accepted."""
        change = after.find(n.SECT_PR_CHANGE)
        if change is None:
            return False
        rejected = copy.deepcopy(after)
        old = rejected.find(n.SECT_PR_CHANGE)
        assert old is not None
        rejected.remove(old)
        restore(rejected, old)
        if read.ours.section(before) == read.theirs.section(rejected):
            return True
        after.remove(change)
        self.accepted += 1
        return False

    def _margins(self, sections: list[SectionPair]) -> None:
        found = margin_stories(self.before, self.target, sections, self._shown_before, self._shown_after)
        for story in found:
            root = self.before.xml(story.before) if story.before is not None else None
            part = story.before or self.before.main
            self._write(story.place, self._read(part, story.after, root, self.target.xml(story.after)))

    def _notes(self) -> None:
        for kind, old, new in [*self.notebook.pairs, *self.notebook.struck_notes]:
            struck = (kind, old, new) in self.notebook.struck_notes
            source, target = self.before.related(self.before.main, kind), self.target.related(self.target.main, kind)
            after = note_of(self.target, kind, new)
            before = note_of(self.before, kind, old) if old is not None else None
            if target is None or after is None:
                continue
            if struck:
                after = _blanked(after)
            self._write(kind, self._read(source or self.before.main, target, before, after))

    def _read(self, source_part: str, target_part: str, before: etree._Element | None, after: etree._Element) -> _Story:
        """Read one story of both sides; a side that lacks it counts as one empty paragraph."""
        ours = Keys(self.before, source_part, self.vocabulary, self.lists[0])
        theirs = Keys(self.target, target_part, self.vocabulary, self.lists[1])
        old = Reader(ours).story(before if before is not None else _empty_story(after))
        if before is not None:
            self.known[before] = (old, ours)
        if self.keeping and has_revisions(after):
            found = adopt(old, after, (ours, theirs), self.options, mixing=self.mixing)
            self.accepted += found.accepted
            return _Story(ours, theirs, after, found.before, found.after, adopted=True)
        return _Story(ours, theirs, after, old, Reader(theirs).story(after))

    def _write(self, place: str, read: _Story) -> StoryWriter:
        """Plan and write one story."""
        made = plan(read.old, read.new, self.options)
        source_part, target_part = read.ours.part, read.theirs.part
        desk = Desk(self.stamp, self.ids, self.carrier, self.notebook, self.comments, source_part, target_part)
        writer = StoryWriter(desk, (read.ours, read.theirs), self.moves, self.names)
        if not read.adopted:
            self._remember(target_part, read.container, (read.new, read.theirs), made)
            if place == "body" and not self.options.ignore:
                self.claims = claims_of(made, read.old, read.new, read.theirs)
        self.report.story(place, made)
        writer.write(read.container, made)
        return writer

    def _remember(self, part: str, after: etree._Element, read: Read, made: StoryPlan) -> None:
        """Keep what was read of the after side for the proof; text boxes, which are written in place, are read now."""
        for block in _with_text_boxes(made):
            reading(block, read[1])
        if part in self.after:
            root = self.after.xml(part)
            container = root.find(n.BODY) if part == self.after.main else root
            if container is not None and after.tag == container.tag:
                self.known[container] = read

    def _bookmark_names(self) -> Iterator[str]:
        for part in self.target.story_parts():
            for marker in self.target.xml(part).iter(n.BOOKMARK_START):
                yield marker.get(n.NAME) or ""

    def _resource_notes(self) -> Iterator[Note]:
        differing = self.carrier.differing_styles()
        if differing:
            shown_names = ", ".join(sorted(differing)[:8]) + (" and others" if len(differing) > 8 else "")
            message = f"Both files define these styles, but differently; the after file's stand: {shown_names}."
            yield Note("style-differs", message, "word/styles.xml")
        yield from differing_definitions(self.before, self.after, self.lists)
        gone = self.comments.left_out()
        if gone:
            what = "A comment" if len(gone) == 1 else f"{len(gone)} comments"
            shown_first = "; ".join(f"{author}: {text[:60]}" for author, text in gone[:3])
            message = f"{what} that only the before file has: not in the redline ({shown_first})."
            yield Note("comments-left-out", message, self.before.related(self.before.main, "comments") or "", "before")


def _with_text_boxes(story: StoryPlan) -> Iterator[Block]:
    """The paragraphs of the after side in whose text boxes something is marked."""
    for planned in story.planned:
        if isinstance(planned, TablePlan):
            for row in planned.rows:
                for cell in row.cells:
                    yield from _with_text_boxes(cell.story)
        elif isinstance(planned, Paragraphs) and any(isinstance(e, Item) and e.stories for e in planned.entries):
            yield from (e.after for e in planned.entries if isinstance(e, Mark) and e.after is not None)


def _known(changes: tuple[Change, ...]) -> Callable[[], tuple[Change, ...]]:
    return lambda: changes


def _state_last_section(
    before: etree._Element, after: etree._Element
) -> tuple[etree._Element | None, etree._Element | None]:
    """The properties of both bodies' last sections. Where only one body states them, the other is made to say that it
    has nothing to say."""
    found = before.find(n.SECT_PR), after.find(n.SECT_PR)
    if found[0] is None and found[1] is None:
        return found
    return (
        found[0] if found[0] is not None else etree.SubElement(before, n.SECT_PR),
        found[1] if found[1] is not None else etree.SubElement(after, n.SECT_PR),
    )


def _empty_story(like: etree._Element) -> etree._Element:
    """A story of one empty paragraph with the properties of the story's last one, which is kept."""
    container = etree.Element(str(like.tag))
    paragraph = etree.SubElement(container, n.P)
    last = next((p for p in reversed(like) if p.tag == n.P), None)
    properties = last.find(n.PPR) if last is not None else None
    if properties is not None:
        paragraph.append(etree.fromstring(etree.tostring(properties)))
    return container


def _blanked(note: etree._Element) -> etree._Element:
    """A note brought along to be struck: its last paragraph stays, empty, for the words that are struck in it."""
    last = next((p for p in reversed(note) if p.tag == n.P), None)
    for child in list(note):
        if child is not last:
            note.remove(child)
    for child in list(last) if last is not None else ():
        if child.tag != n.PPR:
            last.remove(child)  # pyright: ignore[reportOptionalMemberAccess]
    return note
