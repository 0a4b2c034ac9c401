"""What depends on what: a condition looks back, and every named condition serves."""

from __future__ import annotations

from engine.definition.build import Built
from engine.definition.city import City
from engine.definition.condition import CONTEXT, Condition
from engine.definition.expression.meaning import Formula
from engine.definition.located import Path
from engine.errors import WARNING


def sources_stand_above(built: Built, city: City) -> None:
    """A condition looks only at questions asked before: so no cycle can exist."""
    above: set[str] = set(CONTEXT)
    group = ""
    for page in built.process.pages:
        if group and group != (page.group.id if page.group else ""):
            above.add(group)  # the number of instances is known once its pages are behind
        group = page.group.id if page.group else ""
        report_forward(built, (*built.page_paths[page.id], "si"), page.when, above)
        for question in page.questions:
            report_forward(built, (*built.question_paths[question.id], "si"), question.when, above)
            if question.formula is not None:
                report_forward(built, (*built.question_paths[question.id], "formule"), question.formula, above)
            above.add(question.id)
        for index, one in enumerate(page.elsewhere):
            report_forward(built, (*built.page_paths[page.id], "eligibilite", index, "si"), one.when, above)
        for check in page.checks:
            report_forward(built, (*check.path, "si"), check.when, above)


def report_forward(built: Built, path: Path, when: Condition | Formula | None, above: set[str]) -> None:
    for source in sorted(when.sources - above) if when else ():
        place = built.question_paths.get(source) or built.group_paths[source]
        line = built.where.spot((*place, "id" if source in built.question_paths else "repeter")).line
        thing = "Ce calcul" if path[-1] == "formule" else "Cette condition"
        sentence = f"{thing} regarde « {source} », qui n’est posée qu’après (ligne {line})."
        help = "Déplacez la question plus haut, ou changez la condition."
        if path[:-1] == place:
            sentence, help = f"« {source} » dépend de sa propre réponse.", "Retirez-la de cette condition."
        built.where.report(path, "reference-en-avant", sentence, help)


def groups_are_looked_at_from_inside(built: Built, city: City) -> None:
    """What the reader of conditions has not refused: a list filtered by an answer of some instance."""
    for question in built.process.questions():
        path = built.question_paths[question.id]
        for source in sorted(question.when.sources) if question.when else ():
            if group := built.out_of_reach(source, path):
                sentence = f"« {source} » est posée pour chaque élément du groupe « {group} » : lequel ?"
                help = f"Posez « {question.id} » dans le même groupe, ou regardez une autre question."
                built.where.report((*path, "id"), "question-de-groupe", sentence, help)


def conditions_are_used(built: Built, city: City) -> None:
    """Told once nothing else is wrong: a use that could not be read would not be counted."""
    if any(problem.blocks for problem in built.problems):
        return
    own = built.where.spot(()).file
    for name in built.process.conditions:
        path = ("conditions", name)
        if name not in built.used and built.where.spot(path, key=True).file == own:
            built.where.report(
                path,
                "condition-inutile",
                f"La condition « {name} » ne sert nulle part.",
                "Retirez-la, ou utilisez-la avec « si: ».",
                key=True,
                level=WARNING,
            )
