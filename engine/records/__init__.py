"""What the engine remembers: one Tortoise model per file, no verb. Imported by its short names from here."""

from engine.records.agent import Agent, AgentSession
from engine.records.case import Case
from engine.records.clock import Clock, Rung
from engine.records.correction import Correction
from engine.records.document import Document
from engine.records.draft import Draft
from engine.records.edition import Edition
from engine.records.event import Event
from engine.records.jotting import Jotting
from engine.records.notice import Notice
from engine.records.observed import Observed
from engine.records.opinion import Opinion
from engine.records.printout import Printout
from engine.records.pulse import Pulse
from engine.records.resume_code import ResumeCode
from engine.records.sight import Sight
from engine.records.tally import Tally

__all__ = [
    "Agent",
    "AgentSession",
    "Case",
    "Clock",
    "Correction",
    "Document",
    "Draft",
    "Edition",
    "Event",
    "Jotting",
    "Notice",
    "Observed",
    "Opinion",
    "Printout",
    "Pulse",
    "ResumeCode",
    "Rung",
    "Sight",
    "Tally",
]
