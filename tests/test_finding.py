"""The catalogue on the web: families, moments of life, A to Z, search, and who finds nothing."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from lxml import etree

from engine.acts import office as offices
from engine.records import Draft, Observed
from tests.robot import plain

WRITE, SCHOOL = "ecrire-a-la-mairie", "inscription-a-l-ecole"


async def spoken(robot, code):
    """The robot reads in this language from now on."""
    await robot.client.post("/langue", data={"langue": code}, headers={"Sec-Fetch-Site": "same-origin"})


async def test_the_catalogue_is_made_ready_once_and_not_at_each_request(robot, monkeypatch):
    made = []
    make = offices.Finder
    monkeypatch.setattr(offices, "Finder", lambda *given: made.append(1) or make(*given))
    for words in ("trou", "école", "carte", ""):
        await robot.open(f"/?q={words}")
    assert len(made) == 1


# --- without searching


async def test_every_demarche_is_in_the_list_from_a_to_z(robot, catalogue):
    await robot.open("/")
    await robot.follow("Toutes les démarches, de A à Z")
    titles = [plain(link.text_content()) for link in robot.tree.cssselect("main .titles a")]
    assert sorted(titles) == sorted(plain(process.title) for process in catalogue.processes.values())
    letters = [title[0].replace("É", "E") for title in titles]
    assert letters == sorted(letters)


async def test_a_family_leads_to_its_demarches_and_back(robot, catalogue):
    await robot.open("/")
    await robot.follow("Espace public")
    assert robot.heading == "Espace public"
    own = [process for process in catalogue.processes.values() if process.family == "Espace public"]
    assert all(plain(process.title) in robot.words for process in own)
    await robot.follow(own[0].title)
    await robot.follow("Espace public")
    assert robot.heading == "Espace public"


async def test_a_moment_of_life_leads_to_the_demarches_that_name_it(robot, catalogue):
    await robot.open("/")
    await robot.follow("Je déménage")
    shown = {link.get("href").rpartition("/")[2] for link in robot.tree.cssselect("main .cards a")}
    assert shown == {slug for slug, process in catalogue.processes.items() if "je-demenage" in process.moments}


async def test_moments_stand_in_the_order_of_the_city(robot, catalogue):
    await robot.open("/")
    titles = [
        plain(link.text_content()) for link in robot.tree.cssselect("#liste-page > section:first-child .shelves a")
    ]
    assert titles == [plain(event.title) for event in catalogue.city.portal.events]


@pytest.mark.parametrize("path", ["/familles/inconnue", "/moments/inconnu", "/familles/%00", "/moments/je-demenage/x"])
async def test_a_family_or_a_moment_that_does_not_exist_is_a_page_not_found(robot, path):
    await robot.open(path)
    assert robot.response.status_code == 404


@pytest.mark.parametrize(
    ("code", "family", "moment"), [("en", "Public space", "I am moving home"), ("ar", "الفضاء العام", "أغيّر مسكني")]
)
async def test_families_and_moments_are_read_in_the_language_at_the_same_address(robot, code, family, moment):
    await spoken(robot, code)
    await robot.open("/familles/espace-public")
    assert robot.heading == plain(family)
    await robot.open("/moments/je-demenage")
    assert robot.heading == plain(moment)


# --- searching


@pytest.mark.parametrize("words", ["pothole", "حفرة", "bache"])
async def test_a_demarche_is_found_in_the_words_of_another_language(robot, words):
    await robot.open(f"/?q={words}")
    assert "Signaler un problème dans la rue" in robot.words


@pytest.mark.parametrize(("code", "words"), [("en", "homeless"), ("ar", "مأوى"), ("en", "sans abri")])
async def test_a_search_in_ones_language_reads_in_it(robot, catalogue, code, words):
    await spoken(robot, code)
    await robot.open(f"/?q={words}")
    links = [link.get("href") for link in robot.tree.cssselect("main .cards a")]
    assert links[0] == "/demarches/domiciliation"


async def test_who_finds_nothing_is_given_words_subjects_and_a_person(robot, catalogue):
    await robot.open("/?q=lanpdr")
    assert "Aucune démarche pour « lanpdr »" in robot.words
    await robot.follow("lampadaire")
    assert "Signaler un problème dans la rue" in robot.words
    await robot.open("/?q=zyzzyva")
    families = {process.family for process in catalogue.processes.values()}
    assert all(plain(family) in robot.words for family in families)
    assert catalogue.city.phone in robot.words


# --- « je ne trouve pas »


async def test_the_words_of_a_search_are_in_the_message_and_in_no_address(robot):
    await robot.open("/?q=mon+voisin+Ahmed+zyzzyva")
    before = len(robot.visited)
    await robot.press("Je ne trouve pas, je vous écris")
    assert urlsplit(str(robot.response.url)).path.startswith(f"/demarches/{WRITE}/page/")
    assert robot.tree.cssselect("textarea")[0].text_content().strip() == "mon voisin Ahmed zyzzyva"
    assert not [address for address, title in robot.visited[before:] if "Ahmed" in address + title]
    assert "message" not in (await Draft.get()).answers  # proposed, not given


async def test_the_words_of_a_link_do_not_reach_the_message(robot):
    await robot.open(f"/demarches/{WRITE}?message=Bonjour&_recherche=Bonjour")
    await robot.press("Commencer")
    assert robot.tree.cssselect("textarea")[0].text_content().strip() == ""


async def test_a_message_already_begun_is_not_lost_for_a_search(robot):
    await robot.open(f"/demarches/{WRITE}")
    await robot.press("Commencer")
    robot.fill("Votre message", "Déjà écrit")
    robot.fill("Que voulez-vous faire ?", "Dire merci")
    await robot.press("Continuer")
    await robot.open("/?q=zyzzyva")
    await robot.press("Je ne trouve pas, je vous écris")
    assert "Vous avez déjà commencé" in robot.words
    assert (await Draft.get()).answers["message"] == "Déjà écrit"


async def test_only_the_free_request_takes_the_words_of_a_search(robot):
    path = "/demarches/signaler-un-probleme-dans-la-rue/commencer"
    data = {"_recherche": "Bonjour"}
    await robot.client.post(path, data=data, headers={"Sec-Fetch-Site": "same-origin"})
    assert (await Draft.get()).answers == {}


async def test_words_too_long_are_cut_and_empty_ones_are_nothing(robot):
    path = f"/demarches/{WRITE}/commencer"
    for words, kept in (("a" * 5000, {"message": "a" * 200}), ("   ", None)):
        await Draft.all().delete()
        await robot.client.post(path, data={"_recherche": words}, headers={"Sec-Fetch-Site": "same-origin"})
        assert (await Draft.get()).answers.get("_lien") == kept


# --- the page of a démarche


async def test_the_page_of_a_demarche_says_which_documents_and_when(robot):
    await robot.open("/demarches/carte-de-stationnement-resident")
    assert "Carte grise du véhicule" in robot.words
    assert "Seulement si la réponse à « À qui est le véhicule ? » est" in robot.words
    await robot.open("/demarches/domiciliation")
    assert "Pas obligatoire." in robot.words


@pytest.mark.parametrize(("count", "told"), [(19, False), (20, True)])
async def test_the_delay_really_observed_is_told_when_there_are_enough_cases(robot, now, count, told):
    await Observed.create(slug=SCHOOL, at=now - timedelta(hours=2), count=count, unit="jours-ouvres", half=6, most=11)
    await robot.open(f"/demarches/{SCHOOL}")
    assert ("6 jours ouvrés ou moins" in robot.words) == told
    assert ("11 jours ouvrés ou moins" in robot.words) == told


async def test_commencer_comes_before_the_details(robot):
    await robot.open(f"/demarches/{SCHOOL}")
    order = [element.tag for element in robot.tree.cssselect("main h1, main button, main h2")]
    assert order.index("button") < order.index("h2")


# --- the map


async def test_every_link_of_the_site_map_answers(robot, catalogue):
    await robot.open("/plan-du-site")
    links = {link.get("href") for link in robot.tree.cssselect("main a")}
    assert {f"/demarches/{slug}" for slug in catalogue.processes} <= links
    for path in links:
        await robot.open(path)
        assert robot.response.status_code == 200, path


async def test_search_engines_are_told_the_public_pages_and_kept_out_of_the_others(robot, catalogue):
    told = await robot.client.get("/robots.txt")
    assert "Disallow: /suivi" in told.text
    listed = await robot.client.get("/sitemap.xml")
    paths = [urlsplit(one.text).path for one in etree.fromstring(listed.content).iter("{*}loc")]
    assert {f"/demarches/{slug}" for slug in catalogue.processes} < {*paths}
    for path in paths:
        assert (await robot.client.get(path)).status_code == 200, path


async def test_the_page_of_a_demarche_is_described_for_search_engines(robot, catalogue):
    await robot.open(f"/demarches/{SCHOOL}")
    (description,) = robot.tree.cssselect("meta[name=description]")
    assert description.get("content") == catalogue.processes[SCHOOL].summary


# --- what the law asks for


async def test_the_statement_of_accessibility_has_every_part_of_the_model(robot):
    await robot.open("/accessibilite")
    for part in (
        "article 47 de la loi n° 2005-102",
        "non conforme",
        "Résultats des vérifications",
        "Ce qui n’est pas accessible",
        "Comment cette déclaration a été écrite",
        "Défenseur des droits",
        "contact@bordeaux.example",
    ):
        assert plain(part) in robot.words, part
    assert "Accessibilité : non conforme" in plain(robot.tree.cssselect("footer")[0].text_content())


async def test_the_ways_to_reach_say_what_the_receipt_is_and_how_each_demarche_is_done(robot, catalogue):
    await robot.open("/modalites")
    assert "L’accusé de réception" in robot.words
    assert catalogue.city.site in robot.words
    assert all(plain(process.title) in robot.words for process in catalogue.processes.values())


async def test_the_page_about_data_is_the_register_of_the_demarches(robot, catalogue):
    await robot.open("/donnees-personnelles")
    assert catalogue.city.data_officer in robot.words
    for process in catalogue.processes.values():
        told = process.personal_data
        assert all(plain(one) in robot.words for one in (told.purpose, told.retention, *told.recipients))
        own = [question for question in process.questions() if question.kept.told]
        assert all(plain(question.label) in robot.words for question in own)
