"""Telling: an act puts its notices, already worded, in the batch that writes it. Sending them is for later.

Nobody is forgotten: a person without e-mail gets a task for the service, a service without people a mail.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from engine.acts import journal, tracking
from engine.acts import words as said
from engine.acts.contact import ON_PAGE, relay, whereabouts
from engine.acts.office import Office
from engine.definition.city import Person
from engine.definition.process import Message, Process
from engine.definition.ways import ALOUD, SIGNS, needs
from engine.errors import NotAllowed, Overtaken
from engine.fields.telephone import receives_sms
from engine.language import FRENCH, Translated
from engine.records import Agent, Case, Notice
from engine.records.batch import ANY, Batch, Row
from engine.records.notice import EMAIL, RELAY, SMS

CITIZEN, AGENT = "usager", "agent"
SUMMARY = ("reference", "demarche", "date_limite", "palier", "lien_dossier")
RECEIPT = "accuse"
URGENT = "urgente"
WAKING = time(8), time(20)
"""When a telephone may ring for something else than a receipt."""
REMINDERS = ("relance", "escalade", "retard")
"""Occasions that lose their purpose once the case is closed."""

FRENCH_BELOW = "――――――――――\nLe même message en français :"
"""Stands between the words of the person's language and the French ones."""

IN_SHORT = {
    "nouveau-dossier": "nouveau dossier",
    "message-usager": "nouveau message",
    "transfert": "dossier transmis",
    "document-bloque": "fichier bloqué",
    "correction": "réponses corrigées",
    "demande-retiree": "demande retirée",
}


@dataclass(frozen=True)
class Telling:
    """Notices about one case, put in the batch of the act that causes them. `key` names the cause, once."""

    office: Office
    batch: Batch
    process: Process
    case: Case
    due_on: date | None
    now: datetime
    key: str = ""

    def citizen(
        self,
        occasion: str,
        words: Mapping[str, str | date] | None = None,
        *,
        in_hours: bool = False,
        message: Message | None = None,
    ) -> None:
        """To the person concerned, by the means they chose. `words` are those proper to the occasion.

        `message` says it in words of its own instead of those of the occasion.
        """
        case, given = self.case, dict(words or {})
        filled = {**said.for_citizen(self.office, case), **said.written(given)}
        subject, body = self._worded(occasion, filled, message)
        if case.language != FRENCH and message is None:
            subject, body = self._both(occasion, said.written(given, case.language), subject, body)
        body += self._cared_for()
        self._put(
            occasion,
            key=self._key(occasion, CITIZEN),
            audience=CITIZEN,
            channel=case.contact_mode,
            recipient=whereabouts(self.office.city, case, case.contact_mode),
            recipient_name=case.contact_name,
            subject=subject,
            body=body,
            short=self._short(occasion, filled, message) if receives_sms(case.contact_phone) else "",
            next_at=self._leaves_at(occasion, in_hours),
            sent_at=self.now if case.contact_mode == ON_PAGE else None,
            desk=desk_of(self.office, case, case.contact_mode),
        )

    def agents(
        self,
        occasion: str,
        people: Iterable[Person],
        words: Mapping[str, str] | None = None,
        *,
        message: Message | None = None,
    ) -> None:
        """To each of these people, once each, in opening hours, grouped with what else awaits them.

        What comes to a service about an urgent case waits for nobody: at once, day and night, on its own.
        """
        at_once = self.case.priority == URGENT and occasion in IN_SHORT
        own = {**said.for_agent(self.office, self.case), **(words or {})}
        subject, body = self._worded(occasion, own, message)
        line = {"palier": IN_SHORT.get(occasion, subject if message else ""), **self._common, **own}
        for person in dict.fromkeys(people):
            self._put(
                occasion,
                key=self._key(occasion, person.id),
                audience=AGENT,
                channel=EMAIL,
                recipient=person.email,
                recipient_name=person.name,
                subject=subject,
                body=body,
                line={name: line[name] for name in SUMMARY},
                group_key="" if at_once else f"agents:{person.email.lower()}",
                next_at=self.now if at_once else opening(self.office, self.now),
            )

    def _put(self, occasion: str, **values: Any) -> None:
        """One notice in the batch, with what is common to all those about this case."""
        case = self.case
        about = {"case_id": case.reference, "reply_to": self.office.city.unit(case.unit).email}
        self.batch.insert(Row(Notice, {"occasion": occasion, "created_at": self.now, **about, **values}))

    @cached_property
    def _common(self) -> dict[str, str]:
        return said.of_case(self.office, self.process, self.case, self.due_on)

    def _worded(self, occasion: str, words: Mapping[str, str], message: Message | None) -> tuple[str, str]:
        process = replace(self.process, messages={occasion: message}) if message else self.process
        case, filled = self.case, {**self._common, **words}
        answers = {**case.answers, **{f"agent.{id}": value for id, value in case.agent_answers.items()}}
        subject, body = self.office.theme.render_notice(occasion, process, filled, answers)
        return " ".join(subject.split())[:250], body

    def _both(self, occasion: str, words: Mapping[str, str], subject: str, body: str) -> tuple[str, str]:
        """In the language of the person, the French below: it is authoritative."""
        case = self.case
        theirs = self.office.in_language(self.process, case.language)
        common = said.of_case(self.office, theirs, case, self.due_on, case.language)
        filled = {**common, **said.for_citizen(self.office, case), **words}
        return in_both(self.office, theirs, occasion, filled, (subject, body), case.answers)

    def _cared_for(self) -> str:
        """What is added for the needs this person told."""
        city, said_needs = self.office.city, needs(self.case.answers)
        words = {
            "langue_des_signes": city.sign_language if SIGNS in said_needs else "",
            "lecture": city.phone if ALOUD in said_needs else "",
        }
        if not any(words.values()):
            return ""
        return f"\n\n{self.office.theme.render_notice('besoins', self.process, words)[1]}"

    def _short(self, occasion: str, words: Mapping[str, str], message: Message | None) -> str:
        """In the length of an SMS, in the language of the person alone: what counts is where to read the rest."""
        case = self.case
        theirs = self.office.in_language(self.process, case.language)
        theirs = replace(theirs, messages={occasion: message}) if message else theirs
        common = said.of_case(self.office, theirs, case, self.due_on, case.language)
        return self.office.theme.render_short(occasion, theirs, {**common, **words}, case.answers)

    def _leaves_at(self, occasion: str, in_hours: bool) -> datetime | None:
        """When it leaves by itself. A receipt waits for nobody; nothing else rings at night."""
        channel = self.case.contact_mode
        if not by_itself(self.office, channel):
            return None
        if in_hours:
            return opening(self.office, self.now)
        return daytime(self.office, self.now) if channel == SMS and occasion != RECEIPT else self.now

    def _key(self, occasion: str, whom: str) -> str:
        return f"{self.key or self.case.version}/{occasion}/{whom}"


def in_both(
    office: Office,
    theirs: Process,
    occasion: str,
    words: Mapping[str, str],
    french: tuple[str, str],
    answers: Mapping[str, Any] | None = None,
) -> tuple[str, str]:
    """A message in the language of this démarche, then the same in French; French alone when it is not said there."""
    own = theirs.messages.get(occasion)
    if own is not None and not isinstance(own.body, Translated):
        return french
    subject, body = office.theme.speaking(theirs.language).render_notice(occasion, theirs, words, answers)
    if body == french[1]:
        return french
    return " ".join(subject.split())[:250], f"{body.strip()}\n\n{FRENCH_BELOW}\n\n{french[0]}\n\n{french[1]}"


def holders(office: Office, unit: str, *roles: str) -> list[Person]:
    """The people of these roles for a service; its own mailbox when there is nobody."""
    people = [person for role in roles for person in office.city.who(unit, role)]
    service = office.city.unit(unit)
    return people or [Person(f"service-{unit}", service.name, service.email)]


async def in_charge(office: Office, case: Case) -> list[Person]:
    """Who has the case in hand: the agent who took it if still at work, else the référent of the service."""
    agent = await Agent.get_or_none(login=case.assignee, active=True) if case.assignee else None
    if agent is None:
        return holders(office, case.unit, "referent")
    known = office.city.people.get(agent.login)
    return [known or Person(agent.login, agent.name, agent.email)]


def withdraw_reminders(batch: Batch, case: Case, now: datetime) -> None:
    """Reminders of a closed case that have not left yet will not leave."""
    for occasion in REMINDERS:
        waiting = {"case_id": case.reference, "occasion": occasion, "attempts": 0, "sent_at": None}
        batch.change(Notice, waiting, {"withdrawn_at": now, "next_at": None}, expect=ANY)


async def done(notice: Notice, agent: Agent, now: datetime) -> None:
    """An agent has written the letter, made the call or told the person at the desk."""
    if not notice.by_hand:
        raise NotAllowed("Ce message part tout seul : il n’y a rien à faire.")
    case = await Case.get(reference=notice.case_id)
    batch = Batch().change(Notice, {"id": notice.id, "sent_at": None}, {"sent_at": now})
    text = f"{notice.subject} ({notice.channel})"
    batch.insert(journal.by_agent(case, agent, now, "remis", text, notice=notice.id))
    try:
        await batch.write()
    except Overtaken:
        raise NotAllowed("C’est déjà fait : quelqu’un l’a noté avant vous.") from None


def masked(office: Office, case: Case, notice: Notice) -> str:
    """The text as an agent may read it: the tracking code is hidden, unless the agent is to pass it on."""
    if notice.to_do:
        return notice.said
    return notice.said.replace(tracking.code(office, case), "•••-•••-•••")


def by_itself(office: Office, channel: str) -> bool:
    """Whether a message leaves without anyone by this channel."""
    return channel == EMAIL or (channel == SMS and office.settings.sends_sms)


def desk_of(office: Office, case: Case, channel: str) -> str:
    """The service that hands it over, when it is not the one of the case."""
    place = relay(office.city, case) if channel == RELAY else None
    return place.unit if place else ""


def daytime(office: Office, now: datetime) -> datetime:
    """Now if nobody sleeps, else the next morning."""
    local = office.calendar.local(now)
    if WAKING[0] <= local.time() < WAKING[1]:
        return now
    morning = local.replace(hour=WAKING[0].hour, minute=0, second=0, microsecond=0)
    return (morning if local.time() < WAKING[0] else morning + timedelta(days=1)).astimezone(UTC)


def opening(office: Office, now: datetime) -> datetime:
    """Now if the city is open, else when it opens: nobody is reminded at night."""
    return office.calendar.next_opening(now) if office.calendar.hours else now
