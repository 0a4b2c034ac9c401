"""The antivirus of the city: it is asked aside, what it finds is blocked and told, and nothing waits for it."""

import asyncio
import socket
from datetime import timedelta

import pytest

from engine import worker
from engine.acts import attach, blocked, draft, scan, tracking
from engine.acts.demo.paper import pdf
from engine.acts.examine import ours
from engine.acts.submit import submit
from engine.antivirus import Antivirus
from engine.errors import AntivirusRefused, AntivirusSilent
from engine.records import Case, Document, Draft, Event, Notice
from engine.records.document import INFECTED, SOUND, TO_CHECK, UNCHECKED
from tests import clamd, town
from tests.conftest import settings_for
from tests.files import open_document

ODT = "application/vnd.oasis.opendocument.text"


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    """The address of a real ClamAV."""
    with clamd.running(tmp_path_factory.mktemp("clamav")) as address:
        yield address


def letter():
    """What an office document with a virus inside looks like."""
    return open_document(**{"Pictures/image.com": clamd.EICAR.decode("ascii")})


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


# --- the daemon


async def test_a_real_daemon_finds_the_virus_everyone_tests_with(daemon):
    antivirus = Antivirus(daemon)
    assert await antivirus.answers()
    assert clamd.NAME in await antivirus.scan(clamd.EICAR)
    assert clamd.NAME in await antivirus.scan(letter())
    assert await antivirus.scan(pdf("plan")) == ""
    assert await antivirus.scan(b"") == ""


async def test_a_daemon_may_listen_on_the_network(tmp_path):
    with clamd.running(tmp_path, free_port()) as address:
        assert clamd.NAME in await Antivirus(address).scan(clamd.EICAR)


async def test_a_file_too_large_for_the_daemon_is_refused_without_a_crash(daemon):
    with pytest.raises(AntivirusRefused):
        await Antivirus(daemon).scan(bytes(3 * clamd.LARGEST))


async def test_a_daemon_that_is_not_there_is_silent():
    for address in (f"tcp://127.0.0.1:{free_port()}", "unix:/nulle/part.ctl"):
        with pytest.raises(AntivirusSilent):
            await Antivirus(address).scan(b"x")


async def test_a_daemon_that_never_answers_is_not_waited_for(monkeypatch):
    monkeypatch.setattr("engine.antivirus.PATIENCE", 0.2)
    monkeypatch.setattr("engine.antivirus.QUICK", 0.2)

    async def mute(reader, writer):
        await reader.read()
        writer.close()

    server = await asyncio.start_server(mute, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(AntivirusSilent):
            await asyncio.wait_for(Antivirus(f"tcp://127.0.0.1:{port}").scan(b"x"), 5)


async def test_nonsense_is_no_verdict():
    async def nonsense(reader, writer):
        await reader.read(100)
        writer.write(b"\xff\xfe whatever\0")
        writer.close()

    server = await asyncio.start_server(nonsense, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(AntivirusRefused):
            await Antivirus(f"tcp://127.0.0.1:{port}").scan(b"x")


# --- what becomes of a document


class Told:
    """An antivirus that says what it is told to."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), 0

    async def scan(self, content):
        self.asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


async def received(office, now, content=None, name="lettre.odt"):
    case = await town.case(office, now)
    fit = ours(name, content or open_document(), ODT)
    return case, await attach.attach_to_case(office, case, fit, now)


async def lines(case, *kinds):
    return [event.text for event in await Event.filter(case_id=case.reference, kind__in=kinds).order_by("id")]


async def test_a_sound_document_is_said_to_be(office, now, daemon):
    case, document = await received(office, now)
    report = await scan.scan(office, Antivirus(daemon), now)
    assert (report.scanned, report.infected) == (1, 0)
    await document.refresh_from_db()
    assert (document.verdict, document.check_at) == (SOUND, None)
    assert await lines(case, "antivirus") == ["L’antivirus n’a rien trouvé dans « lettre.odt »."]
    assert (await scan.scan(office, Antivirus(daemon), now + timedelta(days=1))).scanned == 0


async def test_a_document_with_a_virus_is_blocked_and_everyone_is_told_once(office, now, daemon):
    case, document = await received(office, now, letter())
    before = await Notice.all().count()
    for _ in range(2):
        await scan.scan(office, Antivirus(daemon), now)
    await document.refresh_from_db()
    assert document.verdict == INFECTED
    assert clamd.NAME in document.threat
    [line] = await Event.filter(case_id=case.reference, kind=blocked.KIND)
    assert line.public
    assert "lettre.odt" in line.text
    told = await Notice.filter(occasion__in=("document-infecte", "document-bloque")).order_by("id")
    assert [one.audience for one in told] == ["usager", "agent"]
    assert await Notice.all().count() == before + 2
    assert "lettre.odt" in told[0].body
    assert tracking.code(office, case) not in told[1].body


async def test_a_case_that_is_over_is_only_noted(office, now):
    case, _ = await received(office, now)
    await Case.filter(reference=case.reference).update(state="clos")
    before = await Notice.all().count()
    await scan.scan(office, Told("Eicar"), now)
    assert len(await lines(case, blocked.KIND)) == 1
    assert await Notice.all().count() == before


async def test_while_the_daemon_is_down_documents_wait_and_nothing_else_does(office, now):
    case, document = await received(office, now)
    antivirus = Told(AntivirusSilent(), "")
    await received(office, now)
    report = await scan.scan(office, antivirus, now)
    assert (report.scanned, antivirus.asked) == (0, 1)  # the others are not even tried
    await document.refresh_from_db()
    assert (document.verdict, document.checks, document.check_at) == (TO_CHECK, 0, now)
    later = await scan.scan(office, antivirus, now + timedelta(minutes=1))
    assert later.scanned == 2
    assert await lines(case, "antivirus")


async def test_what_the_daemon_cannot_read_is_tried_again_then_said_not_to_be_checked(office, now):
    case, document = await received(office, now)
    other_case, _ = await received(office, now, name="autre.odt")
    antivirus, at, tries = Told(AntivirusRefused("too long")), now, 0
    while (await Document.get(id=document.id)).verdict == TO_CHECK:
        await scan.scan(office, antivirus, at)
        at, tries = at + timedelta(hours=7), tries + 1
        assert tries < 20
    assert tries == len(scan.RETRIES) + 1
    await document.refresh_from_db()
    assert (document.verdict, document.check_at) == (UNCHECKED, None)
    assert await lines(case, "antivirus") == ["L’antivirus n’a pas pu lire « lettre.odt »."]
    assert await lines(other_case, "antivirus")


async def test_a_document_whose_bytes_are_gone_stops_nobody(office, now):
    _, document = await received(office, now)
    attach.path(office, document).unlink()
    report = await scan.scan(office, Told(""), now)
    assert (report.scanned, report.unanswered) == (0, 1)


async def test_two_workers_give_one_verdict(office, now):
    case, _ = await received(office, now)
    reports = await asyncio.gather(*(scan.scan(office, Told("Eicar"), now) for _ in range(2)))
    assert sum(report.scanned for report in reports) == 1
    assert len(await lines(case, blocked.KIND)) == 1


async def test_a_worker_that_dies_leaves_the_document_to_the_next(office, now):
    _, document = await received(office, now)

    class Killed:
        async def scan(self, content):
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await scan.scan(office, Killed(), now)
    assert (await scan.scan(office, Told(""), now)).scanned == 0  # still leased
    assert (await scan.scan(office, Told(""), now + scan.LEASE)).scanned == 1
    await document.refresh_from_db()
    assert document.verdict == SOUND


async def test_without_an_antivirus_nothing_is_looked_at(office, settings, now):
    _, document = await received(office, now)
    told = await worker.once(settings, office, now)
    assert told["scanned"] == 0
    await document.refresh_from_db()
    assert document.verdict == TO_CHECK


async def test_the_worker_asks_the_antivirus_of_the_city(office, settings, now, daemon):
    _, document = await received(office, now, letter())
    with_one = settings_for(settings.data, settings.database_url, PARVIS_CLAMAV=daemon)
    assert (await worker.once(with_one, office, now))["infected"] == 1
    await document.refresh_from_db()
    assert document.infected


# --- a draft


async def with_answer(office, now, question="photo"):
    made, _ = await draft.start(office, "trou", now)
    document = await attach.keep(office, made, question, ours("lettre.odt", letter(), ODT), now)
    return await draft.save(made, {"photo": [document.id, "autre"]}, now), document


async def test_a_draft_no_longer_counts_a_document_with_a_virus_as_an_answer(office, now):
    made, document = await with_answer(office, now)
    await scan.scan(office, Told("Eicar"), now)
    made = await Draft.get(id=made.id)
    assert made.answers["photo"] == ["autre"]
    assert (await Document.get(id=document.id)).infected
    made, document = await with_answer(office, now)
    await draft.save(made, {"photo": [document.id]}, now)
    await scan.scan(office, Told("Eicar"), now)
    assert "photo" not in (await Draft.get(id=made.id)).answers  # to be answered again


def test_only_the_instance_that_gave_it_loses_a_document():
    answers = {"enfants": [{"_id": "aaaa", "papier": ["d1"]}, {"_id": "bbbb", "papier": ["d1", "d2"]}], "nom": "x"}
    left = scan.without(answers, Document(id="d1", question="bbbb/papier"))
    assert left == {"enfants": [{"_id": "aaaa", "papier": ["d1"]}, {"_id": "bbbb", "papier": ["d2"]}], "nom": "x"}


async def test_a_document_of_a_draft_sent_meanwhile_is_told_to_its_case(office, now, monkeypatch):
    made, document = await with_answer(office, now)
    await draft.save(made, {"nom": "Ana", "photo": [document.id]}, now)

    class Meanwhile:
        async def scan(self, content):
            await Document.filter(id=document.id).update(case_id=case.reference)
            return "Eicar"

    case = await town.case(office, now)
    await scan.scan(office, Meanwhile(), now)
    assert len(await lines(case, blocked.KIND)) == 1
    assert (await Document.get(id=document.id)).infected


async def test_filing_never_waits_for_the_antivirus(office, now):
    made = await town.draft(office, now)
    document = await attach.keep(office, made, "photo", ours("lettre.odt", letter(), ODT), now)
    case = await submit(office, await draft.save(made, {"photo": [document.id]}, now), "web", now)
    assert await Document.filter(case_id=case.reference, verdict=TO_CHECK).count() == 1
