"""The words people search with, in other languages: a list of its own in each translation, kept by the command."""

from engine.definition import skeleton, source, translation

PROCESS = source.parse("titre: Signaler\nmots: [trou, lampadaire]\nformulaire: []\n", "processes/signaler.yaml")
PORTAL = source.parse(
    "moments:\n  je-demenage: {titre: Je déménage, mots: [camion]}\n  j-arrive: {titre: J’arrive}\n",
    "processes/_portail.yaml",
)


def english(text, of="signaler"):
    return source.parse(text, f"processes/{of}.en.yaml")


def test_the_words_of_a_translation_take_the_place_of_the_french_ones():
    told = translation.spoken(PROCESS, english("titre: Report\nmots: [pothole, street light, lamp]\n"))
    assert told.data["mots"] == ["pothole", "street light", "lamp"]
    assert PROCESS.data["mots"] == ["trou", "lampadaire"]


def test_without_words_of_its_own_a_translation_keeps_the_french_ones():
    assert translation.spoken(PROCESS, english("titre: Report\nmots:\n")).data["mots"] == ["trou", "lampadaire"]


def test_one_word_alone_may_be_written_without_a_list():
    assert translation.spoken(PROCESS, english("mots: pothole\n")).data["mots"] == ["pothole"]


def test_they_are_never_missing_nor_unknown_and_keys_among_them_are():
    sound = translation.check(PROCESS, english("titre: Report\nmots: [pothole]\n"))
    assert sound == []
    wrong = translation.check(PROCESS, english("titre: Report\nmots: {trou: pothole}\n"))
    assert [problem.code for problem in wrong] == ["traduction-inconnue"]


def test_a_moment_of_life_has_its_own_words():
    told = translation.spoken(
        PORTAL, english("moments:\n  j-arrive:\n    titre: I arrive\n    mots: [newcomer]\n", "_portail")
    )
    assert told.data["moments"]["j-arrive"] == {"titre": "I arrive", "mots": ["newcomer"]}


def test_the_command_keeps_them_and_writing_again_changes_nothing():
    first = skeleton.sheet(PROCESS, english("titre: Report\nmots: [pothole, street light]\n"), "en").text
    assert "mots:\n  - pothole\n  - street light\n" in first
    assert skeleton.sheet(PROCESS, english(first), "en").text == first
