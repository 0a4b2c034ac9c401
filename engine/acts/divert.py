"""What could not be delivered takes another way: another means the person gave, else a task for the service. Never silent."""

from __future__ import annotations

import hashlib
from datetime import datetime

from engine.acts import journal, tell
from engine.acts.contact import other_ways, whereabouts
from engine.acts.office import Office
from engine.errors import NotAllowed, Overtaken
from engine.records import Agent, Case, Notice
from engine.records.batch import Batch, Row
from engine.records.notice import CALL, EMAIL, LETTER, OTHERWISE, RELAY, SMS

WAY_WORDS = {
    EMAIL: "par courriel",
    SMS: "par SMS",
    CALL: "par téléphone",
    LETTER: "par lettre",
    RELAY: "au point d’accueil choisi",
    OTHERWISE: "autrement",
}


LONGEST_KEY = 180
CHANGED = "/par:"
"""In the key of a notice: it stands for another one, that could not be delivered."""


def next_way(case: Case, notice: Notice) -> str:
    """The way that follows one that failed; each is tried once, then a person of the service finds another."""
    tried = (case.contact_mode, *notice.key.split(CHANGED)[1:])
    return next((way for way in other_ways(case, notice.channel) if way not in tried), OTHERWISE)


def again(office: Office, case: Case, notice: Notice, channel: str, now: datetime) -> Row:
    """The same message by another way. Its key says so: decided twice, it is written once."""
    leaves = tell.daytime(office, now) if channel == SMS else now
    return Row(
        Notice,
        {
            "key": key_of(notice, channel),
            "case_id": case.reference,
            "occasion": notice.occasion,
            "audience": notice.audience,
            "channel": channel,
            "recipient": whereabouts(office.city, case, channel),
            "recipient_name": notice.recipient_name,
            "reply_to": notice.reply_to,
            "subject": notice.subject,
            "body": notice.body,
            "short": notice.short,
            "desk": tell.desk_of(office, case, channel),
            "created_at": now,
            "next_at": leaves if tell.by_itself(office, channel) else None,
        },
    )


def key_of(notice: Notice, channel: str) -> str:
    """It grows at each way tried; before it is too long, what it began with is said in short."""
    begun = notice.key if len(notice.key) <= LONGEST_KEY else hashlib.sha256(notice.key.encode()).hexdigest()
    return f"{begun}{CHANGED}{channel}"


async def by_agent(office: Office, notice: Notice, channel: str, agent: Agent, now: datetime) -> None:
    """An agent who cannot reach the person this way chooses another one."""
    case = await Case.get(reference=notice.case_id)
    if not notice.to_do:
        raise NotAllowed("Ce message n’attend plus personne.")
    if channel not in (*other_ways(case, notice.channel), OTHERWISE):
        raise NotAllowed("Nous n’avons rien pour joindre cette personne de cette façon.")
    text = f"{notice.subject} : {WAY_WORDS[channel]} plutôt que {WAY_WORDS[notice.channel]}"
    batch = Batch().change(
        Notice, {"id": notice.id, "sent_at": None, "withdrawn_at": None, "failed_at": None}, {"withdrawn_at": now}
    )
    batch.insert(again(office, case, notice, channel, now))
    batch.insert(journal.by_agent(case, agent, now, "autrement", text, notice=notice.id))
    try:
        await batch.write()
    except Overtaken:
        raise NotAllowed("C’est déjà fait : quelqu’un l’a noté avant vous.") from None
