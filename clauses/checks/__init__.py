"""Findings across clauses: each rule reads the agreement, none changes it, and none blocks.

``L`` rules come from what agreements about school resource officers and their cameras must settle; ``D`` rules hold for
the drafting of any agreement. What a clause in free words settles is known only by its subject: a rule that needs a
value finds nothing to say about it.
"""

from __future__ import annotations

from clauses.checks import (
    bound,
    cameras,
    consistency,
    custody,
    disclosure,
    references,
    retention,
    signing,
    term,
    terms,
    wordings,
)
from clauses.checks.findings import Finding, Hit, Level, Rule
from clauses.checks.state import AgreementState
from clauses.errors import InvalidOption

_THEMES = (cameras, custody, retention, disclosure, term, consistency, signing, references, terms, wordings, bound)

RULES: tuple[Rule, ...] = tuple(
    sorted((rule for theme in _THEMES for rule in theme.RULES), key=lambda rule: (rule.code[0] != "L", rule.code))
)
"""Every rule: L01 to L25, then the drafting rules."""

_BY_CODE = {rule.code: rule for rule in RULES}
_ORDER = {level: place for place, level in enumerate(Level)}


def rule(code: str) -> Rule:
    """The rule with a code such as "L17".

    :raises InvalidOption: there is none.
    """
    if code not in _BY_CODE:
        raise InvalidOption(f"There is no rule {code!r}; they are {', '.join(_BY_CODE)}.")
    return _BY_CODE[code]


def check(state: AgreementState) -> tuple[Finding, ...]:
    """Every finding about ``state``: errors, then warnings, then notices; each by rule, then as the rule found them."""
    found = [_finding(rule, hit) for rule in RULES for hit in rule.check(state)]
    return tuple(sorted(found, key=lambda finding: _ORDER[finding.level]))


def _finding(rule: Rule, hit: Hit) -> Finding:
    return Finding(rule.code, hit.level, rule.title, hit.why, hit.mend, hit.places, rule.source)
