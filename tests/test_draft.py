"""Drafts and the files given with them: found by a token, saved without losing a page, files judged by their bytes."""

import asyncio
from datetime import timedelta

import pytest

from engine.acts import attach, draft
from engine.acts.demo.paper import pdf
from engine.acts.examine import ours
from engine.acts.submit import submit
from engine.errors import NotAllowed, Refusal
from engine.records import Document, Draft
from tests import town
from tests.files import photo

PDF = pdf("papier")
PNG = photo("PNG")
PHOTO = town.question("photo", "fichier")


async def test_a_draft_is_found_by_its_token_which_is_not_stored(office, now):
    made, token = await draft.start(office, "trou", now)
    assert (await draft.find(token, now)).id == made.id
    assert await draft.find(token + "x", now) is None
    assert token not in str(await Draft.all().values())


async def test_a_draft_expires_and_each_page_gives_it_time(office, now):
    made, token = await draft.start(office, "trou", now)
    assert await draft.find(token, now + draft.KEPT) is None
    await draft.save(made, {"nom": "A"}, now + timedelta(days=20))
    assert await draft.find(token, now + draft.KEPT) is not None


async def test_a_demarche_that_is_not_open_cannot_be_started(office, now):
    with pytest.raises(NotAllowed, match="pas ouverte"):
        await draft.start(office, "inconnue", now)


async def test_two_tabs_keep_their_own_page(office, now):
    made, token = await draft.start(office, "trou", now)
    tabs = [await draft.find(token, now) for _ in range(6)]
    await asyncio.gather(*(draft.save(tab, {f"page{n}": n}, now) for n, tab in enumerate(tabs)))
    stored = await Draft.get(id=made.id)
    assert stored.answers == {f"page{n}": n for n in range(6)}
    assert stored.version == 6


async def test_what_was_sent_does_not_change(office, now):
    made = await town.draft(office, now)
    stale = await Draft.get(id=made.id)
    await submit(office, made, "web", now)
    for seen in (made, stale):
        with pytest.raises(NotAllowed, match="déjà été envoyée"):
            await draft.save(seen, {"nom": "Autre"}, now)
        with pytest.raises(NotAllowed, match="déjà été envoyée"):
            await attach.attach(office, made, PHOTO, "a.pdf", PDF, now)


async def test_a_file_is_kept_under_a_random_name(office, now):
    made, _ = await draft.start(office, "trou", now)
    document = await attach.attach(office, made, PHOTO, "../../Ma photo\r\n.pdf", PDF, now)
    path = attach.path(office, document)
    assert path.read_bytes() == PDF
    assert path.is_relative_to(office.settings.documents)
    assert path.stat().st_mode & 0o777 == 0o600
    assert (document.name, document.media_type, document.size) == ("Ma photo.pdf", "application/pdf", len(PDF))
    assert "photo" not in path.name
    again = await attach.attach(office, made, PHOTO, "a.pdf", PDF, now)
    assert attach.path(office, again) != path


async def test_a_file_that_is_refused_leaves_nothing(office, now):
    made, _ = await draft.start(office, "trou", now)
    with pytest.raises(Refusal, match="« virus"):
        await attach.attach(office, made, PHOTO, "virus.pdf", b"MZ\x90\0" + bytes(100), now)
    assert await Document.all().count() == 0
    assert not office.settings.documents.exists()


async def test_the_formats_are_those_of_the_question(office, now):
    made, _ = await draft.start(office, "trou", now)
    only_images = town.question("photo", "fichier", formats=["png"], taille="1 Mo")
    assert (await attach.attach(office, made, only_images, "a.pdf", PNG, now)).media_type == "image/png"
    with pytest.raises(Refusal, match="PNG"):
        await attach.attach(office, made, only_images, "a.png", PDF, now)


async def test_there_is_an_end_to_what_one_draft_may_hold(office, now, monkeypatch):
    monkeypatch.setattr(attach, "MOST", 2)
    made, _ = await draft.start(office, "trou", now)
    for _ in range(2):
        await attach.attach(office, made, PHOTO, "a.pdf", PDF, now)
    with pytest.raises(Refusal, match="2 documents"):
        await attach.attach(office, made, PHOTO, "a.pdf", PDF, now)


async def test_windows_that_send_together_never_pass_the_end(office, now, monkeypatch):
    monkeypatch.setattr(attach, "MOST", 3)
    made, _ = await draft.start(office, "trou", now)

    async def send(rank):
        return await attach.attach(office, made, PHOTO, f"{rank}.pdf", PDF, now)

    answers = await asyncio.gather(*(send(rank) for rank in range(8)), return_exceptions=True)
    assert [type(one).__name__ for one in answers].count("Refusal") == 5
    kept = await Document.all()
    assert sorted(one.place for one in kept) == [1, 2, 3]
    assert len([one for one in office.settings.documents.rglob("*") if one.is_file()]) == 3
    await attach.detach(office, made, kept[0].id)
    assert (await send(9)).place == kept[0].place


async def test_a_file_taken_away_is_gone_unless_it_belongs_to_someone_else(office, now):
    made, _ = await draft.start(office, "trou", now)
    other, _ = await draft.start(office, "trou", now)
    document = await attach.attach(office, made, PHOTO, "a.pdf", PDF, now)
    await attach.detach(office, other, document.id)
    assert attach.path(office, document).exists()
    await attach.detach(office, made, document.id)
    await attach.detach(office, made, "inconnu")
    assert not attach.path(office, document).exists()
    assert await Document.all().count() == 0


async def test_a_message_may_bring_files_too(office, now, monkeypatch):
    case = await town.case(office, now)
    proof = ours("preuve.pdf", PDF, "application/pdf")
    document = await attach.attach_to_case(office, case, proof, now)
    assert document.case_id == case.reference
    monkeypatch.setattr(attach, "MOST", 1)
    with pytest.raises(Refusal, match="aujourd"):
        await attach.attach_to_case(office, case, proof, now)
    await attach.attach_to_case(office, case, proof, now + timedelta(days=1))


async def test_answers_in_memory_are_trusted_only_as_long_as_the_draft_has_not_changed(office, now):
    made, token = await draft.start(office, "trou", now)
    await draft.save(made, {"nom": "A"}, now)
    process = await office.process_of(made)
    office.journey(made, process, "web", now)
    assert (await draft.find(token, now, office)).answers is made.answers
    elsewhere = await draft.find(token, now)
    await draft.save(elsewhere, {"nom": "B"}, now)
    assert (await draft.find(token, now, office)).answers == {"nom": "B"}
    office.journey(elsewhere, process, "web", now)
    office.forget(elsewhere)
    assert (await draft.find(token, now, office)).answers == {"nom": "B"}
