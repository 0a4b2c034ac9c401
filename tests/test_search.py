"""Finding a démarche with one's own words."""

import pytest

from engine.definition import catalogue
from engine.search import Finder
from tests.site import ROOT

ROAD, PARKING = "signaler-un-probleme-dans-la-rue", "carte-de-stationnement-resident"
SCHOOL, HOME = "inscription-a-l-ecole", "domiciliation"
SPACE, WRITE = "occuper-le-domaine-public", "ecrire-a-la-mairie"


@pytest.fixture(scope="module")
def finder():
    return Finder(catalogue.load(ROOT).processes.values())


def first(finder, words):
    return next((process.slug for process in finder.find(words)), None)


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("lampadaire", ROAD),
        ("un trou devant chez moi", ROAD),
        ("POUBELLES", ROAD),
        ("vélo abandonne", ROAD),
        ("garer ma voiture", PARKING),
        ("carte grise", PARKING),
        ("inscrire ma fille à l'école", SCHOOL),
        ("école maternelle", SCHOOL),
        ("sdf", HOME),
        ("je suis à la rue", HOME),
        ("échafaudages", SPACE),
        ("me plaindre", WRITE),
        ("acte de naissance", WRITE),
    ],
)
def test_everyday_words_find_the_demarche(finder, words, slug):
    assert first(finder, words) == slug


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("lanpadere", ROAD),
        ("trotoir abimé", ROAD),
        ("stationement", PARKING),
        ("terasse", SPACE),
        ("domicilliation", HOME),
    ],
)
def test_slips_of_the_pen_are_forgiven(finder, words, slug):
    assert first(finder, words) == slug


@pytest.mark.parametrize("words", ["", "   ", "xyzzy", "piscine", "impots", "comment faire pour", "😀", "' OR 1=1 --"])
def test_words_of_nothing_find_nothing(finder, words):
    assert finder.find(words) == []


def test_a_very_long_search_is_cut_rather_than_studied(finder):
    assert finder.find("lampadaire " * 10_000)[0].slug == ROAD


def test_the_nearest_comes_first_and_the_far_ones_stay_away(finder):
    assert [process.slug for process in finder.find("carte grise")] == [PARKING]
