"""Rules about the use of cameras: the clauses that must come with them, and what may start one."""

from __future__ import annotations

from collections.abc import Iterator

from clauses.checks.findings import Hit, Level, Rule, Theme
from clauses.checks.places import clause, field, in_words
from clauses.checks.state import AgreementState
from clauses.kinds.camera_use import ActivationNotice, CameraUse, DefaultState, Trigger
from clauses.kinds.catalogue import CatalogueKind
from clauses.kinds.discipline_scope import DisciplineScope
from clauses.kinds.training import Training
from clauses.wording.filters import series

PACKAGE = (
    CatalogueKind.CAMERA_USE,
    CatalogueKind.VIDEO_OWNERSHIP,
    CatalogueKind.RETENTION,
    CatalogueKind.ACCESS_DISCLOSURE,
    CatalogueKind.EVIDENCE_HOLDS,
)
"""What an agreement with cameras can't do without."""

_WIDE_TRIGGERS = (Trigger.DISRUPTIVE_ASSIST, Trigger.STAFF_REQUEST)


def cameras(state: AgreementState) -> bool:
    """Whether the agreement lets cameras run, or speaks of what they record."""
    use = state.find(CameraUse)
    if use is not None and not use.fields.permitted:
        return False
    return any(state.about(kind) is not None for kind in PACKAGE[:4])


def _package(state: AgreementState) -> Iterator[Hit]:
    present = [found for kind in PACKAGE if (found := state.about(kind))]
    missing = [kind.label for kind in PACKAGE if state.about(kind) is None]
    if present and missing and cameras(state):
        yield Hit(
            Level.ERROR,
            f"The agreement deals with cameras or Recordings but has no clause about {series(missing, 'and').lower()}.",
            f"Add {'a clause' if len(missing) == 1 else 'clauses'} about {series(missing, 'and').lower()}, "
            "or take the camera clauses out.",
            tuple(map(clause, present)),
        )


def _triggers(state: AgreementState) -> Iterator[Hit]:
    use = state.find(CameraUse)
    if use is None or not use.fields.permitted:
        return
    wide = [trigger for trigger in use.fields.triggers if trigger in _WIDE_TRIGGERS]
    always = use.fields.default_state is DefaultState.ALWAYS_ON
    if not wide and not always:
        return
    discipline = state.find(DisciplineScope)
    beside = (field(discipline, "excluded_matters"),) if discipline else ()
    what = "A camera that is always on" if always else f"The trigger “{series([in_words(t) for t in wide], 'and')}”"
    yield Hit(
        Level.WARNING,
        f"{what} makes Recordings of conduct that is a matter of school discipline and not of law enforcement.",
        "Limit recording to suspected crime, force and emergencies, or agree how such a Recording is used.",
        (field(use, "default_state" if always else "triggers"), *beside),
    )


def _training_first(state: AgreementState) -> Iterator[Hit]:
    use, training = state.find(CameraUse), state.find(Training)
    if use is None or not use.fields.permitted:
        return
    if training is None:
        if use.fields.after_training and state.about(CatalogueKind.TRAINING) is None:
            yield Hit(
                Level.ERROR,
                "Cameras may run only after training, and no clause provides for training.",
                "Add a training clause that covers cameras, or drop the condition.",
                (field(use, "after_training"),),
            )
        return
    places = (field(use, "after_training"), field(training, "before_camera_use"))
    if use.fields.after_training != training.fields.before_camera_use:
        yield Hit(
            Level.ERROR,
            "One clause puts training before the first use of a camera and the other does not.",
            "State the same order in both clauses.",
            places,
        )
    elif not use.fields.after_training:
        yield Hit(
            Level.WARNING,
            "An officer may use a camera at school before any training on it.",
            "Require training before the first activation, in both clauses.",
            places,
        )


def _covert(state: AgreementState) -> Iterator[Hit]:
    use = state.find(CameraUse)
    if use is None or not use.fields.permitted or not use.fields.covert_mode:
        return
    if use.fields.notice_on_activation is ActivationNotice.WHEN_PRACTICABLE:
        yield Hit(
            Level.ERROR,
            "The clause allows covert recording and requires the officer to say that a recording is being made.",
            "Bar covert use, or drop the duty to give notice.",
            (field(use, "covert_mode"), field(use, "notice_on_activation")),
        )


RULES = (
    Rule(
        "L01",
        "The camera clauses come together",
        "An agreement with cameras settles their use, ownership and custody, retention, access, and holds; it has all "
        "of these clauses or none.",
        Theme.CAMERAS,
        (Level.ERROR,),
        _package,
    ),
    Rule(
        "L09",
        "No camera trigger reaches school discipline",
        "What starts a camera is a matter of law enforcement: neither disorder that staff deal with, nor a request of "
        "staff, nor everything.",
        Theme.CAMERAS,
        (Level.WARNING,),
        _triggers,
        "SECURe rubric of the U.S. Departments of Education and Justice (officers do not administer discipline)",
    ),
    Rule(
        "L10",
        "Training comes before the first camera",
        "The clause on cameras and the clause on training both put training before the first activation at school.",
        Theme.CAMERAS,
        (Level.ERROR, Level.WARNING),
        _training_first,
    ),
    Rule(
        "L11",
        "Covert use and notice exclude each other",
        "An agreement that allows covert recording does not also require notice of each recording.",
        Theme.CAMERAS,
        (Level.ERROR,),
        _covert,
    ),
)
