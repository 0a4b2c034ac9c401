"""The communes are searched without making the 35,500 entries, and found exactly as if they had all been made."""

import pytest

from engine.acts import reopen
from engine.fields import TYPES
from engine.fields import communes as room
from engine.fields.communes import communes, plain_lines
from engine.fields.entries import Entries, plain
from tests.test_fields import question

WORDS = ["", "s", "saint", "saint denis", "33800", "L’Haÿ", "bordeaux (33000)", "œ", "la roche", "de de", "((", "zz"]


@pytest.fixture(scope="module")
def one_by_one():
    return Entries(communes().all)


@pytest.mark.parametrize("words", WORDS)
def test_a_search_finds_the_same_in_the_same_order(one_by_one, words):
    assert list(communes().found(words)) == list(one_by_one.found(words))
    assert communes().exactly(words) == one_by_one.exactly(words)


def test_what_is_compared_is_the_same_for_all_names_at_once():
    assert communes().searched == tuple(f" {plain(entry.label)}" for entry in communes().all)
    assert plain_lines("Œuilly\nL’Haÿ-les-Roses\n  Ars ") == ["oeuilly", "l hay les roses", "ars"]


def test_each_entry_is_known_by_its_value():
    for place in (0, 1, 500, len(communes()) - 1):
        entry = communes().at(place)
        assert communes().of(entry.value) == entry
        assert entry in communes().of_insee(entry.columns["code_insee"])
    assert communes().of("33063-99999") is communes().of("") is communes().of("x") is None


def test_a_page_and_its_proposals_make_only_the_entries_they_show(monkeypatch):
    made, at = [], room.Communes.at
    monkeypatch.setattr(room.Communes, "at", lambda self, place: made.append(place) or at(self, place))
    commune = TYPES["commune"]
    assert commune.proposed(question(commune), None) == []
    assert made == []
    assert len(commune.proposed(question(commune), {"choix": [], "recherche": "s"})) == 10
    assert commune.told(question(commune), {"choix": [], "recherche": "s"}).startswith("10 réponses proposées sur 8")
    assert len(made) == 10


async def test_what_a_type_must_read_is_read_when_its_demarche_opens(catalogue, monkeypatch):
    prepared = []
    kinds = {one.type for process in catalogue.processes.values() for one in process.questions()}
    for kind in kinds:
        monkeypatch.setattr(type(kind), "prepare", lambda self: prepared.append(self.name))
    reopen.prepare(catalogue)
    assert sorted(prepared) == sorted(kind.name for kind in kinds)
