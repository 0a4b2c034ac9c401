"""The citizen's pages: nothing given is lost, nothing forged is kept, nobody is left without a sentence."""

from datetime import timedelta

import pytest
from lxml import html

from engine.acts import attach, move
from engine.acts.tracking import code
from engine.records import Agent, Case, Document, Draft, Event, Notice
from tests.conftest import browser
from tests.person import answer_page, answers_of, complete
from tests.robot import BYTES, Robot, plain

ROAD = "signaler-un-probleme-dans-la-rue"
WRITE = "ecrire-a-la-mairie"
SPACE = "occuper-le-domaine-public"


@pytest.fixture
def road(catalogue):
    return catalogue.processes[ROAD]


@pytest.fixture
def road_answers(road):
    return answers_of(road, road.scenarios[0])


async def sent(robot, process, answers):
    """A request sent by this robot; its reference and its code."""
    await complete(robot, process, answers)
    await robot.press("Envoyer")
    return robot.fact("Référence"), robot.fact("Code de suivi")


async def follow(robot, reference, code):
    await robot.open("/suivi")
    robot.fill("Référence", reference)
    robot.fill("Code de suivi", code)
    await robot.press("Voir ma demande")


async def at_page(robot, slug=ROAD):
    await robot.open(f"/demarches/{slug}")
    await robot.press("Commencer")


# --- finding


async def test_the_catalogue_shows_every_demarche_by_family(robot, catalogue):
    await robot.open("/")
    for process in catalogue.processes.values():
        assert plain(process.title) in robot.words
        assert process.family in robot.words


async def test_a_search_that_finds_nothing_says_so_and_offers_a_person(robot, catalogue):
    await robot.open("/")
    robot.tree.get_element_by_id("q").set("value", "zyzzyva <b>")
    await robot.press("Chercher")
    assert "Aucune démarche pour « zyzzyva <b> »" in robot.words
    assert plain(catalogue.processes[WRITE].title) in robot.words
    assert catalogue.city.phone in robot.words
    assert "zyzzyva" not in robot.title


async def test_an_address_nearly_right_suggests_the_demarche(robot, road):
    await robot.open("/demarches/signaler-un-probleme-dans-la-ru")
    assert robot.response.status_code == 404
    await robot.follow(road.title)
    assert robot.heading == plain(road.title)


async def test_the_start_page_says_who_answers_by_when_how_otherwise_and_what_becomes_of_the_data(robot, catalogue):
    process = catalogue.processes[SPACE]
    unit = catalogue.city.units[process.unit]
    await robot.open(f"/demarches/{SPACE}")
    promised = "vendredi 5 juin 2026"
    for words in (promised, unit.name, unit.phone, unit.email, unit.address, process.personal_data.purpose):
        assert plain(words) in robot.words
    for words in (process.personal_data.retention, catalogue.city.data_officer, "cnil.fr", "pendant 2 mois"):
        assert plain(words) in robot.words


# --- answering


async def test_an_error_is_told_and_the_other_answers_of_the_page_are_kept(robot):
    await at_page(robot)
    robot.fill("Que voulez-vous signaler ?", "Un tag ou une affiche")
    await robot.press("Continuer")
    assert robot.response.status_code == 422
    assert robot.title.startswith("Erreur : ")
    assert robot.errors == ["Répondez par oui ou par non à la question « Est-ce dangereux en ce moment ? »."]
    draft = await Draft.get()
    assert draft.answers == {"nature": "tag"}
    robot.fill("Est-ce dangereux en ce moment ?", "Non")
    await robot.press("Continuer")
    assert robot.response.status_code == 200
    assert (await Draft.get()).answers == {"nature": "tag", "danger_immediat": False}


async def test_what_was_typed_wrong_is_shown_again(robot, road, road_answers):
    await at_page(robot)
    while "ce-que-vous-avez-vu" not in str(robot.response.url):
        answer_page(robot, road, road_answers)
        await robot.press("Continuer")
    robot.fill("Quel jour l’avez-vous vu ?", {"jour": "31", "mois": "fevrier", "annee": "2026"})
    await robot.press("Continuer")
    assert robot.response.status_code == 422
    values = [control.get("value") for control in robot.tree.cssselect("#vu_le-champ input[type=text]")]
    assert values == ["31", "fevrier", "2026"]


async def test_a_question_that_an_answer_calls_for_is_asked_next_on_the_same_page(robot):
    await at_page(robot)
    robot.fill("Que voulez-vous signaler ?", "Autre chose")
    robot.fill("Est-ce dangereux en ce moment ?", "Non")
    await robot.press("Continuer")
    assert robot.response.status_code == 200
    assert "le-probleme" in str(robot.response.url)
    assert "Une question de plus" in robot.words
    assert "De quoi s’agit-il ?" in robot.asked()
    await robot.press("Continuer")
    assert robot.response.status_code == 422, "now that it is asked, it must be answered"
    robot.fill("De quoi s’agit-il ?", "Une fontaine")
    await robot.press("Continuer")
    assert "le-probleme" not in str(robot.response.url)


async def test_with_scripts_only_the_questions_that_change_come_back(robot):
    await at_page(robot)
    address = f"/demarches/{ROAD}/page/le-probleme/apercu"
    shown = await robot.client.post(address, data={"nature": "autre", "danger_immediat": "non"})
    assert shown.status_code == 200
    assert 'id="nature_autre-place-page" data-hx-swap-oob="outerHTML"' in shown.text
    assert "que_faire_en_danger" not in shown.text
    assert "danger_immediat-champ" not in shown.text, "the control in use is left alone"
    assert "De%20quoi" in shown.headers["Parvis-Announce"]
    same = await robot.client.post(address, data={"nature": "autre", "posees-page": "nature_autre"})
    assert same.status_code == 204
    gone = await robot.client.post(address, data={"nature": "tag", "posees-page": "nature_autre"})
    assert "hidden" in gone.text
    assert "Que" not in gone.text
    assert (await Draft.get()).answers == {}


async def test_going_on_while_a_question_is_being_asked_for_is_no_fault(robot, app):
    """The browser drops the request of the scripts when « Continuer » is pressed meanwhile."""
    await at_page(robot)
    dropped = robot.client.build_request("POST", f"/demarches/{ROAD}/page/le-probleme/apercu", data={"nature": "tag"})
    answered = []

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        answered.append(message)

    url = dropped.url
    scope = {"type": "http", "method": "POST", "scheme": url.scheme, "path": url.path, "raw_path": url.raw_path}
    scope |= {"query_string": b"", "headers": [(name.lower(), value) for name, value in dropped.headers.raw]}
    await app({**scope, "http_version": "1.1", "server": (url.host, 443), "client": ("127.0.0.1", 1)}, receive, send)
    assert answered[0]["status"] == 400


async def test_a_page_opens_only_when_those_before_are_complete(robot):
    await at_page(robot)
    await robot.open(f"/demarches/{ROAD}/page/vous-repondre")
    assert "le-probleme" in str(robot.response.url)
    await robot.open(f"/demarches/{ROAD}/verifier")
    assert "le-probleme" in str(robot.response.url)


async def test_a_change_asked_from_the_check_page_comes_back_to_it(robot, road, road_answers):
    await complete(robot, road, road_answers)
    await robot.follow("Modifier : Que voyez-vous ?")
    assert "retour=verifier" in str(robot.response.url)
    robot.fill("Que voyez-vous ?", "Il clignote")
    await robot.press("Enregistrer")
    assert robot.heading == "Vérifiez vos réponses"
    assert "Il clignote" in robot.words


async def test_a_change_that_opens_new_pages_goes_through_them_before_coming_back(robot, road, road_answers):
    await complete(robot, road, road_answers)
    await robot.follow("Modifier : Que voulez-vous signaler ?")
    robot.fill("Que voulez-vous signaler ?", "Un dépôt sauvage")
    await robot.press("Enregistrer")
    assert robot.heading == "Les déchets"
    robot.fill("Que voyez-vous dans ce dépôt ?", ["Des sacs ou des cartons"])
    robot.fill("Quelle place prennent ces déchets ?", "Celle d’un canapé")
    await robot.press("Enregistrer")
    assert robot.heading == "Vérifiez vos réponses"
    assert "Il est éteint" not in robot.words, "the page on lamps no longer counts"


async def test_unknown_and_hidden_fields_are_never_kept(robot):
    await at_page(robot)
    robot.fill("Que voulez-vous signaler ?", "Un tag ou une affiche")
    robot.fill("Est-ce dangereux en ce moment ?", "Non")
    form = robot.tree.cssselect("form.questions")[0]
    forged = {"nature_autre": "forgé", "posees-page": "nature_autre", "panne": "eteint", "unit": "cabinet", "nom": "X"}
    await robot.submit(form, **forged)
    assert (await Draft.get()).answers == {"nature": "tag", "danger_immediat": False}


async def test_an_answer_that_was_never_offered_is_refused(robot):
    await at_page(robot)
    data = {"nature": "'; DROP TABLE casefile; --", "danger_immediat": "non"}
    refused = await robot.client.post(f"/demarches/{ROAD}/page/le-probleme", data=data)
    assert refused.status_code == 422
    assert (await Draft.get()).answers == {"danger_immediat": False}


async def test_two_windows_keep_the_answers_of_both(robot, app, road, road_answers):
    await at_page(robot)
    async with browser(app) as client:
        client.cookies = robot.client.cookies
        other = Robot(client, robot.city)
        await other.open(f"/demarches/{ROAD}/page/le-probleme")
        other.fill("Que voulez-vous signaler ?", "Un tag ou une affiche")
        await other.press("Continuer")
        robot.fill("Est-ce dangereux en ce moment ?", "Oui")
        await robot.press("Continuer")
    assert (await Draft.get()).answers == {"nature": "tag", "danger_immediat": True}


async def test_an_unfinished_request_can_be_resumed_or_begun_again(robot, road, road_answers):
    await at_page(robot)
    answer_page(robot, road, road_answers)
    await robot.press("Continuer")
    here = str(robot.response.url)
    await robot.open(f"/demarches/{ROAD}")
    await robot.follow("Reprendre")
    assert str(robot.response.url) == here
    await robot.open(f"/demarches/{ROAD}")
    await robot.press("Recommencer")
    assert "le-probleme" in str(robot.response.url)
    assert not robot.tree.cssselect("main input[checked]")
    assert await Draft.all().count() == 1, "what was begun before is forgotten"


async def test_a_draft_that_is_not_here_gets_a_clear_page(robot, hours):
    await robot.open(f"/demarches/{ROAD}/page/le-probleme")
    assert robot.response.status_code == 404
    assert robot.heading == "Vos réponses ne sont pas sur cet appareil"
    await robot.press("Commencer")
    assert "le-probleme" in str(robot.response.url)
    hours.at += timedelta(days=31)
    await robot.press("Continuer")
    assert robot.heading == "Vos réponses ne sont pas sur cet appareil"


async def test_a_day_that_has_passed_since_it_was_given_is_asked_again_before_sending(robot, catalogue, hours):
    process = catalogue.processes["carte-de-stationnement-resident"]
    answers = answers_of(process, process.scenarios[0])
    await complete(robot, process, {**answers, "date_souhaitee": "2026-05-20"})
    hours.at += timedelta(days=10)
    await robot.press("Envoyer")
    assert "retour=verifier" in str(robot.response.url)
    assert robot.errors == [
        "« À partir de quel jour voulez-vous la carte ? » : indiquez une date à partir du 23 mai 2026."
    ]
    assert await Case.all().count() == 0
    robot.fill("À partir de quel jour voulez-vous la carte ?", {"jour": "1", "mois": "juin", "annee": "2026"})
    await robot.press("Enregistrer")
    assert robot.heading == "Vérifiez vos réponses"


async def test_the_draft_of_one_demarche_opens_no_other(robot):
    await at_page(robot)
    token = robot.client.cookies[f"parvis_brouillon.{ROAD}"]
    robot.client.cookies.set(f"parvis_brouillon.{WRITE}", token, domain="demarches.ville.example")
    await robot.open(f"/demarches/{WRITE}/page/votre-message")
    assert robot.response.status_code == 404


# --- documents


@pytest.fixture
async def with_photo(robot, road, road_answers):
    """On the page that asks for a photo."""
    await at_page(robot)
    while "ce-que-vous-avez-vu" not in str(robot.response.url):
        answer_page(robot, road, road_answers)
        await robot.press("Continuer")
    return robot


PHOTO = "Avez-vous une photo ?"


async def test_good_files_stay_when_another_is_refused(with_photo):
    robot = with_photo
    robot.attach(PHOTO, "rue.jpg")
    robot.attach(PHOTO, "rapport.pdf", content=b"MZ\x90\x00 a program named .pdf")
    robot.fill("Voulez-vous ajouter un détail ?", "Devant l’école")
    await robot.press("Continuer")
    assert robot.response.status_code == 422
    assert "« rapport.pdf » n’est pas d’un format accepté" in robot.errors[0]
    assert [document.name for document in await Document.all()] == ["rue.jpg"]
    draft = await Draft.get()
    assert draft.answers["description"] == "Devant l’école"
    assert len(draft.answers["photo"]) == 1


async def test_a_file_of_forty_megabytes_is_refused_with_a_sentence_and_the_other_answers_stay(with_photo):
    robot = with_photo
    robot.attach(PHOTO, "film.jpg", content=BYTES["jpg"] + bytes(40 * 1024 * 1024))
    robot.fill("Voulez-vous ajouter un détail ?", "Devant l’école")
    await robot.press("Continuer")
    assert robot.response.status_code == 422
    assert "« film.jpg » pèse plus de" in robot.errors[0]
    assert await Document.all().count() == 0
    assert (await Draft.get()).answers["description"] == "Devant l’école"


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "chunked"])
async def test_what_no_server_should_swallow_gets_a_page_in_french(with_photo, announced):
    robot = with_photo
    body = bytes(1024 * 1024)
    headers = {"Content-Type": "multipart/form-data; boundary=x"} | (
        {"Content-Length": str(65 * len(body))} if announced else {}
    )

    async def heavy():
        yield b'--x\r\nContent-Disposition: form-data; name="photo"; filename="film.jpg"\r\n\r\n'
        for _ in range(65):
            yield body

    robot.response = await robot.client.post(str(robot.response.url), content=heavy(), headers=headers)
    assert robot.response.status_code == 413
    robot.tree = html.document_fromstring(robot.response.text)
    assert robot.heading == "Ce que vous envoyez est trop lourd"


async def test_a_document_that_is_needed_is_asked_again_once_taken_away(robot, catalogue):
    process = catalogue.processes["carte-de-stationnement-resident"]
    await complete(robot, process, answers_of(process, process.scenarios[0]))
    await robot.follow("Modifier : Carte grise du véhicule")
    await robot.press("Retirer carte-grise.jpg")
    await robot.open(f"/demarches/{process.slug}/verifier")
    assert robot.heading == "Vos documents"
    await robot.press("Continuer")
    assert robot.response.status_code == 422
    await robot.client.post(f"/demarches/{process.slug}/verifier")
    assert await Case.all().count() == 0


async def test_a_document_can_be_taken_away_and_the_rest_of_the_page_is_saved(with_photo):
    robot = with_photo
    robot.attach(PHOTO, "un.jpg", "deux.jpg")
    await robot.press("Continuer")
    await robot.open(f"/demarches/{ROAD}/page/ce-que-vous-avez-vu")
    robot.fill("Voulez-vous ajouter un détail ?", "Près du parc")
    await robot.press("Retirer un.jpg")
    assert "ce-que-vous-avez-vu" in str(robot.response.url)
    assert [document.name for document in await Document.all()] == ["deux.jpg"]
    draft = await Draft.get()
    assert len(draft.answers["photo"]) == 1
    assert draft.answers["description"] == "Près du parc"


async def test_the_same_form_sent_twice_keeps_one_copy_of_the_file(with_photo):
    robot = with_photo
    address = str(robot.response.url)
    for _ in range(2):
        files = [("photo", ("rue.jpg", BYTES["jpg"], "image/jpeg"))]
        await robot.client.post(address, files=files)
    assert await Document.all().count() == 1


async def test_a_browser_cannot_name_documents_that_are_not_its_own(robot, with_photo, app, road, road_answers):
    with_photo.attach(PHOTO, "rue.jpg")
    await with_photo.press("Continuer")
    stolen = (await Document.get()).id
    async with browser(app) as client:
        thief = Robot(client, robot.city)
        await at_page(thief)
        while "ce-que-vous-avez-vu" not in str(thief.response.url):
            answer_page(thief, road, road_answers)
            await thief.press("Continuer")
        form = thief.tree.cssselect("form.questions")[0]
        await thief.submit(form, **{"photo": stolen, "photo-retirer": stolen})
    assert (await Draft.all().order_by("-id").first()).answers["photo"] is None
    assert await Document.filter(id=stolen).exists()


# --- sending


async def test_sent_twice_a_request_is_one_case_with_the_same_reference(robot, road, road_answers):
    await complete(robot, road, road_answers)
    address = f"/demarches/{ROAD}/verifier"
    first = await robot.client.post(address)
    again = await robot.client.post(address)
    replayed = await robot.client.post(f"/demarches/{ROAD}/page/le-probleme", data={"nature": "tag"})
    assert {str(answer.url.path) for answer in (first, again, replayed)} == {f"/demarches/{ROAD}/recu"}
    case = await Case.get()
    assert all(case.reference in answer.text for answer in (first, again, replayed))
    assert case.answers["nature"] == "lampadaire"


async def test_an_incomplete_request_is_never_sent(robot):
    await at_page(robot)
    await robot.client.post(f"/demarches/{ROAD}/verifier")
    assert await Case.all().count() == 0


async def test_what_looks_like_a_robot_is_asked_to_confirm_and_never_refused(robot, road, road_answers):
    await complete(robot, road, road_answers)
    robot.tree.get_element_by_id("site-page").set("value", "http://spam.example")
    await robot.press("Envoyer")
    assert robot.heading == "Confirmez l’envoi"
    assert await Case.all().count() == 0
    await robot.press("Oui, envoyer")
    assert robot.heading == "Votre demande est envoyée"


async def test_a_form_sent_from_another_site_is_refused_with_a_page(robot, road, road_answers):
    await complete(robot, road, road_answers)
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://ailleurs.example"}
    refused = await robot.client.post(f"/demarches/{ROAD}/verifier", headers=headers)
    assert refused.status_code == 403
    assert "Cette demande vient d’un autre site" in refused.text
    assert await Case.all().count() == 0


async def test_the_receipt_has_every_mention_of_the_law(robot, catalogue):
    process = catalogue.processes[SPACE]
    scenario = next(one for one in process.scenarios if one.channel == "web")
    await sent(robot, process, answers_of(process, scenario))
    case = await Case.get()
    unit = catalogue.city.units[case.unit]
    for words in (unit.name, unit.phone, unit.email, unit.address, "mercredi 13 mai 2026 à 18 h"):
        assert plain(words) in robot.words
    for words in (
        "au plus tard le vendredi 5 juin 2026",
        "Nous pouvons décider jusqu’au dimanche 12 juillet 2026",
        "refusée le lundi 13 juillet 2026, sous réserve qu’elle soit complète",
        "tribunal administratif",
        case.reference,
        case.route_reason,
    ):
        assert plain(words) in robot.words


# --- following


async def test_a_wrong_reference_and_a_wrong_code_get_the_same_words(robot, road, road_answers):
    reference, code = await sent(robot, road, road_answers)
    await follow(robot, "26-ZZZ-ZZZ", code)
    unknown = (robot.response.status_code, robot.errors)
    await follow(robot, reference, "ZZZ-ZZZ-ZZZ")
    assert (robot.response.status_code, robot.errors) == unknown
    assert unknown[0] == 422
    assert robot.tree.get_element_by_id("reference").get("value") == reference


async def test_a_reference_and_a_code_copied_together_open_the_request(robot, road, road_answers):
    reference, code = await sent(robot, road, road_answers)
    await robot.open("/suivi")
    robot.fill("Référence", f" {reference.lower()} / {code} ")
    await robot.press("Voir ma demande")
    assert "Où en est votre demande" in robot.words


async def test_a_copy_is_one_button_away_from_the_receipt(robot, road, road_answers):
    reference, _ = await sent(robot, road, road_answers)
    await robot.press("Garder une copie")
    assert robot.heading == "Copie de votre demande"
    assert reference in robot.words


async def test_who_lost_the_code_reads_what_to_do(robot, catalogue):
    await robot.open("/suivi")
    assert "Vous n’avez plus la référence ou le code ?" in robot.words
    assert "Dites votre nom et le jour de votre demande" in robot.words


async def test_codes_cannot_be_tried_for_ever(robot, road, road_answers):
    reference, code = await sent(robot, road, road_answers)
    for _ in range(10):
        await follow(robot, reference, "ZZZ-ZZZ-ZZZ")
    await follow(robot, reference, code)
    assert robot.response.status_code == 429
    assert robot.heading == "Trop d’essais en peu de temps"


async def test_the_case_is_closed_to_who_has_no_code(robot):
    await robot.open("/suivi/dossier")
    assert robot.heading == "Suivre ma demande"
    robot.client.cookies.set("parvis_suivi", "forged", domain="demarches.ville.example", path="/suivi")
    await robot.open("/suivi/dossier")
    assert robot.heading == "Suivre ma demande"
    missing = await robot.client.get("/suivi/dossier/documents/whatever")
    assert missing.status_code == 404


@pytest.fixture
async def followed(robot, road, road_answers):
    """A request sent, on its tracking page."""
    await follow(robot, *await sent(robot, road, road_answers))
    return await Case.get()


async def test_the_tracking_page_answers_why_this_date_and_why_this_service(robot, followed):
    assert "Le 15e jour ouvré est le vendredi 5 juin 2026" in robot.words
    assert "Ascension" in robot.words
    assert plain(followed.route_reason) in robot.words


async def test_a_message_leaves_once_with_its_documents(robot, followed):
    robot.fill("Votre message", "Il clignote maintenant.")
    robot.attach("Ajouter des documents", "nuit.jpg")
    await robot.press("Envoyer")
    assert "Votre message est parti" in robot.words
    assert "Il clignote maintenant." in robot.words
    assert "nuit.jpg" in robot.words
    robot.fill("Votre message", "Il clignote maintenant.")
    robot.attach("Ajouter des documents", "nuit.jpg")
    await robot.press("Envoyer")
    assert await Event.filter(kind="message-usager").count() == 1
    assert await Document.filter(case_id=followed.reference).count() == 1
    assert await Notice.filter(occasion="message-usager").count() == 1


async def test_a_message_with_a_bad_document_does_not_leave_and_its_words_stay(robot, followed):
    robot.fill("Votre message", "Voici le plan.")
    robot.attach("Ajouter des documents", "plan.jpg")
    robot.attach("Ajouter des documents", "virus.pdf", content=b"MZ")
    await robot.press("Envoyer")
    assert robot.response.status_code == 422
    assert "virus.pdf" in robot.errors[0]
    assert robot.tree.get_element_by_id("message").text.strip() == "Voici le plan."
    assert await Event.filter(kind="message-usager").count() == 0
    assert await Document.filter(case_id=followed.reference).count() == 0


async def test_an_empty_message_is_told(robot, followed):
    await robot.press("Envoyer")
    assert robot.errors == ["Écrivez votre message, ou ajoutez un document."]


async def test_what_the_service_asks_is_on_the_page_and_the_answer_restarts_the_clock(robot, app, followed, hours):
    access = followed.reference, code(app.state.office, followed)
    agent = await an_agent(followed, hours())
    await move.ask(app.state.office, followed, agent, "Quel est le numéro du poteau ?", hours())
    await robot.open("/suivi/dossier")
    assert "Quel est le numéro du poteau ?" in robot.words
    assert "En attente de votre réponse" in robot.words
    assert "Date fixée après votre réponse" in robot.words
    hours.at += timedelta(days=2)
    await follow(robot, *access)
    robot.fill("Votre message", "BX-1042")
    await robot.press("Envoyer")
    assert "En attente de votre réponse" not in robot.words
    assert "Temps mis de côté" in robot.words


async def test_the_answer_and_the_end_are_read_on_the_page(robot, app, followed, hours):
    agent = await an_agent(followed, hours())
    await move.close(app.state.office, followed, agent, "traite", "Le lampadaire est réparé.", hours())
    await robot.open("/suivi/dossier")
    assert "Le lampadaire est réparé." in robot.words
    assert "Demande traitée" in robot.words
    assert agent.name in robot.words
    assert not robot.tree.cssselect("#message")


async def test_a_refusal_says_how_to_contest_it(robot, app, followed, hours):
    assert "Si vous n’êtes pas d’accord" not in robot.words
    agent = await an_agent(followed, hours())
    await move.close(app.state.office, followed, agent, "refuse", "Ce lampadaire est privé.", hours())
    await robot.open("/suivi/dossier")
    assert "Si vous n’êtes pas d’accord Vous avez deux mois" in robot.words


async def test_a_service_that_no_longer_exists_is_answered_for_by_the_city(robot, app, followed):
    await Case.filter(reference=followed.reference).update(unit="service-supprime")
    await robot.open("/suivi/dossier")
    assert robot.response.status_code == 200
    assert app.state.office.city.phone in robot.words


async def test_a_promise_not_kept_is_admitted(robot, followed, hours):
    hours.at += timedelta(hours=19)
    await Case.filter(reference=followed.reference).update(due_at=hours.at - timedelta(hours=1))
    await robot.open("/suivi/dossier")
    assert "Nous sommes en retard" in robot.words


async def test_people_read_their_own_documents_and_nobody_elses(robot, app, catalogue, followed):
    robot.attach("Ajouter des documents", "nuit.jpg")
    await robot.press("Envoyer")
    address = robot._one("main a[href]", "nuit.jpg").get("href")
    mine = await robot.client.get(address)
    assert mine.content.startswith(b"\xff\xd8")
    assert mine.headers["content-type"] == "image/jpeg"
    assert "default-src 'none'" in mine.headers["content-security-policy"]
    async with browser(app) as client:
        other = Robot(client, robot.city)
        process = catalogue.processes[WRITE]
        await follow(other, *await sent(other, process, answers_of(process, process.scenarios[0])))
        assert (await client.get(address)).status_code == 404


async def an_agent(case, now):
    fields = {"name": "Claire Dubois", "password_hash": "x", "units": [case.unit], "created_at": now}
    return await Agent.create(login="claire", **fields)


# --- leaving


async def test_leaving_forgets_the_person_and_only_the_person(robot, followed):
    robot.client.cookies.set("parvis_agent", "kept", domain="demarches.ville.example")
    left = await robot.client.post("/terminer", follow_redirects=False)
    assert left.status_code == 303
    assert left.headers["clear-site-data"] == '"cache", "storage"'
    await robot.open("/termine")
    assert robot.heading == "C’est terminé"
    names = {cookie.name for cookie in robot.client.cookies.jar}
    assert names == {"parvis_agent"}
    await robot.open("/suivi/dossier")
    assert robot.heading == "Suivre ma demande"
    await robot.open(f"/demarches/{ROAD}/recu")
    assert robot.heading == "Vos réponses ne sont pas sur cet appareil"


async def test_leaving_discards_what_was_not_sent_and_keeps_what_was(robot, app, with_photo):
    robot.attach(PHOTO, "rue.jpg")
    await robot.press("Continuer")
    kept = attach.path(app.state.office, await Document.get())
    assert kept.is_file()
    await robot.press("Terminer et quitter", "header")
    assert await Draft.all().count() == await Document.all().count() == 0
    assert not kept.exists()


async def test_leaving_keeps_the_documents_of_what_was_sent(robot, app, road, road_answers):
    await sent(robot, road, {**road_answers, "photo": ["rue.jpg"]})
    await robot.press("Terminer et quitter", "header")
    case = await Case.get()
    assert attach.path(app.state.office, await Document.get(case_id=case.reference)).is_file()


async def test_a_mediator_helps_one_person_after_another(robot, road, road_answers):
    await robot.open("/mediation")
    await robot.press("Commencer avec une nouvelle personne")
    first, _ = await sent(robot, road, road_answers)
    assert (await Case.get(reference=first)).channel == "terminal"
    await robot.press("Terminer et quitter", "header")
    assert robot.heading == "Aider une personne"
    await robot.open(f"/demarches/{ROAD}/recu")
    assert first not in robot.response.text
    await robot.open("/mediation")
    await robot.press("Commencer avec une nouvelle personne")
    await at_page(robot)
    await robot.open("/mediation")
    await robot.press("Commencer avec une nouvelle personne")
    await robot.open(f"/demarches/{ROAD}")
    assert "Reprendre" not in robot.words
    await robot.open("/mediation")
    await robot.press("Terminer la permanence")
    assert not list(robot.client.cookies.jar)


async def test_cookies_are_closed_to_scripts_and_to_other_sites(robot):
    await robot.open(f"/demarches/{ROAD}")
    started = await robot.client.post(f"/demarches/{ROAD}/commencer", follow_redirects=False)
    cookie = started.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" in cookie


# --- the other pages


@pytest.mark.parametrize(
    "address",
    [
        "/accessibilite",
        "/donnees-personnelles",
        "/modalites",
        "/mediation",
        "/termine",
        "/suivi",
        "/-/courriels",
        "/-/kit",
    ],
)
async def test_every_other_page_is_sound(robot, address):
    await robot.open(address)
    assert robot.response.status_code == 200
    assert robot.response.headers["cache-control"] == "no-store"


async def test_the_register_of_personal_data_comes_from_the_demarches(robot, catalogue):
    await robot.open("/donnees-personnelles")
    for process in catalogue.processes.values():
        for words in (process.title, process.personal_data.purpose, process.personal_data.retention):
            assert plain(words) in robot.words


async def test_the_demo_shows_the_mails_it_does_not_send(robot, road, road_answers):
    reference, code = await sent(robot, road, road_answers)
    await robot.open("/-/courriels")
    assert reference in robot.words
    assert code in robot.words


async def test_health_gives_figures_and_nothing_about_anyone(robot, road, road_answers, catalogue):
    await sent(robot, road, road_answers)
    health = (await robot.client.get("/sante")).json()
    assert health["status"] == "ok"
    assert health["processes"] == len(catalogue.processes)
    assert health["definition_faults"] == 0
    assert health["worker_age_seconds"] is None
    assert set(health) == {
        *("status", "database", "processes", "definition_faults"),
        *("worker_age_seconds", "outbox_waiting", "outbox_failed", "documents_to_check"),
    }


async def test_health_is_bad_when_the_database_does_not_answer(robot, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("secret of the database")

    monkeypatch.setattr(Notice, "filter", broken)
    health = await robot.client.get("/sante")
    assert health.status_code == 503
    assert health.json()["database"] == "down"
    assert "secret" not in health.text


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("GET", "/nulle-part", 404), ("GET", "/terminer", 405), ("POST", "/demarches/inconnue/commencer", 409)],
)
async def test_every_refusal_is_a_page_in_french(robot, method, address, status):
    await robot._send(method, address)
    assert robot.response.status_code == status
    assert "Voir toutes les démarches" in robot.words
