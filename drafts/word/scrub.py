"""A Word file without what it tells beyond its words (docs/how-to/scrub.md).

What may stay is an allow-list (``drafts.word.traces``): parts, settings and markup that a reader sees, and the marks
that tell one draft from another. The bytes are read anew before they leave; where anything is left, nothing leaves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from clauses.errors import InvalidOption, UnscrubbableContent
from drafts.word import frame, opc, pictures
from drafts.word import names as n
from drafts.word import traces as t
from drafts.word.foreign import foreign_markup
from drafts.word.hidden import property_fields, unread_text
from drafts.word.identity import shown_by_fields
from drafts.word.leaks import Expected, check_leaks
from drafts.word.names import w
from drafts.word.opc import Relationship
from drafts.word.package import PACKAGE, Package
from drafts.word.traces import Trace, TraceKind

_CUSTOM: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"
_SETTINGS: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"
_LINKED: Final = frozenset({n.HYPERLINK, f"{{{n.A}}}blip", f"{{{n.V}}}imagedata", f"{{{n.V}}}fill"})
"""Elements that stay when what they link to goes."""
_TAKEN: Final = frozenset(
    {
        f"{{{n.A}}}hlinkClick",
        f"{{{n.A}}}hlinkHover",
        w("attachedTemplate"),
        w("printerSettings"),
        w("dataSource"),
        w("headerSource"),
        w("saveThroughXslt"),
        "{http://schemas.openxmlformats.org/drawingml/2006/chart}externalData",
        "{http://schemas.microsoft.com/office/drawing/2014/chartex}externalData",
    }
)
"""Elements that go with what they refer to: no reader sees them."""
_CALLED: Final = {f"{{{n.A}}}blip": f"{{{n.R}}}embed"}
_LONGEST_TOLD: Final = 200


@dataclass(frozen=True, slots=True)
class Keep:
    """What is kept beyond the words. ``roles`` names authors anew ("Jane Doe": "District"); those that it does not name
    become "Author 1", "Author 2" in the order in which they first appear."""

    comments: bool = False
    authors: bool = False
    roles: Mapping[str, str] = field(default_factory=dict[str, str])

    def checked(self) -> Keep:
        """This choice. Raises InvalidOption for a role without a name, and for a role that is to be named anew too."""
        for name, role in self.roles.items():
            if not role.strip() or len(role) > 255 or not role.isprintable():
                raise InvalidOption(f"The role for {name!r} must have 1 to 255 characters that can be printed.")
            if self.roles.get(role, role) != role:
                raise InvalidOption(f"{role!r} is both a role and a name to be changed; name one of them otherwise.")
        return self


def parse_roles(given: Iterable[str]) -> dict[str, str]:
    """Author -> role, from "Jane Doe=District". Raises InvalidOption for what is not so written, and for an author who
    is given two roles."""
    roles: dict[str, str] = {}
    for each in given:
        name, equals, role = (part.strip() for part in each.partition("="))
        if not equals or not name or roles.get(name, role) != role:
            raise InvalidOption(f'{each!r} names no role of one author; write "Jane Doe=District", once for each name.')
        roles[name] = role
    return roles


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """A scrubbed file: what was ``removed``, and what was ``found`` and stays, for a person to judge."""

    docx: bytes
    removed: tuple[Trace, ...]
    found: tuple[Trace, ...]


def scrub(docx: bytes, keep: Keep | None = None, *, track: bool = False) -> Scrubbed:
    """The file without properties, names, session ids, comments and all else that no reader sees; what a reader sees is
    the same. ``track`` switches on the tracking of changes in it. The same arguments give the same bytes; a scrubbed
    file comes out as it went in.

    Raises UnreadableFile, InvalidOption, UnscrubbableContent for what can't be looked into, and LeakFound, which names
    part and what, where the result would still hold something that had to go.
    """
    package = Package.read(docx)
    scrubber = _Scrubber(package, (keep or Keep()).checked())
    scrubber.run(track)
    out = package.to_bytes()
    check_leaks(out, scrubber.expected())
    return Scrubbed(out, tuple(scrubber.removed), tuple(scrubber.found))


class _Scrubber:
    def __init__(self, package: Package, keep: Keep) -> None:
        self.package, self.keep = package, keep
        self.removed: list[Trace] = []
        self.found: list[Trace] = []
        self.authors: dict[str, str] = {}
        """Author -> the name that stands for it."""
        self.private: set[str] = set()

    def expected(self) -> Expected:
        """What the result may hold."""
        names = frozenset(self.authors.values())
        return Expected(self.keep.comments, names, frozenset(self.private) - names)

    def run(self, track: bool) -> None:
        self._properties()
        if not self.keep.comments:
            self._comments()
        self._relationships()
        parts = [p for p in self.package.names if opc.is_xml(p, self.package.content_type(p))]
        for part in parts:
            self._markup(part)
        self._settings(track)
        self._name_authors(parts)
        for part in set(self.package.names) - set(parts):
            self._picture(part)
        self.found += [*unread_text(self.package), *property_fields(self.package)]

    def _remove(self, kind: TraceKind, part: str, what: str, place: str = "") -> None:
        self.removed.append(Trace(kind, part, place, what[:_LONGEST_TOLD]))

    # -------------------------------------------------------------------------------------------- properties

    def _properties(self) -> None:
        for r in list(self.package.rels(PACKAGE).values()):
            if r.external or r.target not in self.package:
                continue
            if r.kind in ("core-properties", "extended-properties"):
                self._tell_properties(r.target)
            elif r.kind == "custom-properties":
                self._custom(r)

    def _tell_properties(self, part: str) -> None:
        for element in self.package.xml(part):
            text = " ".join("".join(element.itertext()).split()) if isinstance(element.tag, str) else ""
            if text:
                name = n.local(str(element.tag))
                self._remove(TraceKind.PROPERTY, part, f"{name}: {text}")
                self.private.update(t.emails(text))
                if name in ("creator", "lastModifiedBy", "Manager"):
                    self.private.add(text)

    def _custom(self, r: Relationship) -> None:
        """Keep the marks that tell a draft from another, written anew."""
        kept: dict[str, str] = {}
        for prop in self.package.xml(r.target).iter(_CUSTOM):
            name, text = prop.get("name") or "", "".join(prop.itertext())
            if name in t.KEPT_PROPERTIES and self._is_mark(name, text):
                kept[name] = text
            else:
                self._remove(TraceKind.PROPERTY, r.target, f"{name}: {text}")
                self.private.update(t.emails(f"{name} {text}"))
        if kept:
            self.package.replace(r.target, opc.parse(r.target, frame.property_list(sorted(kept.items()))))
        else:
            self.package.remove_relationship(PACKAGE, r.id)

    def _is_mark(self, name: str, text: str) -> bool:
        """Whether a property says nothing that a reader does not see: a short number, or what a field shows."""
        if name == "Counterpart Draft":
            return text.isdecimal() and len(text) < 7
        return text in shown_by_fields(self.package, name)

    # ---------------------------------------------------------------------------------------------- comments

    def _comments(self) -> None:
        part = self.package.related(self.package.main, "comments")
        for comment in self.package.xml(part).iter(n.COMMENT) if part is not None else ():
            author = comment.get(n.AUTHOR) or ""
            words = " ".join("".join(comment.itertext(n.T)).split())
            self._remove(TraceKind.COMMENT, part or "", f"{author}: {words}")
            self.private.add(author)
        for name in self.package.story_parts():
            for element in list(self.package.xml(name).iter(*t.COMMENT_ELEMENTS)):
                _take_out(element)

    # ----------------------------------------------------------------------------------------- relationships

    def _relationships(self) -> None:
        """Take out what may not stay, with what refers to it, and then every part that nothing leads to."""
        before = self.package.names
        for source in (PACKAGE, *t.reached(self.package)):
            for r in list(self.package.rels(source).values()):
                if not t.may_stay(source, r, comments=self.keep.comments):
                    self.package.remove_relationship(source, r.id)
                    self._let_go(source, r)
        kept = t.reached(self.package)
        for part in before:
            if part not in kept and not part.startswith("docProps/"):
                self._tell_part(part)
        self.package.keep_only(kept)

    def _tell_part(self, part: str) -> None:
        self._remove(TraceKind.PART, part, "a part that no reader sees")
        if opc.is_xml(part, self.package.content_type(part)):
            for element in self.package.xml(part).iter(f"{{{n.W15}}}person"):
                self.private.add(element.get(f"{{{n.W15}}}author") or "")
                self.private.update(v for e in element for k, v in e.items() if n.local(k) == "userId")

    def _let_go(self, source: str, r: Relationship) -> None:
        if r.external:
            self._remove(TraceKind.LINK, source, f"{r.kind}: {r.target}")
            self.private.update({r.target} if t.PATH.search(r.target) else ())
        if source == PACKAGE or not opc.is_xml(source, self.package.content_type(source)):
            return
        for element in list(self.package.xml(source).iter(etree.Element)):
            for key, value in element.items():
                if key.startswith(f"{{{n.R}}}") and value == r.id:
                    self._unlink(source, r, element, key)

    def _unlink(self, source: str, r: Relationship, element: etree._Element, key: str) -> None:
        if element.tag in _LINKED:
            del element.attrib[key]
            if element.tag in _CALLED and _CALLED[str(element.tag)] not in element.attrib:
                element.set(_CALLED[str(element.tag)], "")
        elif element.tag in _TAKEN or source == self.package.related(self.package.main, "settings"):
            _drop(element)
        else:
            what = f"{n.local(str(element.tag))} that refers to {r.target} ({r.kind})"
            raise UnscrubbableContent(
                f"{source} holds a {what}, which can't be looked into; take it out in Word and scrub the file again.",
                part=source,
            )

    # ------------------------------------------------------------------------------------------------ markup

    def _markup(self, part: str) -> None:
        root = self.package.xml(part)
        self._foreign(part, root)
        taken: Counter[str] = Counter()
        save_ids = 0
        for element in list(root.iter()):
            if not isinstance(element.tag, str):
                taken["XML comments"] += 1
                _drop(element)
                continue
            if element.tag in t.UNSEEN_ELEMENTS or t.is_editor(element):
                taken[n.local(element.tag)] += 1
                self.private.update(filter(None, [element.get(w("ed"))]))
                if t.is_editor(element):
                    _drop_editor_end(root, element)
                _drop(element)
                continue
            for key in [k for k in map(str, element.attrib) if t.is_save_id(k)]:
                save_ids += 1
                del element.attrib[key]
            self._attributes(part, element)
        if root.getprevious() is not None or root.getnext() is not None:
            taken["XML comments"] += 1
            self.package.replace(part, opc.parse(part, etree.tostring(root, with_tail=False)))
        if save_ids:
            self._remove(TraceKind.SAVE_IDS, part, f"{save_ids} revision-save ids")
        for name, count in sorted(taken.items()):
            self._remove(TraceKind.MARKUP, part, f"{count} × {name}")

    def _foreign(self, part: str, root: etree._Element) -> None:
        foreign = list(foreign_markup(root))
        for element, key in foreign:
            if key:
                del element.attrib[key]
            else:
                _drop(element)
        if foreign:
            self._remove(TraceKind.MARKUP, part, f"{len(foreign)} × another program's own markup")

    def _attributes(self, part: str, element: etree._Element) -> None:
        tag = n.local(str(element.tag))
        for key, value in list(element.items()):
            if t.names_author_otherwise(key):
                self._remove(TraceKind.AUTHOR, part, f"{n.local(key)}: {value}")
                self.private.update(t.emails(value))
                del element.attrib[key]
            elif n.local(key) in _DESCRIBING and t.PATH.search(value):
                self._remove(TraceKind.PATH, part, f"{tag}, {n.local(key)}: {value}")
                element.set(key, "Picture" if n.local(key) == "name" else "")

    # ---------------------------------------------------------------------------------------------- settings

    def _settings(self, track: bool) -> None:
        part = self.package.related(self.package.main, "settings")
        if part is None and track:
            part = "word/settings.xml"
            self.package.add_part(part, _SETTINGS, etree.Element(w("settings"), nsmap={"w": n.W}))
            self.package.add_relationship(self.package.main, f"{n.R}/settings", part)
        if part is None:
            return
        root = self.package.xml(part)
        for element in list(root):
            if element.tag not in t.KEPT_SETTINGS:
                self._tell_setting(part, element)
                _drop(element)
        if track:
            for switch in root.findall(w("trackRevisions")):
                root.remove(switch)
            n.insert_in_order(root, etree.Element(w("trackRevisions")))

    def _tell_setting(self, part: str, element: etree._Element) -> None:
        name = n.local(str(element.tag))
        if name == "docVars":
            for variable in element:
                told = f"{variable.get(n.NAME)}: {variable.get(n.VAL)}"
                self._remove(TraceKind.SETTING, part, f"document variable {told}")
                self.private.update(t.emails(told))
        else:
            self._remove(TraceKind.SETTING, part, name)

    # ----------------------------------------------------------------------------------------------- authors

    def _name_authors(self, parts: list[str]) -> None:
        """Give every author the name that stands for it, in the order of the stories."""
        stories = self.package.story_parts()
        places: dict[str, str] = {}
        for part in (*stories, *(p for p in parts if p not in stories)):
            for element in self.package.xml(part).iter(etree.Element):
                author = element.get(n.AUTHOR)
                if author is not None:
                    places.setdefault(author, part)
                    element.set(n.AUTHOR, self._name_for(author))
                    if element.get(_INITIALS) is not None and not self.keep.authors:
                        element.set(_INITIALS, "".join(x[0] for x in self.authors[author].split()).upper())
        for author, part in places.items():
            if self.authors[author] != author:
                self._remove(TraceKind.AUTHOR, part, f"{author}, now {self.authors[author]}")
                self.private.add(author)
        self.private -= set(self.authors.values())

    def _name_for(self, author: str) -> str:
        if author not in self.authors:
            role = self.keep.roles.get(author)
            if role is None and (self.keep.authors or not author or author in self.keep.roles.values()):
                role = author
            self.authors[author] = role or next(self._free_names())
        return self.authors[author]

    def _free_names(self) -> Iterator[str]:
        taken = {*self.authors.values(), *self.keep.roles.values()}
        return (name for k in range(1, len(taken) + 2) if (name := f"Author {k}") not in taken)

    # ---------------------------------------------------------------------------------------------- pictures

    def _picture(self, part: str) -> None:
        if not self.package.content_type(part).startswith("image/"):
            return
        came = self.package.blob(part)
        bare = pictures.bare(came)
        if bare is None:
            self.found.append(Trace(TraceKind.PICTURE, part, "", "a picture of a type that can't be looked into"))
        elif bare != came:
            self._remove(TraceKind.PICTURE, part, f"{len(came) - len(bare)} bytes that show nothing")
            self.package.replace(part, bare)


_INITIALS: Final = w("initials")
_DESCRIBING: Final = frozenset({"descr", "title", "alt", "tooltip", "href", "name"})


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _drop_editor_end(root: etree._Element, start: etree._Element) -> None:
    for end in list(root.iter(w("permEnd"))):
        if end.get(n.ID) == start.get(n.ID):
            _drop(end)


def _take_out(element: etree._Element) -> None:
    """Take an element out, and what around it then holds nothing: a run, and a revision around that."""
    parent = element.getparent()
    _drop(element)
    while parent is not None and parent.tag in (n.R_, *n.RUN_WRAPPERS) and all(c.tag == n.RPR for c in parent):
        parent, empty = parent.getparent(), parent
        _drop(empty)
