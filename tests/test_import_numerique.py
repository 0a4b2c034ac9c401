"""A schema of demarche.numerique becomes a démarche that passes the check."""

import json
from datetime import UTC, datetime

import pytest

from engine.errors import ImportRefused
from engine.imports import demarche, numerique
from tests.test_import_publik import data_of, fates, problems

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
HAS_CHILDREN = {
    "term": "Logic::Eq",
    "left": {"term": "Logic::ChampValue", "stable_id": "c1"},
    "right": {"term": "Logic::Constant", "value": True},
}
CHAMPS = [
    {"__typename": "HeaderSectionChampDescriptor", "id": "s1", "type": "header_section", "label": "Vous"},
    {"__typename": "CiviliteChampDescriptor", "id": "c0", "type": "civilite", "label": "Civilité", "required": True},
    {"__typename": "YesNoChampDescriptor", "id": "c1", "type": "yes_no", "label": "Des enfants ?", "required": True},
    {
        "__typename": "RepetitionChampDescriptor",
        "id": "c2",
        "type": "repetition",
        "label": "Enfants",
        "required": True,
        "condition": HAS_CHILDREN,
        "champDescriptors": [{"__typename": "TextChampDescriptor", "id": "c3", "label": "Prénom", "required": True}],
    },
    {"__typename": "HeaderSectionChampDescriptor", "id": "s2", "type": "header_section", "label": "Le vélo"},
    {
        "__typename": "DropDownListChampDescriptor",
        "id": "c4",
        "type": "drop_down_list",
        "label": "Quel vélo ?",
        "required": True,
        "options": ["Électrique", "Cargo"],
        "otherOption": True,
    },
    {"__typename": "DecimalNumberChampDescriptor", "id": "c5", "label": "Prix", "required": True},
    {"__typename": "PieceJustificativeChampDescriptor", "id": "c6", "label": "Facture", "required": True},
    {"__typename": "CheckboxChampDescriptor", "id": "c7", "label": "Je certifie", "required": True},
    {"__typename": "ExplicationChampDescriptor", "id": "c8", "label": "Attention", "description": "Une seule fois."},
    {"__typename": "CommuneChampDescriptor", "id": "c9", "type": "communes", "label": "Commune", "required": True},
    {"__typename": "MartienChampDescriptor", "id": "c10", "label": "Autre chose", "required": False},
]


def schema(champs=CHAMPS, **more):
    revision = {"champDescriptors": champs, "annotationDescriptors": [{"id": "z", "label": "Avis"}]}
    return json.dumps({"data": {"demarche": {"title": "Aide au vélo", "revision": revision, **more}}}).encode()


def converted(content, catalogue):
    export = numerique.read({"velo.json": content})
    return demarche.imported(export.forms[0], export, catalogue, NOW, "proximite", "demarche.numerique")


def test_a_schema_becomes_pages_questions_and_groups(catalogue):
    done = converted(schema(), catalogue)
    assert not problems(done, catalogue)
    pages = data_of(done)["formulaire"]
    assert [page["page"] for page in pages] == ["Vous", "Enfants", "Le vélo"]
    assert pages[1]["repeter"]["id"]
    assert pages[1]["si"] == {"enfants": "oui"}
    kinds = [question["type"] for question in pages[2]["questions"]]
    assert kinds == ["choix", "nombre", "fichier", "accord", "information", "commune", "texte"]
    assert pages[2]["questions"][0]["options"]["autre"] == "Autre"
    assert fates(done, "annotation privée") == ["laissé"]


def test_the_children_are_in_a_scenario(catalogue):
    scenarios = data_of(converted(schema(), catalogue))["scenarios"]
    assert any("Enfants" in one["attendu"]["pages"] for one in scenarios)


def test_the_form_of_address_waits_for_its_law(catalogue):
    done = converted(schema(), catalogue)
    civilite = data_of(done)["formulaire"][0]["questions"][0]
    assert civilite["fondement"].startswith("À compléter")


@pytest.mark.parametrize("content", [b"", b"[1", b"{}", b'"texte"', b'{"data": {"demarche": null}}', b"[" * 100_000])
def test_what_is_no_schema_is_refused_with_one_sentence(content):
    with pytest.raises(ImportRefused, match="«"):
        numerique.read({"x.json": content})


@pytest.mark.parametrize(
    "condition", [{"term": "Logic::Eq"}, {"term": "zut", "left": {}, "right": 3}, "cassé ((", 12, ["a"]]
)
def test_a_condition_that_cannot_be_read_hides_nothing(catalogue, condition):
    champs = [{"id": "a", "type": "text", "label": "Nom", "required": True, "condition": condition}]
    done = converted(schema(champs), catalogue)
    assert not problems(done, catalogue)
    assert data_of(done)["formulaire"][0]["questions"][0]["id"] == "nom"
