"""What has waited too long is forgotten, files included: nothing else, in small batches, harmless twice."""

import asyncio
import os
from datetime import timedelta

from engine.acts import attach, resume
from engine.acts import draft as drafts
from engine.acts.examine import ours
from engine.acts.purge import ASIDE, FOLDERS, purge, sweep
from engine.acts.submit import submit
from engine.records import Document, Draft, Jotting, ResumeCode
from tests import town
from tests.test_draft import PDF, PHOTO


async def begun(office, now):
    made, _ = await drafts.start(office, "trou", now)
    document = await attach.attach(office, made, PHOTO, "photo.pdf", PDF, now)
    return made, attach.path(office, document)


async def test_a_draft_never_sent_is_erased_after_thirty_days_with_its_files(office, now):
    old, file = await begun(office, now)
    await resume.give(office, old, "tournesol", now)
    await Jotting.create(draft_id=old.id, place="page", typed={"nom": "An"}, at=now)
    young, other = await begun(office, now + timedelta(days=1))
    assert (await purge(office, now + drafts.KEPT - timedelta(seconds=1))).drafts == 0
    assert (await purge(office, now + drafts.KEPT)).drafts == 1
    assert await Draft.all().values_list("id", flat=True) == [young.id]
    assert await Document.all().count() == 1
    assert [await model.all().count() for model in (ResumeCode, Jotting)] == [0, 0]
    assert (file.exists(), other.exists()) == (False, True)
    assert (await purge(office, now + drafts.KEPT)).drafts == 0


async def test_what_was_sent_keeps_its_answers_and_its_documents(office, now):
    case = await town.case(office, now)
    document = await attach.attach_to_case(office, case, ours("preuve.pdf", PDF, "application/pdf"), now)
    await purge(office, now + timedelta(days=400))
    assert await Draft.filter(reference=case.reference).count() == 1
    assert attach.path(office, document).exists()


async def test_documents_that_were_not_sent_go_once_the_draft_has_expired(office, now):
    made = await town.draft(office, now)
    document = await attach.attach(office, made, PHOTO, "inutile.pdf", PDF, now)
    await submit(office, made, "web", now)
    assert (await purge(office, now + timedelta(days=1))).documents == 0
    assert (await purge(office, now + drafts.KEPT)).documents == 1
    assert not attach.path(office, document).exists()


async def test_a_document_left_by_a_kill_is_found_later(office, now):
    made, file = await begun(office, now)
    await Draft.filter(id=made.id).delete()  # killed here: its documents name nothing any more
    assert (await purge(office, now)).documents == 0
    assert (await purge(office, now + ASIDE)).documents == 1
    assert not file.exists()
    assert await Document.all().count() == 0


async def test_a_file_that_nothing_names_is_swept_away_and_no_other(office, now):
    _, named = await begun(office, now)
    folder = named.parent
    alone, fresh, foreign = folder / ("a" * 48), folder / ("b" * 48), folder / "lisez-moi.txt"
    for path in (alone, fresh, foreign):
        path.write_bytes(b"x")
    for path in (alone, foreign, named):
        os.utime(path, ((now - 2 * ASIDE).timestamp(),) * 2)
    os.utime(fresh, (now.timestamp(),) * 2)
    for minute in range(FOLDERS):
        await purge(office, now + timedelta(minutes=minute))
    assert [path.exists() for path in (named, alone, fresh, foreign)] == [True, False, True, True]


async def test_a_folder_that_does_not_exist_is_no_trouble(office, now):
    assert [await sweep(office, folder, now) for folder in range(FOLDERS)] == [0] * FOLDERS


async def test_a_pass_is_bounded_and_the_next_one_goes_on(office, now):
    for _ in range(5):
        await begun(office, now)
    late = now + drafts.KEPT
    assert [(await purge(office, late, at_most=2)).drafts for _ in range(4)] == [2, 2, 1, 0]


async def test_two_workers_at_once_erase_each_draft_once(office, now):
    for _ in range(5):
        await begun(office, now)
    reports = await asyncio.gather(*(purge(office, now + drafts.KEPT) for _ in range(3)))
    assert sum(report.drafts for report in reports) == 5
    assert await Document.all().count() == 0
    assert [path for path in office.settings.documents.rglob("*") if path.is_file()] == []


async def test_a_file_that_cannot_be_erased_does_not_keep_the_others(office, now, monkeypatch):
    (_, first), (_, second) = await begun(office, now), await begun(office, now)
    stubborn = type(first).unlink

    def unlink(path, missing_ok=False):
        if path == first:
            raise PermissionError(path)
        stubborn(path, missing_ok=missing_ok)

    monkeypatch.setattr(type(first), "unlink", unlink)
    await purge(office, now + drafts.KEPT)
    assert not second.exists()
    monkeypatch.undo()
    os.utime(first, (now.timestamp(),) * 2)
    await sweep(office, int(first.parent.name, 16), now + drafts.KEPT)
    assert not first.exists()


async def test_the_browser_left_behind_is_told_until_the_draft_is_gone(office, now):
    made, token = await drafts.start(office, "trou", now)
    given = await resume.give(office, made, "tournesol", now)
    await resume.take(office, given, now)
    assert await resume.went(token) is not None
    await purge(office, now + drafts.KEPT)
    assert await resume.went(token) is None
