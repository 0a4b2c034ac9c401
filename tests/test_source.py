"""A file of the city is read as plain text with its places, and every trap of French in YAML has its sentence."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.definition import source
from engine.definition.source import parse, read, read_text
from engine.errors import ERROR, WARNING, Spot

ROOT = Path(__file__).resolve().parent.parent
NBSP, THIN = "\u00a0", "\u202f"


def found(text):
    """What is said of a text: place, code and corrected lines."""
    told = []
    for problem in parse(text, "f.yaml").problems:
        first, _, rest = problem.help.partition("\n")
        told.append((problem.spot.line, problem.spot.column, problem.code, rest if first == "Écrivez :" else ""))
    return told


# --- reading -------------------------------------------------------------------------------------------------


def test_every_scalar_is_a_string_exactly_as_typed():
    text = "insee: 01004\ntel: 0612345677\nheure: 12:30\nnon: non\nversion: 3.10\nrien: null\nvide:\njour: 2026-05-13\n"
    assert parse(text, "f.yaml").data == {
        "insee": "01004",
        "tel": "0612345677",
        "heure": "12:30",
        "non": "non",
        "version": "3.10",
        "rien": "null",
        "vide": "",
        "jour": "2026-05-13",
    }


def test_each_value_and_each_key_has_its_place():
    read = parse("titre: Rue\nformulaire:\n  - page: Où\n    questions:\n      - {id: a, si: b}\n", "p/rue.yaml")
    assert read.problems == []
    assert read.spots["titre",] == Spot("p/rue.yaml", 1, 8)
    assert read.key_spots["formulaire", 0, "page"] == Spot("p/rue.yaml", 3, 5)
    path = ("formulaire", 0, "questions", 0, "si")
    assert (read.key_spots[path].column, read.spots[path].column) == (17, 21)
    assert read.spots["formulaire", 0] == Spot("p/rue.yaml", 3, 5)


def test_columns_count_letters_not_bytes():
    assert parse("été: à l’école 😀\nliste: [é, 😀, ç]\n", "f.yaml").spots["liste", 2].column == 15


def test_an_unknown_path_is_placed_at_what_surrounds_it():
    read = parse("a:\n  - b: c\n", "f.yaml")
    assert read.spot(("a", 0, "manque")) == Spot("f.yaml", 2, 5)
    assert read.spot(("rien",)) == Spot("f.yaml", 1, 1)


def test_a_problem_underlines_a_key_or_a_value():
    read = parse("canaux: [web, fax]\n", "f.yaml")
    assert (read.at_key(("canaux",), "c", "s").spot.column, read.at_key(("canaux",), "c", "s").width) == (1, 6)
    assert (read.at_value(("canaux", 1), "c", "s").spot.column, read.at_value(("canaux", 1), "c", "s").width) == (15, 3)


def test_blanks_around_a_plain_text_go_and_quotes_keep_them():
    assert parse(f'a: texte{NBSP}\nb: "texte{NBSP}"\n', "f.yaml").data == {"a": "texte", "b": f"texte{NBSP}"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_give_the_same_places(end):
    read = parse(end.join(["a: b", "c:", "  - d", ""]), "f.yaml")
    assert (read.data, read.spots["c", 0].line) == ({"a": "b", "c": ["d"]}, 3)


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("processes/*.yaml")) + sorted(ROOT.glob("forms/*.yaml")), ids=lambda p: p.stem
)
def test_shipped_files_read_without_a_word(path):
    assert read(path).problems == []


# --- bytes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_a_file_saved_in_another_encoding_says_where_and_what_to_do(tmp_path, encoding):
    path = tmp_path / "rue.yaml"
    path.write_bytes("titre: Rue\nresume: Un café\n".encode(encoding))
    text, (problem,) = read_text(path, "rue.yaml")
    assert text == ""
    assert (str(problem.spot), problem.code) == ("rue.yaml:2:15", "encodage")
    assert "« é »" in problem.sentence
    assert "UTF-8" in problem.help


def test_a_file_in_utf_16_is_named(tmp_path):
    path = tmp_path / "rue.yaml"
    path.write_bytes("titre: Rue\n".encode("utf-16"))
    assert [problem.code for problem in read(path).problems] == ["encodage"]
    assert "UTF-16" in read(path).problems[0].sentence


def test_a_byte_order_mark_is_read_and_told(tmp_path):
    path = tmp_path / "rue.yaml"
    path.write_bytes("titre: Rue\n".encode("utf-8-sig"))
    done = read(path, "rue.yaml")
    assert done.data == {"titre": "Rue"}
    assert [(problem.code, problem.level) for problem in done.problems] == [("encodage", WARNING)]


def test_a_file_too_big_is_not_even_read(tmp_path):
    path = tmp_path / "rue.yaml"
    path.write_bytes(b"a: " + b"x" * 5_000_000)
    assert [problem.code for problem in read(path).problems] == ["fichier-trop-gros"]


# --- the traps: what is typed, where it is told, the line to paste ---------------------------------------------

TRAPS = {
    # the colon
    "colon": ("question: Le lieu : précisez\n", 1, 11, "deux-points-dans-texte", 'question: "Le lieu : précisez"'),
    "colon without space": ("aide: Note: voir\n", 1, 7, "deux-points-dans-texte", 'aide: "Note: voir"'),
    "colon and quotes": (
        'aide: Votre "nom" : en entier\n', 1, 7, "deux-points-dans-texte", "aide: 'Votre \"nom\" : en entier'",
    ),
    "colon in an item": (
        "preparer:\n  - Un justificatif : facture, quittance\n",
        2, 5, "deux-points-dans-texte", '  - "Un justificatif : facture, quittance"',
    ),
    "two colons in an item": ("a:\n  - Le lieu : ici : là\n", 2, 5, "deux-points-dans-texte", '  - "Le lieu : ici : là"'),
    "colon in a text below its key": (
        "texte:\n  Le lieu : précisez\n", 2, 3, "deux-points-dans-texte", '  "Le lieu : précisez"',
    ),
    "colon on a later line": (
        "aide: Indiquez le lieu\n  exact : la rue\nfin: x\n",
        2, 9, "deux-points-dans-texte", "aide: >-\n  Indiquez le lieu\n  exact : la rue",
    ),
    "colon between braces": (
        "a: {question: Où : ici, type: x}\n",
        1, 18, "deux-points-dans-texte", 'a:\n  question: "Où : ici"\n  type: x',
    ),
    "colon between nested braces": (
        "a: {b: {c: Où : ici}}\n", 1, 15, "deux-points-dans-texte", 'a: {b: {c: "Où : ici"}}',
    ),
    "a remark after the colon": (
        "aide: Le lieu : ici   # voir\n", 1, 7, "deux-points-dans-texte", 'aide: "Le lieu : ici"   # voir',
    ),
    "no space after the colon": ("titre:Rue\nb: c\n", 1, 6, "deux-points-colles", "titre: Rue"),
    "no colon at all": ("a: b\nformulaire\nc: d\n", 2, 1, "deux-points-manquant", "formulaire:"),
    # the first character
    **{
        f"text that starts with {head}": (
            f"aide: {head}champ utile\n", 1, 7, "caractere-en-tete", f'aide: "{head}champ utile"',
        )
        for head in ("*", "&", "!", "%", "@", "`", "* ", "& ", "! ", "- ", "> ", "| ", "? ", ": ", "{{ville}} ", "[x] ")
    },
    "apostrophe": ("aide: 'l'adresse\n", 1, 7, "caractere-en-tete", "aide: \"'l'adresse\""),
    "apostrophes inside apostrophes": (
        "aide: 'Qu'est-ce que c'est'\n", 1, 7, "caractere-en-tete", 'aide: "Qu\'est-ce que c\'est"',
    ),
    "quotes around the first words": (
        'aide: "Bonjour" dit-il\n', 1, 7, "caractere-en-tete", "aide: '\"Bonjour\" dit-il'",
    ),
    "a word to fill": ("objet: {{ reference }}\n", 1, 8, "caractere-en-tete", 'objet: "{{ reference }}"'),
    "a star in an item": ("a:\n  - *obligatoire\n", 2, 5, "caractere-en-tete", '  - "*obligatoire"'),
    "a star between braces": ("a: {b: *champ utile}\n", 1, 15, "caractere-en-tete", 'a:\n  b: "*champ utile"'),
    "a text on the line of its bar": (
        "texte: | Bonjour\n  à vous\n", 1, 8, "caractere-en-tete", "texte: |\n  Bonjour",
    ),
    # the hash
    "hash": (
        "aide: Appartement #3\n", 1, 19, "diese-coupe-texte",
        'aide: "Appartement #3"\n(pour une remarque, laissez une espace après « # »)',
    ),
    "hash and a number": (
        "aide: Escalier # 3\n", 1, 16, "diese-coupe-texte",
        'aide: "Escalier # 3"\n(pour une remarque, laissez une espace après « # »)',
    ),
    "a colour": (
        "couleur: #0055aa\n", 1, 10, "diese-coupe-texte",
        'couleur: "#0055aa"\n(pour une remarque, laissez une espace après « # »)',
    ),
    "hash between brackets": ("a: [b, c #3]\nd: e\n", 1, 10, "diese-coupe-texte", 'a: [b, "c #3"]'),
    "hash in a text of two lines": (
        "aide: Appartement #3\n  au fond\n", 1, 19, "diese-coupe-texte", "aide: >-\n  Appartement #3\n  au fond",
    ),
    # braces and brackets
    "comma": (
        "options: {trou: Un trou, béant, depot: Un dépôt}\n",
        1, 26, "virgule-dans-accolades", "options:\n  trou: Un trou, béant\n  depot: Un dépôt",
    ),
    "comma in an item": ("- {a: {b: Un trou, béant}}\n", 1, 20, "virgule-dans-accolades", '- {a: {b: "Un trou, béant"}}'),
    "braces in braces": ("a: {b: Un {x} mot}\n", 1, 11, "virgule-dans-accolades", "a:\n  b: Un {x} mot"),
    "question mark": ("a: {q: Où ?, b: c}\n", 1, 8, "virgule-dans-accolades", "a:\n  q: Où ?\n  b: c"),
    "bracket left open": ("a: [b, c\nd: e\n", 1, 4, "crochet-non-ferme", "a: [b, c]"),
    "brace left open": ("r:\n  - {si: x, vers: y\n  - {sinon: z}\n", 2, 5, "crochet-non-ferme", "  - {si: x, vers: y}"),
    "inner bracket left open": ("a: {b: [c, d}\n", 1, 8, "crochet-non-ferme", "a: {b: [c, d]}"),
    "bracket of several lines left open": ("a: [b,\n  c\nd: e\n", 1, 4, "crochet-non-ferme", "  c]"),
    "one bracket too many": ("a: [b, c]]\n", 1, 10, "crochet-non-ferme", "a: [b, c]"),
    "comma missing at the end of a line": ("a: {b: c\n  d: e}\n", 1, 9, "virgule-manquante", "a: {b: c,"),
    # quotes
    "quote left open": ('aide: "Bonjour\nb: c\n', 1, 7, "guillemet-non-ferme", 'aide: "Bonjour"'),
    "quote closed by the next one": ('aide: "Bonjour\nb: "c"\n', 1, 7, "guillemet-non-ferme", 'aide: "Bonjour"'),
    "quote left open between braces": (
        "a: {b: 'Un mot, c: d}\n", 1, 8, "guillemet-non-ferme", "a: {b: 'Un mot', c: d}",
    ),
    "typographic quotes": ("aide: “Le lieu : ici”\n", 1, 7, "guillemets-typographiques", 'aide: "Le lieu : ici"'),
    "French quotes": (
        f"aide: «{NBSP}Le lieu : ici{NBSP}»\n", 1, 7, "guillemets-typographiques", 'aide: "Le lieu : ici"',
    ),
    "typographic quotes around a key": ("“titre”: Rue\n", 1, 1, "guillemets-typographiques", "titre: Rue"),
    "backslash": ('aide: "C:\\dossier"\n', 1, 10, "barre-oblique-inverse", "aide: 'C:\\dossier'"),
    # blanks
    "tab": ("a:\n\t- b\n", 2, 1, "tabulation", "  - b"),
    "tab after spaces": ("a:\n  - b: c\n  \td: e\n", 3, 3, "tabulation", "    d: e"),
    "no-break space before the colon": (f"titre{NBSP}: Rue\n", 1, 6, "espace-insecable", "titre: Rue"),
    "thin space before the colon": (f"titre{THIN}: Rue\n", 1, 6, "espace-insecable", "titre: Rue"),
    "no-break space after the colon": (f"titre:{NBSP}Rue\nb: c\n", 1, 7, "espace-insecable", "titre: Rue"),
    "no-break indentation": (f"a:\n{NBSP}{NBSP}b: c\n", 2, 1, "espace-insecable", "  b: c"),
    "no-break indentation of a list": (f"a:\n{THIN}{THIN}- b\n", 2, 1, "espace-insecable", "  - b"),
    "no-break space after a dash": (f"a:\n  -{NBSP}b: c\n    d: e\n", 2, 4, "espace-insecable", "  - b: c"),
    "an invisible character": ("a: b\x0bc\n", 1, 5, "caractere-invisible", "a: b c"),
    "a line end of another world": ("a: b\u2028c\n", 1, 5, "caractere-invisible", "a: b c"),
    # indentation
    "too far right": ("a:\n  - id: b\n     type: c\n", 3, 6, "indentation", "    type: c"),
    "too far left": ("a:\n  - id: b\n   type: c\n", 3, 4, "indentation", "    type: c"),
    "in line with the dash": ("a:\n  - id: b\n  type: c\n", 3, 3, "indentation", "    type: c"),
    "a dash out of line": ("a:\n  - b\n - c\n", 3, 2, "indentation", "  - c"),
    "the line above stands aside": (
        "a:\n  - id: b\n   - id: c\n    type: d\n", 3, 4, "indentation", "  - id: c",
    ),
    "the first item stands aside": ("a:\n   - id: b\n    type: c\n  - id: d\n", 2, 4, "indentation", "  - id: b"),
    "a key below closed braces": (
        "a:\n  - {id: b, c: d}\n    aide: x\n", 3, 5, "indentation", "  - id: b\n    c: d\n    aide: x",
    ),
    "a dash forgotten before the first": (
        "a:\n    id: b\n    type: c\n  - id: d\n    type: e\n", 2, 5, "tiret-manquant", "  - id: b",
    ),
    "a dash forgotten before the next": (
        "a:\n  - id: b\n    type: c\n    id: d\n    type: e\n", 4, 5, "tiret-manquant", "  - id: d",
    ),
    "a dash forgotten where dashes stand far": (
        "a:\n-   id: b\n    type: c\n    id: d\n    type: e\n", 4, 5, "tiret-manquant", "-   id: d",
    ),
    "a text out of its block": ("texte: |\n  Bonjour\n à vous\nb: c\n", 3, 2, "indentation", "  à vous"),
    "the end of a text at the margin": ("aide: Un texte\nqui continue\nb: c\n", 2, 1, "indentation", "  qui continue"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "code", "lines"), TRAPS.values(), ids=TRAPS)
def test_a_trap_is_told_once_at_its_place_with_the_line_to_paste(text, line, column, code, lines):
    if text.startswith("- "):
        text = "a:\n" + text
        line += 1
    assert found(text) == [(line, column, code, lines)]


TWO_LINES = ("colon on a later line", "hash in a text of two lines", "a key below closed braces")
SHIFTS = {"colon on a later line": -1, "a key below closed braces": -1, "bracket of several lines left open": 1}


@pytest.mark.parametrize("name", TRAPS)
def test_what_is_to_be_pasted_reads_without_a_word(name):
    text, line, _, _, lines = TRAPS[name]
    written = text.split("\n")
    block = lines.partition("\n(pour")[0].split("\n")
    swallowed = 2 if name in TWO_LINES else 1
    start = line - 1 + SHIFTS.get(name, 0)
    written[start : start + swallowed] = block
    assert found("\n".join(written)) == ([] if not text.startswith("- ") else [(1, 1, "cles-attendues", "")])


@pytest.mark.parametrize("name", TRAPS)
def test_the_reader_without_libyaml_tells_the_same(name, monkeypatch):
    monkeypatch.setattr(source, "_Loader", yaml.SafeLoader)
    text, line, column, code, lines = TRAPS[name]
    if name == "question mark":
        column += 3
    if not text.startswith("- "):
        assert found(text) == [(line, column, code, lines)]


@pytest.mark.parametrize(("text", "line", "column", "code", "lines"), TRAPS.values(), ids=TRAPS)
def test_sentences_are_french_and_end_well(text, line, column, code, lines):
    for problem in parse(text, "f.yaml").problems:
        assert problem.sentence.endswith((".", "?"))
        assert not any(
            word in problem.sentence for word in ("found", "expected", "while", "mapping", "scalar", "token")
        )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", [(1, 1, "fichier-vide")]),
        ("# rien\n", [(1, 1, "fichier-vide")]),
        ("{}\n", [(1, 1, "fichier-vide")]),
        ("- a\n- b\n", [(1, 1, "cles-attendues")]),
        ('"Bonjour"\n', [(1, 1, "cles-attendues")]),
        ("a: b\n---\nc: d\n", [(2, 1, "plusieurs-documents")]),
        ("a: b\nc: d\na: e\n", [(3, 1, "cle-en-double")]),
        ("a: {b: 1, c: 2, b: 3}\n", [(1, 17, "cle-en-double")]),
        ("a:\n  - b: 1\n    b: 2\n", [(3, 5, "cle-en-double")]),
        ("a:\n  - b: 1\n    c: 2\n    c: 3\n", [(4, 5, "cle-en-double")]),
        ("a: !!python/object:os.system x\n", [(1, 4, "etiquette-interdite")]),
        ("a: !include secret.yaml\n", [(1, 4, "etiquette-interdite")]),
        ("a: &x {b: c}\nd: *x\n", [(1, 4, "alias-interdit")]),
        ("a: b\n- c\n", [(2, 1, "indentation")]),
    ],
)
def test_what_a_file_may_not_be(text, told):
    assert [entry[:3] for entry in found(text)] == told


def test_a_duplicate_cites_the_line_of_the_first_and_the_first_is_kept():
    read = parse("titre: a\nresume: b\ntitre: {c: d}\n", "f.yaml")
    assert "ligne 1" in read.problems[0].sentence
    assert read.data == {"titre": "a", "resume": "b"}
    assert ("titre", "c") not in read.spots


def test_an_alias_cites_the_lines_that_use_it():
    assert "lignes 2 et 3" in parse("a: &x b\nc: *x\nd: *x\n", "f.yaml").problems[0].sentence


def test_the_same_blank_everywhere_is_one_mistake():
    (problem,) = parse(f"titre{NBSP}: a\nresume{NBSP}: b\nservice{NBSP}: c\n", "f.yaml").problems
    assert "lignes 2 et 3" in problem.sentence
    (problem,) = parse("a:\n\t- b: c\n\t  d: e\n\t- b: f\n", "f.yaml").problems
    assert "lignes 3 et 4" in problem.sentence


def test_typographic_quotes_that_hold_a_whole_text_are_a_warning():
    (problem,) = parse("question: “Où est-ce ?”\n", "f.yaml").problems
    assert (problem.code, problem.level) == ("guillemets-typographiques", WARNING)
    assert parse("resume: Dites « oui » ou “non”.\n", "f.yaml").problems == []


def test_a_question_mark_between_braces_reads_and_is_told():
    read = parse("a: {q: Où ?}\n", "f.yaml")
    assert (read.data, read.problems[0].level, read.blocked) == ({"a": {"q": "Où ?"}}, WARNING, False)


# --- all at once ---------------------------------------------------------------------------------------------


def test_every_mistake_of_a_file_is_told_in_one_go():
    text = (
        "titre: Le lieu : précisez\n"
        "pour: [particulier\n"
        f"resume{NBSP}: x\n"
        "formulaire:\n"
        "  - page: Un\n"
        "    questions:\n"
        "      - id: a\n"
        "        aide: 'l'adresse\n"
        "         type: texte\n"
        "\t\t\t- id: b\n"
        "        aide: Appartement #3\n"
        "      - {id: c, question: Où : ici}\n"
        "        facultatif: oui\n"
        "titre: encore\n"
    )
    assert [(line, code) for line, _, code, _ in found(text)] == [
        (1, "deux-points-dans-texte"),
        (2, "crochet-non-ferme"),
        (3, "espace-insecable"),
        (8, "caractere-en-tete"),
        (9, "indentation"),
        (10, "tabulation"),
        (11, "diese-coupe-texte"),
        (12, "deux-points-dans-texte"),
        (13, "indentation"),
        (14, "cle-en-double"),
    ]


def test_what_could_be_mended_is_still_read_for_the_other_rooms():
    read = parse("titre: Le lieu : précisez\npour: [a, b\nservice: c\n", "f.yaml")
    assert read.blocked
    assert read.data == {"titre": "Le lieu : précisez", "pour": ["a", "b"], "service": "c"}
    assert read.spots["service",] == Spot("f.yaml", 3, 10)


def test_a_part_that_cannot_be_read_does_not_hide_the_rest():
    read = parse("a: b\n- c\nd: Le lieu : ici\n", "f.yaml")
    assert [problem.spot.line for problem in read.problems] == [2, 3]
    assert read.data == {}


# --- what must never trip ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "texte: |\n  Le lieu : précisez\n  - * & ! % @ [ { #3\n\n  'l'adresse\n",
        "texte: >-\n  Le lieu : précisez {{ ville }}\n  “oui”, Appartement #3\n",
        'a: "Le lieu : précisez #3, [x] {{ y }}"\n',
        "a: 'L''adresse : ici #3'\n",
        "a: Ouvert de 12:30 à 14:00, voir https://ville.fr/a?b=c#d (ou http://x.fr:80)\n",
        "a: b # une remarque\nc:   # une autre\n  - d # encore\n## un titre\n#collé au bord\n",
        "a: {b: https://ville.fr, c: 12:30, d: [e, f], 'g': \"h, i : j ?\"}\n",
        "a: [web, 08:30-12:30, aujourd’hui - 18 ans]\n",
        "a: un texte\n  qui continue\n  sur trois lignes\nb:\n  - de même\n    ici\n",
        "cle : valeur\nautre : valeur\n",
        "a:\n- b\n- c\nd:\n    e: f\n",
        "a: [\n  b,\n  c,\n]\nd: {\n  e: f,\n  g: h\n}\n",
        "a: -5\nb: -x\nc: ?oui\nd: :x\ne: x:y\nf: l'eau d'ici\ng: 50 %\nh: A & B\ni: «\u00a0oui\u00a0» : non\n".replace(
            "» : non", "»"
        ),
        f"a: Où est-ce{NBSP}?\nb: Note{NBSP}: oui\n".replace(f"{NBSP}: oui", f"{NBSP}; oui"),
        "---\na: b\n",
        "a: ''\nb: \"\"\nc: []\nd: {}\n",
    ],
)
def test_what_is_right_is_never_suspected(text):
    read = parse(text, "f.yaml")
    assert read.problems == []
    assert read.data == yaml.load(text, yaml.BaseLoader)


FRENCH = st.text(
    alphabet=st.sampled_from(list("abcéèàçœ AZÉ'’\"«»“”-–—:;,.!?#&*%@`{}[]()|<>/\\=+~$€0123456789\n\t\u00a0\u202f😀")),
    max_size=60,
).map(lambda text: text.strip(NBSP + THIN))
KEYS = st.text(alphabet="abcdefghijklmnopqrstuvwxyzé_-0123456789", min_size=1, max_size=12)
DOCUMENTS = st.dictionaries(
    KEYS,
    st.recursive(
        FRENCH,
        lambda inner: st.lists(inner, min_size=1, max_size=4) | st.dictionaries(KEYS, inner, min_size=1, max_size=4),
        max_leaves=12,
    ),
    min_size=1,
    max_size=6,
)


@given(DOCUMENTS, st.sampled_from([False, None]), st.sampled_from([None, '"', "'", "|"]), st.integers(40, 200))
@settings(max_examples=80, deadline=None)
def test_what_yaml_writes_is_read_back_identical_without_a_word(document, flow, style, width):
    text = yaml.safe_dump(
        document, allow_unicode=True, default_flow_style=flow, default_style=style, width=width, sort_keys=False
    )
    text = text.replace("!!str ", "")
    read = parse(text, "f.yaml")
    assert [problem for problem in read.problems if problem.level == ERROR] == []
    assert read.data == document


@given(
    st.lists(
        st.sampled_from([*"\t\u00a0:-{}[]'\"#*&!%@`|>?, \n\\é", ": ", "- ", "a: b", "\n  ", "---\n", "{{"]), max_size=40
    )
)
@settings(max_examples=200, deadline=None)
def test_whatever_is_typed_is_answered_and_inside_the_file(pieces):
    text = "".join(pieces)
    read = parse(text, "f.yaml")
    assert read.data or read.problems
    for problem in read.problems:
        assert 1 <= problem.spot.line <= len(read.lines)
        assert problem.spot.column >= 1


# --- bombs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: " + "[" * 10_000, "imbrication"),
        ("a: " + "{b: " * 10_000, "imbrication"),
        ("a:\n  " + "- " * 10_000 + "b\n", "imbrication"),
        ("\n".join(" " * depth + "a:" for depth in range(900)), "imbrication"),
        ("a: " + "x" * 5_000_000, "fichier-trop-gros"),
        (
            "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [{f'*b{n - 1}, ' * 9}*a]\n" for n in range(1, 30)),
            "alias-interdit",
        ),
        ("a: x" + " " * 400_000 + "y : z", "deux-points-dans-texte"),
        ("a: " + "\"'" * 200_000, "caractere-en-tete"),
        ("k: v\n" * 20_000, "cle-en-double"),
    ],
    ids=["brackets", "braces", "dashes", "levels", "five megabytes", "aliases", "spaces", "quotes", "duplicates"],
)
def test_a_bomb_is_refused_after_a_few_readings(text, code, monkeypatch):
    read, run = [], source._Reading.run
    monkeypatch.setattr(source._Reading, "run", lambda self: read.append(len(self.lines)) or run(self))
    problems = parse(text, "f.yaml").problems
    assert code in {problem.code for problem in problems}
    assert len(read) <= source.MAX_READINGS
    assert len(problems) <= 2 * source.MAX_TOLD
