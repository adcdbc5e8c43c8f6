"""The names of every clause kind that an agreement of this sort may hold."""

from __future__ import annotations

from clauses.kinds.values import Labelled


class CatalogueKind(Labelled):
    """A subject that a clause settles. References by kind use these names, also for a custom clause that stands in."""

    PARTIES = "parties", "Parties"
    RECITALS = "recitals", "Recitals"
    DEFINITIONS = "definitions", "Definitions"
    TERM_RENEWAL = "term_renewal", "Term and renewal"
    SRO_DUTIES = "sro_duties", "School resource officers"
    DISCIPLINE_SCOPE = "discipline_scope", "Discipline and criminal matters"
    POLICE_ENCOUNTERS = "police_encounters", "Interviews, searches and arrests"
    CAMERA_USE = "camera_use", "Camera use"
    VIDEO_OWNERSHIP = "video_ownership", "Ownership and custody of recordings"
    RETENTION = "retention", "Retention and deletion"
    ACCESS_DISCLOSURE = "access_disclosure", "Access and disclosure"
    STUDENT_PRIVACY = "student_privacy", "Student information and privacy"
    REDACTION = "redaction", "Redaction"
    EVIDENCE_HOLDS = "evidence_holds", "Evidence and litigation holds"
    AUDITS_REPORTING = "audits_reporting", "Audits and reports"
    TRAINING = "training", "Training"
    COMPLAINTS = "complaints", "Complaints"
    COSTS_PAYMENT = "costs_payment", "Costs and payment"
    PILOT = "pilot", "Pilot program"
    DATA_SECURITY = "data_security", "Data security and breach notice"
    DISPUTE_RESOLUTION = "dispute_resolution", "Resolving disagreements"
    AMENDMENT = "amendment", "Amendment"
    TERMINATION = "termination", "Termination"
    GENERAL_PROVISIONS = "general_provisions", "General provisions"
    NOTICES = "notices", "Notices"
    EXECUTION = "execution", "Signatures"
    EXHIBITS = "exhibits", "Exhibits"
