"""How words look, styles and defaults counted: the looks that may say something, or hide something."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from lxml import etree

from drafts.returns.strands import Look
from drafts.word import names as n
from drafts.word.names import w
from drafts.word.package import Package
from drafts.word.style_view import Styles, is_on, value, whole

_FLAGS: Final = {
    "bold": ("b",),
    "italic": ("i",),
    "underline": ("u",),
    "strike": ("strike", "dstrike"),
    "capitals": ("caps",),
    "small_capitals": ("smallCaps",),
    "hidden": ("vanish",),
}
_SMALLEST: Final = 6
"""Half-points: type that is not larger is there to be overlooked."""
_WHITE: Final = 0xF4
_INK: Final = frozenset({"", "auto", "000000"})


class Looks:
    """The looks of one file's words."""

    def __init__(self, package: Package, styles: Styles) -> None:
        self._styles = styles
        part = package.related(package.main, "styles")
        root = package.xml(part) if part is not None else None
        found = root.find(f"{w('docDefaults')}/{w('rPrDefault')}/{n.RPR}") if root is not None else None
        self._default = _with(Look(), found)
        self._known: dict[tuple[str, str], Look] = {}

    def of(self, properties: etree._Element | None, paragraph_style: str) -> Look:
        """The look of a run with these ``w:rPr`` in a paragraph of this style."""
        named = value(properties, "rStyle") or ""
        key = (paragraph_style, named)
        if key not in self._known:
            look = self._default
            for name in key:
                for style in reversed(list(self._styles.chain(name))):
                    look = _with(look, style.find(n.RPR))
            self._known[key] = look
        return unseen(_with(self._known[key], properties))


def unseen(look: Look) -> Look:
    """A look that hides its words in whatever way as a hidden one."""
    return replace(look, hidden=True) if _is_white(look.color) or 0 < look.size <= _SMALLEST else look


def _is_white(color: str) -> bool:
    try:
        return len(color) == 6 and all(int(color[k : k + 2], 16) >= _WHITE for k in (0, 2, 4))
    except ValueError:
        return False


def _with(look: Look, properties: etree._Element | None) -> Look:
    if properties is None or len(properties) == 0:
        return look
    said: dict[str, Any] = {}
    for name, tags in _FLAGS.items():
        found = [f for tag in tags if (f := properties.find(w(tag))) is not None]
        if found:
            said[name] = any(is_on(f) for f in found)
    raised, color, size = (value(properties, name) for name in ("vertAlign", "color", "sz"))
    highlight = value(properties, "highlight")
    if raised is not None:
        said["raised"] = "" if raised == "baseline" else raised
    if color is not None:
        said["color"] = "" if color.lower() in _INK else color.upper()
    if size is not None:
        said["size"] = whole(size, 0)
    if highlight is not None:
        said["highlight"] = "" if highlight == "none" else highlight
    return replace(look, **said) if said else look
