"""When an officer's camera may run at school."""

from __future__ import annotations

from pydantic import Field, ValidationInfo, field_validator

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Fields, Labelled, OrderedSet


class DefaultState(Labelled):
    """What a camera does when no rule says otherwise."""

    OFF_ON_DEMAND = "off_on_demand", "Off until a trigger"
    ALWAYS_ON = "always_on", "Always on"


class Trigger(Labelled):
    """An event that permits recording."""

    SUSPECTED_CRIME = "suspected_crime", "Suspected crime"
    ARREST_OR_SUMMONS_LIKELY = "arrest_or_summons_likely", "Arrest or summons likely"
    USE_OF_FORCE = "use_of_force", "Use of force"
    EMERGENCY_RESPONSE = "emergency_response", "Emergency response"
    DISRUPTIVE_ASSIST = "disruptive_assist", "Help with disruptive behavior"
    STAFF_REQUEST = "staff_request", "Request of school staff"


class ProhibitedArea(Labelled):
    """A place where recording is barred."""

    RESTROOM = "restroom", "Restroom"
    LOCKER_ROOM = "locker_room", "Locker room"
    HEALTH_OFFICE = "health_office", "Health office"
    COUNSELING_OFFICE = "counseling_office", "Counseling office"
    SPECIAL_EDUCATION_MEETING = "special_education_meeting", "Special-education meeting"
    CLASSROOM_INSTRUCTION = "classroom_instruction", "Classroom during instruction"


class ActivationNotice(Labelled):
    """Whether people learn that a camera runs."""

    WHEN_PRACTICABLE = "when_practicable", "As soon as practicable"
    NOT_REQUIRED = "not_required", "Not required"


class FacialRecognition(Labelled):
    """Whether faces may be matched by machine."""

    PROHIBITED = "prohibited", "Prohibited"
    UNADDRESSED = "unaddressed", "Not addressed"


class CameraUse(Fields):
    """The fields of camera use."""

    permitted: bool = Field(
        title="Cameras permitted",
        description="Whether officers may use cameras at school at all; where not, the words tell nothing else.",
    )
    default_state: DefaultState = Field(title="Default state", description="What a camera does without a trigger.")
    triggers: OrderedSet[Trigger] = Field(
        title="Triggers",
        description="The events that permit recording: at least one where cameras are off until a trigger, else none.",
    )
    prohibited_areas: OrderedSet[ProhibitedArea] = Field(
        title="Barred places", description="Where an officer shall not record."
    )
    exigent_exception: bool = Field(
        title="Exception for an imminent threat",
        description="Whether an imminent threat of serious physical harm lifts the bar on places.",
    )
    covert_mode: bool = Field(title="Covert use", description="Whether covert recording is allowed.")
    notice_on_activation: ActivationNotice = Field(
        title="Notice on activation", description="Whether the officer says that a recording is being made."
    )
    facial_recognition: FacialRecognition = Field(
        title="Facial recognition", description="Whether facial recognition is barred."
    )
    after_training: bool = Field(
        title="Only after training", description="Whether training comes before the first use of a camera at school."
    )

    @field_validator("triggers")
    @classmethod
    def _that_make_sense(cls, triggers: tuple[Trigger, ...], info: ValidationInfo) -> tuple[Trigger, ...]:
        permitted, state = info.data.get("permitted"), info.data.get("default_state")
        if permitted and state is DefaultState.OFF_ON_DEMAND and not triggers:
            raise ValueError("must hold at least 1 item when cameras are permitted and default_state is off_on_demand")
        if triggers and (permitted is False or state is DefaultState.ALWAYS_ON):
            raise ValueError("must be empty when cameras are always on or not permitted")
        return triggers


SPEC = KindSpec(
    name="camera_use",
    title="Camera use",
    summary="When an officer's camera may run at school.",
    fields_model=CameraUse,
    wording="camera_use.toml",
)
