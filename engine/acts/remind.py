"""Writing to the person about a draft: the link to resume it, and once, the day when it will be erased.

No case exists yet: the notices name the draft in their key, hold no answer, and go with the draft.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta
from typing import Any

from engine.acts import resume, tell
from engine.acts.draft import KEPT, again
from engine.acts.office import Office
from engine.acts.tell import CITIZEN
from engine.acts.words import written
from engine.definition.process import Process
from engine.errors import NotAllowed, Overtaken
from engine.language import FRENCH
from engine.records import Draft, Notice, ResumeCode
from engine.records.batch import Batch, Row
from engine.records.notice import EMAIL

log = logging.getLogger(__name__)

BEFORE = timedelta(days=5)
"""How long before a draft is erased its person is told."""
AT_MOST = 100
MOST_LINKS = 5
"""Messages that one draft may send."""


async def send_link(
    office: Office, draft: Draft, given: ResumeCode, address: str, now: datetime, language: str = FRENCH
) -> None:
    """The link of this code to this address, which is also told before the draft is erased. Harmless twice."""
    whom = hashlib.sha256(address.lower().encode()).hexdigest()[:12]
    key = f"{about(draft)}lien/{given.id}/{whom}"
    while not await Notice.exists(case_id=None, key=key):
        if await Notice.filter(case_id=None, key__startswith=f"{about(draft)}lien/").count() >= MOST_LINKS:
            raise NotAllowed("Cette demande a déjà envoyé plusieurs messages. Notez le code, ou imprimez cette page.")
        seen = {"id": draft.id, "version": draft.version}
        batch = Batch().change(Draft, seen, {"remind_to": address, "remind_in": language, "version": draft.version + 1})
        draft.remind_in = language
        batch.insert(await worded(office, draft, "reprise", address, now, key, lien_reprise=resume.link(office, given)))
        try:
            await batch.write()
        except Overtaken:  # the same click, or another window: looked at again
            await again(draft)
            continue
        draft.remind_to, draft.version = address, draft.version + 1


async def remind(office: Office, now: datetime, at_most: int = AT_MOST) -> int:
    """Tell those whose draft will soon be erased, once each, if they gave an address. How many were told."""
    soon = Draft.filter(reference=None, reminded_at=None, expires_at__gt=now, expires_at__lte=now + BEFORE)
    told = 0
    for draft in await soon.exclude(remind_to="").order_by("expires_at", "id").limit(at_most):
        batch = Batch().change(Draft, {"id": draft.id, "reminded_at": None, "reference": None}, {"reminded_at": now})
        try:
            batch.insert(await warning(office, draft, now))
            told += 1
        except Exception:  # a text that cannot be read any more: the others are told
            log.exception("the reminder of draft %s could not be written", draft.id)
        try:
            await batch.write()
        except Overtaken:  # told by another worker, or sent meanwhile
            told -= 1
    return told


async def warning(office: Office, draft: Draft, now: datetime) -> Row:
    given = await resume.waiting(draft, now)
    link = resume.link(office, given) if given else ""
    return await worded(
        office, draft, "effacement", draft.remind_to, now, f"{about(draft)}effacement", lien_reprise=link
    )


async def worded(
    office: Office, draft: Draft, occasion: str, address: str, now: datetime, key: str, **words: str
) -> Row:
    process, city = await office.process_of(draft), office.city
    known = {
        "ville": city.name,
        "site": office.settings.url,
        "telephone_ville": city.phone,
        "horaires_ville": city.phone_hours,
        "accueil": city.welcome,
        **words,
    }
    erased = {"date_effacement": office.calendar.day_of(draft.expires_at)}

    def filled(said: Process) -> dict[str, str]:
        return {**known, "demarche": said.title, **written(erased, said.language)}

    subject, body = office.theme.render_notice(occasion, process, filled(process))
    if draft.remind_in != FRENCH:
        theirs = office.in_language(process, draft.remind_in)
        subject, body = tell.in_both(office, theirs, occasion, filled(theirs), (subject, body))
    values: dict[str, Any] = {
        "key": key,
        "occasion": occasion,
        "audience": CITIZEN,
        "channel": EMAIL,
        "recipient": address,
        "reply_to": city.unit(process.unit).email,
        "subject": " ".join(subject.split())[:250],
        "body": body,
        "created_at": now,
        "next_at": now,
    }
    return Row(Notice, values)


async def forget(draft: Draft) -> None:
    """Nothing more is written about this draft, and nothing of what was written stays."""
    await Notice.filter(case_id=None, key__startswith=about(draft)).delete()


async def forget_old(now: datetime) -> None:
    """What was written about drafts that were sent since: no more use."""
    await Notice.filter(case_id=None, key__startswith="brouillon/", created_at__lte=now - 2 * KEPT).delete()


def about(draft: Draft) -> str:
    return f"brouillon/{draft.id}/"
