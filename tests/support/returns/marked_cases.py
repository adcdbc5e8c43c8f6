"""What was tracked, under their names and under ours."""

from __future__ import annotations

from tests.support.returns.case import BODY, BOX, BUREAU, HEADER, NOTE, TABLE, by, case, false_name, silent, tracked, us
from tests.support.returns.desk import THEM
from tests.support.returns.sent import US

TRACKED = (
    case(
        "words replaced",
        "draft 5",
        lambda d: d.track("forty-eight (48)", "forty (40)"),
        tracked("forty-eight (48)", "forty (40)"),
    ),
    case(
        "words put in",
        "rich",
        lambda d: d.insert("unless the Parties agree otherwise in writing", " and the Board approves"),
        tracked("", " and the Board approves"),
    ),
    case(
        "words struck in a table",
        "rich",
        lambda d: d.strike(" of school staff"),
        tracked(" of school staff", "", TABLE),
    ),
    case(
        "an amount replaced in a table", "rich", lambda d: d.track("4,200", "4,600"), tracked("4,200", "4,600", TABLE)
    ),
    case(
        "words replaced in the header",
        "rich",
        lambda d: d.track("City of Oak Hill", "Oak Hill Police"),
        tracked("City of Oak Hill", "Oak Hill Police", HEADER),
    ),
    case("words struck in a note", "rich", lambda d: d.strike(" of the state"), tracked(" of the state", "", NOTE)),
    case(
        "words put into a text box",
        "rich",
        lambda d: d.insert("until signed", " by both"),
        tracked("", " by both", BOX),
    ),
    case(
        "a new clause",
        "draft 5",
        lambda d: d.add_tracked(
            "If an exhibit and a Section conflict",
            "Insurance",
            "The City shall carry liability insurance.",
            heading=True,
        ),
        tracked("", "Insurance\nThe City shall carry liability insurance."),
    ),
    case(
        "a paragraph struck",
        "draft 5",
        lambda d: d.strike_paragraph("A supervisor in the Department may review"),
        tracked("A supervisor in the Department may review Recordings at random.", ""),
    ),
    case(
        "a row put in with tracking",
        "rich",
        lambda d: d.add_row("950", "Late charge", "75", tracked=True),
        tracked("", "Late charge\t75", TABLE),
    ),
    case(
        "a row struck",
        "draft 5",
        lambda d: d.strike_row("Accidental activation"),
        tracked("Accidental activation\t30 days from the date of the Recording\tThe minimum period ends", "", TABLE),
    ),
    case(
        "a note put in with tracking",
        "rich",
        lambda d: d.note("one million dollars", "Per policy year.", tracked=True),
        tracked("", "Per policy year.", NOTE),
    ),
    case(
        "a paragraph split with tracking",
        "draft 5",
        lambda d: d.split("This Section is subject to Section\u00a012.", tracked=True),
        tracked("", ""),
    ),
    case("letters of a word", "rich", lambda d: d.insert("recording", "s"), tracked("recording", "recordings")),
    case(
        "two of theirs",
        "rich",
        lambda d: by(d.strike("otherwise "), BUREAU).insert("one million dollars", " or more"),
        tracked("otherwise ", ""),
        tracked("", " or more", BODY, BUREAU),
    ),
    case(
        "tracked beside silent",
        "draft 5",
        lambda d: d.track("$130,000", "$120,000").replace("one hundred percent (100%)", "fifty percent (50%)"),
        tracked("$130,000", "$120,000"),
        silent("one hundred", "fifty"),
        silent("100%", "50%"),
    ),
    case(
        "silent inside tracked",
        "draft 5",
        lambda d: d.strike("within one (1) year after the event").replace("one (1)", "two (2)"),
        tracked("within two (2) year after the event", ""),
        silent("one (1)", "two (2)"),
    ),
)


FALSE = (
    case(
        "our name on a replacement",
        "rich, redlined",
        lambda d: us(d).track("one million dollars", "one hundred dollars"),
        false_name("one million dollars", "one hundred dollars"),
    ),
    case(
        "our name in a table",
        "rich, redlined",
        lambda d: us(d).track("4,200", "5,200"),
        false_name("4,200", "5,200", TABLE),
    ),
    case(
        "our name in a note",
        "rich, redlined",
        lambda d: us(d).insert("by the Board in 2015", " and 2019"),
        false_name("", " and 2019", NOTE),
    ),
    case(
        "our name in the header",
        "rich, redlined",
        lambda d: us(d).strike("Oak Hill School District and ", "header"),
        false_name("Oak Hill School District and ", "", HEADER),
    ),
    case(
        "our name on a paragraph",
        "drafts 4 to 5",
        lambda d: us(d).strike_paragraph("The Custodian shall encrypt"),
        false_name("The Custodian shall encrypt Recordings in transit and at rest.", ""),
    ),
    case(
        "our name and theirs",
        "rich, redlined",
        lambda d: by(us(d).insert("forty-five", " working"), THEM).strike("approved "),
        false_name("", " working"),
        tracked("approved ", ""),
    ),
    case(
        "our insertion dated anew",
        "rich, redlined",
        lambda d: d.rename("thirty (30)", US, "2020-04-01T09:00:00Z"),
        false_name("", "thirty (30)"),
    ),
)
