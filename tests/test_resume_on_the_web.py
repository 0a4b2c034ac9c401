"""« Enregistrer et continuer plus tard », « Reprendre ma demande » : from one browser to another, nothing lost."""

import re

import pytest

from engine.acts import draft as drafts
from engine.records import Draft, Notice, ResumeCode
from tests.conftest import browser
from tests.robot import Robot

WRITE = "ecrire-a-la-mairie"
WORD = "Tournesol"


@pytest.fixture
async def other(app, catalogue):
    """Another device."""
    async with browser(app) as client:
        yield Robot(client, catalogue.city.name)


async def begun(robot, words="Bonjour à vous"):
    await robot.open(f"/demarches/{WRITE}")
    await robot.press("Commencer")
    robot.fill("Que voulez-vous faire ?", "Dire merci")
    robot.fill("Votre message", words)
    await robot.press("Continuer", "main form.questions")
    assert robot.heading == "Pour qui écrivez-vous"


async def code_of(robot, word=WORD):
    await robot.open(f"/demarches/{WRITE}/plus-tard")
    robot.tree.get_element_by_id("mot-secret").set("value", word)
    await robot.press("Avoir")
    return robot.tree.cssselect(".resume-code")[0].text


async def resume(robot, code, word=WORD):
    await robot.open("/reprendre")
    robot.tree.get_element_by_id("code").set("value", code)
    robot.tree.get_element_by_id("mot-secret").set("value", word)
    await robot.press("Reprendre")


def told(robot):
    return robot.words.replace("\u00a0", " ").replace("\u202f", " ")


async def test_a_request_goes_on_on_another_device_and_the_first_one_says_where_it_went(robot, other):
    await begun(robot)
    await robot.press("Enregistrer et continuer plus tard")
    assert robot.heading == "Continuer plus tard"
    code = await code_of(robot)
    assert re.fullmatch(r"[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{3}", code)
    await resume(other, code)
    assert other.heading == "Où vous en êtes"
    await other.follow("Votre message")
    assert "Bonjour à vous" in other.response.text
    await robot.open(f"/demarches/{WRITE}/page/votre-message")
    assert robot.response.status_code == 410
    assert robot.heading == "Cette demande continue sur un autre appareil"
    again = await code_of(other, "")  # the same secret word
    await resume(robot, again)
    assert robot.heading == "Où vous en êtes"
    assert await ResumeCode.all().count() == 2


async def test_what_is_typed_when_the_request_has_gone_is_given_back(robot, other):
    await begun(robot)
    code = await code_of(robot)
    await robot.open(f"/demarches/{WRITE}/page/votre-message")
    robot.fill("Votre message", "Des mots écrits trop tard")
    await resume(other, code)
    await robot.press("Continuer", "main form.questions")
    assert robot.response.status_code == 410
    assert "Des mots écrits trop tard" in robot.words
    robot.client.cookies.clear()
    await robot.open(f"/demarches/{WRITE}")
    await other.follow("Votre message")
    other.fill("Votre message", "La session est finie")
    other.client.cookies.clear()
    await other.press("Continuer", "main form.questions")
    assert other.response.status_code == 404
    assert "La session est finie" in other.words
    assert "code de reprise" in other.words


async def test_what_is_on_the_page_is_kept_when_leaving_even_when_it_is_wrong(robot):
    await robot.open(f"/demarches/{WRITE}")
    await robot.press("Commencer")
    robot.fill("Votre message", "Une phrase sans le reste")
    await robot.press("Où j’en suis")
    assert robot.heading == "Où vous en êtes"
    assert "À faire" in robot.words
    await robot.follow("Continuer")
    assert robot.heading == "Votre message"
    assert "Une phrase sans le reste" in robot.response.text


async def test_the_printed_page_says_all_that_is_needed_and_nothing_personal(robot):
    await begun(robot, "Je m’appelle Ana Duval")
    await code_of(robot)
    assert "https://demarches.ville.example/reprendre" in robot.words
    assert "vendredi 12 juin 2026" in told(robot)
    assert "Pages faites : 1 sur 4" in told(robot)
    assert "Ana Duval" not in robot.words
    assert WORD not in robot.words
    assert {"on-screen"} == {section.get("class") for section in robot.tree.xpath("//main//section[.//form]")}


async def test_a_wrong_word_is_told_beside_it_and_the_code_stays(robot, other):
    await begun(robot)
    code = await code_of(robot)
    await resume(other, code.lower(), "rose")
    assert other.response.status_code == 422
    assert other.title.startswith("Erreur : ")
    assert other.errors[0].startswith("Ce n’est pas le mot secret")
    assert other.tree.get_element_by_id("code").get("value") == code.lower()
    assert other.tree.get_element_by_id("mot-secret").get("value") == ""
    await resume(other, "", "")
    assert len(other.errors) == 2
    await resume(other, "ABC-DEF-GHJ")
    assert other.errors[0].startswith("Nous ne connaissons pas ce code")


async def test_a_code_that_is_locked_says_whom_to_call_and_its_owner_has_another(robot, other):
    await begun(robot)
    code = await code_of(robot)
    for _ in range(5):
        await resume(other, code, "rose")
    assert "05 56 10 20 30" in other.errors[0].replace("\u00a0", " ").replace("\u202f", " ")
    await robot.open(f"/demarches/{WRITE}/plus-tard")
    assert "Le code donné avant est bloqué" in robot.words
    await resume(other, await code_of(robot))
    assert other.heading == "Où vous en êtes"


async def test_guesses_are_slowed(robot, other):
    statuses = []
    for n in range(200):
        await other._send("POST", "/reprendre", data={"code": f"ABC-DEF-{n:03}", "mot-secret": WORD})
        statuses.append(other.response.status_code)
    assert statuses[:30] == [422] * 30
    assert set(statuses[30:]) == {429}
    assert "appelez-nous" in other.words


async def test_tries_on_one_code_are_slowed_wherever_they_come_from(app, robot, other):
    await begun(robot)
    code = await code_of(robot)
    for n in range(11):
        await app.state.limits.limiter.storage.reset()  # another connection would have its own count
        await other._send("POST", "/reprendre", data={"code": code, "mot-secret": f"mot{n}"})
    assert (await ResumeCode.get()).tries == 5


async def test_the_link_is_sent_asks_for_the_word_and_serves_once(robot, other):
    await begun(robot)
    await code_of(robot)
    robot.tree.get_element_by_id("adresse-courriel").set("value", "ana@")
    await robot.press("Envoyer le lien")
    assert "adresse électronique" in robot.errors[0]
    robot.tree.get_element_by_id("adresse-courriel").set("value", "ana@example.org")
    await robot.press("Envoyer le lien")
    assert "Le message part maintenant" in robot.words
    notice = await Notice.get(occasion="reprise")
    link = re.search(r"https://demarches.ville.example(/reprendre/\S+)", notice.body)[1]
    for _ in range(3):  # software that reads mail opens links: nothing is used up
        await other.open(link)
    assert not other.tree.cssselect("#code")
    other.tree.get_element_by_id("mot-secret").set("value", WORD)
    await other.press("Reprendre")
    assert other.heading == "Où vous en êtes"
    await robot.open(link)
    robot.tree.get_element_by_id("mot-secret").set("value", WORD)
    await robot.press("Reprendre")
    assert "a déjà servi" in robot.errors[0]
    assert "ana" not in link


async def test_a_request_begun_here_is_never_erased_by_one_that_arrives(robot, other):
    await begun(robot)
    code = await code_of(robot)
    await begun(other, "Une autre demande")
    await resume(other, code)
    assert other.response.status_code == 409
    assert other.heading == "Une autre demande est commencée ici"
    assert (await ResumeCode.get()).used_at is None
    await other.follow("L’effacer")
    await other.press("Oui, effacer")
    await resume(other, code)
    assert other.heading == "Où vous en êtes"
    assert await Draft.all().count() == 1


async def test_a_code_used_where_the_request_already_is_changes_nothing(robot):
    await begun(robot)
    code = await code_of(robot)
    await resume(robot, code)
    assert robot.heading == "Où vous en êtes"
    assert (await ResumeCode.get()).used_at is None


async def test_leaving_a_lent_computer_keeps_what_a_code_opens_and_erases_the_rest(app, robot, other):
    await robot.open("/mediation")
    await robot.press("Commencer avec une nouvelle personne")
    await begun(robot)
    await robot.open(f"/demarches/{WRITE}")
    token = robot.client.cookies[f"parvis_brouillon.{WRITE}"]
    code = await code_of(robot)
    await robot.press("Terminer", "header")
    assert await Draft.all().count() == 1
    assert await drafts.find(token, app.state.now()) is None
    await resume(other, code)
    assert other.heading == "Où vous en êtes"
    await robot.press("Commencer avec une nouvelle personne")
    await begun(robot, "La personne suivante")
    assert await Draft.all().count() == 2
    await robot.press("Terminer", "header")
    assert await Draft.all().count() == 1


async def test_requests_begun_are_on_the_home_page_to_go_on_or_to_erase(robot):
    await robot.open("/")
    assert "commencée" not in robot.tree.cssselect("h2")[0].text_content()
    await begun(robot)
    await robot.open("/")
    assert "Votre demande commencée" in robot.words
    await robot.follow("Continuer : Écrire")
    assert robot.heading == "Pour qui écrivez-vous"
    await robot.open("/")
    await robot.follow("Effacer")
    await robot.follow("Non, continuer")
    assert await Draft.all().count() == 1
    await robot.open("/")
    await robot.follow("Effacer")
    await robot.press("Oui, effacer")
    assert "Votre demande commencée" not in robot.words
    assert await Draft.all().count() == 0


async def test_a_lent_computer_does_not_list_what_was_begun(robot):
    await robot.open("/mediation")
    await robot.press("Commencer avec une nouvelle personne")
    await begun(robot)
    await robot.open("/")
    assert "Votre demande commencée" not in robot.words


async def test_a_request_already_sent_gets_no_code(robot):
    await begun(robot)
    draft = await Draft.get()
    draft.reference = "26-ABC-DEF"
    await draft.save()
    await robot._send("POST", f"/demarches/{WRITE}/plus-tard", data={"mot-secret": WORD})
    assert await ResumeCode.all().count() == 0


NASTY = [
    "\0",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "x" * 100_000,
    "' OR 1=1 --",
    "\u202eABC",
    "😀" * 50,
    "../..",
    "%00",
    "ABC-DEF-GHJ" * 9,
]


@pytest.mark.parametrize("typed", NASTY)
async def test_anything_typed_as_a_code_or_a_word_is_answered_with_a_sentence(robot, typed):
    await begun(robot)
    await robot._send("POST", "/reprendre", data={"code": typed, "mot-secret": typed})
    assert robot.response.status_code == 422
    assert robot.errors
    await robot._send("POST", f"/demarches/{WRITE}/plus-tard", data={"mot-secret": typed})
    assert robot.response.status_code in (200, 422)
    await robot._send("POST", f"/demarches/{WRITE}/plus-tard", data={"adresse-courriel": typed})
    assert robot.response.status_code in (200, 422)
    page = f"/demarches/{WRITE}/page/votre-message"
    forged = {"objet": "merci", "message": "x", "vu-page": typed, "message-garder": typed, "pause-page": typed}
    await robot._send("POST", page, data=forged)
    assert robot.response.status_code in (200, 409)
    answered = await robot.client.post(f"{page}/saisie", data={"message": typed, "vu-page": typed})
    assert answered.status_code == 204
    await robot.open(page)
    assert robot.response.status_code == 200


@pytest.mark.parametrize("link", ["x", "A" * 32, "A" * 3000, "%00", "%F0%9F%98%80", "..%2f..", "-"])
async def test_a_link_that_is_not_ours_opens_nothing(robot, link):
    await robot.open(f"/reprendre/{link}")
    if robot.response.status_code == 404:
        return
    await robot._send("POST", f"/reprendre/{link}", data={"mot-secret": WORD})
    assert robot.response.status_code == 422
    assert robot.errors[0].startswith("Nous ne connaissons pas ce code")


async def test_a_file_sent_as_a_code_is_no_code(robot):
    await robot.open("/reprendre")
    await robot._send("POST", "/reprendre", data={"mot-secret": WORD}, files={"code": ("a.txt", b"ABC")})
    assert robot.response.status_code in (400, 422)
