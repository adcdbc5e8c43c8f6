"""``counterpart demo``: a real agreement, its seven drafts and their redlines, in a folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files as resources
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.cli import files, show
from api.runtime import open_runtime
from api.services import demonstration, drafting
from api.services.agreements import get_agreement
from api.services.checking import findings_page
from api.services.comparing import DraftRedline, redline_drafts
from api.services.demonstration_accounts import ACCOUNTS, PASSWORD, load_accounts
from api.services.demonstration_negotiation import load_negotiation
from api.services.standing import revisions_of
from api.settings import read_settings
from api.store.drafts import DraftRecord
from api.store.recording import Doer
from api.store.unit import Unit
from clauses.record import ClauseRevision
from clauses.wording.filters import long_date
from clauses.wording.form import RecitalForm
from drafts.house_style import DEFAULT, Font, HouseStyle, Numbering, PageSize
from drafts.model import ChangeKind

_DOER = Doer(what="counterpart demo")

REDLINES = (("1", "5"), ("4", "5"), ("5", "6"))
"""Before and after: all that was agreed, the last turn of the negotiation, and the words signed against those read."""
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Made:
    """What the demonstration made: the files by name, the drafts, the first redline and its clauses."""

    title: str
    contents: dict[str, bytes]
    drafts: tuple[DraftRecord, ...]
    redline: DraftRedline
    old: tuple[ClauseRevision, ...]
    new: tuple[ClauseRevision, ...]


def demo(
    folder: Annotated[Path, typer.Option(help="Where the database and the files go.", file_okay=False)] = Path("demo"),
    numbering: Annotated[Numbering, typer.Option(help="How sections are numbered.")] = DEFAULT.numbering,
    recitals: Annotated[RecitalForm, typer.Option(help="How the recitals are written.")] = DEFAULT.recitals,
    page: Annotated[PageSize, typer.Option(help="The paper.")] = DEFAULT.page,
    font: Annotated[Font, typer.Option(help="The typeface.")] = DEFAULT.font,
    font_size: Annotated[int, typer.Option(min=10, max=14, help="The size of the text in points.")] = DEFAULT.font_size,
) -> None:
    """Load the demonstration and redline its drafts.

    A school board and a police department agreed in 2015 and negotiated body-worn cameras until 2020. The agreement
    goes into an SQLite database in the folder, and beside it the clean copies of its seven drafts, three redlines for
    Word, the same changes as data, and a page with what the checks find in each draft. Accounts for both sides are made
    and printed; their password and tokens are fixed, so a store with accounts of its own is refused. Each side has
    proposals of the other to answer. It may be run again at any time: the same files come out.

    \b
    Examples:
      counterpart demo
      counterpart demo --folder first-look
      counterpart demo --folder articles --numbering article_section --recitals whereas
    """
    house = HouseStyle(numbering=numbering, recitals=recitals, page=page, font=font, font_size=font_size)
    with show.working("making the drafts and their redlines"):
        folder.mkdir(parents=True, exist_ok=True)
        made = _make(f"sqlite:///{folder / 'counterpart.sqlite3'}", house)
        for name, content in made.contents.items():
            files.write(str(folder / name), content)
    _tell(show.console(), folder, made)


def _make(database: str, house: HouseStyle) -> Made:
    """The demonstration's drafts and their redlines, from a store that is made when it is not there."""
    settings = read_settings(database_url=database)
    runtime = open_runtime(settings)
    try:
        story = json.loads(resources("api.demo").joinpath("story.json").read_text(encoding="utf-8"))
        with runtime.unit(_DOER) as unit:
            agreement_id = demonstration.load(unit, story, house)
        with runtime.unit(_DOER) as unit:
            load_accounts(unit)
        with runtime.unit(_DOER) as unit:
            load_negotiation(unit)
        with runtime.unit(_DOER) as unit:
            made = _collect(unit, agreement_id, settings.cached_redlines)
            name, page = findings_page(unit, agreement_id)
            made.contents[name] = page
            return made
    finally:
        runtime.close()


def _collect(unit: Unit, agreement_id: str, keep: int) -> Made:
    agreement = get_agreement(unit, agreement_id)
    kept = drafting.list_drafts(unit, agreement_id)
    contents = {drafting.file_name(agreement, draft): drafting.read_docx(unit, draft) for draft in kept}
    redlines = [_redline(unit, agreement_id, before, after, keep) for before, after in REDLINES]
    for made in redlines:
        contents[made.file_name] = made.docx
        contents[str(Path(made.file_name).with_suffix(".json"))] = _as_json(made.changes)
    first = redlines[0]
    old, new = (revisions_of(unit, draft) for draft in (first.before, first.after))
    return Made(agreement.title, contents, kept, first, old, new)


def _redline(unit: Unit, agreement_id: str, before: str, after: str, keep: int) -> DraftRedline:
    """A redline under the name of who made its later draft."""
    author = drafting.get_draft(unit, agreement_id, after).author
    return redline_drafts(unit, agreement_id, before, after, author=author, at=None, keep=keep)


def _as_json(changes: dict[str, Any]) -> bytes:
    return (json.dumps(changes, indent=2, ensure_ascii=False) + "\n").encode()


# --------------------------------------------------------------------------------------------- telling


def _tell(out: Console, folder: Path, made: Made) -> None:
    redline = made.redline
    out.print(Text(made.title, style="bold"))
    for draft in made.drafts:
        out.print(f"  draft {draft.number}, {long_date(draft.dated)}: {draft.label}", markup=False)
    before, after = redline.before.number, redline.after.number
    out.print(f"\nWhat changed from draft {before} to draft {after}", style="bold")
    out.print(_counts(made))
    changes = redline.changes["changes"]
    out.print("\nAmong them", style="bold")
    out.print(_telling(changes))
    proof = redline.changes["proof"]
    proved = f"{proof['blocks']} paragraphs in {show.counted(proof['stories'], 'story', 'stories')}"
    out.print(
        f"\nProved both ways over {proved}: accepting gives draft {after}, rejecting draft {before}.", markup=False
    )
    out.print("\nFiles", style="bold")
    for name in made.contents:
        out.print(f"  {folder / name}", markup=False, soft_wrap=True)
    out.print(f'\nAccounts, each with the password "{PASSWORD}"', style="bold", markup=False)
    out.print(_accounts())
    serve = (
        "make serve"
        if folder == Path("demo")
        else f"counterpart serve --database sqlite:///{folder}/counterpart.sqlite3"
    )
    out.print(f"\nNext: {serve}", markup=False, soft_wrap=True)
    example = f"http://127.0.0.1:8040/agreements/{demonstration.AGREEMENT_ID}/playbook"
    out.print(f"Then: curl -H 'Authorization: Bearer {ACCOUNTS[2].token}' {example}", markup=False, soft_wrap=True)


def _accounts() -> Table:
    """Who can sign in, for which party, in which role, and with which API token."""
    table = Table("  e-mail", "acts for", "as", "API token", box=None, pad_edge=False, header_style="dim")
    for account in ACCOUNTS:
        table.add_row(f"  {account.email}", account.party or "", account.role or "operator", account.token)
    return table


def _counts(made: Made) -> Table:
    """How many clauses came, went, moved and changed, with their headings; and the changes by kind."""
    old, new = ({c.clause_id: c for c in clauses} for clauses in (made.old, made.new))
    changes = made.redline.changes["changes"]
    moved = {c["clause_id"] for c in changes if c["kind"] == ChangeKind.MOVED}
    table = Table(show_header=False, box=None, pad_edge=False, padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(justify="right")
    table.add_column(overflow="fold")
    rows = {
        "clauses inserted": [c for c in made.new if c.clause_id not in old],
        "clauses deleted": [c for c in made.old if c.clause_id not in new],
        "clauses moved": [c for c in made.new if c.clause_id in moved and c.clause_id in old],
        "clauses revised": [c for c in made.new if c.clause_id in old and c.number != old[c.clause_id].number],
    }
    for name, clauses in rows.items():
        table.add_row(f"  {name}", str(len(clauses)), ", ".join(c.heading for c in clauses))
    table.add_row("  changes in all", str(len(changes)), show.kinds_told(c["kind"] for c in changes))
    return table


def _telling(changes: Sequence[dict[str, Any]]) -> Table:
    """The first changes that have something to compare: what is only new reads better in Word."""
    table = Table("  clause", "what", "text", box=None, pad_edge=False, header_style="dim")
    for change in [c for c in changes if c["kind"] != ChangeKind.INSERTED][:_SHOWN]:
        words = show.words(change["before"], change["after"], change["detail"], longest=90)
        table.add_row(Text(f"  {change['clause'] or change['place']}"), change["kind"], words)
    return table
