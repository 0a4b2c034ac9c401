"""Finding a démarche with one's own words."""

import pytest

from engine.definition import catalogue
from engine.definition.catalogue import compile_edition
from engine.search import Finder
from engine.search.words import distance, sound
from tests.everyday import EVERYDAY, HOME, NOTHING, PARKING, ROAD, SCHOOL, WRITTEN_AFTER, big_city
from tests.site import ROOT


@pytest.fixture(scope="module")
def city():
    return catalogue.load(ROOT)


@pytest.fixture(scope="module")
def beside(city):
    """The démarches of the city in the other languages they are translated into."""
    return {
        slug: [compile_edition(slug, process.sources, code) for code in process.languages]
        for slug, process in city.processes.items()
    }


@pytest.fixture(scope="module")
def finder(city, beside):
    return Finder(city.processes.values(), beside, city.city.portal.events)


@pytest.fixture(scope="module")
def among_many(city, beside):
    return Finder(big_city(city.processes.values()), beside, city.city.portal.events)


def first(finder, words):
    return next((process.slug for process in finder.find(words)), None)


@pytest.mark.parametrize(("words", "slug"), EVERYDAY)
def test_everyday_words_find_the_demarche(finder, words, slug):
    assert first(finder, words) == slug


@pytest.mark.parametrize(("words", "slug"), EVERYDAY)
def test_they_still_do_among_four_hundred(among_many, words, slug):
    assert slug in [process.slug for process in among_many.find(words)[:3]]


def test_words_nobody_thought_of_are_mostly_understood(finder, among_many):
    for one, wanted in ((finder, 50), (among_many, 46)):
        found = [first(one, words) == slug for words, slug in WRITTEN_AFTER]
        assert sum(found) >= wanted, [
            words for (words, _), right in zip(WRITTEN_AFTER, found, strict=True) if not right
        ]


@pytest.mark.parametrize("words", NOTHING)
def test_words_of_nothing_find_nothing(finder, words):
    assert finder.find(words) == []


def test_a_very_long_search_is_cut_rather_than_studied(finder):
    assert finder.find("lampadaire " * 10_000)[0].slug == ROAD


def test_the_nearest_comes_first_and_the_far_ones_stay_away(finder):
    assert [process.slug for process in finder.find("carte grise")] == [PARKING]


def test_the_words_of_a_moment_of_life_lead_to_its_demarches(finder):
    assert {process.slug for process in finder.find("nouvel habitant")} >= {SCHOOL, PARKING}


def test_a_demarche_is_found_with_the_words_of_a_language_that_is_not_read(city, beside):
    english = [compile_edition(HOME, city.processes[HOME].sources, "en")]
    alone = Finder(english)
    both = Finder(english, {HOME: [city.processes[HOME]]})
    assert first(alone, "péniche") is None
    assert first(both, "péniche") == HOME


def test_who_finds_nothing_is_shown_words_of_the_city_that_look_alike(finder):
    assert finder.find("lanpdr") == []
    assert "lampadaire" in finder.near("lanpdr")
    assert finder.near("xyzzy") == []
    assert finder.near("école " * 1000) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("poubelle", "poubel"),
        ("école", "ekol"),
        ("trottoir", "trotoir"),
        ("camion", "kamion"),
        ("maternelle", "maternel"),
    ],
)
def test_words_that_sound_alike_are_one_word(one, other):
    assert sound(one.replace("é", "e")) == sound(other)


@pytest.mark.parametrize(
    ("one", "other", "gap"), [("trou", "tour", 2), ("rue", "reu", 1), ("banc", "banc", 0), ("a", "bcdef", 3)]
)
def test_a_slip_is_a_letter_more_less_other_or_swapped(one, other, gap):
    assert distance(one, other, 2) == gap
