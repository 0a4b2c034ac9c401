"""Every simple type of question in one démarche, answered by a robot: refused, corrected, checked, sent and told."""

import pytest

from engine.definition.catalogue import load
from engine.records import Case
from tests.cities import PLAIN, shipped

DEMARCHE = (
    "titre: Réserver une salle\n"
    + PLAIN
    + """formulaire:
  - page: La salle
    questions:
      - {id: heure, type: heure, question: À quelle heure, max: 22 h}
      - {id: depuis, type: annee-mois, question: Depuis quand, au_plus_tard: aujourd’hui}
      - id: quand
        type: periode
        question: Quand
        au_plus_tot: aujourd’hui
        duree_max: 15 jours
      - {id: site, type: url, question: Votre site}
      - {id: prix, type: montant, question: Le prix}
  - page: Qui
    questions:
      - {id: siren, type: siren, question: Le SIREN}
      - {id: rna, type: rna, question: Le RNA}
      - {id: compte, type: iban, question: Le compte}
      - {id: impots, type: numero-fiscal, question: Le numéro fiscal, fondement: CRPA}
      - {id: secu, type: nir, question: Le numéro de sécurité sociale, fondement: Décret}
      - {id: plaque, type: immatriculation, question: La plaque}
      - {id: signature, type: signature-simple, question: Votre signature, texte: Je le déclare.}
routage:
  - {si: {quand.jours: {plus_de: 10}}, vers: proximite-sud}
  - sinon: proximite
delais:
  reponse: {objectif: 10 jours ouvrés}
scenarios:
  - nom: Deux jours
    depose: 2026-05-13 10:00
    reponses:
      heure: 14h30
      depuis: 2020-09
      quand: {debut: 2026-05-20, fin: 2026-05-21}
      site: www.exemple.fr
      prix: 12,50 €
      siren: 732 829 320
      rna: W332000123
      compte: FR76 3000 6000 0112 3456 7890 189
      impots: 30 23 217 600 053
      secu: 2 95 10 99 126 111 93
      plaque: ab 123 cd
      signature: Zoé Martin
    attendu: {vers: proximite}
"""
)
DAYS = {"debut_jour": "20", "debut_mois": "mai", "debut_annee": "2026", "fin_mois": "mai", "fin_annee": "2026"}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    root = shipped(tmp_path_factory.mktemp("ville"), "processes", "forms")
    (root / "processes/salle.yaml").write_text(DEMARCHE, "utf-8")
    return load(root)


def test_the_file_passes_with_its_scenario(catalogue):
    assert [one.sentence for one in catalogue.problems if "salle" in one.spot.file] == []


async def test_each_type_is_refused_corrected_checked_sent_and_told(robot):
    await robot.open("/demarches/salle")
    await robot.press("Commencer")
    robot.fill("À quelle heure", "23h")
    robot.fill("Depuis quand", {"mois": "sept.", "annee": "20"})
    robot.fill("Quand", {**DAYS, "fin_jour": "19"})
    robot.fill("Votre site", "javascript:alert(1)")
    robot.fill("Le prix", "12€5")
    await robot.press("Continuer", "main form.questions")
    assert robot.response.status_code == 422
    links = [link.get("href") for link in robot.tree.cssselect(".error-summary a")]
    assert links == ["#heure", "#depuis-annee", "#quand-fin_jour", "#site", "#prix"]
    assert robot.tree.get_element_by_id("quand-fin_jour").get("value") == "19"
    assert robot.tree.get_element_by_id("site").get("value") == "javascript:alert(1)"

    robot.fill("À quelle heure", "14h30")
    robot.fill("Depuis quand", {"mois": "sept.", "annee": "2020"})
    robot.fill("Quand", {**DAYS, "fin_jour": "31"})
    robot.fill("Votre site", "www.exemple.fr")
    robot.fill("Le prix", "12€50")
    await robot.press("Continuer", "main form.questions")
    robot.fill("Le SIREN", "732 829 320")
    robot.fill("Le RNA", "w332000123")
    robot.fill("Le compte", "FR76 3000 6000 0112 3456 7890 189")
    robot.fill("Le numéro fiscal", "30 23 217 600 053")
    robot.fill("Le numéro de sécurité sociale", "2 95 10 99 126 111 93")
    robot.fill("La plaque", "ab123cd")
    robot.fill("Votre signature", {"accord": "oui", "nom": "Zoé Martin"})
    await robot.press("Continuer", "main form.questions")

    assert robot.heading == "Vérifiez vos réponses"
    for words in ("du 20 mai 2026 au 31 mai 2026", "14 h 30", "septembre 2020", "FR76 3000 6000", "AB-123-CD"):
        assert words in robot.words
    await robot.press("Envoyer")
    assert "Signé par Zoé Martin, le 13 mai 2026" in robot.words
    assert "FR76" not in robot.words
    assert "126 111" not in robot.words
    case = await Case.get(reference=robot.fact("Référence"))
    assert case.unit == "proximite-sud"
    assert case.answers["compte"] == "FR7630006000011234567890189"
    assert case.answers["quand"] == {"debut": "2026-05-20", "fin": "2026-05-31"}
