"""The whole file of a démarche, from a neutral form: what the source says, and « à compléter » for what it does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine import branches
from engine.definition import listfile, rules, source
from engine.definition.build import Built
from engine.definition.catalogue import Catalogue, compile_source
from engine.definition.listfile import ListFile
from engine.definition.writing import Entry, document
from engine.imports.comparisons import flag, guard, is_flag
from engine.imports.model import Export, Field, Form, Option, Place, Workflow
from engine.imports.naming import slug
from engine.imports.pages import PageWriter
from engine.imports.questions import QuestionWriter
from engine.imports.report import KEPT, LEFT, Line, Report
from engine.imports.scope import Scope, Setting
from engine.imports.sheets import Layout
from engine.imports.steps import StepWriter
from engine.imports.survey import survey
from engine.imports.words import one_line, unbraced

HEADER = "# yaml-language-server: $schema=../docs/schema/demarche.json"
TODO = "À compléter"


@dataclass
class Imported:
    """What one form became: its files by name (processes/x.yaml first) and the report."""

    slug: str
    files: dict[str, str] = field(default_factory=dict)
    report: Report = field(default_factory=lambda: Report(""))


def imported(
    form: Form, export: Export, city: Catalogue, now: datetime, service: str = "", origin: str = ""
) -> Imported:
    """Everything that comes out of one form. Never raises for what it says."""
    name = slug(form.slug or form.name)
    report = Report(one_line(form.name) or name)
    workflow = export.workflows.get(form.workflow) or (
        next(iter(export.workflows.values())) if len(export.workflows) == 1 else None
    )
    resolve_listings(form.fields, export)
    for block in export.blocks.values():
        resolve_listings(block.fields, export)
    tell_notes(form, export, report)
    scope = Scope(options=merged(form.options, workflow), position=1)
    sheets = Layout(unbraced(form.name) or name, export.blocks, report).lay(form.fields)
    looked = survey(
        [item.field for sheet in sheets for item in sheet.items] + [sheet.page for sheet in sheets if sheet.page],
        workflow,
    )
    scope.valued = looked.options
    writer = QuestionWriter(scope, report)
    pages = PageWriter(scope, report, looked, writer).pages(sheets)
    if not any(question["type"] != "information" for page in pages for question in page["questions"]):
        pages.append(empty_page(form, report))
    data = root(form, report, city, service, origin, pages)
    put_steps(data, workflow, form, scope, writer, report)
    put_parameters(data, scope, report)
    listings = {f"forms/listes/{one}.csv": text for one, text in writer.listings.items()}
    finish(name, data, city, now, report, {path: listfile.parse(text, path) for path, text in listings.items()})
    return Imported(name, {f"processes/{name}.yaml": f"{HEADER}\n{document(data)}", **listings}, report)


def resolve_listings(fields: list[Field], export: Export) -> None:
    """A field names a data source that was given beside the form."""
    for one in fields:
        if one.listing is not None and one.listing.choices is None:
            key = one.listing.name
            given = export.listings.get(key)
            if given is not None and given.choices is not None:
                one.listing = given


def tell_notes(form: Form, export: Export, report: Report) -> None:
    for status, what, why, place in [*export.notes, *form.notes]:
        if status:
            report.add(status, what, place, why)
        else:
            report.look[what] += 1


def merged(given: Mapping[str, Option], workflow: Workflow | None) -> dict[str, Option]:
    """The settings of the workflow, with the values this form gives them."""
    found = {option.name: option for option in (workflow.options if workflow else ())}
    for name, one in given.items():
        known = found.get(name)
        if known is None:
            found[name] = one
        else:
            found[name] = Option(name, known.label, known.kind, one.value or known.value, one.place or known.place)
    return found


def empty_page(form: Form, report: Report) -> Entry:
    report.ask("Le formulaire ne pose aucune question que l’on ait pu reprendre.")
    question = Entry(id="demande", type="texte-long", question="Votre demande")
    return Entry(page="Votre demande", questions=[question])


def root(form: Form, report: Report, city: Catalogue, service: str, origin: str, pages: list[Entry]) -> Entry:
    unit = service or next(iter(city.city.units), "accueil")
    title = unbraced(form.name) or "Démarche importée"
    comments = [
        f"Importée de {origin or 'une autre plateforme'}. Relisez le rapport, puis chaque ligne « à compléter »."
    ]
    data = Entry(comments=comments)
    data["titre"] = title
    data["resume"] = unbraced(form.summary) or f"{TODO} : à quoi sert cette démarche."
    data["famille"] = unbraced(form.family) or f"{TODO} : la famille du catalogue."
    if form.keywords:
        data["mots"] = [unbraced(word) for word in form.keywords if unbraced(word)]
    data["pour"] = form.audiences or ["particulier", "entreprise", "association"]
    data["canaux"] = ["web", "guichet", "telephone", "courrier"]
    data["service"] = unit
    data["donnees_personnelles"] = Entry(
        finalite=f"{TODO} : pourquoi ces données sont demandées.",
        base=f"{TODO} : la base légale, par exemple mission d’intérêt public.",
        conservation=f"{TODO} : combien de temps elles sont gardées.",
        comments=["à compléter : l’autre plateforme ne dit pas ce que deviennent les données personnelles"],
    )
    if form.opening and form.opening.get("du", "") <= form.opening.get("au", "9"):
        data["ouverture"] = Entry(form.opening)
    data["formulaire"] = pages
    data["routage"] = [Entry(sinon=unit, comments=[f"à relire : toutes les demandes vont à « {unit} »"])]
    data["delais"] = Entry(
        reponse=Entry(objectif="15 jours ouvrés"), comments=["à relire : l’autre plateforme ne promet pas de délai"]
    )
    if not form.summary:
        report.ask("Le résumé de la démarche (resume).")
    if not form.family:
        report.ask("La famille du catalogue (famille).")
    report.ask("Ce que deviennent les données personnelles (donnees_personnelles).")
    report.ask(f"Le service qui reçoit les demandes (service, routage) : « {unit} » est mis d’office.")
    report.ask("Le délai de réponse promis (delais) : « 15 jours ouvrés » est mis d’office.")
    return data


# --- parameters


def put_parameters(data: Entry, scope: Scope, report: Report) -> None:
    """`parametres:`, for the settings that the form really uses."""
    written = Entry()
    for setting in scope.settings.values():
        written.update(parameters_of(setting, report))
    for name, option in scope.options.items():
        if name not in scope.settings and option.value and option.place:
            value = unbraced(one_line(option.value))[:200]
            if value and (key := scope.free_name(name)) not in written:
                written[key] = Entry(valeur=value, comments=["approché : rien ne s’en sert dans cette démarche"])
                report.near("paramètre", option.place, "sa valeur est gardée, mais seul le workflow s’en servait")
            else:
                report.left("paramètre", option.place, "le formulaire ne s’en sert pas, seulement le workflow")
    if not written:
        return
    rest = {key: data.pop(key) for key in ("formulaire", "routage", "delais", "etapes") if key in data}
    data["parametres"] = written
    data.update(rest)


def parameters_of(setting: Setting, report: Report) -> dict[str, Entry]:
    """One parameter, or two: the value, and whether to show it."""
    option, found = setting.option, {}
    given = (option.value or "").strip() if option else ""
    label = unbraced(option.label if option else "")[:120]
    place = option.place if option else None
    if "vérité" in setting.uses and is_flag(setting):
        value = "oui" if flag(given) else "non"
        found[guard(setting)] = Entry(type="oui-non", valeur=value, libelle=label or setting.name)
    if (setting.uses - {"vérité"} or not found) and setting.name not in found:
        found[setting.name] = valued(setting, given, label)
    if place:
        report.kept("paramètre", place)
    if not given:
        report.ask(f"La valeur du paramètre « {setting.name} » (parametres).")
    return found


def valued(setting: Setting, given: str, label: str) -> Entry:
    entry = Entry()
    if "nombre" in setting.uses and not setting.uses & {"texte", "liste", "durée"}:
        entry["type"] = "nombre"
        entry["valeur"] = given if given.replace(".", "").isdigit() else "0"
    elif "durée" in setting.uses:
        entry["valeur"] = f"{given} jours" if given.isdigit() else "2 jours"
    else:
        entry["valeur"] = unbraced(given) or ", ".join(setting.literals) or TODO
    if not given:
        entry.comments.append("à compléter")
    if label:
        entry["libelle"] = label
    return entry


# --- what happens afterwards


def put_steps(
    data: Entry, workflow: Workflow | None, form: Form, scope: Scope, writer: QuestionWriter, report: Report
) -> None:
    """`etapes:`, when the workflow was given and can be lived; the life cycle of the city otherwise."""
    if workflow is None:
        if form.workflow:
            why = f"« {form.workflow} » n’est pas dans les fichiers donnés : le suivi est celui de la ville"
            report.near("workflow", form.place, why)
        return
    steps = StepWriter(workflow, scope, report, writer)
    told = len(report.lines)
    written = steps.steps()
    steps.tell()
    if written:
        data["etapes"] = written
        report.ask("Chaque étape (etapes) : ses mots, ses actions, ses messages.")
    else:
        report.lines[told:] = [
            Line(LEFT, line.what, line.place, CITY_STEPS) if line.status == KEPT else line
            for line in report.lines[told:]
        ]
        report.ask("Les étapes : une demande ne s’y arrêtait qu’une fois, celles de la ville servent.")
    for status, what, why, place in workflow.notes:
        report.add(status, what, place, why)


def without_steps(data: Entry, built: Built, report: Report) -> bool:
    """Steps that do not stand are taken away: the city has its own."""
    if "etapes" not in data or not any(problem.blocks for problem in built.problems):
        return False
    first, last = (built.where.spot((key,), key=True).line for key in ("etapes", "scenarios"))
    wrong = [problem for problem in built.problems if problem.blocks and first <= problem.spot.line < last]
    if not wrong:
        return False
    del data["etapes"]
    report.ask(f"Les étapes : elles n’ont pas pu être reprises ({wrong[0].sentence}) Celles de la ville servent.")
    report.lines = [
        Line(LEFT, line.what, line.place, CITY_STEPS) if line.what in STEP_LINES else line for line in report.lines
    ]
    return True


CITY_STEPS = "ces étapes ne tiennent pas seules : le suivi est celui de la ville"
STEP_LINES = (
    "statut",
    "action de workflow",
    "formulaire d’agent",
    "saut automatique",
    "condition de workflow",
    "message",
)


# --- the last look


def finish(
    name: str, data: Entry, city: Catalogue, now: datetime, report: Report, listings: Mapping[str, ListFile]
) -> None:
    """Scenarios, found by walking through what was written."""
    moment = now.replace(hour=10, minute=0, second=0, microsecond=0, tzinfo=None)
    data["scenarios"] = []
    found: list[dict[str, Any]] = []
    for _ in range(len(data["formulaire"]) + MOST_REPAIRS):
        file = source.parse(document(data), f"processes/{name}.yaml")
        built = compile_source(name, file, city.shared, {**city.lists, **listings})
        if lawful(data, built, city, report) or without_steps(data, built, report):
            continue
        if repaired(data, built, report):
            continue
        size = sum(len(page["questions"]) for page in data["formulaire"])
        most = max(FEWEST_SCENARIOS, min(MOST_SCENARIOS, 1500 // max(size, 1)))  # a long form is walked slowly
        tried = branches.complete(built, city.city, moment_in_paris(moment), most)
        found = [dict(one) for one in tried.scenarios]
        if found or not relaxed(data, tried.stopped, report):
            break
    data["scenarios"] = [Entry(one) for one in found]
    if not found:
        report.ask("Un scénario : aucun chemin jusqu’au bout n’a été trouvé.")
        attempt = Entry(
            nom=TODO, depose=moment.strftime("%Y-%m-%d %H:%M"), reponses={}, attendu={"vers": data["service"]}
        )
        data["scenarios"] = [attempt]


MOST_REPAIRS = 60
MOST_SCENARIOS, FEWEST_SCENARIOS = 15, 3


def repaired(data: Entry, built: Built, report: Report) -> bool:
    """What the check still refuses is taken away, and told: an import never ends in a file that is stopped.

    True when something has changed.
    """
    entries = placed(data, built)
    first, last = (built.where.spot((key,), key=True).line for key in ("formulaire", "routage"))
    changed = False
    for problem in built.problems:
        if not problem.blocks or not first <= problem.spot.line < last:
            continue
        above = [entry for line, entry in entries if line <= problem.spot.line]
        entry = above[-1] if above else None
        key = next((one for one in REPAIRED if entry is not None and one in entry), None)
        if entry is None or key is None:
            continue
        del entry[key]
        changed = True
        if key == "si" and entry.get("type") not in (None, "information", "calcul"):
            entry["facultatif"] = "oui"
        entry.comments.append(f"laissé : {key} ({problem.sentence})")
        report.left("réglage refusé", Place(problem.spot.file, problem.spot.line, key), problem.sentence)
        break  # the others may follow from this one
    return changed


REPAIRED = (
    "si",
    "valeur",
    "forme",
    "modele",
    "longueur_min",
    "longueur",
    "autocomplete",
    "min",
    "max",
    "verifications",
)
"""Keys that a page or a question can do without, those most likely at fault first."""


def placed(data: Entry, built: Built) -> list[tuple[int, Entry]]:
    """Each page and question with the line it begins on, in the order of the file."""
    found: list[tuple[int, Entry]] = []
    for number, page in enumerate(data["formulaire"]):
        found.append((built.where.spot(("formulaire", number)).line, page))
        for index, question in enumerate(page["questions"]):
            found.append((built.where.spot(("formulaire", number, "questions", index)).line, question))
    return sorted(found, key=lambda one: one[0])


def lawful(data: Entry, built: Built, city: Catalogue, report: Report) -> bool:
    """What the law asks of a question is put in, to be completed; True when something has changed."""
    rules.check(built, city.city, city_sound=city.live)
    lines = sorted((built.where.spot(path).line, id) for id, path in built.question_paths.items())
    questions = {one["id"]: one for page in data["formulaire"] for one in page["questions"]}
    changed = False
    for problem in built.problems:
        key = MENDED.get(problem.code, "")
        above = [id for line, id in lines if line <= problem.spot.line]
        entry = questions.get(above[-1]) if key and above else None
        if entry is None or key in entry:
            continue
        changed = True
        entry[key] = "oui" if key == "facultatif" else LAWFUL
        entry.comments.append(f"à relire : {problem.sentence}")
        report.ask(f"{problem.sentence} {problem.help}")
    return changed


MENDED = {
    "sexe-sans-fondement": "fondement",
    "justificatif-de-domicile": "fondement",
    "fondement-manquant": "fondement",
    "second-parent-obligatoire": "facultatif",
    "courriel-obligatoire": "facultatif",
}
"""What the law asks, by the code of what would stop the démarche, and the key that answers it."""
LAWFUL = f"{TODO} : le texte de loi qui permet de poser cette question"


def relaxed(data: Entry, title: str, report: Report) -> bool:
    """The checks of a page that nobody could pass only warn."""
    page = next((one for one in data["formulaire"] if one["page"] == title), None)
    blocking = [one for one in (page or {}).get("verifications", ()) if "bloquant" not in one]
    for one in blocking:
        one["bloquant"] = "non"
        one.comments.append("approché : aucune réponse essayée ne passait, elle avertit seulement")
        report.ask(f"La vérification « {one['message'][:80]} » (page « {title} ») : aucune réponse ne passait.")
    return bool(blocking)


def moment_in_paris(moment: datetime) -> datetime:
    from engine.definition.scalar import PARIS

    return moment.replace(tzinfo=PARIS)
