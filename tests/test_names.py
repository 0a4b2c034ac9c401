"""What a person types is matched without accents or case, and what comes close is suggested."""

import pytest

from engine.names import canonical, nearest

KEYS = ("titre", "delais", "echeance", "donnees_personnelles", "afficher_si", "questions", "au_plus_tard", "suppleants")


@pytest.mark.parametrize(
    ("written", "meant", "exact"),
    [
        ("titre", "titre", True),
        ("Titre", "titre", False),
        ("délais", "delais", False),
        ("ÉCHÉANCE", "echeance", False),
        ("titre\u200b", "titre", False),
        ("delai", None, False),
        ("", None, False),
    ],
)
def test_accents_and_case_do_not_matter(written, meant, exact):
    assert canonical(written, KEYS) == (meant, exact)


def test_an_accent_missing_is_an_accent_too_many():
    assert canonical("echeance", ["échéance"]) == ("échéance", False)
    assert canonical("coeur", ["cœur"]) == ("cœur", False)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("afficher_sii", "afficher_si"),
        ("question", "questions"),
        ("delai", "delais"),
        ("donnees", "donnees_personnelles"),
        ("au-plus-tard", "au_plus_tard"),
        ("au plus tard", "au_plus_tard"),
        ("suppléant", "suppleants"),
        ("tittre", "titre"),
        ("echaence", "echeance"),
        ("couleur", None),
        ("x", None),
        ("", None),
    ],
)
def test_the_nearest_name_is_suggested_and_never_a_guess(written, meant):
    assert nearest(written, KEYS) == meant
