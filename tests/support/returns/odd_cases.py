"""What is easily overlooked: inside links, controls and moves, under names that look like ours, in pending changes."""

from __future__ import annotations

from drafts.returned import Label
from tests.support.returns.case import (
    BODY,
    BOX,
    BUREAU,
    EMAIL,
    HEADER,
    INSURANCE,
    NOTE,
    NOTICES,
    TABLE,
    Expected,
    accepted,
    by,
    case,
    commented,
    dropped,
    false_name,
    formatted,
    move_row,
    moved,
    rejected,
    silent,
    take_all,
    tracked,
    uncommented,
    us,
)
from tests.support.returns.desk import THEM
from tests.support.returns.oddities import (
    anonymous,
    answer,
    drop_note,
    drop_table,
    empty,
    first_page_header,
    hide_by_style,
    in_control,
    join,
)

RECORDINGS = (
    "Recordings\nThe Department shall keep each recording for 180 days and shall not give it to any third party "
    "without the written consent of the Superintendent.\nStudents and parents may view a recording in which the "
    "student appears.\nA copy costs twenty-five dollars for each hour of video."
)
SIGNED = "Signed by the Superintendent and the Chief of Police."
STUDENTS = "Students and parents may view a recording in which the student appears."


def _under(name: str) -> Expected:
    return Expected(Label.FALSE_NAME, "one million", "two million", BODY, name)


_SILENT = (
    case("a word of a link", "rich", lambda d: d.replace("District’s site", "District’s page"), silent("site", "page")),
    case(
        "a word in a control",
        "rich",
        lambda d: in_control(d, "twenty-five dollars").replace("twenty-five", "thirty-five"),
        silent("twenty-five", "thirty-five"),
    ),
    case(
        "a word of a paragraph in a control",
        "rich",
        lambda d: in_control(d, "The City carries", whole=True).replace("one million", "two million"),
        silent("one", "two"),
    ),
    case(
        "a homoglyph in a heading",
        "rich",
        lambda d: d.replace("Recordings", "Rеcordings"),
        silent("Recordings", "Rеcordings"),
    ),
    case(
        "a no-break space in an amount",
        "rich",
        lambda d: d.replace("4,200", "4\u00a0200"),
        silent("4,200", "4\u00a0200", TABLE),
    ),
    case("a point for a comma", "rich", lambda d: d.replace("4,200", "42.00"), silent("4,200", "42.00", TABLE)),
    case("a defined term", "rich", lambda d: d.replace("the other Party", "the other party"), silent("Party", "party")),
    case("a sign before an amount", "rich", lambda d: d.replace("950", "-950"), silent("", "-", TABLE)),
    case(
        "two amounts exchanged",
        "rich",
        lambda d: d.replace("4,200", "X7").replace("950", "4,200").replace("X7", "950"),
        silent("4,200", "950", TABLE),
        silent("950", "4,200", TABLE),
    ),
    case("two paragraphs joined", "rich", lambda d: join(d, STUDENTS, "A copy costs"), silent("", "")),
    case(
        "words hidden by a style",
        "rich",
        lambda d: hide_by_style(d, "one million dollars"),
        silent("one million dollars", ""),
    ),
    case("a reference to another item", "rich", lambda d: d.replace("2.", "5."), silent("2", "5")),
    case(
        "a note taken out",
        "rich",
        lambda d: drop_note(d, 1),
        silent("As the records law of the state defines it.", "", NOTE),
    ),
    case(
        "a table taken out",
        "rich",
        lambda d: drop_table(d, "950"),
        silent(
            "Service\tFee in dollars\tBody-worn camera\t4,200\tOfficer hours\t1,640\tTraining of school staff\t950",
            "",
            TABLE,
        ),
    ),
    case(
        "a header of the first page",
        "rich",
        lambda d: first_page_header(d, "Subject to Council approval"),
        silent("", "Subject to Council approval", HEADER),
    ),
    case(
        "a row taken out, and one struck",
        "rich",
        lambda d: d.remove_row("Officer hours").strike_row("Training of school staff"),
        silent("Officer hours\t1,640", "", TABLE),
        tracked("Training of school staff\t950", "", TABLE),
    ),
)

_TRACKED = (
    case("a word of a link replaced", "rich", lambda d: d.track("site", "page"), tracked("site", "page")),
    case("a heading replaced", "rich", lambda d: d.track("Recordings", "Videos"), tracked("Recordings", "Videos")),
    case(
        "our replacement turned round",
        "rich, redlined",
        lambda d: d.track("thirty (30)", "sixty (60)"),
        tracked("thirty (30)", "sixty (60)"),
    ),
    case(
        "cut and pasted with tracking",
        "rich",
        lambda d: d.add_tracked("The City carries", STUDENTS).strike_paragraph(STUDENTS),
        tracked(STUDENTS, ""),
        tracked("", STUDENTS),
    ),
    case(
        "one of theirs inside another's",
        "rich",
        lambda d: by(d.track("one million", "two million"), BUREAU).insert("two million", " five hundred thousand"),
        tracked("one million", "two million"),
        tracked("", " five hundred thousand", BODY, BUREAU),
    ),
)

_FALSE = (
    case(
        "our name in other letters",
        "rich, redlined",
        lambda d: by(d, "oak hill  SCHOOL district").track("one million", "two million"),
        _under("oak hill SCHOOL district"),
    ),
    case(
        "our name with a letter that looks alike",
        "rich, redlined",
        lambda d: by(d, "Oаk Hill School District").track("one million", "two million"),
        _under("Oаk Hill School District"),
    ),
    case(
        "our name with a space that nobody sees",
        "rich, redlined",
        lambda d: by(d, "Oak Hill\u200b School District").track("one million", "two million"),
        _under("Oak Hill\u200b School District"),
    ),
    case(
        "our name on bold",
        "rich, redlined",
        lambda d: us(d).look("950", "b", tracked=True),
        false_name("950", "950", TABLE),
    ),
    case(
        "our name on an alignment",
        "rich, redlined",
        lambda d: us(d).align("Signed by the", "right", tracked=True),
        false_name(SIGNED, SIGNED),
    ),
    case(
        "our name on a row",
        "rich, redlined",
        lambda d: us(d).add_row("950", "Late charge", "75", tracked=True),
        false_name("", "Late charge\t75", TABLE),
    ),
    case(
        "our name on a move",
        "rich, redlined",
        lambda d: us(d).move_tracked(INSURANCE, "The term begins on"),
        false_name(INSURANCE, INSURANCE),
    ),
    case(
        "our name in a text box",
        "rich, redlined",
        lambda d: us(d).insert("until signed", " by both"),
        false_name("", " by both", BOX),
    ),
    case(
        "our name struck in a note",
        "rich, redlined",
        lambda d: us(d).strike(" of the state"),
        false_name(" of the state", "", NOTE),
    ),
)

_OURS = (
    case(
        "an inserted paragraph rejected, and its end left",
        "drafts 4 to 5",
        lambda d: empty(d, "The training shall be renewed"),
        rejected("", "The training shall be renewed every year."),
    ),
    case(
        "accepted in one place, dropped in another",
        "rich, redlined",
        lambda d: d.take("thirty (30)", accept=True).take("1,640", accept=True).replace("1,640", "2,000"),
        accepted("sixty (60)", "thirty (30)"),
        dropped("1,900", "1,640", TABLE),
        silent("", "2,000", TABLE),
    ),
    case(
        "our replacement under their name",
        "rich, redlined",
        lambda d: d.rename("thirty (30)", THEM).rename("sixty (60)", THEM),
        dropped("sixty (60)", "thirty (30)"),
    ),
    case("our name taken off everything", "rich, redlined", anonymous),
    case(
        "only the words that we struck taken out",
        "rich, redlined",
        lambda d: d.take_change("sixty (60)", accept=True),
        accepted("sixty (60)", ""),
    ),
    case(
        "a word of our insertion changed in silence",
        "rich, redlined",
        lambda d: d.replace("by email", "by fax"),
        silent("email", "fax"),
    ),
    case(
        "a digit of our insertion changed in silence",
        "rich, redlined",
        lambda d: d.replace("1,640", "1,940"),
        silent("1,640", "1,940", TABLE),
    ),
    case(
        "a digit of what we struck changed in silence",
        "rich, redlined",
        lambda d: d.replace("1,900", "1,800"),
        silent("1,900", "1,800", TABLE),
    ),
    case(
        "everything rejected, and then replaced",
        "rich, redlined",
        lambda d: take_all(d, accept=False).track("sixty (60)", "forty (40)"),
        rejected("sixty (60)", "thirty (30)"),
        rejected("", EMAIL),
        rejected("1,900", "1,640", TABLE),
        rejected("Town", "City", HEADER),
        rejected("act", "law", NOTE),
        tracked("sixty (60)", "forty (40)"),
    ),
)

_MOVED = (
    case(
        "a clause of several paragraphs moved, and a digit in it",
        "rich",
        lambda d: d.move([x[:30] for x in RECORDINGS.split("\n")], "The policy is at").replace("180", "90"),
        moved(RECORDINGS, RECORDINGS.replace("180", "90")),
        silent("180", "90"),
    ),
    case(
        "a row moved, and its amount changed",
        "rich",
        lambda d: move_row(d.replace("1,640", "1,740"), "Officer hours", "950"),
        moved("Officer hours\t1,640", "Officer hours\t1,740", TABLE),
        silent("1,640", "1,740", TABLE),
    ),
    case(
        "a word changed inside a move that is marked",
        "draft 5",
        lambda d: d.move_tracked(NOTICES, "A notice under this Agreement").replace(
            "to the City Manager", "to the City Clerk"
        ),
        moved(NOTICES, NOTICES.replace("Manager", "Clerk")),
        silent("Manager", "Clerk"),
    ),
)

_LOOKS = (
    case("highlighted", "rich", lambda d: d.look("950", highlight="yellow"), formatted("950", "950", TABLE)),
    case(
        "tracked bold in the header",
        "rich",
        lambda d: d.look("City of Oak Hill", "b", tracked=True, part="header"),
        formatted("City of Oak Hill", "City of Oak Hill", HEADER),
    ),
    case(
        "tracked italics in a note",
        "rich",
        lambda d: d.look("2015", "i", tracked=True),
        formatted("2015", "2015", NOTE),
    ),
)

_COMMENTS = (
    case(
        "our comment answered",
        "rich, commented",
        lambda d: answer(d, "guardians", "It does."),
        commented("", "It does."),
    ),
    case(
        "a comment in the header",
        "rich",
        lambda d: d.comment("City of Oak Hill", "Town?", part="header"),
        commented("", "Town?", HEADER),
    ),
    case(
        "a comment on what they inserted",
        "rich",
        lambda d: d.track("one million", "two million").comment("two million", "Market rate."),
        tracked("one million", "two million"),
        commented("", "Market rate."),
    ),
    case(
        "our comment taken out of the header",
        "rich, commented in the header",
        lambda d: d.remove_comment("Which city?"),
        uncommented("Which city?", "", HEADER),
    ),
    case(
        "one of two comments taken out",
        "rich, commented in the body",
        lambda d: d.remove_comment("Per year?").comment("one million", "Too low."),
        uncommented("Per year?", "", TABLE),
        commented("", "Too low."),
    ),
    case("nothing done to comments", "rich, commented in the body", lambda d: d),
)

_NOTHING = (
    case(
        "controls put around words",
        "rich",
        lambda d: in_control(in_control(d, "The City carries", whole=True), "written consent"),
    ),
)

ODD = (*_SILENT, *_TRACKED, *_FALSE, *_OURS, *_MOVED, *_LOOKS, *_COMMENTS, *_NOTHING)
