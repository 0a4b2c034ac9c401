"""Two windows on one request: pages merge in silence, one question answered twice is settled by its person alone."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.acts import draft as drafts
from engine.acts import merge
from engine.acts.merge import HERE, THERE, Seen
from engine.records import Case, Draft
from tests.person import answers_of, complete
from tests.robot import Robot
from tests.test_resume_on_the_web import WRITE, begun

IDS = ("nom", "rue", "age", "choix")
VALUES = st.one_of(st.none(), st.booleans(), st.integers(0, 3), st.sampled_from(["", "a", "b"]), st.lists(st.just("x")))
ANSWERS = st.dictionaries(st.sampled_from(IDS), VALUES)


def seen(held, settled=None):
    return Seen(merge.read(merge.carried(held, IDS), IDS), settled or {})


@given(ANSWERS, ANSWERS)
def test_a_window_alone_writes_what_it_says(held, typed):
    assert merge.merge(held, typed, seen(held)) == merge.Merged(typed, ())


@given(ANSWERS, ANSWERS, ANSWERS)
def test_no_answer_is_written_over_another_that_this_window_never_showed(shown, held, typed):
    held = {**shown, **held}  # an answer may change, it does not go away
    merged = merge.merge(held, typed, seen(shown))
    for id, value in typed.items():
        same = [merge.short(one, id) for one in (shown, held, typed)]
        if id in merged.conflicts:
            assert len(set(same)) == 3
        elif id not in merged.values:
            assert same[2] == same[0]  # left as it was shown: the other window's answer stands
        else:
            assert merged.values[id] == value
            assert same[1] in (same[0], same[2], merge.NOTHING)
    assert set(merged.values) | set(merged.conflicts) <= set(typed)


@given(ANSWERS, st.sampled_from([HERE, THERE]))
def test_a_choice_holds_for_the_two_answers_it_was_made_on_and_no_other(held, choice):
    shown, held, typed = {"nom": "avant"}, {**held, "nom": "là-bas"}, {"nom": "ici"}
    settled = {"nom": f"{choice}.{merge.short(held, 'nom')}"}
    merged = merge.merge(held, typed, seen(shown, settled))
    assert merged == merge.Merged(typed if choice == HERE else {}, ())
    later = {**held, "nom": "encore ailleurs"}
    assert merge.merge(later, typed, seen(shown, settled)).conflicts == ("nom",)


@given(st.text(max_size=80))
def test_what_a_form_carries_may_be_anything(written):
    assert set(merge.read(written, IDS)) == set(IDS)


def test_documents_never_conflict():
    free = Seen(merge.read("", IDS), {}, frozenset({"rue"}))
    assert merge.merge({"rue": ["d1"]}, {"rue": ["d1", "d2"]}, free).values == {"rue": ["d1", "d2"]}


# --- interleavings: every window is a person who reads a page, answers, chooses when asked


class Window:
    """Reads a page, then answers it; what it was told is saved is remembered."""

    def __init__(self, held):
        self.shown = dict(held)

    def answer(self, held, typed):
        """What the answers become, and the conflicts shown to the person."""
        merged = merge.merge(held, typed, seen(self.shown))
        return {**held, **merged.values}, merged.conflicts


STEPS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["read", "answer"]), ANSWERS), max_size=40)


@given(STEPS)
def test_whatever_the_order_a_saved_answer_is_only_replaced_by_someone_who_had_read_it(steps):
    held, windows = {}, [Window({}) for _ in range(4)]
    for number, gesture, typed in steps:
        window = windows[number]
        if gesture == "read":
            window.shown = dict(held)
            continue
        before = dict(held)
        held, conflicts = window.answer(held, typed)
        assert set(held) >= set(before)
        for id in before:
            if merge.short(held, id) != merge.short(before, id):
                assert merge.short(window.shown, id) == merge.short(before, id), "replaced by who had not read it"
        for id in typed:
            told = id in conflicts
            kept = merge.short(held, id) == merge.short(typed, id)
            untouched = merge.short(window.shown, id) == merge.short(typed, id)
            assert told or kept or untouched, "typed, neither kept nor shown"
        window.shown = dict(held)


async def test_windows_that_write_at_once_lose_nothing(office, now):
    """On both databases, with the real compare-and-set: one of two wins, the other is told."""
    made, token = await drafts.start(office, "trou", now)
    tabs = [await drafts.find(token, now) for _ in range(6)]

    async def write(number, tab):
        told = []

        def edit(held):
            merged = merge.merge(held, {"nom": f"tab {number}", f"page{number}": number}, seen({}))
            told[:] = merged.conflicts
            return {**held, **merged.values}

        await drafts.change(tab, edit, now)
        return told

    told = await asyncio.gather(*(write(number, tab) for number, tab in enumerate(tabs)))
    stored = (await Draft.get(id=made.id)).answers
    assert {id for id in stored if id.startswith("page")} == {f"page{number}" for number in range(6)}
    [winner] = [number for number, conflicts in enumerate(told) if not conflicts]
    assert stored["nom"] == f"tab {winner}"
    assert [conflicts for conflicts in told if conflicts] == [["nom"]] * 5


# --- on the screen


@pytest.fixture
def tab(robot, catalogue):
    """Another window of the same browser."""
    return Robot(robot.client, catalogue.city.name)


PAGE = f"/demarches/{WRITE}/page/votre-message"


async def both_open(robot, tab):
    await begun(robot, "D’abord")
    await robot.open(PAGE)
    await tab.open(PAGE)


async def stored():
    return (await Draft.get()).answers["message"]


async def test_the_second_window_shows_both_answers_and_writes_nothing(robot, tab):
    await both_open(robot, tab)
    robot.fill("Votre message", "Une fenêtre")
    await robot.press("Continuer", "main form.questions")
    tab.fill("Votre message", "L’autre fenêtre")
    await tab.press("Continuer", "main form.questions")
    assert tab.response.status_code == 409
    assert "Une réponse a changé dans une autre fenêtre" in tab.words
    assert "La réponse écrite ici : L’autre fenêtre" in tab.words.replace("\u00a0", " ")
    assert "déjà enregistrée : Une fenêtre" in tab.words.replace("\u00a0", " ")
    assert await stored() == "Une fenêtre"
    await tab.press("Continuer", "main form.questions")  # nothing chosen: asked again
    assert tab.response.status_code == 409
    assert await stored() == "Une fenêtre"


@pytest.mark.parametrize(
    ("choice", "kept"), [("La réponse écrite ici", "L’autre fenêtre"), ("L’autre réponse", "Une fenêtre")]
)
async def test_the_person_chooses_which_answer_stays(robot, tab, choice, kept):
    await both_open(robot, tab)
    robot.fill("Votre message", "Une fenêtre")
    await robot.press("Continuer", "main form.questions")
    tab.fill("Votre message", "L’autre fenêtre")
    await tab.press("Continuer", "main form.questions")
    pick(tab, choice)
    await tab.press("Continuer", "main form.questions")
    assert tab.heading == "Pour qui écrivez-vous"
    assert await stored() == kept


def pick(robot, words):
    [label] = [one for one in robot.tree.cssselect("#conflits-page label") if one.text_content().startswith(words)]
    robot.tree.get_element_by_id(label.get("for")).set("checked", "checked")


async def test_a_third_window_makes_the_choice_asked_again(robot, tab, catalogue):
    third = Robot(robot.client, catalogue.city.name)
    await both_open(robot, tab)
    robot.fill("Votre message", "Une fenêtre")
    await robot.press("Continuer", "main form.questions")
    tab.fill("Votre message", "L’autre fenêtre")
    await tab.press("Continuer", "main form.questions")
    pick(tab, "La réponse écrite ici")
    await third.open(PAGE)
    third.fill("Votre message", "La troisième")
    await third.press("Continuer", "main form.questions")
    await tab.press("Continuer", "main form.questions")
    assert tab.response.status_code == 409
    assert "La troisième" in tab.words
    assert await stored() == "La troisième"


async def test_an_answer_left_as_it_was_does_not_undo_the_other_window(robot, tab):
    await both_open(robot, tab)
    robot.fill("Votre message", "Une fenêtre")
    await robot.press("Continuer", "main form.questions")
    tab.fill("Que voulez-vous faire ?", "Proposer une idée")
    await tab.press("Continuer", "main form.questions")
    assert tab.response.status_code == 200
    answers = (await Draft.get()).answers
    assert (answers["message"], answers["objet"]) == ("Une fenêtre", "idee")


async def test_the_same_form_sent_twice_is_no_conflict(robot, tab):
    await both_open(robot, tab)
    for window in (robot, tab):
        window.fill("Votre message", "La même chose")
        await window.press("Continuer", "main form.questions")
        assert window.response.status_code == 200
    assert await stored() == "La même chose"


async def test_one_window_used_back_and_forth_is_never_asked(robot):
    await begun(robot, "D’abord")
    for words in ("Ensuite", "Enfin", "D’abord"):
        await robot.open(PAGE)
        robot.fill("Votre message", words)
        await robot.press("Continuer", "main form.questions")
        assert robot.heading == "Pour qui écrivez-vous"
        assert await stored() == words


async def test_answers_changed_in_another_window_are_read_again_before_they_are_sent(robot, tab, catalogue):
    process = catalogue.processes[WRITE]
    answers = answers_of(process, process.scenarios[0])
    await complete(robot, process, answers)
    assert robot.heading == "Vérifiez vos réponses"
    await tab.open(PAGE)
    tab.fill("Votre message", "Un message tout neuf")
    await tab.press("Continuer", "main form.questions")
    await robot.press("Envoyer")
    assert robot.response.status_code == 409
    assert "Relisez-les" in robot.words
    assert "Un message tout neuf" in robot.words
    assert await Case.all().count() == 0
    await robot.press("Envoyer")
    assert robot.heading == "Votre demande est envoyée"
    assert (await Case.get()).answers["message"] == "Un message tout neuf"
