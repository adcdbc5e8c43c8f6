"""The style sheets of the pages are served as one: a class means one thing in all of them."""

from __future__ import annotations

import re
from collections import defaultdict
from importlib.resources import files

from api.web.static import _STYLES

SHARED = "counterpart.css"
"""What every page has; the other sheets may add to it."""


def _classes(sheet: str) -> set[str]:
    """The classes that a sheet gives a rule of their own, on the screen or on paper."""
    text = re.sub(r"/\*.*?\*/", "", files("api.web").joinpath("static", sheet).read_text("utf-8"), flags=re.DOTALL)
    selectors = (each.strip() for found in re.findall(r"([^{}]+)\{", text) for each in found.split(","))
    return {each[1:] for each in selectors if re.fullmatch(r"\.[a-z][a-z-]*", each)}


def test_no_two_style_sheets_mean_different_things_by_one_class() -> None:
    by: defaultdict[str, list[str]] = defaultdict(list)
    for sheet in _STYLES:
        for name in _classes(sheet) if sheet != SHARED else ():
            by[name].append(sheet)
    assert {name: sheets for name, sheets in by.items() if len(sheets) > 1} == {}
