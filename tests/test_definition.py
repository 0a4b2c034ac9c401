"""A broken démarche is answered in French, at the right place, with every mistake at once."""

from pathlib import Path

import pytest

from engine.definition import catalogue, report
from engine.errors import ADVICE

ROOT = Path(__file__).resolve().parent.parent

CITY = """\
ville: {nom: Ville, telephone: 05 00 00 00 00}
services:
  mairie:
    nom: Mairie
    adresse: 1 place de la Mairie
    telephone: 05 00 00 00 01
    courriel: mairie@ville.example
    referent: ana
    suppleants: [bob]
    responsable: cleo
  voirie: {nom: Voirie, dans: mairie}
personnes:
  ana: {nom: Ana, courriel: ana@ville.example}
  bob: {nom: Bob, courriel: bob@ville.example}
  cleo: {nom: Cléo, courriel: cleo@ville.example}
horaires: {lundi: [08:30-12:30], mardi: [08:30-12:30], mercredi: [08:30-12:30], jeudi: [08:30-12:30], vendredi: [08:30-12:30]}
secteurs:
  nord: {nom: Nord, codes_postaux: ["33300"]}
"""
BLOCK = """\
titre: Vous contacter
questions:
  - id: mode
    type: choix
    question: Comment vous joindre ?
    options: {courriel: Par courriel, aucun: Ne pas me joindre}
  - id: courriel
    type: courriel
    question: Votre adresse électronique
    si: par_courriel
conditions:
  par_courriel: {mode: courriel}
"""
PROCESS = """\
titre: Signaler un trou
resume: Dites-nous où.
famille: Rue
pour: [particulier]
canaux: [web, telephone]
service: mairie
donnees_personnelles:
  finalite: Vous répondre
  base: mission d’intérêt public
  conservation: 1 an
conditions:
  danger: {danger_immediat: oui}
formulaire:
  - page: Le problème
    questions:
      - id: nature
        type: choix
        question: Que signalez-vous ?
        options: {trou: Un trou, lampe: Une lampe}
      - id: danger_immediat
        type: oui-non
        question: Est-ce dangereux ?
      - id: detail
        type: texte
        question: Dites-en plus
        si: danger
  - inclure: contact
routage:
  - {si: danger, vers: voirie, priorite: urgente}
  - {sinon: mairie}
delais:
  reponse:
    objectif: 15 jours ouvrés
    suspendu_pendant: [attente-usager]
    paliers:
      - {a: 50 %, relancer: referent}
      - {a: 3 jours ouvrés avant, relancer: [referent, suppleant]}
      - {a: échéance, escalader: responsable, prevenir: usager}
scenarios:
  - nom: Un trou dangereux la veille de l’Ascension
    depose: 2026-05-13 18:30
    reponses: {nature: trou, danger_immediat: oui, detail: Profond, mode: aucun}
    attendu:
      vers: voirie
      priorite: urgente
      reponse_avant: 2026-06-05
      pages: [Le problème, Vous contacter]
      referent: ana
      relances: [2026-05-27, 2026-06-02, 2026-06-05]
      messages: [accuse, retard]
"""


@pytest.fixture
def city(tmp_path):
    from engine import rehearsal

    (tmp_path / "processes").mkdir()
    (tmp_path / "forms").mkdir()
    (tmp_path / "processes/_organisation.yaml").write_text(CITY, "utf-8")
    (tmp_path / "forms/contact.yaml").write_text(BLOCK, "utf-8")

    def load(process=PROCESS, block=BLOCK, organisation=CITY):
        (tmp_path / "processes/trou.yaml").write_text(process, "utf-8")
        (tmp_path / "forms/contact.yaml").write_text(block, "utf-8")
        (tmp_path / "processes/_organisation.yaml").write_text(organisation, "utf-8")
        return catalogue.load(tmp_path, rehearsal.check)

    return load


def found(problems):
    return [(problem.code, str(problem.spot)) for problem in report.in_order(problems)]


def faults(loaded):
    """What is wrong, advice aside."""
    return [problem for problem in loaded.problems if problem.level != ADVICE]


def line_of(text, needle):
    return next(n for n, line in enumerate(text.split("\n"), 1) if needle in line)


def test_a_sound_demarche_has_no_problem_and_goes_live(city):
    loaded = city()
    assert report.render_all(faults(loaded), loaded.lines) == "Aucun problème."
    assert list(loaded.processes) == ["trou"]


MISTAKES = [
    # (what is written, what it becomes, code, text on the faulty line)
    ("service: mairie\n", "service: marie\n", "service-inconnu", "service: marie"),
    ("vers: voirie,", "vers: voiries,", "service-inconnu", "voiries"),
    ("famille: Rue", "famile: Rue", "cle-inconnue", "famile"),
    ("resume: Dites-nous où.\n", "", "cle-manquante", "titre"),
    ("pour: [particulier]", "pour: [particuliers]", "valeur-interdite", "pour:"),
    ("canaux: [web, telephone]", "canaux: [web, terminal]", "canaux", "canaux"),
    ("type: oui-non", "type: ouinon", "type-inconnu", "ouinon"),
    ("id: detail", "id: 'nature'", "question-en-double", "id: 'nature'"),
    ("danger: {danger_immediat: oui}", "danger: {danger_imediat: oui}", "question-inconnue", "danger_imediat"),
    ("danger: {danger_immediat: oui}", "danger: {danger_immediat: peut-être}", "valeur-interdite", "peut-être"),
    ("danger: {danger_immediat: oui}", "danger: {nature: {avant: lampe}}", "operateur-interdit", "avant"),
    ("danger: {danger_immediat: oui}", "danger: {nature: {ressemble: lampe}}", "operateur-inconnu", "ressemble"),
    ("danger: {danger_immediat: oui}", "danger: {nature: lampadaire}", "valeur-interdite", "lampadaire"),
    ("si: danger\n", "si: dangers\n", "condition-inconnue", "dangers"),
    ("si: danger\n", "si: {mode: aucun}\n", "reference-en-avant", "si: {mode: aucun}"),
    ("- inclure: contact", "- inclure: contacts", "bloc-inconnu", "contacts"),
    ("- inclure: contact", "- {inclure: contact, sauf: [telefone]}", "question-inconnue", "telefone"),
    ("  - {sinon: mairie}\n", "", "route-sans-sinon", "routage"),
    (
        "- {si: danger, vers: voirie, priorite: urgente}",
        "- {si: danger, priorite: urgente}",
        "route-forme",
        "- {si: danger",
    ),
    ("objectif: 15 jours ouvrés", "objectif: 15 jours de travail", "duree", "objectif"),
    ("a: 50 %", "a: à mi-chemin", "palier-moment", "à mi-chemin"),
    ("a: 50 %", "a: 150 %", "palier-moment", "150 %"),
    ("a: 3 jours ouvrés avant", "a: 20 jours ouvrés avant", "palier-avant-depot", "20 jours"),
    ("{a: 50 %, relancer: referent}", "{a: 50 %}", "palier-sans-destinataire", "50 %"),
    ("relancer: referent}", "relancer: chef}", "valeur-interdite", "chef"),
    ("vers: voirie\n      priorite", "vers: mairie\n      priorite", "scenario-different", "vers: mairie"),
    ("reponse_avant: 2026-06-05", "reponse_avant: 2026-06-03", "scenario-different", "2026-06-03"),
    ("pages: [Le problème, Vous contacter]", "pages: [Le problème]", "scenario-different", "pages:"),
    ("detail: Profond, ", "", "scenario-incomplet", "reponses:"),
    ("mode: aucun}", "mode: aucun, courriel: a@b.fr}", "reponse-inutile", "reponses:"),
    ("nature: trou, danger_immediat: oui", "nature: trous, danger_immediat: oui", "valeur-interdite", "reponses:"),
    ("depose: 2026-05-13 18:30", "depose: 13 mai 2026", "date-forme", "depose"),
    ("  conservation: 1 an\n", "", "cle-manquante", "donnees_personnelles"),
    ("  reponse:\n", "  autre:\n", "delai-manquant", "delais"),
]


@pytest.mark.parametrize(
    ("good", "bad", "code", "where"), MISTAKES, ids=[f"{m[2]}-{m[1][:24].strip()}" for m in MISTAKES]
)
def test_a_mistake_is_found_at_its_line_and_told_in_french(city, good, bad, code, where):
    assert good in PROCESS
    broken = PROCESS.replace(good, bad, 1)
    loaded = city(broken)
    problems = [problem for problem in loaded.problems if problem.code == code]
    assert problems, found(loaded.problems)
    expected = line_of(broken, where.split("\n")[0])
    assert expected in [problem.spot.line for problem in problems], found(loaded.problems)
    assert loaded.processes == {}
    assert all(problem.sentence.endswith((".", "?", ":")) for problem in problems)


@pytest.mark.parametrize(
    ("written", "help"),
    [
        ("danger ou sombre", "Écrivez {au_moins_un: [danger, sombre]}."),
        ("danger et sombre", "Écrivez {tous: [danger, sombre]}."),
        ("pas danger", "Écrivez {aucun: [danger]}."),
        ("nature = trou ou lampe", "Écrivez {nature: [trou, lampe]}."),
        ("nature est trou", "Écrivez {nature: trou}."),
    ],
)
def test_a_condition_said_in_words_is_shown_as_it_is_written(city, written, help):
    named = PROCESS.replace(
        "danger: {danger_immediat: oui}", "danger: {danger_immediat: oui}\n  sombre: {nature: lampe}"
    )
    broken = named.replace("si: danger\n", f"si: {written}\n", 1)
    assert broken != named
    assert [p.help for p in city(broken).problems if p.code == "condition-inconnue"] == [help]


@pytest.mark.parametrize(
    ("good", "bad", "shown"),
    [
        ("si: danger\n", "si: [danger, sombre]\n", "[danger, sombre]"),
        ("si: danger\n", "si: [danger, {nature: lampe}]\n", "[…]"),
        ("danger: {danger_immediat: oui}", "danger: [a, b]", "[a, b]"),
    ],
)
def test_a_list_of_conditions_is_shown_with_both_meanings(city, good, bad, shown):
    broken = PROCESS.replace(good, bad, 1)
    (help,) = [p.help for p in city(broken).problems if p.code in ("type-attendu", "condition-forme")]
    assert help == (
        f"Écrivez {{tous: {shown}}} si tout doit être vrai,\nou {{au_moins_un: {shown}}} si une seule suffit."
    )


def test_all_mistakes_are_told_in_one_run(city):
    broken = PROCESS.replace("service: mairie", "service: marie").replace("type: oui-non", "type: ouinon")
    broken = broken.replace("objectif: 15 jours ouvrés", "objectif: bientôt").replace("famille:", "famile:")
    codes = {problem.code for problem in city(broken).problems}
    assert {"service-inconnu", "type-inconnu", "duree", "cle-inconnue"} <= codes


def test_a_misspelt_required_key_is_one_mistake_not_two(city):
    assert [p.code for p in city(PROCESS.replace("famille:", "famile:")).problems] == ["cle-inconnue"]


def test_a_key_in_the_wrong_place_is_told_where_it_belongs(city):
    misplaced = PROCESS.replace("  - page: Le problème\n", "  - page: Le problème\n    service: mairie\n")
    (problem,) = city(misplaced).problems
    assert problem.sentence == "« service » n’existe pas dans une page."
    assert problem.help.startswith("« service » s’écrit dans une démarche")


def test_a_key_with_another_accent_or_case_is_understood_and_its_proper_form_told(city):
    loaded = city(PROCESS.replace("delais:", "Délais:"))
    assert [(p.code, p.level) for p in faults(loaded)] == [("cle-approchante", "avertissement")]
    assert "trou" in loaded.processes


def test_a_mistake_in_a_block_points_into_the_file_of_the_block(city):
    loaded = city(block=BLOCK.replace("type: courriel", "type: couriel"))
    (problem,) = [problem for problem in loaded.problems if problem.code == "type-inconnu"]
    assert str(problem.spot) == "forms/contact.yaml:8:11"
    assert "courriel" in problem.help


def test_a_block_can_be_used_twice_with_a_prefix_and_its_conditions_follow(city):
    twice = PROCESS.replace(
        "- inclure: contact", "- inclure: contact\n  - {inclure: contact, page: Une autre personne, prefixe: autre}"
    )
    twice = twice.replace("mode: aucun}", "mode: aucun, autre_mode: courriel, autre_courriel: a@exemple.fr}")
    twice = twice.replace(
        "pages: [Le problème, Vous contacter]", "pages: [Le problème, Vous contacter, Une autre personne]"
    )
    loaded = city(twice)
    assert faults(loaded) == []
    when = loaded.processes["trou"].question("autre_courriel").when
    assert when.sources == {"autre_mode"}


def test_an_unknown_name_shows_the_nearest_one(city):
    (problem,) = city(PROCESS.replace("service: mairie\n", "service: mairi\n")).problems
    assert problem.help == "Vouliez-vous dire « mairie » ?"


def test_a_broken_demarche_leaves_the_others_live(city, tmp_path):
    (tmp_path / "processes/autre.yaml").write_text(PROCESS, "utf-8")
    assert list(city(PROCESS.replace("titre:", "titres:")).processes) == ["autre"]


def test_services_in_a_loop_are_refused(city):
    loaded = city(organisation=CITY.replace("    nom: Mairie\n", "    nom: Mairie\n    dans: voirie\n"))
    assert "services-en-boucle" in {problem.code for problem in loaded.problems}


def test_a_service_without_a_deputy_is_told_before_a_reminder_reaches_nobody(city):
    loaded = city(organisation=CITY.replace("    suppleants: [bob]\n", ""))
    assert {problem.code for problem in loaded.problems} == {"service-sans-personne"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Bonjour {{ prenom }}", "mot-inconnu"),
        ("{% for i in reference %}x{% endfor %}", "message-interdit"),
        ("{{ reference.__class__ }}", "message-interdit"),
        ("{{ reference * 99999999 }}", "message-interdit"),
        ("Bonjour {{ reference", "message-syntaxe"),
        ("Bonjour { reference }", "message-syntaxe"),
    ],
)
def test_a_message_holds_only_words_that_can_be_filled(city, text, code):
    messages = f"messages:\n  accuse:\n    objet: Reçu\n    texte: |\n      {text}\nscenarios:"
    loaded = city(PROCESS.replace("scenarios:", messages, 1))
    assert code in {problem.code for problem in loaded.problems}, found(loaded.problems)


def test_an_edition_is_read_again_from_its_exact_texts(city):
    process = city().processes["trou"]
    again = catalogue.compile_edition("trou", process.sources)
    assert again.fingerprint == process.fingerprint
    assert [page.title for page in again.pages] == [page.title for page in process.pages]


def test_the_shipped_city_passes_with_its_scenarios():
    from engine import checker

    verdict = checker.check(ROOT)
    assert list(verdict.problems) == [], verdict.told()
    assert len(verdict.catalogue.processes) >= 6
    for process in verdict.catalogue.processes.values():
        assert len(process.scenarios) >= 3, process.slug
