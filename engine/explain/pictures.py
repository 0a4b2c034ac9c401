"""The two drawings of a démarche: the way through its pages, the life of a case. Each with the list that says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from engine import french
from engine.definition import inwords
from engine.definition.city import City
from engine.definition.cycle import BEFORE, Action, After, Cycle, Step
from engine.definition.process import Process
from engine.explain.drawing import Arrow, Box, Drawing

SEND, UNITS, FIRST = "/envoi", "/services", "/debut"


@dataclass(frozen=True)
class Picture:
    """A drawing, and the same in words, numbered as its arrows are."""

    drawing: Drawing
    items: tuple[str, ...]


def way(process: Process, city: City) -> Picture:
    """The pages in order; a page that has a condition may be jumped over."""
    boxes = [Box(FIRST, "La personne commence")]
    items = []
    for page in process.pages:
        lines = []
        if page.when is not None:
            lines.append(f"Seulement si {page.when.phrase()}")
        if page.group is not None:
            lines.append(f"Une fois par {page.group.label}, de {page.group.least} à {page.group.most}")
        if page.elsewhere:
            lines.append("Peut s’arrêter là : la démarche n’est pas pour tout le monde")
        boxes.append(Box(page.id, page.title, tuple(lines), dashed=page.when is not None))
        items.append(f"{page.title}{f', seulement si {page.when.phrase()}' if page.when else ''}.")
    boxes.append(Box(SEND, "Vérifiez vos réponses, puis envoyez"))
    units = list(dict.fromkeys(city.unit(route.unit).name for route in process.routes))
    boxes.append(
        Box(
            UNITS,
            "La demande arrive à un service" if len(units) > 1 else "La demande arrive au service",
            tuple(units),
            end=True,
        )
    )
    items += ["Vérifier les réponses, puis envoyer.", f"La demande arrive à : {' ou '.join(units)}."]
    arrows = [Arrow(one.id, other.id) for one, other in pairwise(boxes)]
    told = f"{french.count(len(process.pages), 'page')} l’une après l’autre, puis l’envoi. La liste dit la même chose."
    return Picture(
        Drawing(f"Le chemin de la demande : {process.title}", told, boxes, arrows, jumped(process)), tuple(items)
    )


def jumped(process: Process) -> list[tuple[str, str]]:
    """The pages that are not always shown; those in a row under one condition are jumped over together."""
    runs = groupby(process.pages, key=lambda page: page.when.phrase() if page.when else "")
    ids = [[page.id for page in pages] for condition, pages in runs if condition]
    return [(run[0], run[-1]) for run in ids]


# --- the life of a case


@dataclass(frozen=True)
class Link:
    source: str
    target: str
    words: str
    by_itself: bool = False


def life(cycle: Cycle) -> Picture:
    """Steps in the order of the file; those that end alike share a box."""
    ends = together(cycle)
    home = {id: ids[0] for ids in ends for id in ids}
    boxes = [step_box(step) for step in cycle.steps.values() if step.id not in home]
    boxes += [end_box(cycle, ids) for ids in ends]
    links = merged(
        [Link(link.source, home.get(link.target, link.target), link.words, link.by_itself) for link in links_of(cycle)]
    )
    names = {box.id: box.title for box in boxes}
    arrows = [Arrow(one.source, one.target, str(number), one.by_itself) for number, one in enumerate(links, 1)]
    items = [f"De « {names[one.source]} » à « {names[one.target]} » : {one.words}." for one in links]
    told = f"{french.count(len(cycle.steps), 'étape')} et {french.count(len(links), 'passage')}, numérotés comme dans la liste."
    return Picture(Drawing("La vie d’un dossier", told, boxes, arrows), tuple(items))


def together(cycle: Cycle) -> list[list[str]]:
    """The last steps, by those they are reached from."""
    groups: dict[frozenset[str], list[str]] = {}
    for id, step in cycle.steps.items():
        if not list(step.targets()) and not step.first:
            groups.setdefault(frozenset(one for one, other in cycle.steps.items() if id in other.targets()), []).append(
                id
            )
    return list(groups.values())


def step_box(step: Step) -> Box:
    return Box(step.id, step.name, (f"La personne lit : {step.words}",) if step.words else ())


def end_box(cycle: Cycle, ids: list[str]) -> Box:
    if len(ids) == 1:
        return Box(ids[0], cycle.steps[ids[0]].name, step_box(cycle.steps[ids[0]]).lines, end=True)
    return Box(ids[0], "Le dossier est terminé", tuple(cycle.steps[id].name for id in ids), end=True)


def links_of(cycle: Cycle) -> Iterator[Link]:
    for id, step in cycle.steps.items():
        for one in step.actions.values():
            for target in one.to:
                if target == BEFORE:
                    yield from (
                        Link(id, other, action(one)) for other, before in cycle.steps.items() if id in before.targets()
                    )
                elif target in cycle.steps:
                    yield Link(id, target, action(one))
        for after in step.afters:
            if after.to in cycle.steps:
                yield Link(id, after.to, by_itself(after), True)


def action(one: Action) -> str:
    return f"{one.label} ({inwords.roles(one.who)}{f', si {one.when.phrase()}' if one.when else ''})"


def by_itself(one: After) -> str:
    delay = f"après {one.delay}, tout seul" if one.delay else "aussitôt, tout seul"
    return f"{delay}{f', si {one.when.phrase()}' if one.when else ''}"


def merged(links: list[Link]) -> list[Link]:
    """One arrow from a step to another, whatever the number of ways."""
    words: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        if link.source != link.target:
            words.setdefault((link.source, link.target), []).append(link)
    return [
        Link(*key, " ; ".join(dict.fromkeys(one.words for one in some)), all(one.by_itself for one in some))
        for key, some in words.items()
    ]
