"""HTML out of plain calls: every string is escaped, and nothing but :class:`Markup` goes in as it is.

``tag("p", "a < b", class_="quiet")`` is ``<p class="quiet">a &lt; b</p>``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Final

_VOID: Final = frozenset({"br", "hr", "meta", "col", "wbr"})
_NAME: Final = re.compile(r"[a-z][a-z0-9-]*")
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What an HTML text may not hold: controls, halves of surrogate pairs, and code points that stand for nothing."""
_SCHEMES: Final = ("https://", "http://", "mailto:", "#")


@dataclass(frozen=True, slots=True)
class Markup:
    """HTML that is known to be well-formed. Only the functions of this module make it."""

    html: str

    def __str__(self) -> str:
        return self.html

    def __html__(self) -> str:
        """As a template takes it: it is escaped already."""
        return self.html


Child = str | Markup | None
NOTHING: Final = Markup("")


def text(words: str) -> Markup:
    """Words, escaped; what HTML can't hold becomes U+FFFD."""
    return Markup(escape(_UNPRINTABLE.sub("\ufffd", words), quote=True))


def tag(name: str, *children: Child, **attributes: str | int | bool | None) -> Markup:
    """An element. An attribute that is None or False is left out, one that is True stands without a value; an
    underscore at the end of a name goes, others become hyphens. Raises ValueError for a name that HTML can't have."""
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    opened = f"<{_checked(name)}{written}>"
    if name in _VOID:
        return Markup(opened)
    return Markup(f"{opened}{join(children)}</{name}>")


def join(children: Iterable[Child], between: str = "") -> Markup:
    """Children side by side; None is nothing."""
    parts = (c.html if isinstance(c, Markup) else text(c).html for c in children if c is not None)
    return Markup(text(between).html.join(parts))


def address(target: str) -> str | None:
    """``target`` where a link may lead there (the web, a mailbox, a place of the page), else None."""
    return target if target.lower().startswith(_SCHEMES) else None


def _attribute(key: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = _checked(key.removesuffix("_").replace("_", "-"))
    return f" {name}" if value is True else f' {name}="{text(str(value))}"'


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of an element or attribute")
    return name


def document(*, title: str, style: str, body: Markup) -> str:
    """A whole page in English that needs nothing else: no script, no picture, no font from elsewhere. ``style`` is a
    style sheet of ours, and goes in as it is."""
    head = (
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{text(title)}</title>\n<style>\n{style}</style>"
    )
    return f'<!doctype html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n'
