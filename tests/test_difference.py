"""What changes between two texts of a démarche, said in French: everything that matters, nothing that does not."""

import shutil
from dataclasses import fields, replace

import pytest
from click.testing import CliRunner

import run
from engine.acts import draft as drafts
from engine.acts.office import open_office
from engine.acts.pinned import pinned
from engine.definition.catalogue import load
from engine.definition.city_cycle import cycle_of
from engine.definition.difference import differences, told
from engine.definition.process import Process, Question
from tests import town
from tests.cities import shipped
from tests.site import ROOT


@pytest.fixture
def city(tmp_path):
    return shipped(tmp_path / "ville", "processes", "forms")


@pytest.fixture
def changes(city):
    """The sentences of what changes in a shipped démarche when these words of its file are replaced."""

    def compare(slug, *words):
        path = city / f"processes/{slug}.yaml"
        old = load(city).built[slug].process
        text = path.read_text("utf-8")
        for before, after in words:
            assert before in text
            text = text.replace(before, after)
        path.write_text(text, "utf-8")
        return differences(old, load(city).built[slug].process)

    return compare


STREET = "signaler-un-probleme-dans-la-rue"


def sentences(found):
    return [change.sentence for change in found]


@pytest.mark.parametrize(
    "slug", sorted(path.stem for path in (ROOT / "processes").glob("[a-z]*.yaml") if "." not in path.stem)
)
def test_the_same_text_does_not_differ(catalogue, slug):
    assert differences(catalogue.processes[slug], catalogue.processes[slug]) == ()


def test_comments_scenarios_and_layout_are_no_difference(changes):
    found = changes(STREET, ("# De haut en bas", "# Du haut vers le bas"), ("nom: Un vélo abandonné", "nom: Un vélo"))
    assert found == ()
    assert "Rien ne change" in told(found)


def test_a_question_that_changes_is_told_with_what_breaks(changes):
    found = changes(
        STREET,
        ("sac: Celle d’un sac ou d’un carton\n          ", ""),
        ("longueur: 200", "longueur: 120"),
        ("question: Que voyez-vous ?", "question: Que remarquez-vous ?"),
    )
    said = sentences(found)
    assert "« volume » ne propose plus « Celle d’un sac ou d’un carton »." in said
    assert "« longueur » de « nature_autre » : « 200 » devient « 120 »." in said
    assert "La question « panne » : « Que voyez-vous ? » devient « Que remarquez-vous ? »." in said
    assert any("doit choisir une autre réponse" in change.breaks for change in found)


def test_routes_that_move_and_change_are_told_with_their_condition(changes):
    arbre = """  - si: {nature: arbre}
    vers: espaces-verts
    motif: Le problème touche un arbre ou une branche.
"""
    sale = "  - si: sale\n    vers: proprete\n"
    found = changes(
        STREET,
        (arbre, ""),
        (sale, arbre + sale),
        ("priorite: urgente", "priorite: haute"),
        ("vers: ccas", "vers: voirie"),
    )
    said = sentences(found)
    assert any(one.startswith("L’ordre des règles change") for one in said)
    assert any("l’urgence était « urgente », elle devient « haute »" in one for one in said)
    assert any("allait à « ccas », urgence haute. Elle va à « voirie »" in one for one in said)


def test_deadlines_messages_and_data_are_told(changes):
    found = changes(
        STREET,
        ("objectif: 15 jours ouvrés", "objectif: 1 mois"),
        ("{a: 50 %, relancer: referent}", "{a: 60 %, relancer: referent}"),
        ("est terminé", "est fini"),
        ("1 an après la clôture", "6 mois après la clôture"),
    )
    said = sentences(found)
    assert "Le délai « reponse » : « 15 jours ouvrés » devient « 1 mois »." in said
    assert "Un palier de « reponse » : « à 60 % du délai, on relance le référent » est ajouté." in said
    assert any(one.startswith("L’objet de la fin du dossier") for one in said)
    assert "La durée de conservation : « 1 an après la clôture » devient « 6 mois après la clôture »." in said
    assert "La réponse est promise en 1 mois, au lieu de 15 jours ouvrés" in [change.person for change in found]


def test_steps_are_told(catalogue):
    process = catalogue.processes["domiciliation"]
    cycle = cycle_of(process)
    first = cycle.first
    kept = {id: step for id, step in cycle.steps.items() if id != "attente"}
    fewer = dict(list(first.actions.items())[1:])
    new = replace(cycle, steps={**kept, first.id: replace(first, words="Autre chose", actions=fewer)})
    said = sentences(differences(replace(process, cycle=cycle), replace(process, cycle=new)))
    assert "L’étape « En attente de la personne » est retirée." in said
    assert any(one.startswith("Ce que la personne lit à l’étape « Nouveau »") for one in said)
    assert any("À l’étape « Nouveau », une action : « Prendre ce dossier" in one for one in said)


LEFT_OUT = {"id", "type", "formula", "wordings", "language", "personal", "when", "options", "kept"}
"""Fields of a question that other tests look at, or that never come from its file."""


@pytest.mark.parametrize("name", [one.name for one in fields(Question) if one.name not in LEFT_OUT])
def test_no_word_of_a_question_changes_unseen(catalogue, name):
    process = catalogue.processes["domiciliation"]
    page = process.pages[0]
    question = page.questions[0]
    value = getattr(question, name)
    other = replace(question, **{name: (not value) if isinstance(value, bool) else f"{value} autre"})
    changed = replace(process, pages=(replace(page, questions=(other, *page.questions[1:])), *process.pages[1:]))
    assert differences(process, changed)


LEFT_OUT_OF_ALL = {"slug", "untranslated", "conditions", "scenarios", "set_aside", "sources", "fingerprint", "language", "pages", "routes",
                   "deadlines", "messages", "cycle", "silence", "personal_data", "opening", "parameters"}  # fmt: skip


@pytest.mark.parametrize("name", [one.name for one in fields(Process) if one.name not in LEFT_OUT_OF_ALL])
def test_no_word_of_a_demarche_changes_unseen(catalogue, name):
    process = catalogue.processes["domiciliation"]
    value = getattr(process, name)
    other = (*value, "web") if isinstance(value, tuple) else 99 if name == "minutes" else f"{value} autre"
    if name == "channels":
        other = value[1:]
    assert differences(process, replace(process, **{name: other}))


async def test_drafts_and_cases_are_counted_by_edition(office, now):
    await drafts.start(office, "trou", now)
    await town.case(office, now)
    found = await pinned("trou", now)
    assert (found.drafts, found.older_drafts, found.open_cases, found.older_cases) == (1, 0, 1, 0)
    assert "1\u00a0brouillon en cours" in found.told()
    assert "Aucun dossier ne change" in found.told()


def test_the_command_compares_two_files_and_makes_no_database(city, monkeypatch, tmp_path):
    monkeypatch.chdir(city)
    monkeypatch.setenv("PARVIS_DATA", str(tmp_path / "data"))
    other = tmp_path / "domiciliation.yaml"
    text = (city / "processes/domiciliation.yaml").read_text("utf-8")
    other.write_text(text.replace("titre: ", "titre: Nouveau : ".replace(" : ", " "), 1), "utf-8")
    told_ = CliRunner().invoke(run.cli, ["diff", "domiciliation", str(other)])
    assert told_.exit_code == 0, told_.output
    assert "Le titre :" in told_.output
    assert not (tmp_path / "data").exists()
    never = CliRunner().invoke(run.cli, ["diff", "domiciliation"])
    assert "n’a jamais été mise en ligne" in never.output
    assert CliRunner().invoke(run.cli, ["diff", "lune", "domiciliation"]).exit_code == 1


async def published_office(city, settings, theme, now):
    return await open_office(load(city), theme, settings, now)


def test_the_command_compares_the_file_with_the_text_in_force(city, monkeypatch, tmp_path, empty_sqlite, theme):
    import asyncio
    from datetime import UTC, datetime

    from engine.records.store import open_store
    from tests.conftest import settings_for

    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(empty_sqlite, data / "parvis.sqlite3")
    settings = settings_for(data)

    async def publish():
        async with open_store(settings):
            office = await published_office(city, settings, theme, datetime.now(UTC))
            await drafts.start(office, "domiciliation", datetime.now(UTC))

    asyncio.run(publish())
    monkeypatch.chdir(city)
    monkeypatch.setenv("PARVIS_DATA", str(data))
    path = city / "processes/domiciliation.yaml"
    assert "Rien ne change" in CliRunner().invoke(run.cli, ["diff", "domiciliation"]).output
    path.write_text(path.read_text("utf-8").replace("titre: ", "titre: Bien ", 1), "utf-8")
    said = CliRunner().invoke(run.cli, ["diff", "domiciliation"]).output
    assert "Le titre :" in said
    assert "1\u00a0brouillon en cours" in said
