"""The pages about the rules, from the rules themselves: ``python -m tests.support.rule_pages`` writes them.

The example of each page is what the rule says about a spoiled copy of the story's execution version.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from clauses.checks import RULES, check
from clauses.checks.findings import Rule, Theme
from drafts.render.findings import place_told
from tests.support.checkout import ROOT
from tests.support.spoiled import spoiled

FOLDER = "docs/reference/rules"
_MADE = "Generated: `python -m tests.support.rule_pages`."

_ABOUT = f"""# The rules

What `counterpart check`, `GET /agreements/{{id}}/findings` and `GET /agreements/{{id}}/drafts/{{number}}/findings` look
for. A rule reads the clauses of an agreement together; it changes nothing and blocks nothing. An **error** is a
contradiction or a gap, a **warning** something that a careful reader would ask, a **notice** something that should be
open on purpose only. L rules are about school resource officers and their cameras, D rules about the drafting of any
agreement.

Sources are pointers for a lawyer to verify, not advice; a rule without one is good drafting alone. What a clause in
free words settles is known by its subject only, so a rule that needs a value finds nothing to say about it.

{_MADE}
"""


def pages() -> dict[str, str]:
    """Every page by its name: one for each rule, and README.md, which lists them."""
    made = {f"{rule.code}.md": _page(rule) for rule in RULES}
    return {"README.md": _list(), **made}


def _list() -> str:
    order = {theme: place for place, theme in enumerate(Theme)}
    lines = [_ABOUT]
    for theme, rules in groupby(sorted(RULES, key=lambda rule: order[rule.theme]), key=lambda rule: rule.theme):
        lines += [f"## {theme}\n", "| Rule | Levels | What must hold |", "|---|---|---|"]
        lines += [f"| [{rule.code}]({rule.code}.md) | {', '.join(rule.levels)} | {rule.summary} |" for rule in rules]
        lines.append("")
    return "\n".join(lines)


def _page(rule: Rule) -> str:
    finding = next(finding for finding in check(spoiled(rule.code)) if finding.rule == rule.code)
    source = f"Source, to be verified: {rule.source}." if rule.source else "It has no source but good drafting."
    lines = [
        f"# {rule.code}: {rule.title}\n",
        f"{rule.summary}\n",
        f"Theme: {rule.theme}. Levels: {', '.join(rule.levels)}. {source}\n",
        "## An example\n",
        f"The demonstration's execution version, spoiled, gives this {finding.level}:\n",
        f"> {_plain(finding.why)}\n",
        *(f"- {_plain(place_told(place))}" for place in finding.places),
        f"\nTo mend it: {_plain(finding.mend[:1].lower() + finding.mend[1:])}\n",
        f"[All rules](README.md). {_MADE}\n",
    ]
    return "\n".join(lines)


def _plain(words: str) -> str:
    """Words in which no brace, bracket or underscore is a sign."""
    return "".join(f"\\{letter}" if letter in "[]_*<>`|" else letter for letter in words)


def write(folder: Path) -> None:
    """Write every page, and take away pages of rules that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    made = pages()
    for old in folder.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(ROOT / FOLDER)
