"""Whatever is written in the files of the city, the checker answers in French, at the right place, once."""

import ast
import copy
import re
import shutil
from pathlib import Path

import pytest
import yaml
from cerberus import Validator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import checker, rehearsal
from engine.definition import catalogue, schema
from engine.definition.located import ENOUGH
from engine.fields import TYPES
from tests.mistakes import BYTES, FACES, FILES, MISTAKES, NAMES, TEMPLATES

ROOT = Path(__file__).resolve().parent.parent

NEIGHBOUR = """\
titre: Une voisine
resume: Elle reste en ligne.
famille: Espace public
pour: [particulier]
canaux: [web, guichet]
service: proximite
donnees_personnelles: {finalite: Répondre, base: consentement, conservation: 1 an}
formulaire:
  - page: Vous
    questions:
      - {id: sujet, type: texte, question: Quel sujet}
routage:
  - sinon: proximite
delais:
  reponse: {objectif: 10 jours ouvrés}
scenarios:
  - nom: Une question
    depose: 2026-09-01 10:00
    reponses: {sujet: Bonjour}
    attendu: {vers: proximite}
"""
USERS = {"ville": "rue", "contact": "carte", "identite": "carte", "adresse": "ecole", "enfant": "ecole"}
USERS |= {"entreprise": "domaine"}
"""A démarche to read beside a file that is no démarche."""
ENGLISH = re.compile(r"\b(must|expected|field|required|None|dict|list|string|error|unknown|the|is not|found)\b")


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """The shipped city with a single small démarche."""
    root = tmp_path_factory.mktemp("ville")
    (root / "processes").mkdir()
    shutil.copytree(ROOT / "forms", root / "forms")
    shutil.copy(ROOT / FILES["ville"], root / "processes")
    (root / "processes/voisine.yaml").write_text(NEIGHBOUR, "utf-8")
    return root


@pytest.fixture
def judged(town):
    """Reads the city with one of its files replaced; everything is put back afterwards."""

    def read(name, text):
        keys = [name, USERS[name]] if name in USERS else [name]
        for key in keys:
            shutil.copy(ROOT / FILES[key], town / FILES[key])
        (town / FILES[name]).write_text(text, "utf-8")
        try:
            return catalogue.load(town, rehearsal.check)
        finally:
            for key in keys:
                (town / FILES[key]).unlink()
                if key in USERS:
                    shutil.copy(ROOT / FILES[key], town / FILES[key])

    return read


def place(text, start, at):
    """line:column of some words of the file; « ¦ » in them says where exactly."""
    words = at.removeprefix("^")
    found = text.index(words.replace("¦", ""), 0 if at.startswith("^") else start) + max(words.find("¦"), 0)
    return f"{text.count(chr(10), 0, found) + 1}:{found - text.rfind(chr(10), 0, found)}"


def first_change(good, old, new):
    """Where the line begins that was changed."""
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    return good.rfind("\n", 0, good.index(old) + same) + 1


def is_french(problem):
    words = re.sub(r"«[^»]*»", "", f"{problem.sentence} {problem.help}")
    return problem.sentence.endswith((".", "?")) and not ENGLISH.search(words) and "['" not in problem.sentence


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "at"), MISTAKES, ids=[f"{m[0]}-{m[3]}-{m[2].strip()[:30]}" for m in MISTAKES]
)
def test_one_mistake_is_one_message_at_its_place_in_french(judged, name, old, new, code, at):
    good = (ROOT / FILES[name]).read_text("utf-8")
    broken = good.replace(old, new, 1)
    found = judged(name, broken)
    expected = f"{FILES[name]}:{place(broken, first_change(good, old, new), at)}"
    assert [(problem.code, str(problem.spot)) for problem in found.problems] == [(code, expected)]
    (problem,) = found.problems
    assert is_french(problem), problem
    if name == "ville":
        assert found.live != problem.blocks
    else:
        assert "voisine" in found.processes
        slugs = {Path(FILES[key]).stem for key in (name, USERS.get(name, name))} & set(found.built)
        assert bool(slugs & set(found.processes)) != problem.blocks


def test_there_are_enough_mistakes_for_every_key_and_every_code_of_a_demarche():
    assert len(MISTAKES) + len(BYTES) + len(NAMES) + len(FACES) + len(TEMPLATES) > 300


# --- the same mistake at several places


def test_a_name_misspelt_where_it_is_defined_is_one_mistake_with_all_its_lines(judged):
    text = (ROOT / FILES["rue"]).read_text("utf-8").replace("- id: nature\n", "- id: natures\n")
    (problem,) = judged("rue", text).problems
    assert problem.help.startswith("Vouliez-vous dire « natures » ?\nAussi aux lignes 6")
    uses = [n for n, line in enumerate(text.split("\n"), 1) if "{nature: " in line and "nature_autre" not in line]
    assert all(str(line) in f"{problem.spot.line} {problem.help}" for line in uses if line < 340)


def test_many_mistakes_are_told_at_most_two_hundred_at_a_time_and_quickly(judged):
    text = (ROOT / FILES["rue"]).read_text("utf-8") + "".join(f"\ncle{n}: x" for n in range(5000))
    found = judged("rue", text)
    assert len(found.problems) == ENOUGH
    assert "voisine" in found.processes


def test_a_real_mistake_is_told_before_two_hundred_warnings(judged):
    pages = "".join(
        f"  - page: P{n}\n    questions:\n      - {{id: q{n}, type: texte, question: Q, facultatif: oui}}\n"
        for n in range(250)
    )
    text = (ROOT / FILES["rue"]).read_text("utf-8").replace("service: proximite", "service: personne")
    loose = "".join(f"  inutile{n}: {{canal: web}}\n" for n in range(250))
    text = text.replace("formulaire:\n", f"formulaire:\n{pages}").replace("conditions:\n", f"conditions:\n{loose}")
    assert "service-inconnu" in [problem.code for problem in judged("rue", text).problems]


def test_a_line_mended_by_the_reader_does_not_hide_the_other_mistakes(judged):
    text = (ROOT / FILES["rue"]).read_text("utf-8")
    text = text.replace("titre: Signaler", "titre: La rue : signaler").replace("service: proximite", "service: rue")
    assert [p.code for p in judged("rue", text).problems] == ["deux-points-dans-texte", "service-inconnu"]


def test_a_city_that_cannot_be_read_does_not_blame_the_demarches(judged):
    text = (ROOT / FILES["ville"]).read_text("utf-8")
    found = judged("ville", text.replace("services:\n", "services\n"))
    assert {problem.spot.file for problem in found.problems} == {FILES["ville"]}
    assert not found.live


# --- files as they are


@pytest.mark.parametrize(("content", "code"), BYTES, ids=[code for _, code in BYTES])
def test_a_file_that_is_no_demarche_is_told_and_leaves_the_others(town, content, code):
    file = town / "processes/essai.yaml"
    file.write_bytes(content)
    try:
        found = catalogue.load(town, rehearsal.check)
    finally:
        file.unlink()
    assert found.problems[0].code == code
    assert all(problem.spot.file == "processes/essai.yaml" and is_french(problem) for problem in found.problems)
    assert list(found.processes) == ["voisine"]


@pytest.mark.parametrize(("name", "code"), NAMES)
def test_a_file_with_a_name_that_cannot_serve_is_told(town, name, code):
    file = town / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(NEIGHBOUR if "processes" in name else "titre: T\nquestions: [{id: a, type: texte, question: Q}]\n")
    try:
        found = catalogue.load(town, rehearsal.check)
    finally:
        file.unlink()
        if file.parent.name == "ecole":
            file.parent.rmdir()
    assert [problem.code for problem in found.problems] == [code]
    assert "voisine" in found.processes


def test_a_copy_left_by_an_editor_is_nobodys_business(town):
    copies = [town / "processes" / name for name in (".essai.yaml.swp", "essai.yaml~", "essai.yaml.bak", "LISEZMOI.md")]
    for path in copies:
        path.write_text("titre: [", "utf-8")
    try:
        assert catalogue.load(town).problems == []
    finally:
        for path in copies:
            path.unlink()


def test_a_folder_a_lost_link_and_a_loop_of_links_are_told(town):
    folder, lost, loop = (town / "processes" / f"{name}.yaml" for name in ("dossier", "perdu", "boucle"))
    folder.mkdir()
    lost.symlink_to("nulle-part.yaml")
    loop.symlink_to("boucle.yaml")
    try:
        found = catalogue.load(town, rehearsal.check)
    finally:
        folder.rmdir()
        lost.unlink()
        loop.unlink()
    assert [problem.code for problem in found.problems] == ["fichier-illisible"] * 3
    assert list(found.processes) == ["voisine"]


def test_a_file_that_may_not_be_read_is_told(town, monkeypatch):
    reads = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: refuse() if path.stem == "voisine" else reads(path))

    def refuse():
        raise PermissionError

    (problem,) = catalogue.load(town).problems
    assert (problem.code, problem.sentence) == ("fichier-illisible", "« voisine.yaml » n’a pas le droit d’être lu.")


def test_the_file_of_the_city_under_another_name_is_recognised(town):
    path = town / FILES["ville"]
    other = path.rename(path.with_name("Organisation.yaml"))
    try:
        problems = catalogue.load(town).problems
    finally:
        other.rename(path)
    assert [problem.code for problem in problems] == ["organisation-absente", "nom-de-fichier"] or [
        problem.code for problem in problems
    ] == ["nom-de-fichier", "organisation-absente"]
    assert any("Renommez processes/Organisation.yaml" in problem.help for problem in problems)


def test_a_block_that_nobody_uses_is_checked_too(town):
    block = town / "forms/neuf.yaml"
    block.write_text("titre: Neuf\nquestions:\n  - {id: a, type: texto, question: Q}\n", "utf-8")
    try:
        (problem,) = catalogue.load(town).problems
    finally:
        block.unlink()
    assert (problem.code, str(problem.spot)) == ("type-inconnu", "forms/neuf.yaml:3:19")


# --- faces


@pytest.fixture
def faces(tmp_path, town):
    shutil.copytree(town, tmp_path, dirs_exist_ok=True)
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes/base").symlink_to(ROOT / "themes/base")
    shutil.copytree(ROOT / "themes/bordeaux", tmp_path / "themes/bordeaux")
    return tmp_path


@pytest.mark.parametrize(("text", "code", "spot"), FACES)
def test_a_mistake_in_a_face_is_one_message_at_its_place(faces, text, code, spot):
    (faces / "themes/bordeaux/theme.yaml").write_text(text, "utf-8")
    verdict = checker.check(faces)
    (problem,) = verdict.problems
    assert (problem.code, str(problem.spot)) == (code, f"themes/bordeaux/theme.yaml:{spot}")
    assert is_french(problem)
    assert not verdict.passes
    assert verdict.catalogue.processes


@pytest.mark.parametrize(("name", "content", "code"), TEMPLATES)
def test_a_template_that_does_not_stand_is_told(faces, name, content, code):
    template = faces / "themes/bordeaux" / name
    template.parent.mkdir(exist_ok=True)
    template.write_bytes(content)
    (problem,) = checker.check(faces).problems
    line = 2 if b"\n{%" in content else 1
    assert (problem.code, str(problem.spot)) == (code, f"themes/bordeaux/{name}:{line}:1")
    assert is_french(problem)


def test_a_base_that_says_too_little_is_one_message(faces):
    (faces / "themes/base").unlink()
    shutil.copytree(ROOT / "themes/base", faces / "themes/base")
    (faces / "themes/base/theme.yaml").write_text("nom: Base\n", "utf-8")
    assert [problem.code for problem in checker.check(faces).problems] == ["cle-manquante"]


# --- anything at all

SHIPPED = {name: yaml.load((ROOT / file).read_text("utf-8"), yaml.CBaseLoader) for name, file in FILES.items()}
ODD = ["", "~", " ", "12", "-1", "oui", "2026-05-13", "x" * 300, [], {}, ["a", "b"], {"x": "y"}, [["a"], {"x": "y"}]]


def paths(value, here=()):
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield (*here, key)
        yield from paths(inner, (*here, key))


def mutated(data, at, how, odd, word):
    """The same data with one node deleted, doubled, of another type, or under another key."""
    every = list(paths(data))
    if not every:
        return data
    *above, key = every[at % len(every)]
    holder = data
    for step in above:
        holder = holder[step]
    if how == "delete":
        del holder[key]
    elif how == "retype":
        holder[key] = copy.deepcopy(odd)
    elif isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    elif how == "double":
        holder[f"{key}s"] = copy.deepcopy(holder[key])
    else:
        holder[word] = holder.pop(key)
    return data


MUTATION = st.tuples(
    st.integers(0, 10_000),
    st.sampled_from(["delete", "retype", "double", "rename"]),
    st.sampled_from(ODD),
    st.sampled_from(["titre", "Si", "inclure", "tous", "canal", "réponse", "", "é è", "0"]),
)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=st.sampled_from(sorted(FILES)), mutations=st.lists(MUTATION, min_size=1, max_size=3))
def test_no_mutation_of_a_shipped_file_makes_the_checker_fall(judged, name, mutations):
    data = copy.deepcopy(SHIPPED[name])
    for mutation in mutations:
        data = mutated(data, *mutation)
    text = yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=1000)
    found = judged(name, text)
    for problem in found.problems:
        lines = found.lines[problem.spot.file]
        assert 1 <= problem.spot.line <= len(lines), problem
        assert 1 <= problem.spot.column <= len(lines[problem.spot.line - 1]) + 1, problem
        assert is_french(problem), problem


# --- what the checker stands on


SHAPES = [*schema.THINGS.values(), schema.HOURS, *(schema.question_shape(kind) for kind in TYPES.values())]


@pytest.mark.parametrize("shape", SHAPES, ids=schema.thing)
def test_every_shape_is_one_that_cerberus_accepts(shape):
    assert Validator(shape).schema


# --- the index of codes in the manual

CODE_ARGUMENT = {"report": 1, "report_line": 2, "at_key": 1, "at_value": 1, "Problem": 1, "Trap": 1, "Slip": 0}
CODE_ARGUMENT |= {"OutlineFault": 0, "tell": 3, "report_never": 3, "Fault": 1, "_give_up": 1, "_problem": 1}
WHERE = [
    "definition/**/*.py",
    "fields/*.py",
    "geometry.py",
    "exercised.py",
    "rehearsal.py",
    "face.py",
    "theme.py",
    "checker.py",
]


def words(node):
    return {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def words_of_target(target):
    """« code, width = … » names a code too."""
    names = target.elts if isinstance(target, ast.Tuple) else [target]
    return {getattr(name, "id", "").lower().strip("_") for name in names}


def codes_used():
    """Every word given as the code of a mistake, wherever the engine judges the files of the city."""
    for path in sorted({path for pattern in [*WHERE, "validation.py"] for path in (ROOT / "engine").glob(pattern)}):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                position = CODE_ARGUMENT.get(name)
                if position is not None and len(node.args) > position:
                    yield from words(node.args[position])
            elif isinstance(node, ast.Assign) and "code" in words_of_target(node.targets[0]):
                yield from words(node.value)
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_CODES":
                yield from words(ast.Tuple(node.value.values))


def rules_of(shape):
    """The names of the Cerberus rules that a shape uses, at any depth."""
    inside = shape.items() if isinstance(shape, dict) else ()
    return {key for key, _ in inside}.union(*(rules_of(inner) for _, inner in inside))


ONLY_FOR_ANSWERS = {
    "trop-long": "maxlength",
    "trop-petit": "min",
    "trop-grand": "max",
    "nombre-d-elements": "items",
    "cle-associee": "dependencies",
    "cle-incompatible": "excludes",
    "valeur-manquante": "contains",
}
"""Codes of engine/validation.py that need a page once a shape of the files asks for the rule that gives them."""


def test_every_code_has_its_page_in_the_manual():
    written = {rule for shape in schema.THINGS.values() for key in shape.values() for rule in rules_of(key)}
    spared = {code for code, rule in ONLY_FOR_ANSWERS.items() if rule not in written}
    used = {code for code in codes_used() if re.fullmatch(r"[a-z]+(-[a-z]+)*", code)}
    assert len(used) > 90
    assert used - spared - {path.stem for path in (ROOT / "docs/manuel/erreurs").glob("*.md")} == set()
