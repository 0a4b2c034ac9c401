"""What a shape cannot say of a life cycle: where one gets stuck, what nobody can do, what nobody reads.

The rules of the graph need the cycle alone, so that the city's own file is judged like a démarche's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from engine.definition import cycle
from engine.definition.cycle import Action, Cycle, Step
from engine.definition.located import Located, Path
from engine.errors import WARNING

if TYPE_CHECKING:
    from engine.definition.build import Built
    from engine.definition.city import City


def life_cycle(built: Built, city: City) -> None:
    """The rules of the graph, on a démarche that writes its own cycle."""
    found = built.process.cycle
    if "etapes" in built.where.data and found is not None:
        check(built.where, found)


def check(where: Located, life: Cycle) -> None:
    for rule in RULES:
        rule(where, life)


def people_can_act(built: Built, city: City) -> None:
    """An action of a role that nobody holds in a service is an action that nobody can do there."""
    life = built.process.cycle
    if life is None or "etapes" not in built.where.data:
        return
    units = sorted({built.process.unit, *(route.unit for route in built.process.routes)} & set(city.units))
    for step, action in actions(life):
        path = place(built.where, step, action)
        services_exist(built, city, action, path)
        roles = [who for who in action.who if who in ("referent", "suppleant", "responsable")]
        if not roles or len(roles) < len(action.who):
            continue
        without = [unit for unit in units if not any(city.who(unit, role) for role in roles)]
        if without:
            sentence = f"Personne ne peut faire « {action.label} » dans le service « {without[0]} »."
            help = f"Ajoutez quelqu’un sous « par: », ou « {roles[0]}: » à ce service."
            built.where.report((*path, "par"), "action-sans-personne", sentence, help)


def services_exist(built: Built, city: City, action: Action, path: Path) -> None:
    for unit in action.services:
        if unit not in city.units:
            help = built.where.nearest(unit, city.units) or "Ajoutez-le dans processes/_organisation.yaml."
            sentence = f"« {unit} » n’est pas un service de la ville."
            built.where.report((*path, "services"), "service-inconnu", sentence, help)


def actions(life: Cycle) -> Iterator[tuple[Step, Action]]:
    for step in life.steps.values():
        for action in step.actions.values():
            yield step, action


def place(where: Located, step: Step, action: Action) -> Path:
    """Where an action is written: at its step, else under « partout »."""
    own: Path = ("etapes", step.id, "actions", action.id)
    return own if own in where.spots or own in where.key_spots else ("etapes", "partout", "actions", action.id)


# --- the graph


def steps_are_reached(where: Located, life: Cycle) -> None:
    if any(problem.blocks for problem in where.problems):
        return  # a step that could not be read would seem to be missing
    reached = follow(life, [life.first.id])
    for step in life.steps.values():
        if step.id not in reached:
            where.report(
                ("etapes", step.id),
                "etape-inatteignable",
                f"Aucun chemin ne mène à l’étape « {step.id} ».",
                f"Ajoutez « vers: {step.id} » à une action, ou retirez cette étape.",
                key=True,
                level=WARNING,
            )


def follow(life: Cycle, start: Iterable[str]) -> set[str]:
    """The steps one may come to, those one starts from included. « precedente » leads only where one has been."""
    waiting, seen = list(start), set()
    while waiting:
        id = waiting.pop()
        if id not in seen and id in life.steps:
            seen.add(id)
            waiting += life.steps[id].targets()
    return seen


def cases_can_end(where: Located, life: Cycle) -> None:
    if any(problem.blocks for problem in where.problems):
        return  # a step that could not be read would seem to be missing
    ends = {step.id for step in life.steps.values() if step.last}
    for step in life.steps.values():
        if step.last or follow(life, [step.id]) & ends:
            continue
        into = [other.id for other in life.steps.values() if step.id in other.targets()]
        goes_back = cycle.BEFORE in set(step.targets())
        if goes_back and any(follow(life, [other]) & ends for other in into if other != step.id):
            continue
        where.report(
            ("etapes", step.id),
            "etape-sans-issue",
            f"Un dossier arrivé à l’étape « {step.id} » ne peut plus finir.",
            "Ajoutez une action ou un « apres » qui mène à une étape de « fin ».",
            key=True,
        )


def nothing_turns_by_itself(where: Located, life: Cycle) -> None:
    """What happens at once must not lead back: the case would turn for ever."""
    for step in life.steps.values():
        for after in step.afters:
            if after.delay is None and after.to and step.id in follow_at_once(life, after.to):
                sentence = f"L’étape « {step.id} » revient sur elle-même sans attendre."
                path: Path = ("etapes", step.id, "apres", after.position - 1)
                where.report(path, "boucle-automatique", sentence, "Ajoutez « delai: », ou changez « vers: ».")


def follow_at_once(life: Cycle, start: str) -> set[str]:
    waiting, seen = [start], set()
    while waiting:
        id = waiting.pop()
        if id not in seen and id in life.steps:
            seen.add(id)
            waiting += [after.to for after in life.steps[id].afters if after.delay is None and after.to]
    return seen


def ends_are_ends(where: Located, life: Cycle) -> None:
    for step in life.steps.values():
        busy = [action.id for action in step.actions.values() if action.effects != (cycle.NOTE,)]
        if step.last and (busy or step.afters or step.waits or step.deadlines):
            where.report(
                ("etapes", step.id),
                "fin-avec-suite",
                f"L’étape « {step.id} » est une fin : plus rien ne s’y passe, sauf des notes.",
                "Retirez « fin: », ou ce qui suit.",
                key=True,
            )


def words_for_the_person(where: Located, life: Cycle) -> None:
    for step in life.steps.values():
        if not step.words and ("etapes", step.id) in where.key_spots:
            where.report(
                ("etapes", step.id),
                "etape-sans-mots",
                f"L’étape « {step.id} » ne dit rien à la personne.",
                "Ajoutez « usager: » avec une phrase simple, par exemple : usager: Nous étudions votre demande.",
                key=True,
            )


def who_is_waited_for_can_answer(where: Located, life: Cycle) -> None:
    for step in life.steps.values():
        if step.waits and not any(action.by_citizen and action.to for action in step.actions.values()):
            where.report(
                ("etapes", step.id),
                "attente-sans-reponse",
                f"On attend la personne à l’étape « {step.id} », mais sa réponse ne mène nulle part.",
                "Ajoutez une action, par exemple :\n"
                "repondre: {libelle: Répondre, par: usager, faire: ecrire, vers: precedente}",
                key=True,
            )


def asking_waits(where: Located, life: Cycle) -> None:
    """A question to the person that does not wait for them lets the promise run against the service."""
    if any(problem.blocks for problem in where.problems):
        return  # the step that waits may be the one that could not be read
    for step, action in actions(life):
        waits = any(to in life.steps and life.steps[to].waits for to in action.to) or (not action.to and step.waits)
        if action.does(cycle.ASK) and not waits:
            where.report(
                place(where, step, action),
                "precision-sans-attente",
                f"« {action.label} » ne mène pas à une étape qui attend la personne : le délai continue de courir.",
                "Menez à une étape qui a « attend: usager ».",
                key=True,
                level=WARNING,
            )


def refusals_say_why(where: Located, life: Cycle) -> None:
    """Facts and law (CRPA L211-2, L211-5)."""
    told = set()
    for step, action in actions(life):
        refuses = any(to in life.steps and life.steps[to].outcome == "refuse" for to in action.to)
        reasons = bool(action.text) or any(question.id == "motif" or question.required for question in action.questions)
        path = place(where, step, action)
        if refuses and action.by_agents and not reasons and path not in told:
            told.add(path)
            sentence = f"« {action.label} » refuse sans dire pourquoi : la loi demande des raisons écrites."
            where.report(path, "refus-sans-motif", sentence, "Ajoutez « motifs: » ou « texte: ».", key=True)


def forms_look_up(where: Located, life: Cycle) -> None:
    """A question of a form shown because of a later one would appear above what is being answered."""
    told = set()
    for step, action in actions(life):
        for index, question in enumerate(action.questions):
            later = {f"agent.{one.id}" for one in action.questions[index:]}
            path = (*place(where, step, action), "demander", index, "si")
            if question.when is not None and question.when.sources & later and path not in told:
                told.add(path)
                sentence = f"« {question.id} » dépend d’une question posée plus bas dans le même formulaire."
                where.report(path, "reference-en-avant", sentence, "Changez l’ordre des questions.")


RULES: tuple[Callable[[Located, Cycle], None], ...] = (
    steps_are_reached,
    nothing_turns_by_itself,
    ends_are_ends,
    words_for_the_person,
    who_is_waited_for_can_answer,
    asking_waits,
    refusals_say_why,
    cases_can_end,
    forms_look_up,
)
