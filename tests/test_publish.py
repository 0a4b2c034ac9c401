"""Publishing and the words of notices: the edition in force, the one a case was opened under, what people receive."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from engine.acts import draft, move, office, publish
from engine.acts.outbox import drain
from engine.acts.tick import tick
from engine.errors import NotAllowed
from engine.records import Case, Edition, Notice
from engine.theme import Theme
from tests import town

THEMES = Path(__file__).resolve().parent.parent / "themes"


def text(slug, title):
    return {f"processes/{slug}.yaml": f"titre: {title}\n"}


@pytest.fixture
def catalogue(tmp_path):
    """Files of the city, as the loader would give them: `write`, then `processes` holds what is sound."""
    (tmp_path / "processes").mkdir()
    found = SimpleNamespace(root=tmp_path, city=town.CITY, processes={}, problems=[])

    def write(slug, title, sound=True):
        (tmp_path / f"processes/{slug}.yaml").write_text(title)
        made = replace(town.PROCESS, slug=slug, title=title, sources=text(slug, title), fingerprint=f"print-{title}")
        found.processes.pop(slug, None)
        if sound:
            found.processes[slug] = made

    found.write = write
    return found


@pytest.fixture(autouse=True)
def compiler(monkeypatch):
    """A stored edition is compiled from its texts: here, from its title."""

    def compiled(edition):
        (source,) = edition.sources.values()
        title = source.removeprefix("titre: ").strip()
        return replace(
            town.PROCESS, slug=edition.slug, title=title, sources=edition.sources, fingerprint=f"print-{title}"
        )

    monkeypatch.setattr(office, "compiled", compiled)


async def titles(catalogue, settings, now):
    opened = await office.open_office(catalogue, town.Speaker(), settings, now)
    return {slug: live.process.title for slug, live in opened.live.items()}


async def test_what_is_sound_goes_live_and_publishing_again_adds_nothing(catalogue, store, settings, now):
    catalogue.write("trou", "Trou")
    catalogue.write("banc", "Banc")
    for _ in range(2):
        assert await titles(catalogue, settings, now) == {"banc": "Banc", "trou": "Trou"}
    assert await Edition.all().count() == 2


async def test_a_faulty_file_keeps_its_last_good_edition_in_force(catalogue, store, settings, now):
    catalogue.write("trou", "Trou")
    await titles(catalogue, settings, now)
    catalogue.write("trou", "Trou cassé", sound=False)
    assert await titles(catalogue, settings, now) == {"trou": "Trou"}
    catalogue.write("trou", "Trou réparé")
    assert await titles(catalogue, settings, now) == {"trou": "Trou réparé"}
    catalogue.write("trou", "Trou")
    assert await titles(catalogue, settings, now) == {"trou": "Trou"}
    assert await Edition.all().count() == 2


async def test_a_file_taken_away_closes_its_demarche(catalogue, store, settings, now):
    catalogue.write("trou", "Trou")
    await titles(catalogue, settings, now)
    (catalogue.root / "processes/trou.yaml").unlink()
    catalogue.processes.clear()
    assert await titles(catalogue, settings, now) == {}
    opened = await office.open_office(catalogue, town.Speaker(), settings, now)
    with pytest.raises(NotAllowed):
        await draft.start(opened, "trou", now)


async def test_a_draft_stays_on_the_edition_it_was_started_with(catalogue, store, settings, now):
    catalogue.write("trou", "Avant")
    opened = await office.open_office(catalogue, town.Speaker(), settings, now)
    started, _ = await draft.start(opened, "trou", now)
    catalogue.write("trou", "Après")
    opened = await office.open_office(catalogue, town.Speaker(), settings, now)
    assert opened.live["trou"].process.title == "Après"
    assert (await opened.process_of(started)).title == "Avant"


async def test_processes_publishing_together_agree(catalogue, store, settings, now):
    catalogue.write("trou", "Trou")
    published = await asyncio.gather(*(publish.publish(catalogue, now) for _ in range(4)))
    assert {edition.id for editions in published for edition in editions} == {(await Edition.get()).id}


# --- the words of the city's own templates, on a whole life


async def test_every_notice_of_a_life_is_written_in_full(store, settings, now):
    at_work = await town.office(settings, now, Theme(THEMES, "base"))
    agent = await town.agent(now)
    boss = await town.agent(now, "nadia", ["direction"], "responsable")
    case = await town.case(at_work, now)
    case = await move.ask(at_work, case, agent, "Il manque une photo.", now + timedelta(days=2))
    case = await move.answer(at_work, case, "La voici.", [], now + timedelta(days=4))
    case = await move.reply(at_work, case, agent, "Merci.", now + timedelta(days=5))
    case = await move.transfer(at_work, case, boss, "proprete", "C’est un dépôt.", now + timedelta(days=6))
    await tick(at_work, datetime(2026, 6, 30, tzinfo=UTC))
    case = await Case.get(reference=case.reference)
    await move.close(at_work, case, boss, "accepte", "C’est fait.", datetime(2026, 7, 1, 8, tzinfo=UTC))
    notices = await Notice.all()
    assert {notice.occasion for notice in notices} == {
        *("accuse", "nouveau-dossier", "demande-precision", "message-usager", "reponse", "transfert"),
        *("relance", "escalade", "retard", "cloture"),
    }
    for notice in notices:
        assert case.reference in notice.subject + notice.body, notice.occasion
        assert not re.search(r"\{\{|\}\}|None|Undefined|\{%", notice.body), notice.occasion
        assert notice.subject == notice.subject.strip() != ""


async def test_the_receipt_holds_what_the_law_wants(store, settings, now):
    """CRPA R112-11-1: date, service, address, phone; and how silence counts."""
    at_work = await town.office(settings, now, Theme(THEMES, "base"))
    case = await town.case(at_work, now)
    body = (await Notice.get(occasion="accuse")).body.replace("\u00a0", " ").replace("\u202f", " ")
    for mention in (
        case.reference,
        "13 mai 2026",
        "Voirie",
        "2 rue du Pont",
        "05 56 00 00 01",
        "5 juin 2026",
        "13 juillet",
    ):
        assert mention in body


async def test_one_message_sums_up_what_awaits_an_agent(store, settings, now):
    at_work = await town.office(settings, now, Theme(THEMES, "base"))
    cases = [await town.case(at_work, now) for _ in range(3)]
    morning = datetime(2026, 5, 15, 7, tzinfo=UTC)
    letters = []

    class Post:
        async def send(self, letter):
            letters.append(letter)

    await drain(at_work, morning, {"courriel": Post()})
    (summary,) = [letter for letter in letters if letter.recipient == "louise@ville.example"]
    for case in cases:
        assert case.reference in summary.body
        assert f"/agents/dossiers/{case.reference}" in summary.body
