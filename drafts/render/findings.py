"""What the checks found about one or more drafts, as a page and as Markdown, in words that need no colour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from clauses.checks.findings import Finding, Level, Place
from drafts.render.markdown import plain
from drafts.render.markup import Markup, document, join, tag
from drafts.render.page import FINDINGS_STYLE


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft by its name, such as "Draft 4, January 6, 2020: Police custodian", and what was found about it."""

    name: str
    findings: tuple[Finding, ...]


def counted(findings: Sequence[Finding]) -> str:
    """How many findings of each level there are: "7 errors, 4 warnings", or "no findings"."""
    by_level = Counter(finding.level for finding in findings)
    told = [f"{n} {level}{'s' if n != 1 else ''}" for level in Level if (n := by_level[level])]
    return ", ".join(told) or "no findings"


def findings_html(checked: Sequence[Checked], *, title: str) -> str:
    """A page with a section for each draft: its findings with both values, why they matter, and how to mend them."""
    body = tag(
        "div",
        tag("a", "Skip to the findings", class_="skip", href="#findings"),
        tag(
            "header",
            tag("p", "Findings", class_="kicker"),
            tag("h1", title),
            tag("p", "The checks advise; a lawyer decides. Sources are to be verified.", class_="facts"),
            _contents(checked) if len(checked) > 1 else None,
            class_="head",
        ),
        tag("main", *(_draft(each, at) for at, each in enumerate(checked, 1)), id="findings"),
        class_="page",
    )
    return document(title=f"Findings: {title}", style=FINDINGS_STYLE, body=body)


def findings_markdown(checked: Sequence[Checked], *, title: str) -> str:
    """The same as Markdown, to paste into a message or a memo."""
    lines = [f"# Findings: {plain(title)}", ""]
    for each in checked:
        lines += [f"## {plain(each.name)}", "", f"{counted(each.findings).capitalize()}.", ""]
        for finding in each.findings:
            lines += [*_told(finding), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def place_told(place: Place) -> str:
    """A place in one line: "Retention and Deletion, Minimum period: 180 days"."""
    return place.heading if place.title == "Clause" else f"{place.heading}, {place.title}: {place.value}"


def _told(finding: Finding) -> list[str]:
    source = [f"  - Source: {plain(finding.source)}"] if finding.source else []
    return [
        f"- **{finding.rule}, {finding.level}** — {plain(finding.why)} {plain(finding.mend)}",
        *(f"  - {plain(place_told(place))}" for place in finding.places),
        *source,
    ]


def _contents(checked: Sequence[Checked]) -> Markup:
    entries = (
        tag("li", tag("a", each.name, href=f"#draft-{at}"), tag("span", counted(each.findings)))
        for at, each in enumerate(checked, 1)
    )
    return tag(
        "nav", tag("h2", "Drafts", id="contents"), tag("ol", *entries), class_="toc one", aria_labelledby="contents"
    )


def _draft(each: Checked, at: int) -> Markup:
    return tag(
        "section",
        tag("h2", each.name, id=f"draft-{at}"),
        tag("p", f"{counted(each.findings).capitalize()}.", class_="about"),
        tag("ol", *map(_finding, each.findings), class_="changes") if each.findings else None,
        class_="clause",
        aria_labelledby=f"draft-{at}",
    )


def _finding(finding: Finding) -> Markup:
    about = (finding.title, finding.source)
    return tag(
        "li",
        tag("span", finding.rule, class_="rule"),
        tag(
            "div",
            tag("p", tag("b", finding.level.capitalize()), *(tag("span", a) for a in about if a), class_="about"),
            tag("p", finding.why, class_="words"),
            tag("ul", *map(_place, finding.places), class_="places"),
            tag("p", finding.mend, class_="words mend"),
        ),
        class_="change",
    )


def _place(place: Place) -> Markup:
    where = place.heading if place.title == "Clause" else f"{place.heading}, {place.title}"
    value = None if place.title == "Clause" else join([": ", tag("b", place.value)])
    return tag("li", where, value)
