"""Giving one's opinion: one question once there is an answer, and a free comment. Never asked twice, never required.

Agents learn that it was given, not what it says: what is written serves the service, not the file.
"""

from __future__ import annotations

from datetime import datetime

from tortoise.exceptions import IntegrityError

from engine.acts import journal
from engine.definition.cycle import OUTCOMES
from engine.errors import NotAllowed, Refusal
from engine.records import Case, Opinion
from engine.records.batch import Batch
from engine.records.opinion import CHOICES, LONGEST

TOO_SOON = "Nous vous poserons cette question quand votre demande sera terminée."
BY_THE_PERSON = "retire"


def is_asked(case: Case) -> bool:
    """Once there is an answer: whoever withdrew their request has had none."""
    return not case.open and case.outcome in OUTCOMES and case.outcome != BY_THE_PERSON


def checked(choice: str, comment: str) -> tuple[str, str]:
    comment = comment.strip()
    if choice not in CHOICES:
        raise Refusal("avis", "Choisissez une réponse, par exemple « Bien ».")
    if len(comment) > LONGEST:
        raise Refusal("commentaire", f"Raccourcissez votre commentaire : {LONGEST} caractères au plus.")
    return choice, comment


async def give(case: Case, choice: str, comment: str, now: datetime) -> Opinion:
    """Keep it, or change the one already given."""
    if not is_asked(case):
        raise NotAllowed(TOO_SOON)
    choice, comment = checked(choice, comment)
    said = {"choice": choice, "comment": comment, "changed_at": now}
    if not await Opinion.exists(id=case.reference):
        new = Opinion(id=case.reference, case_id=case.reference, given_at=now, **said)
        batch = Batch().insert(new).insert(journal.by_citizen(case, now, "avis", ""))
        try:
            await batch.write()
            return new
        except IntegrityError:  # given in another window at the same moment
            pass
    await Batch().change(Opinion, {"id": case.reference}, said).write()
    return await Opinion.get(id=case.reference)
