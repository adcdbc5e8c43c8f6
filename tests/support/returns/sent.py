"""Files that were sent: the demonstration's drafts, clean and as redlines, pairs of the corpus, and an agreement that
has everything a return may change (table, notes, header, text box, link, comment)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from drafts.redline import redline
from tests.support.draft_copies import drafts
from tests.support.returns.desk import Desk
from tests.support.wml import (
    HEADING,
    NAMESPACES,
    PAGE,
    RELATIONSHIPS,
    Part,
    bookmark,
    bookmark_end,
    docx,
    field,
    footnotes,
    header,
    p,
    row,
    t,
    tbl,
)

US = "Oak Hill School District"
AT = datetime(2020, 3, 3, 9, 0, tzinfo=UTC)
_MOU = Path(__file__).parents[2] / "corpus" / "mou"
_VML = 'xmlns:v="urn:schemas-microsoft-com:vml"'
_LISTED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'


@cache
def saved_drafts() -> dict[int, bytes]:
    """The demonstration's drafts by number."""
    return drafts()[1]


@cache
def redlined(before: str, after: str) -> bytes:
    """One sent file redlined against another, under our name."""
    return redline(sent(before), sent(after), author=US, at=AT).docx


@cache
def sent(name: str) -> bytes:
    """A sent file: "draft 5", "drafts 4 to 5", "rich", "rich, redlined", "mou 27-cell-edit"."""
    if name.startswith("draft "):
        return saved_drafts()[int(name[6:])]
    if name.startswith("drafts "):
        first, last = name[7:].split(" to ")
        return redlined(f"draft {first}", f"draft {last}")
    if name.startswith("mou "):
        return (_MOU / name[4:] / "before.docx").read_bytes()
    if name.startswith("mou-redline "):
        folder = _MOU / name[12:]
        return redline(
            (folder / "before.docx").read_bytes(), (folder / "after.docx").read_bytes(), author=US, at=AT
        ).docx
    made: dict[str, Callable[[], bytes]] = {
        "rich": rich,
        "rich earlier": lambda: rich(earlier=True),
        "rich, redlined": lambda: redlined("rich earlier", "rich"),
        "rich, commented": _commented,
        "rich, commented in the body": lambda: _commented(beside=False),
        "rich, commented in the header": lambda: _desk().comment("City of", "Which city?", part="header").send(),
    }
    return made[name]()


def _desk() -> Desk:
    return Desk(rich(), US, AT.strftime("%Y-%m-%dT%H:%M:%SZ"))


def _commented(*, beside: bool = True) -> bytes:
    """With comments of ours in the body and in a table, and in a note too (LibreOffice does not open such a file)."""
    desk = _desk().comment("Students and parents may view a recording", "Does this cover guardians?")
    desk.comment("950", "Per year?")
    return (desk.comment("records law", "Which law?", part="footnotes") if beside else desk).send()


def _box(text: str) -> str:
    style = "position:absolute;width:200pt;height:40pt"
    shape = (
        f'<v:shape {_VML} style="{style}"><v:textbox><w:txbxContent>{p(t(text))}</w:txbxContent></v:textbox></v:shape>'
    )
    return f"<w:r><w:pict>{shape}</w:pict></w:r>"


def _note(number: int) -> str:
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def _footnote(number: int, text: str) -> str:
    return f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r>{t(" " + text)}</w:p></w:footnote>'


def rich(*, earlier: bool = False) -> bytes:
    """The agreement that has everything; ``earlier`` is the version before it."""
    days, hours = ("sixty (60)", "1,900") if earlier else ("thirty (30)", "1,640")
    town, law = ("Town", "act") if earlier else ("City", "law")
    body = [
        p(t("Memorandum of Understanding"), ppr='<w:jc w:val="center"/>'),
        p(bookmark(1, "cp_aaaaaaaa_0"), t("Term and Termination"), bookmark_end(1), ppr=HEADING),
        p(
            bookmark(2, "cp_aaaaaaaa_1"),
            t(f"Either Party may end this Agreement on {days} days’ written notice to the other Party."),
            bookmark_end(2),
            ppr=_LISTED,
        ),
        p(
            t(
                "The term begins on July 1, 2020 and ends on June 30, 2021, unless the Parties agree "
                "otherwise in writing."
            ),
            *([] if earlier else [t(" Notice by email is enough.")]),
            ppr=_LISTED,
        ),
        p(bookmark(3, "cp_bbbbbbbb_0"), t("Recordings"), bookmark_end(3), ppr=HEADING),
        p(
            t("The Department shall keep each recording for 180 days and shall not give it to any third party"),
            _note(1),
            t(" without the written consent of the Superintendent."),
            ppr=_LISTED,
        ),
        p(t("Students and parents may view a recording in which the student appears."), ppr=_LISTED),
        p(
            t("A copy costs "),
            t("twenty-five dollars"),
            t(" for each hour of video."),
            _box("Confidential until signed"),
            ppr=_LISTED,
        ),
        p(bookmark(4, "cp_cccccccc_0"), t("Fees"), bookmark_end(4), ppr=HEADING),
        p(
            t(
                "The District shall pay the fees below, and reimburse approved travel costs, within forty-five "
                "days of an invoice."
            ),
            ppr=_LISTED,
        ),
        tbl(
            row("Service", "Fee in dollars"),
            row("Body-worn camera", "4,200"),
            row("Officer hours", hours),
            row("Training of school staff", "950"),
        ),
        p(t("The City carries liability insurance of one million dollars for each occurrence."), ppr=_LISTED),
        p(
            t("The policy is at "),
            '<w:hyperlink r:id="rIdPolicy">' + t("the District’s site") + "</w:hyperlink>",
            t(" and is part of this Agreement; see item "),
            field("REF _Ref1 \\r \\h", "2."),
            t("."),
            _note(2),
        ),
        p(t("Signed by the Superintendent and the Chief of Police.")),
    ]
    parts = {
        "word/footnotes.xml": footnotes(
            _footnote(1, f"As the records {law} of the state defines it.")
            + _footnote(2, "Adopted by the Board in 2015.")
        ),
        "word/header1.xml": header(f"Oak Hill School District and {town} of Oak Hill"),
        "word/footer1.xml": Part(f"<w:ftr {NAMESPACES}>{p(t('Original kept by the City Clerk'))}</w:ftr>", "footer"),
    }
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rIdheader"/>'
        f'<w:footerReference w:type="default" r:id="rIdfooter"/>{PAGE}</w:sectPr>'
    )
    link = (
        f'<Relationship Id="rIdPolicy" Type="{RELATIONSHIPS}hyperlink" Target="https://oakhill.example/policy" '
        'TargetMode="External"/>'
    )
    return docx("".join(body), parts, section, link)
