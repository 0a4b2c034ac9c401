"""A document of a case in which a virus was found: nobody opens it any more, and everyone concerned is told what to do."""

from __future__ import annotations

from datetime import datetime

from engine.acts import journal, tell
from engine.acts.office import Office
from engine.acts.playing import due_day
from engine.records import Case, Clock, Document
from engine.records.batch import Batch

KIND = "document-infecte"


async def tell_of(office: Office, batch: Batch, case: Case, document: Document, now: datetime) -> None:
    """The line of the journal, and while the case is open a message to the person and one to the service."""
    process = await office.process_of(case)
    asked = document.question.rpartition("/")[2]
    question = next((one.label for one in process.questions() if one.id == asked), "")
    text = f"Un virus a été trouvé dans « {document.name} ». Plus personne ne peut ouvrir ce fichier."
    known = {"document": document.id, "question": document.question, "virus": document.threat}
    batch.insert(journal.by_engine(case, now, KIND, text, public=True, **known))
    if not case.open or document.agent:
        return
    clocks = await Clock.filter(case_id=case.reference).order_by("id")
    telling = tell.Telling(office, batch, process, case, due_day(clocks), now, key=document.id)
    telling.citizen(KIND, {"document": document.name, "question": question})
    people = await tell.in_charge(office, case)
    telling.agents("document-bloque", people, {"document": document.name, "question": question})
