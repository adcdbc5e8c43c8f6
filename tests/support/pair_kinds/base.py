"""What a kind of change is made of: the two files, and what the redline's marks must be."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from drafts.model import ChangeKind
from tests.support.wml import HEADING, RELATIONSHIPS, SECTION, Part, members, p, t, zipped

Build = Callable[["Maker"], "Pair"]
KINDS: dict[str, Build] = {}


@dataclass(frozen=True, slots=True)
class Expected:
    """How the one change must show: the kinds in the change set, and exactly the words that are struck, inserted, moved
    and marked as formatted, in reading order with single spaces. Two ends of a move count once."""

    kinds: tuple[ChangeKind, ...] = ()
    struck: str = ""
    inserted: str = ""
    moved: str = ""
    formatted: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """One side. ``media`` are parts that are no XML, by name."""

    body: str
    parts: Mapping[str, Part] = field(default_factory=dict[str, Part])
    section: str = SECTION
    relationships: str = ""
    media: Mapping[str, bytes] = field(default_factory=dict[str, bytes])

    def docx(self) -> bytes:
        """The .docx."""
        found: dict[str, str | bytes] = {**members(self.body, self.parts, self.section, self.relationships)}
        types = str(found["[Content_Types].xml"])
        png = '<Default Extension="png" ContentType="image/png"/>'
        found["[Content_Types].xml"] = types.replace("<Override ", png + "<Override ", 1) if self.media else types
        return zipped({**found, **self.media})


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sides that differ by one change, and how it must show."""

    before: File
    after: File
    expected: Expected


def kind(name: str) -> Callable[[Build], Build]:
    """Enter a kind of change under ``name``."""

    def enter(build: Build) -> Build:
        assert name not in KINDS, name
        KINDS[name] = build
        return build

    return enter


class Maker:
    """Words and paragraphs that never repeat within a pair, the same for the same seed."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)
        self._used: set[str] = set()

    def word(self) -> str:
        """A word that no other in this pair equals."""
        while True:
            syllables = [self.random.choice("bdfgklmnprstvz") + self.random.choice("aeiou") for _ in range(3)]
            made = "".join(syllables)
            if made not in self._used:
                self._used.add(made)
                return made

    def words(self, count: int) -> str:
        """So many words."""
        return " ".join(self.word() for _ in range(count))

    def sentence(self) -> str:
        """A sentence of sixteen words, seven of which are common."""
        a, b, c, d, e, f, g, h, i = (self.word() for _ in range(9))
        return f"The {a} {b} shall {c} the {d} {e} before any {f} of the {g} {h} {i}."

    def sentences(self, count: int = 2) -> str:
        """So many sentences."""
        return " ".join(self.sentence() for _ in range(count))

    def around(self, before: str, after: str, expected: Expected, **both: object) -> Pair:
        """Two bodies that differ in their middle; ``both`` are further fields of both files."""
        first = p(t(self.words(3)), ppr=HEADING) + p(t(self.sentences()))
        last = p(t(self.sentences())) + p(t(self.sentence()))
        left, right = (File(first + middle + last, **both) for middle in (before, after))  # type: ignore[arg-type]
        return Pair(left, right, expected)

    def text(self, pattern: str, old: str, new: str, expected: Expected) -> Pair:
        """A paragraph in whose middle ``pattern`` stands, with ``{}`` in it for ``old`` and ``new``."""
        start, end = self.sentence(), self.sentence()
        return self.around(*(p(t(f"{start} {pattern.replace('{}', middle)} {end}")) for middle in (old, new)), expected)


def relationship(rid: str, kind_of: str, target: str, *, external: bool = False) -> str:
    """A relationship as XML."""
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="{rid}" Type="{RELATIONSHIPS}{kind_of}" Target="{target}"{mode}/>'
