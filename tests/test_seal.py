"""Sealed words: ours, whole, in time, and for this use only."""

from datetime import timedelta

import pytest

from engine.web.seal import seal, unseal

SECRET = b"un secret de plus de trente-deux octets"


@pytest.fixture
def sealed(now):
    return seal(SECRET, "suivi", "26-ABC-DEF/1", now + timedelta(hours=1))


def test_what_was_sealed_is_read_back(sealed, now):
    assert unseal(SECRET, "suivi", sealed, now) == "26-ABC-DEF/1"


def test_it_says_nothing_once_its_time_is_over(sealed, now):
    assert unseal(SECRET, "suivi", sealed, now + timedelta(hours=1)) is None


def test_it_says_nothing_for_another_use_or_another_secret(sealed, now):
    assert unseal(SECRET, "autre", sealed, now) is None
    assert unseal(b"another secret", "suivi", sealed, now) is None


def test_no_forged_letter_ever_gives_other_words(sealed, now):
    for position in range(len(sealed)):
        other = "A" if sealed[position] != "A" else "B"
        forged = sealed[:position] + other + sealed[position + 1 :]
        assert unseal(SECRET, "suivi", forged, now) in (None, "26-ABC-DEF/1")
        if position < 40:
            assert unseal(SECRET, "suivi", forged, now) is None


@pytest.mark.parametrize("written", ["", "?", "é", "AAAA", "0" * 500, "=" * 8])
def test_anything_else_is_not_ours(written, now):
    assert unseal(SECRET, "suivi", written, now) is None
