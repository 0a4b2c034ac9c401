"""A draft goes on on another device: a code used once, a secret word, a few tries, one winner."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from engine.acts import draft as drafts
from engine.acts import remind, resume
from engine.acts.discard import discard
from engine.acts.outbox import drain
from engine.acts.spelling import LENGTH, SYMBOLS, letters
from engine.acts.submit import submit
from engine.errors import NotAllowed, Refusal
from engine.records import Draft, Event, Jotting, Notice, ResumeCode
from engine.theme import Theme
from tests import town
from tests.site import ROOT
from tests.test_outbox import Post, permanent

WORD = "Tournesol"


async def begun(office, now, **answers):
    made, token = await drafts.start(office, "trou", now)
    return await drafts.save(made, {"nom": "Ana", **answers}, now), token


async def given(office, now):
    made, token = await begun(office, now)
    row = await resume.give(office, made, WORD, now)
    return made, token, row, resume.code(office, row)


async def refused(awaitable, code):
    with pytest.raises(Refusal) as error:
        await awaitable
    assert error.value.code == code, error.value.sentence
    return error.value.sentence


async def test_a_code_moves_the_draft_to_another_device_with_all_its_answers(office, now):
    made, before, _, code = await given(office, now)
    found = await resume.check(office, WORD, now, typed=code)
    moved, token = await resume.take(office, found, now)
    assert (moved.id, moved.answers) == (made.id, {"nom": "Ana"})
    assert (await drafts.find(token, now)).id == made.id
    assert await drafts.find(before, now) is None
    went = await resume.went(before)
    assert (went.draft_id, went.used_at) == (made.id, now)


async def test_a_code_is_typed_as_people_type_it(office, now):
    _, _, _, code = await given(office, now)
    for typed in (code.lower(), code.replace("-", " "), f"  {code.replace('-', '')} ", code.replace("-", ".")):
        assert await resume.check(office, WORD, now, typed=typed)
    arabic = str.maketrans("23456789", "٢٣٤٥٦٧٨٩")
    assert await resume.check(office, WORD, now, typed=code.translate(arabic))


@pytest.mark.parametrize("word", ["tournesol", " TOURNESOL ", "tourne sol", "Tourne-sol", "tóurnesol"])
async def test_a_secret_word_is_the_one_remembered_not_the_one_typed(office, now, word):
    _, _, _, code = await given(office, now)
    assert await resume.check(office, word, now, typed=code)


@pytest.mark.parametrize("word", ["", "  ", "abc", "1234", "0000", "4321", "aaaaaa", "!!!!!", "azerty", "x" * 61])
async def test_a_word_that_anyone_would_guess_is_refused_with_what_to_do(office, now, word):
    made, _ = await begun(office, now)
    with pytest.raises(Refusal, match="Choisissez"):
        await resume.give(office, made, word, now)
    assert await ResumeCode.all().count() == 0


async def test_nothing_stored_opens_a_draft(office, now):
    _, _, row, code = await given(office, now)
    stored = str(await ResumeCode.all().values()) + str(await Draft.all().values())
    assert letters(code) not in stored
    assert code not in stored
    assert resume.link(office, row).rpartition("/")[2] not in stored
    assert WORD.lower() not in stored.lower()


async def test_codes_have_at_least_forty_bits_and_are_all_different(office, now):
    assert len(SYMBOLS) ** LENGTH > 2**40
    made, _ = await begun(office, now)
    drawn = [resume.code(office, ResumeCode(seed=f"{n:032x}")) for n in range(2000)]
    assert len(set(drawn)) == len(drawn)
    assert {len(code) for code in drawn} == {LENGTH + 2}
    assert made.reference is None


async def test_a_link_is_worth_the_code_and_still_asks_for_the_word(office, now):
    made, _, row, _ = await given(office, now)
    link = resume.link(office, row).rpartition("/")[2]
    await refused(resume.check(office, "autrechose", now, link=link), "mot-faux")
    found = await resume.check(office, WORD, now, link=link)
    await resume.take(office, found, now)
    await refused(resume.check(office, WORD, now, link=link), "code-utilise")
    await refused(resume.check(office, WORD, now, typed=resume.code(office, row)), "code-utilise")
    assert made.id == found.draft_id


async def test_after_five_wrong_words_the_code_is_locked_and_says_whom_to_call(office, now):
    made, _, _, code = await given(office, now)
    for left in (4, 3, 2, 1):
        assert f"Il reste {left}" in (
            await refused(resume.check(office, "mauvais", now, typed=code), "mot-faux")
        ).replace("\u00a0", " ")
    locked = await refused(resume.check(office, "mauvais", now, typed=code), "code-bloque")
    assert "05 56 10 20 30" in locked.replace("\u00a0", " ")
    await refused(resume.check(office, WORD, now, typed=code), "code-bloque")
    again = await resume.give(office, made, WORD, now)  # whoever still has the draft has another one
    assert await resume.check(office, WORD, now, typed=resume.code(office, again))


async def test_a_hundred_guesses_at_once_are_five_tries(office, now, monkeypatch):
    _, _, _, code = await given(office, now)
    judged = []

    async def matches(hash, word):
        judged.append(word)
        await asyncio.sleep(0)
        return False

    monkeypatch.setattr(resume.proof, "matches", matches)
    guesses = (resume.check(office, f"mot{n}", now, typed=code) for n in range(100))
    results = await asyncio.gather(*guesses, return_exceptions=True)
    assert all(isinstance(result, Refusal) for result in results)
    assert len(judged) == resume.TRIES


async def test_a_right_word_forgets_the_wrong_ones(office, now):
    _, _, row, code = await given(office, now)
    for _ in range(3):
        for _ in range(2):
            await refused(resume.check(office, "mauvais", now, typed=code), "mot-faux")
        await resume.check(office, WORD, now, typed=code)
    assert (await ResumeCode.get(id=row.id)).tries == 0


async def test_two_devices_at_once_one_has_the_draft_and_the_other_is_told(office, now):
    _, _, _, code = await given(office, now)

    async def device():
        return await resume.take(office, await resume.check(office, WORD, now, typed=code), now)

    results = await asyncio.gather(*(device() for _ in range(4)), return_exceptions=True)
    won = [result for result in results if isinstance(result, tuple)]
    lost = [result for result in results if isinstance(result, Refusal)]
    assert (len(won), len(lost)) == (1, 3)
    assert {error.code for error in lost} == {"code-utilise"}
    assert (await drafts.find(won[0][1], now)).answers == {"nom": "Ana"}


async def test_an_unknown_code_says_so_and_costs_as_much(office, now, monkeypatch):
    hashes = []

    async def matches(hash, word):
        hashes.append(hash)
        return False

    monkeypatch.setattr(resume.proof, "matches", matches)
    await refused(resume.check(office, WORD, now, typed="ABC-DEF-GHJ"), "code-inconnu")
    await refused(resume.check(office, WORD, now, link="nimportequoi"), "code-inconnu")
    assert hashes == [resume.proof.NOBODY] * 2


async def test_a_new_code_replaces_the_one_before_and_may_keep_the_word(office, now):
    made, _, _, first = await given(office, now)
    second = await resume.give_again(office, made, now + timedelta(minutes=1))
    await refused(resume.check(office, WORD, now, typed=first), "code-remplace")
    assert await resume.check(office, WORD, now, typed=resume.code(office, second))
    assert (await resume.waiting(made, now)).id == second.id
    other, _ = await begun(office, now)
    assert await resume.give_again(office, other, now) is None


async def test_codes_asked_in_two_windows_at_once_leave_one(office, now):
    made, _ = await begun(office, now)
    tabs = [await Draft.get(id=made.id) for _ in range(5)]
    await asyncio.gather(*(resume.give(office, tab, WORD, now) for tab in tabs))
    assert await ResumeCode.filter(draft_id=made.id, replaced_at=None).count() == 1
    assert await ResumeCode.filter(draft_id=made.id).count() == 5


async def test_asking_for_a_code_keeps_the_draft_thirty_days_more(office, now):
    made, _, _, code = await given(office, now)
    later = now + timedelta(days=20)
    await resume.give(office, made, WORD, later)
    assert (await Draft.get(id=made.id)).expires_at == later + drafts.KEPT
    await refused(resume.check(office, WORD, later, typed=code), "code-remplace")


async def test_a_code_ends_after_thirty_days(office, now):
    _, _, _, code = await given(office, now)
    assert "30 jours" in await refused(resume.check(office, WORD, now + drafts.KEPT, typed=code), "code-fini")


async def test_what_was_sent_is_not_resumed_and_gets_no_code(office, now):
    made = await town.draft(office, now)
    row = await resume.give(office, made, WORD, now)
    found = await resume.check(office, WORD, now, typed=resume.code(office, row))
    await submit(office, made, "web", now)
    await refused(resume.take(office, found, now), "code-envoye")
    await refused(resume.check(office, WORD, now, typed=resume.code(office, row)), "code-envoye")
    with pytest.raises(NotAllowed, match="déjà été envoyée"):
        await resume.give(office, made, WORD, now)


async def test_a_page_saved_while_the_draft_moves_is_kept(office, now):
    made, token, _, code = await given(office, now)
    old_tab = await drafts.find(token, now)
    found = await resume.check(office, WORD, now, typed=code)
    moved, _ = await resume.take(office, found, now)
    await drafts.save(old_tab, {"rue": "du Pont"}, now)
    assert (await Draft.get(id=moved.id)).answers == {"nom": "Ana", "rue": "du Pont"}
    assert made.id == moved.id


async def test_a_sealed_draft_waits_for_its_code_alone(office, now):
    made, token, _, code = await given(office, now)
    assert await resume.leave_to_code(office, made, now)
    assert await drafts.find(token, now) is None
    moved, _ = await resume.take(office, await resume.check(office, WORD, now, typed=code), now)
    assert moved.answers == {"nom": "Ana"}
    other, _ = await begun(office, now)
    assert not await resume.leave_to_code(office, other, now)


async def test_a_draft_given_up_takes_everything_with_it(office, now):
    made, _, row, code = await given(office, now)
    await remind.send_link(office, made, row, "ana@example.org", now)
    await Jotting.create(draft_id=made.id, place="page", typed={"nom": "An"}, at=now)
    assert await discard(office, made)
    assert [await model.all().count() for model in (Draft, ResumeCode, Jotting, Notice)] == [0, 0, 0, 0]
    await refused(resume.check(office, WORD, now, typed=code), "code-inconnu")


# --- messages


async def test_the_link_leaves_by_mail_once_for_one_address(office, now):
    made, _, row, code = await given(office, now)
    for _ in range(2):
        await remind.send_link(office, made, row, "ana@example.org", now)
    notice = await Notice.get()
    assert (notice.recipient, notice.next_at, notice.case_id) == ("ana@example.org", now, None)
    assert resume.link(office, row) in notice.body
    assert code not in notice.body
    assert "Ana" not in notice.body
    assert (await Draft.get(id=made.id)).remind_to == "ana@example.org"


async def test_the_message_leaves_like_any_other_and_a_wrong_address_alarms_nobody(office, now):
    made, _, row, _ = await given(office, now)
    await remind.send_link(office, made, row, "ana@example.org", now)
    await remind.send_link(office, made, row, "personne@example.org", now)
    post = Post(None, permanent())
    report = await drain(office, now, {"courriel": post})
    assert (report.sent, report.failed) == (1, 1)
    assert resume.link(office, row) in post.letters[0].body
    assert await Notice.filter(failed_at__isnull=False).count() == 0
    assert await Notice.filter(sent_at=None, withdrawn_at=None).count() == 0
    assert await Event.all().count() == 0


async def test_one_draft_does_not_write_to_the_whole_world(office, now):
    made, _, row, _ = await given(office, now)
    for n in range(remind.MOST_LINKS):
        await remind.send_link(office, made, row, f"p{n}@example.org", now)
    with pytest.raises(NotAllowed, match="imprimez"):
        await remind.send_link(office, made, row, "encore@example.org", now)
    assert await Notice.all().count() == remind.MOST_LINKS


async def test_a_person_is_told_once_before_their_draft_is_erased(office, now):
    made, _, row, _ = await given(office, now)
    silent, _ = await begun(office, now)
    await remind.send_link(office, made, row, "ana@example.org", now)
    await Notice.all().delete()
    soon = now + drafts.KEPT - timedelta(days=4)
    assert await remind.remind(office, now) == 0
    told = await asyncio.gather(*(remind.remind(office, soon) for _ in range(3)))
    assert sum(told) == 1
    notice = await Notice.get()
    assert (notice.occasion, notice.recipient) == ("effacement", "ana@example.org")
    assert "12 juin 2026" in notice.body.replace("\u00a0", " ")
    assert resume.link(office, row) in notice.body
    assert await remind.remind(office, soon + timedelta(days=1)) == 0
    assert silent.reminded_at is None


async def test_messages_about_a_draft_are_in_the_language_it_was_read_in_with_the_french_below(
    settings, now, store, monkeypatch
):
    speaking = await town.office(settings, now, theme=Theme(ROOT / "themes", "base"))
    monkeypatch.setattr(speaking, "in_language", lambda process, language: replace(process, language=language))
    made, _, row, _ = await given(speaking, now)
    await remind.send_link(speaking, made, row, "ana@example.org", now, "en")
    await remind.remind(speaking, now + drafts.KEPT - timedelta(days=4))
    link, erased = await Notice.all().order_by("id")
    assert link.subject == "The request you started: how to resume it"
    english, _, french = link.body.partition("Le même message en français :")
    assert "Type the secret word that you chose." in english
    assert "Écrivez le mot secret que vous avez choisi." in french
    assert erased.subject == "The request you started will be erased on Friday, June 12, 2026"


async def test_nobody_is_told_of_what_was_sent(office, now):
    made = await town.draft(office, now)
    await remind.send_link(office, made, await resume.give(office, made, WORD, now), "ana@example.org", now)
    await submit(office, made, "web", now)
    await Notice.all().delete()
    assert await remind.remind(office, now + drafts.KEPT - timedelta(days=1)) == 0
