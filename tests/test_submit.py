"""Filing: one draft gives one case, whole, whatever happens around it."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from engine.acts import draft as drafts
from engine.acts import submit as filing
from engine.acts import tracking
from engine.acts.submit import submit
from engine.errors import NotAllowed
from engine.records import Case, Clock, Document, Draft, Event, Notice, Rung
from engine.records.store import open_store
from tests import town


async def test_a_filing_writes_the_case_its_journal_its_clock_and_its_notices(office, now):
    case = await town.case(office, now)
    stored = await Case.get(reference=case.reference)
    assert (stored.unit, stored.state, stored.channel) == ("voirie", "nouveau", "web")
    assert stored.answers == town.ANSWERS
    assert (stored.contact_name, stored.contact_email) == ("Ana Ferreira", "ana@example.org")
    assert stored.route_reason == "Le trou est dans la rue."
    assert [event.kind for event in await stored.events.all()] == ["depose", "oriente"]
    clock = await Clock.get(case_id=case.reference)
    assert clock.due_on == date(2026, 6, 5)  # fifteen working days over Ascension and Whit Monday
    assert stored.due_at == clock.due_at == datetime(2026, 6, 5, 22, tzinfo=UTC)
    rungs = await Rung.filter(clock_id=clock.id).order_by("position")
    assert [rung.position for rung in rungs] == [1, 2, 3]
    assert all(rung.at == rung.wake_at and rung.fired_at is None for rung in rungs)


async def test_the_receipt_and_the_word_to_the_service_are_in_the_outbox(office, now):
    case = await town.case(office, now)
    receipt, word = await Notice.filter(case_id=case.reference).order_by("id")
    assert (receipt.occasion, receipt.channel, receipt.recipient) == ("accuse", "courriel", "ana@example.org")
    assert receipt.next_at == now
    assert tracking.code(office, case) in receipt.body
    assert "date_limite: vendredi 5\u00a0juin 2026" in receipt.body
    assert "date_silence: lundi 13\u00a0juillet 2026" in receipt.body
    assert (word.occasion, word.recipient) == ("nouveau-dossier", "louise@ville.example")
    assert word.next_at == datetime(2026, 5, 15, 7, tzinfo=UTC)  # not at night, not on Ascension day
    assert tracking.code(office, case) not in word.body


async def test_an_urgent_case_is_told_to_the_service_at_once_and_on_its_own(office, now):
    """In the evening, before a day off: whoever answers day and night knows it."""
    live = office.live["trou"]
    routes = (replace(town.PROCESS.routes[0], priority="urgente"),)
    office.put_in_force(live.edition, replace(live.process, routes=routes))
    case = await town.case(office, now)
    word = await Notice.get(case_id=case.reference, occasion="nouveau-dossier")
    assert (word.next_at, word.group_key) == (now, "")


async def test_sent_again_a_draft_gives_the_same_case(office, now):
    draft = await town.draft(office, now)
    first = await submit(office, draft, "web", now)
    again = await submit(office, draft, "web", now + timedelta(minutes=1))
    replayed = await submit(office, await Draft.get(id=draft.id), "web", now + timedelta(days=1))
    assert first.reference == again.reference == replayed.reference
    assert await Case.all().count() == 1
    assert await Notice.all().count() == 2


async def test_two_clicks_at_once_give_one_case(office, now):
    draft = await town.draft(office, now)
    same = [await Draft.get(id=draft.id) for _ in range(5)]
    cases = await asyncio.gather(*(submit(office, one, "web", now) for one in same))
    assert len({case.reference for case in cases}) == 1
    assert await Case.all().count() == 1
    assert await Event.all().count() == 2
    assert await Notice.all().count() == 2


async def test_two_processes_at_once_give_one_case(office, settings, now):
    draft = await town.draft(office, now)

    async def elsewhere():
        async with open_store(settings):
            return await submit(await town.office(settings, now), await Draft.get(id=draft.id), "web", now)

    tasks = [asyncio.create_task(elsewhere()) for _ in range(4)]
    cases = await asyncio.gather(*tasks)
    assert len({case.reference for case in cases}) == 1
    assert await Case.all().count() == 1


async def test_a_reference_already_taken_is_drawn_again(office, now, monkeypatch):
    drawn = iter(["26-AAA-AAA", "26-AAA-AAA", "26-BBB-BBB"])
    monkeypatch.setattr(tracking, "new_reference", lambda on: next(drawn))
    first = await town.case(office, now)
    second = await town.case(office, now)
    assert (first.reference, second.reference) == ("26-AAA-AAA", "26-BBB-BBB")


async def test_a_draft_with_a_missing_answer_is_refused(office, now):
    draft, _ = await drafts.start(office, "trou", now)
    with pytest.raises(NotAllowed, match="Il manque des réponses à la page « Vous »"):
        await submit(office, draft, "web", now)


async def test_answers_changed_in_another_tab_are_read_again_before_sending(office, now):
    draft = await town.draft(office, now)
    seen = await Draft.get(id=draft.id)
    await drafts.save(draft, {"nom": "Silva"}, now)
    with pytest.raises(NotAllowed, match="autre fenêtre"):
        await submit(office, seen, "web", now)
    assert await Case.all().count() == 0


async def test_nothing_is_kept_when_the_filing_fails_in_the_middle(office, now, monkeypatch):
    draft = await town.draft(office, now)
    monkeypatch.setattr(filing, "announce", lambda *_: (_ for _ in ()).throw(RuntimeError("no words")))
    with pytest.raises(RuntimeError):
        await submit(office, draft, "web", now)
    monkeypatch.undo()
    assert await Case.all().count() == 0
    assert (await submit(office, draft, "web", now)).reference


async def test_a_hidden_or_unknown_answer_is_never_stored(office, now):
    draft = await town.draft(office, now, inconnue="valeur glissée")
    case = await submit(office, draft, "web", now)
    assert "inconnue" not in case.answers


@pytest.mark.parametrize(
    ("answers", "channel"),
    [
        ({"mode_contact": "sms", "telephone": {"saisi": "0612345678", "e164": "+33612345678"}}, "sms"),
        (
            {"mode_contact": "telephone", "telephone": {"saisi": "0612345678", "e164": "+33612345678"}},
            "appel",
        ),
        (
            {
                "mode_contact": "courrier",
                "adresse_courrier": {
                    "voie": "1 rue A",
                    "complement": "",
                    "code_postal": "33000",
                    "commune": "Bordeaux",
                    "pays": "",
                },
            },
            "lettre",
        ),
        ({"mode_contact": "accueil"}, "relais"),
    ],
)
async def test_a_person_without_e_mail_is_told_by_the_service(office, now, answers, channel):
    case = await town.case(office, now, courriel=None, **answers)
    receipt = await Notice.get(case_id=case.reference, audience="usager")
    assert (receipt.channel, receipt.next_at, receipt.to_do) == (channel, None, True)
    assert "\n" not in receipt.recipient


async def test_a_person_who_wants_no_contact_reads_everything_on_the_tracking_page(office, now):
    case = await town.case(office, now, mode_contact="aucun", courriel=None)
    receipt = await Notice.get(case_id=case.reference, audience="usager")
    assert (receipt.channel, receipt.sent_at, receipt.to_do) == ("suivi", now, False)


async def test_the_files_of_the_answers_follow_the_case(office, now):
    draft, _ = await drafts.start(office, "trou", now)
    kept, other = [
        await Document.create(
            id=f"doc{n}", draft_id=draft.id, question="photo", name="a.pdf", media_type="application/pdf",
            size=1, sha256="0" * 64, storage_name=f"s{n}", created_at=now,
        )
        for n in (1, 2)
    ]  # fmt: skip
    draft = await drafts.save(draft, {**town.ANSWERS, "photo": [kept.id]}, now)
    case = await submit(office, draft, "web", now)
    assert [document.id for document in await case.documents.all()] == [kept.id]
    assert (await Document.get(id=other.id)).case_id is None


async def test_a_tracking_code_opens_its_case_and_no_other(office, now):
    one, other = await town.case(office, now), await town.case(office, now)
    code = tracking.code(office, one)
    assert (await tracking.find(office, one.reference, code)).reference == one.reference
    typed = await tracking.find(office, one.reference.lower().replace("-", " "), code.lower().replace("-", ""))
    assert typed.reference == one.reference
    assert await tracking.find(office, other.reference, code) is None
    assert await tracking.find(office, "26-XXX-XXX", code) is None
    assert await tracking.find(office, "", "") is None


async def test_a_code_changes_with_the_version_of_the_case(office, now):
    case = await town.case(office, now)
    before = tracking.code(office, case)
    case.code_version += 1
    assert tracking.code(office, case) != before
    assert set(before.replace("-", "")) <= set(tracking.SYMBOLS)
