"""The life of a case: who may do what, when, and what is written each time."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from engine.acts import move, offer, tracking
from engine.errors import NotAllowed
from engine.records import Case, Clock, Document, Event, Notice, Rung
from tests import town


@pytest.fixture
async def agent(store, now):
    return await town.agent(now)


@pytest.fixture
async def case(office, now):
    return await town.case(office, now)


async def last_event(case):
    return await Event.filter(case_id=case.reference).order_by("-id").first()


async def last_notice(case, audience="usager"):
    return await Notice.filter(case_id=case.reference, audience=audience).order_by("-id").first()


async def test_taking_a_case_writes_who_has_it(office, case, agent, now):
    case = await move.take(office, case, agent, now)
    assert (case.state, case.assignee) == ("en-cours", "louise")
    event = await last_event(case)
    assert (event.kind, event.actor, event.actor_name, event.public) == (
        "pris",
        "louise",
        "Louise Martin",
        False,
    )
    assert (await Case.get(reference=case.reference)).assignee == "louise"


async def test_taking_twice_changes_nothing_and_taking_over_is_written_down(office, case, agent, now):
    case = await move.take(office, case, agent, now)
    version = case.version
    assert (await move.take(office, case, agent, now)).version == version
    case = await move.take(office, case, await town.agent(now, "hugo"), now)
    assert case.assignee == "hugo"
    assert (await last_event(case)).data == {"previous": "louise"}


async def test_an_agent_of_another_service_may_do_nothing(office, case, now):
    stranger = await town.agent(now, "pierre", ["proprete"])
    for act in (
        lambda: move.take(office, case, stranger, now),
        lambda: move.ask(office, case, stranger, "?", now),
        lambda: move.reply(office, case, stranger, "!", now),
        lambda: move.transfer(office, case, stranger, "proprete", "à nous", now),
        lambda: move.note(office, case, stranger, "…", now),
        lambda: move.close(office, case, stranger, "traite", "fait", now),
    ):
        with pytest.raises(NotAllowed, match="un autre service"):
            await act()
    assert (await Case.get(reference=case.reference)).version == 0


async def test_the_direction_and_administrators_see_the_services_below(office, case, now):
    above = await town.agent(now, "nadia", ["direction"], "responsable")
    await move.take(office, case, above, now)
    everywhere = await town.agent(now, "sam", [], "administrateur")
    assert (await move.take(office, case, everywhere, now)).assignee == "sam"


async def test_asking_stops_the_clock_and_the_answer_starts_it_again(office, case, agent, now):
    clock = await Clock.get(case_id=case.reference)
    assert clock.due_on == date(2026, 6, 5)
    asked = datetime(2026, 5, 20, 8, tzinfo=UTC)
    case = await move.ask(office, case, agent, "Une photo, s’il vous plaît.", asked)
    clock = await Clock.get(case_id=case.reference)
    assert (case.state, case.due_at, case.assignee) == ("attente-usager", None, "louise")
    assert (clock.due_on, clock.suspended, clock.running) == (None, True, False)
    assert await Rung.filter(clock_id=clock.id, wake_at__isnull=False).count() == 0
    kinds = [event.kind for event in await case.events.filter(public=True)]
    assert kinds == ["depose", "oriente", "precision-demandee", "suspendu"]

    case = await move.answer(office, case, "La voici.", [], asked + timedelta(days=5))
    clock = await Clock.get(case_id=case.reference)
    assert case.state == "en-cours"
    # Set aside: the evenings of the 20th, 21st and 22nd; the 25th is a holiday.
    assert clock.due_on == date(2026, 6, 10)
    assert case.due_at == clock.due_at
    assert not clock.suspended
    assert await Rung.filter(clock_id=clock.id, wake_at__isnull=False).count() == 3
    event = await last_event(case)
    assert (event.kind, event.data["due_on"]) == ("repris", "2026-06-10")


async def test_asking_twice_stops_the_clock_once(office, case, agent, now):
    case = await move.ask(office, case, agent, "Une photo ?", now)
    case = await move.ask(office, case, agent, "Et le numéro ?", now + timedelta(hours=1))
    clock = await Clock.get(case_id=case.reference)
    assert len(clock.pauses) == 1
    assert await Event.filter(case_id=case.reference, kind="suspendu").count() == 1


async def test_the_question_goes_to_the_person_with_what_is_missing(office, case, agent, now):
    await move.ask(office, case, agent, "Il manque une photo.", now)
    notice = await last_notice(case)
    assert notice.occasion == "demande-precision"
    assert "texte: Il manque une photo." in notice.body
    assert "agent: Louise Martin" in notice.body
    assert "fonction_agent: instructrice" in notice.body


async def test_a_message_of_the_person_reaches_whoever_has_the_case(office, case, agent, now):
    case = await move.answer(office, case, "Bonjour", [], now)
    notice = await last_notice(case, "agent")
    assert (notice.occasion, notice.recipient) == ("message-usager", "louise@ville.example")
    case = await move.take(office, case, await town.agent(now, "hugo"), now)
    await move.answer(office, case, "Encore", [], now)
    notice = await last_notice(case, "agent")
    assert notice.recipient == "hugo@ville.example"
    assert tracking.code(office, case) not in notice.body
    event = await last_event(case)
    assert (event.actor_kind, event.actor_name, event.public) == ("usager", "Ana Ferreira", True)


async def test_only_documents_of_this_case_come_with_a_message(office, case, now):
    other = await town.case(office, now)
    for id, owner in (("mine", case), ("theirs", other)):
        await Document.create(
            id=id, case_id=owner.reference, name="a.pdf", media_type="application/pdf",
            size=1, sha256="0" * 64, storage_name=id, created_at=now,
        )  # fmt: skip
    await move.answer(office, case, "", ["mine", "theirs", "nowhere"], now)
    assert (await last_event(case)).data == {"documents": ["mine"]}


async def test_replying_leaves_the_case_open(office, case, agent, now):
    case = await move.reply(office, case, agent, "Nous passons demain.", now)
    assert (case.state, case.assignee) == ("en-cours", "louise")
    assert (await last_notice(case)).occasion == "reponse"
    assert (await last_event(case)).public


async def test_a_transfer_tells_the_person_and_the_new_service_and_keeps_the_promise(office, case, agent, now):
    case = await move.take(office, case, agent, now)
    due = case.due_at
    case = await move.transfer(office, case, agent, "proprete", "C’est un dépôt sauvage.", now)
    stored = await Case.get(reference=case.reference)
    assert (stored.unit, stored.assignee, stored.state, stored.due_at) == ("proprete", "", "nouveau", due)
    event = await last_event(case)
    assert (event.kind, event.text, event.public) == ("transfere", "C’est un dépôt sauvage.", True)
    assert event.data == {"from": "voirie", "to": "proprete"}
    to_person, to_service = await last_notice(case), await last_notice(case, "agent")
    assert "ancien_service: Voirie" in to_person.body
    assert "service: Propreté" in to_person.body
    assert (to_service.occasion, to_service.recipient) == ("nouveau-dossier", "pierre@ville.example")
    with pytest.raises(NotAllowed, match="un autre service"):
        await move.note(office, case, agent, "?", now)


async def test_a_transfer_that_comes_back_tells_everyone_again(office, case, now):
    boss = await town.agent(now, "nadia", ["direction"], "responsable")
    case = await move.transfer(office, case, boss, "proprete", "À vous.", now)
    case = await move.transfer(office, case, boss, "voirie", "Finalement non.", now)
    told = await Notice.filter(case_id=case.reference, occasion="nouveau-dossier").count()
    assert told == 3


async def test_a_transfer_needs_another_service_and_a_reason(office, case, agent, now):
    for unit, reason, sentence in (
        ("voirie", "x", "déjà dans ce service"),
        ("nulle-part", "x", "dans la liste"),
        ("proprete", "  ", "Écrivez pourquoi"),
    ):
        with pytest.raises(NotAllowed, match=sentence):
            await move.transfer(office, case, agent, unit, reason, now)
    assert case.unit == "voirie"


async def test_a_service_without_people_is_told_by_its_mailbox(office, case, agent, now):
    case = await move.transfer(office, case, agent, "orphelin", "Essai.", now)
    notice = await last_notice(case, "agent")
    assert (notice.recipient, notice.recipient_name) == ("orphelin@ville.example", "Service sans personne")


async def test_a_note_is_for_agents_only_even_on_a_closed_case(office, case, agent, now):
    case = await move.close(office, case, agent, "traite", "Rebouché.", now)
    await move.note(office, case, agent, "Revenir dans un mois.", now)
    event = await last_event(case)
    assert (event.kind, event.public) == ("note", False)
    possible = offer.for_agent(office, await office.process_of(case), case, agent)
    assert [action.id for action in possible] == ["noter"]


async def test_closing_stops_the_clock_and_keeps_the_promised_date(office, case, agent, now):
    due = case.due_at
    end = now + timedelta(days=2)
    case = await move.close(office, case, agent, "accepte", "Le trou est rebouché.", end)
    stored = await Case.get(reference=case.reference)
    assert (stored.state, stored.outcome, stored.closed_at, stored.due_at) == ("clos", "accepte", end, due)
    clock = await Clock.get(case_id=case.reference)
    assert clock.stopped_at == end
    assert await Rung.filter(clock_id=clock.id, wake_at__isnull=False).count() == 0
    assert "issue: Demande acceptée" in (await last_notice(case)).body


async def test_the_time_on_hold_is_kept_when_a_waiting_case_is_closed(office, case, agent, now):
    asked = datetime(2026, 5, 20, 8, tzinfo=UTC)
    case = await move.ask(office, case, agent, "Une photo ?", asked)
    case = await move.close(office, case, agent, "sans-suite", "Sans réponse de votre part.", asked + timedelta(days=5))
    clock = await Clock.get(case_id=case.reference)
    assert clock.pauses[0]["until"] is not None
    assert clock.due_on == date(2026, 6, 10)
    assert case.due_at == clock.due_at


async def test_a_closed_case_refuses_what_follows(office, case, agent, now):
    case = await move.close(office, case, agent, "traite", "Fait.", now)
    for act in (
        lambda: move.take(office, case, agent, now),
        lambda: move.ask(office, case, agent, "?", now),
        lambda: move.reply(office, case, agent, "!", now),
        lambda: move.close(office, case, agent, "traite", "Encore.", now),
        lambda: move.answer(office, case, "Bonjour", [], now),
    ):
        with pytest.raises(NotAllowed, match="clos"):
            await act()


async def test_a_decision_needs_an_outcome_and_its_reasons(office, case, agent, now):
    with pytest.raises(NotAllowed, match="issue"):
        await move.close(office, case, agent, "peut-être", "Parce que.", now)
    with pytest.raises(NotAllowed, match="pourquoi"):
        await move.close(office, case, agent, "refuse", " ", now)
    with pytest.raises(NotAllowed, match="Raccourcissez"):
        await move.reply(office, case, agent, "a" * 10_001, now)


async def test_a_case_changed_meanwhile_is_not_written_over(office, case, agent, now):
    seen_by_hugo = await Case.get(reference=case.reference)
    await move.close(office, case, agent, "traite", "Fait.", now)
    with pytest.raises(NotAllowed, match="vient de changer"):
        await move.reply(office, seen_by_hugo, agent, "J’arrive.", now)
    assert await Event.filter(case_id=case.reference, kind="message-agent").count() == 0
    assert await Notice.filter(case_id=case.reference, occasion="reponse").count() == 0


async def test_a_transfer_refused_leaves_the_case_as_it_was(office, case, agent, now):
    stale = await Case.get(reference=case.reference)
    await move.reply(office, case, agent, "Oui.", now)
    with pytest.raises(NotAllowed, match="vient de changer"):
        await move.transfer(office, stale, agent, "proprete", "À vous.", now)
    assert stale.unit == "voirie"


async def test_the_person_writes_while_an_agent_acts_and_nothing_is_lost(office, case, agent, now):
    theirs = await Case.get(reference=case.reference)
    case = await move.ask(office, case, agent, "Une photo ?", now)
    answered = await move.answer(office, theirs, "Voilà.", [], now + timedelta(minutes=1))
    assert answered.state == "en-cours"
    assert not (await Clock.get(case_id=case.reference)).suspended


async def test_ten_acts_at_once_leave_a_journal_that_agrees_with_the_case(office, case, agent, now):
    async def act(n):
        mine = await Case.get(reference=case.reference)
        try:
            await move.reply(office, mine, agent, f"Réponse {n}", now)
        except NotAllowed:
            return 0
        return 1

    done = sum(await asyncio.gather(*(act(n) for n in range(10))))
    assert done >= 1
    assert (await Case.get(reference=case.reference)).version == done
    assert await Event.filter(case_id=case.reference, kind="message-agent").count() == done
    assert await Notice.filter(case_id=case.reference, occasion="reponse").count() == done
