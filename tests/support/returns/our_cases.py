"""What became of our own tracked changes."""

from __future__ import annotations

from tests.support.returns.case import (
    EMAIL,
    HEADER,
    NOTE,
    TABLE,
    accepted,
    case,
    dropped,
    rejected,
    silent,
    take_all,
    take_part,
    tracked,
)
from tests.support.returns.desk import THEM

OURS = (
    case(
        "a replacement accepted",
        "rich, redlined",
        lambda d: d.take("thirty (30)", accept=True),
        accepted("sixty (60)", "thirty (30)"),
    ),
    case(
        "a replacement rejected",
        "rich, redlined",
        lambda d: d.take("thirty (30)", accept=False),
        rejected("sixty (60)", "thirty (30)"),
    ),
    case("a sentence accepted", "rich, redlined", lambda d: d.take_change(EMAIL, accept=True), accepted("", EMAIL)),
    case("a sentence rejected", "rich, redlined", lambda d: d.take_change(EMAIL, accept=False), rejected("", EMAIL)),
    case(
        "accepted in a table",
        "rich, redlined",
        lambda d: d.take("1,640", accept=True),
        accepted("1,900", "1,640", TABLE),
    ),
    case(
        "rejected in a table",
        "rich, redlined",
        lambda d: d.take("1,640", accept=False),
        rejected("1,900", "1,640", TABLE),
    ),
    case(
        "a replacement dropped",
        "rich, redlined",
        lambda d: d.take("thirty (30)", accept=True).replace("on thirty (30) days", "on days"),
        dropped("sixty (60)", "thirty (30)"),
        silent(" ", ""),
    ),
    case(
        "a sentence dropped",
        "rich, redlined",
        lambda d: d.take_change(EMAIL, accept=False).replace("in writing.", "orally;"),
        dropped("", EMAIL),
        silent("in writing.", "orally;"),
    ),
    case(
        "dropped in a table",
        "rich, redlined",
        lambda d: d.take("1,640", accept=True).replace("1,640", "1,800"),
        dropped("1,900", "1,640", TABLE),
        silent("", "1,800", TABLE),
    ),
    case("our insertion under their name", "rich, redlined", lambda d: d.rename(EMAIL, THEM), dropped("", EMAIL)),
    case("struck in our insertion", "rich, redlined", lambda d: d.strike(" by email"), tracked(" by email", "")),
    case(
        "put into our insertion",
        "rich, redlined",
        lambda d: d.take_change(EMAIL, accept=True).insert("by email", " or fax"),
        accepted("", EMAIL),
        tracked("", " or fax"),
    ),
    case("one of many accepted", "drafts 4 to 5", lambda d: d.take("twice", accept=True), accepted("once", "twice")),
    case(
        "an inserted paragraph rejected",
        "drafts 4 to 5",
        lambda d: d.take("The training shall be renewed", accept=False),
        rejected("", "The training shall be renewed every year."),
    ),
    case(
        "accepted, and silently changed",
        "rich, redlined",
        lambda d: d.take("thirty (30)", accept=True).replace("other Party", "third Party"),
        accepted("sixty (60)", "thirty (30)"),
        silent("other", "third"),
    ),
    case(
        "a note of ours accepted",
        "mou-redline 37-footnote-insert",
        lambda d: take_all(d, accept=True),
        accepted("", "Board policy EBCA.", NOTE),
    ),
    case(
        "a note of ours rejected",
        "mou-redline 37-footnote-insert",
        lambda d: take_all(d, accept=False),
        rejected("", "Board policy EBCA.", NOTE),
    ),
    case(
        "our header accepted",
        "mou-redline 39-header-edit",
        lambda d: take_part(d, "header", accept=True),
        accepted("", "4 ", HEADER),
    ),
    case(
        "accepted in the header",
        "rich, redlined",
        lambda d: take_part(d, "header", accept=True),
        accepted("Town", "City", HEADER),
    ),
    case(
        "rejected in the header",
        "rich, redlined",
        lambda d: take_part(d, "header", accept=False),
        rejected("Town", "City", HEADER),
    ),
    case(
        "dropped in the header",
        "rich, redlined",
        lambda d: take_part(d, "header", accept=True).replace("City of", "Borough of", "header"),
        dropped("Town", "City", HEADER),
        silent("", "Borough", HEADER),
    ),
    case(
        "accepted in a note",
        "rich, redlined",
        lambda d: take_part(d, "footnotes", accept=True),
        accepted("act", "law", NOTE),
    ),
    case(
        "rejected in a note",
        "rich, redlined",
        lambda d: take_part(d, "footnotes", accept=False),
        rejected("act", "law", NOTE),
    ),
    case(
        "dropped in a note",
        "rich, redlined",
        lambda d: take_part(d, "footnotes", accept=True).replace("records law", "records code"),
        dropped("act", "law", NOTE),
        silent("", "code", NOTE),
    ),
    case(
        "everything accepted",
        "rich, redlined",
        lambda d: take_all(d, accept=True),
        accepted("sixty (60)", "thirty (30)"),
        accepted("", EMAIL),
        accepted("1,900", "1,640", TABLE),
        accepted("Town", "City", HEADER),
        accepted("act", "law", NOTE),
    ),
    case(
        "everything rejected",
        "rich, redlined",
        lambda d: take_all(d, accept=False),
        rejected("sixty (60)", "thirty (30)"),
        rejected("", EMAIL),
        rejected("1,900", "1,640", TABLE),
        rejected("Town", "City", HEADER),
        rejected("act", "law", NOTE),
    ),
    case(
        "taken, countered and changed in silence",
        "rich, redlined",
        lambda d: (
            d.take("thirty (30)", accept=True)
            .track("thirty (30)", "forty (40)")
            .take("1,640", accept=False)
            .replace("950", "990")
        ),
        accepted("sixty (60)", "thirty (30)"),
        tracked("thirty (30)", "forty (40)"),
        rejected("1,900", "1,640", TABLE),
        silent("950", "990", TABLE),
    ),
)
