"""The outbox: leased, grouped, sent once, tried again, never lost."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from engine.acts import outbox, tell
from engine.acts.outbox import LEASE, RETRIES, drain
from engine.acts.tick import tick
from engine.errors import DeliveryError, NotAllowed
from engine.records import Event, Notice
from engine.records.store import open_store
from tests import town

MORNING = datetime(2026, 6, 8, 7, tzinfo=UTC)
"""The Monday opening after the due date."""


class Post:
    """A channel that remembers, and breaks on demand."""

    def __init__(self, *errors):
        self.letters, self.tries, self.errors = [], 0, list(errors)

    async def send(self, letter):
        self.tries += 1
        if self.errors and (error := self.errors.pop(0)):
            raise error
        self.letters.append(letter)


def temporary():
    return DeliveryError("450 revenez plus tard", permanent=False)


def permanent():
    return DeliveryError("550 inconnue ici", permanent=True)


async def test_a_receipt_leaves_at_once_and_only_once(office, now):
    case = await town.case(office, now)
    post = Post()
    report = await drain(office, now, {"courriel": post})
    assert (report.sent, report.retried, report.failed) == (1, 0, 0)
    (letter,) = post.letters
    assert letter.recipient == "ana@example.org"
    assert letter.subject == f"accuse {case.reference}"
    assert letter.reply_to == "voirie@ville.example"
    assert (await drain(office, now + timedelta(hours=1), {"courriel": post})).sent == 0
    sent = await Notice.get(occasion="accuse")
    assert (sent.sent_at, sent.next_at, sent.attempts) == (now, None, 1)


async def test_after_an_outage_each_agent_gets_one_message(office, now):
    for _ in range(4):
        await town.case(office, now)
    await tick(office, MORNING)
    post = Post()
    await drain(office, MORNING, {"courriel": post})
    to_agents = [letter for letter in post.letters if letter.recipient.endswith("@ville.example")]
    assert sorted(letter.recipient for letter in to_agents) == [
        "awa@ville.example",
        "hugo@ville.example",
        "louise@ville.example",
    ]
    louise = next(letter for letter in to_agents if letter.recipient == "louise@ville.example")
    assert louise.subject.startswith("recapitulatif")
    assert louise.body.count("'reference'") == 12  # four cases: new, halfway, three days before
    assert await Notice.filter(sent_at=None).count() == 0


async def test_what_left_together_is_tried_again_together_under_the_same_id(office, now):
    for _ in range(2):
        await town.case(office, now)
    await tick(office, MORNING)
    await Notice.filter(audience="usager").delete()
    await Notice.exclude(recipient="louise@ville.example").delete()
    post = Post(temporary())
    await drain(office, MORNING, {"courriel": post})
    first = (await Notice.filter(parcel__isnull=False))[0].parcel
    await town.case(office, MORNING)
    await Notice.filter(audience="usager").delete()
    await drain(office, MORNING + RETRIES[0], {"courriel": post})
    alone, together = post.letters  # oldest first
    assert together.id == first
    assert together.body.count("'reference'") == 6
    assert alone.subject.startswith("nouveau-dossier")
    assert alone.id != first


@pytest.mark.parametrize("failures", [1, 4, len(RETRIES)])
async def test_a_refusal_for_now_is_tried_again_later_and_later(office, now, failures):
    await town.case(office, now)
    post, at = Post(*[temporary()] * failures), now
    for wait in RETRIES[:failures]:
        report = await drain(office, at, {"courriel": post})
        assert report.retried == 1
        waiting = await Notice.get(occasion="accuse")
        assert (waiting.next_at, waiting.last_error) == (at + wait, "450 revenez plus tard")
        await Notice.filter(audience="agent").update(next_at=None)
        assert (await drain(office, at + wait - timedelta(seconds=1), {"courriel": post})).retried == 0
        at += wait
    assert (await drain(office, at, {"courriel": post})).sent == 1
    assert (await Notice.get(occasion="accuse")).last_error == ""
    assert {letter.id for letter in post.letters} == {(await Notice.get(occasion="accuse")).parcel}


async def test_after_five_days_someone_is_told(office, now):
    case = await town.case(office, now)
    await Notice.filter(audience="agent").update(next_at=None)
    post, at = Post(*[temporary()] * (len(RETRIES) + 1)), now
    for wait in (*RETRIES, timedelta()):
        await drain(office, at, {"courriel": post})
        at += wait
    failed = await Notice.get(occasion="accuse", channel="courriel")
    assert failed.failed_at is not None
    assert failed.next_at is None
    assert (await Notice.get(occasion="accuse", channel="autrement")).to_do
    event = await Event.get(case_id=case.reference, kind="envoi-echoue")
    assert not event.public
    assert "Ana Ferreira" in event.text
    assert at - now > timedelta(days=4)


async def test_an_address_that_does_not_exist_is_given_up_at_once_and_written_in_the_journal(office, now):
    case = await town.case(office, now)
    report = await drain(office, now, {"courriel": Post(permanent())})
    assert report.failed == 1
    failed = await Notice.get(occasion="accuse", channel="courriel")
    assert (failed.failed_at, failed.next_at, failed.last_error) == (now, None, "550 inconnue ici")
    assert await Event.filter(case_id=case.reference, kind="envoi-echoue").count() == 1
    assert (await drain(office, now + timedelta(days=9), {"lettre": Post()})).sent == 0


async def test_a_server_that_is_down_is_left_alone_until_the_next_minute(office, now):
    for n in range(6):
        await town.case(office, now, courriel=f"p{n}@example.org")
    post = Post(*[temporary()] * 99)
    report = await drain(office, now, {"courriel": post})
    assert (post.tries, report.retried) == (3, 3)
    assert await Notice.filter(audience="usager", attempts=0).count() == 3


async def test_a_broken_notice_does_not_stop_the_others(office, now, monkeypatch):
    await town.case(office, now)
    await town.case(office, now, courriel="bob@example.org")
    worded = outbox.letter_of

    async def broken(office, parcel, at):
        if parcel.first.recipient == "ana@example.org":
            raise KeyError("word")
        return await worded(office, parcel, at)

    monkeypatch.setattr(outbox, "letter_of", broken)
    post = Post()
    report = await drain(office, now, {"courriel": post})
    assert (report.sent, report.retried) == (1, 1)
    assert "KeyError" in (await Notice.get(recipient="ana@example.org")).last_error


async def test_two_workers_send_each_message_once(office, settings, now):
    for n in range(10):
        await town.case(office, now, courriel=f"p{n}@example.org")
    post = Post()

    async def worker():
        async with open_store(settings):
            return await drain(await town.office(settings, now), now, {"courriel": post})

    reports = await asyncio.gather(*(asyncio.create_task(worker()) for _ in range(3)))
    assert sum(report.sent for report in reports) == 10
    assert sorted(letter.recipient for letter in post.letters) == [f"p{n}@example.org" for n in range(10)]


async def test_a_worker_killed_while_sending_is_replaced_after_its_lease(office, now):
    await town.case(office, now)
    lost = await outbox.lease(now, ["courriel"])
    post = Post()
    assert (await drain(office, now + LEASE - timedelta(seconds=1), {"courriel": post})).sent == 0
    assert (await drain(office, now + LEASE, {"courriel": post})).sent == 1
    assert post.letters[0].id == lost.id


async def test_a_worker_slower_than_its_lease_does_not_undo_the_other(office, now):
    await town.case(office, now)
    slow = await outbox.lease(now, ["courriel"])
    await drain(office, now + LEASE, {"courriel": Post()})
    await outbox.put_off(slow, "too late", now + LEASE, outbox.DrainReport())
    notice = await Notice.get(occasion="accuse")
    assert (notice.sent_at, notice.next_at) == (now + LEASE, None)


async def test_no_sending_happens_inside_a_transaction(office, now):
    await town.case(office, now)

    class Writes:
        async def send(self, letter):
            # Would wait for ever on SQLite if the worker held the write lock while sending.
            await asyncio.wait_for(Notice.filter(id=0).update(attempts=0), 2)

    assert (await drain(office, now, {"courriel": Writes()})).sent == 1


async def test_an_agent_notes_that_a_letter_was_written(office, now):
    case = await town.case(office, now, mode_contact="accueil", courriel=None)
    agent, notice = await town.agent(now), await Notice.get(occasion="accuse")
    assert "code_suivi" in tell.masked(office, case, notice)
    await tell.done(notice, agent, now)
    notice = await Notice.get(id=notice.id)
    assert (notice.sent_at, notice.to_do) == (now, False)
    assert (await Event.get(case_id=case.reference, kind="remis")).actor == "louise"
    with pytest.raises(NotAllowed, match="déjà fait"):
        await tell.done(notice, agent, now)


async def test_agents_do_not_read_the_tracking_code(office, now):
    case = await town.case(office, now)
    notice = await Notice.get(occasion="accuse")
    assert "•••-•••-•••" in tell.masked(office, case, notice)
    with pytest.raises(NotAllowed, match="part tout seul"):
        await tell.done(notice, await town.agent(now), now)
