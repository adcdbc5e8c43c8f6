"""The reference of access, from the one table: ``python -m tests.support.reference`` writes it."""

from __future__ import annotations

from api.auth.access import ACCESS, PUBLIC, Standing

PAGE = "docs/reference/access.md"

_HEAD = """# Who may do what

The one table of access, printed from `api/auth/access.py`. Generated: `python -m tests.support.reference`. What is not
here is refused, and a test walks every route with every column. [Accounts and access](../how-to/accounts.md) says how
to make accounts and members.

- **anyone** has no credentials; **signed in** has an account and no part in the agreement, and is told that there is no
  such agreement.
- **observer** to **admin** act for a party in the agreement; an **operator** runs the installation, and acts for no
  party by that.
- *Scope* is what an API token needs; `account` is given to no token and needs a session. HEAD needs what GET needs.
- A cell says what the role may do. Within that, playbooks and e-mail addresses are shown to the own side alone, and an
  admin manages the members of the own party alone.

"""


def access_page() -> str:
    """The whole page."""
    columns = [each.value for each in Standing]
    lines = [f"| Method | Address | Scope | {' | '.join(columns)} |", "|---|---|---|" + ":-:|" * len(columns)]
    for (method, path), rule in ACCESS.items():
        scope = "" if rule is PUBLIC else rule.scope.value
        cells = ["yes" if each in rule.standings else "" for each in Standing]
        lines.append(f"| {method} | `{path}` | {scope} | {' | '.join(cells)} |")
    return _HEAD + "\n".join(lines) + "\n"
