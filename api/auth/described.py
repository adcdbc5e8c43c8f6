"""The OpenAPI description of who may ask: the two ways to prove oneself, and each operation's rule."""

from __future__ import annotations

from typing import Any

from api.auth.access import PUBLIC, Rule, Standing, rule_of
from api.auth.cookies import SESSION_COOKIE
from api.routes.responses import problems

_SCHEMES = {
    "token": {"type": "http", "scheme": "bearer", "description": "An API token; POST /me/tokens makes one."},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": SESSION_COOKIE,
        "description": "A browser's session; a change needs its csrf_token in X-CSRF-Token too.",
    },
}


def describe_access(described: dict[str, Any]) -> None:
    """Write into an OpenAPI document what the table of access says of each operation."""
    described["components"]["securitySchemes"] = _SCHEMES
    for path, operations in described.get("paths", {}).items():
        for method, operation in operations.items():
            rule = rule_of(method.upper(), path)
            if rule is None or rule is PUBLIC:
                operation["security"] = []
                continue
            operation["security"] = [{"token": []}, {"session": []}]
            for status, answer in problems(401, 403).items():
                operation["responses"].setdefault(str(status), answer)
            told = f"\n\nFor: {', '.join(standings_of(rule))}. Scope of a token: {rule.scope.value}."
            if not operation["description"].endswith(told):
                operation["description"] += told


def standings_of(rule: Rule) -> list[str]:
    """The standings that a rule names, from the least."""
    return [each.value for each in Standing if each in rule.standings]
