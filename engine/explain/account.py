"""Everything a démarche says, in French and in order: what `markdown` and `page` write each in their way. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from engine import french
from engine.definition import inwords
from engine.definition.city import City
from engine.definition.city_cycle import cycle_of
from engine.definition.cycle import Action, After, Cycle, Tell
from engine.definition.process import Page, Process, Question, Route
from engine.explain import pictures
from engine.explain.pictures import Picture
from engine.promise import project


@dataclass(frozen=True)
class Item:
    """One line of a list, with what hangs under it."""

    text: str
    under: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A heading of `level` (2 or 3), sentences, then a list, then a drawing."""

    title: str
    level: int = 2
    sentences: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    numbered: bool = False
    picture: Picture | None = None


@dataclass(frozen=True)
class Account:
    title: str
    summary: str
    parts: list[Part] = field(default_factory=list)


def account(process: Process, city: City, now: datetime) -> Account:
    """`now` is the instant of the example request; it has a zone."""
    parts = [
        for_whom(process),
        Part("Le chemin de la demande", picture=pictures.way(process, city)),
        Part("Ce qui est demandé", sentences=(asked_in_all(process),)),
        *(asked(page) for page in process.pages),
        who_gets(process, city),
        when(process, city, now),
        said(process),
        *life(process),
        kept(process),
    ]
    return Account(process.title, process.summary, parts)


# --- for whom


def for_whom(process: Process) -> Part:
    facts = [
        f"Pour : {french.listed(process.audiences)}." if process.audiences else "",
        f"Par : {french.listed([inwords.CHANNELS.get(one, one) for one in process.channels])}."
        if process.channels
        else "",
        f"La démarche est {inwords.opening(process.opening)}.",
        f"Elle prend environ {french.count(process.minutes, 'minute')}." if process.minutes else "",
        f"Coût : {process.cost}." if process.cost else "",
    ]
    items = [Item(fact) for fact in facts if fact]
    if process.prepare:
        items.append(Item("À préparer :", process.prepare))
    away = tuple(
        f"{sentence(one.when.phrase())} : « {one.message} »{f' (voir {one.slug})' if one.slug else ''}"
        for page in process.pages
        for one in page.elsewhere
    )
    if away:
        items.append(Item("Elle n’est pas pour tout le monde :", away))
    if process.parameters:
        values = tuple(
            f"{one.question.label or name} : {one.question.type.show(one.question, one.value)}"
            for name, one in process.parameters.items()
        )
        items.append(Item("Valeurs qui peuvent changer :", values))
    return Part("Pour qui", items=tuple(items))


def sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


# --- what is asked


def asked_in_all(process: Process) -> str:
    questions = [question for question in process.questions() if question.type.stores]
    always = [
        one
        for page in process.pages
        if page.when is None
        for one in page.questions
        if one.type.stores and one.when is None
    ]
    return (
        f"{french.count(len(questions), 'question')} sur {french.count(len(process.pages), 'page')}. "
        f"Tout le monde en voit {len(always)} ; les autres dépendent des réponses."
    )


def asked(page: Page) -> Part:
    sentences = []
    if page.when is not None:
        sentences.append(f"Page montrée seulement si {page.when.phrase()}.")
    if page.group is not None:
        sentences.append(
            f"Page remplie une fois par {page.group.label}, de {page.group.least} à {page.group.most} fois."
        )
    items = [question_item(question) for question in page.questions]
    for check in page.checks:
        if check.when is not None:
            how = "on ne peut pas continuer" if check.blocking else "on est prévenu, et on peut continuer"
            items.append(Item(f"Vérification : si {check.when.phrase()}, {how}.", (f"« {check.message} »",)))
    return Part(page.title, 3, tuple(sentences), tuple(items))


SHOWN_OPTIONS = 12


def question_item(question: Question) -> Item:
    kind = question.type
    if not kind.answered:
        text = f"Information : {question.label or question.options.get('texte', '')}"
    elif kind.computed:
        text = f"{question.label} (calculé : {question.options.get('formule', '')})"
    else:
        text = f"{question.label}{'' if question.required else ' (facultatif)'}"
    under = []
    if question.when is not None:
        under.append(f"Seulement si {question.when.phrase()}.")
    labels = list(inwords.options(question).values())
    if labels:
        more = f", et {len(labels) - SHOWN_OPTIONS} autres" if len(labels) > SHOWN_OPTIONS else ""
        under.append(f"Réponses : {' ; '.join(labels[:SHOWN_OPTIONS])}{more}.")
    elif kind.stores:
        text = f"{text} ({kind.title[:1].lower()}{kind.title[1:]})"
    if question.default:
        under.append(f"Déjà écrit à l’ouverture : {question.default}.")
    if question.kept.purpose:
        under.append(f"Sert à : {question.kept.purpose}.")
    if question.kept.retention:
        under.append(f"Gardé : {question.kept.retention}.")
    if question.basis:
        under.append(f"Demandé parce que : {question.basis}.")
    return Item(text, tuple(under))


# --- who gets it


def who_gets(process: Process, city: City) -> Part:
    sentences = []
    if len(process.routes) > 1:
        sentences.append("Les règles se lisent de haut en bas : la première qui convient l’emporte.")
    sentences += [f"Dans le service, le partage se fait ainsi : {process.dispatch}."] if process.dispatch else []
    return Part(
        "Qui reçoit la demande, et pourquoi", 2, tuple(sentences), tuple(route_items(process, city)), numbered=True
    )


def route_items(process: Process, city: City) -> Iterator[Item]:
    for route in process.routes:
        people = city.who(route.unit, "referent")
        under = [f"Urgence {route.priority}."] if route.priority != "normale" else []
        under += [f"Suivi par {people[0].name}."] if people else []
        under += [f"La personne lit : « {route.reason} »"] if route.reason else []
        yield Item(f"{condition_of(route, process)} : {city.unit(route.unit).name}.", tuple(under))


def condition_of(route: Route, process: Process) -> str:
    if route.when is not None:
        return f"Si {route.when.phrase()}"
    return "Toujours" if len(process.routes) == 1 else "Dans tous les autres cas"


# --- when


def when(process: Process, city: City, now: datetime) -> Part:
    if not process.deadlines:
        return Part("Quand", sentences=("Aucun délai n’est promis.",))
    items = []
    for deadline in process.deadlines:
        under = [sentence(inwords.rung(one)) + "." for one in deadline.rungs]
        if deadline.pauses:
            again = "recommence à zéro" if deadline.restarts else "reprend où il en était"
            under.append(f"Le compte s’arrête quand on attend la personne. Ensuite il {again}.")
        name = "Réponse" if deadline.name == "reponse" else f"« {deadline.name} »"
        items.append(Item(f"{name} : en {deadline.target}.", tuple(under)))
    return Part("Quand", sentences=example(process, city, now), items=tuple(items))


def example(process: Process, city: City, now: datetime) -> tuple[str, ...]:
    """Dates of one request, sent at this instant."""
    deadline = process.answer_deadline
    now = process.open_at(city.calendar.local(now))
    promise = project(deadline, city.calendar, now, ()) if deadline else None
    if promise is None or promise.due_on is None:
        return ()
    days = [
        f"le {french.long_date(city.calendar.day_of(instant))}, {french.listed(who)}"
        for rung, instant in promise.rungs
        if (
            who := [
                *(inwords.ROLES[one] for one in (*rung.remind, *rung.escalate)),
                *(["la personne"] if rung.warn_citizen else []),
            ]
        )
    ]
    told = f" Sans réponse, sont prévenus : {' ; '.join(days)}." if days else ""
    moment = french.long_moment(city.calendar.local(now))
    return (
        f"Par exemple, une demande envoyée le {moment} reçoit sa réponse au plus tard le {french.long_date(promise.due_on)}.{told}",
    )


# --- what is said


def said(process: Process) -> Part:
    items = [
        Item(
            f"{sentence(inwords.OCCASIONS.get(name, name))} : « {message.subject} »",
            tuple(line for line in message.body.split("\n") if line.strip()),
        )
        for name, message in process.messages.items()
    ]
    rest = [words for name, words in inwords.OCCASIONS.items() if name not in process.messages and name != "etape"]
    sentences = (f"Les mots de la ville servent pour : {french.listed(rest)}.",) if rest else ()
    return Part("Ce qui est écrit à la personne", sentences=sentences, items=tuple(items))


# --- what becomes of it


def life(process: Process) -> Iterator[Part]:
    cycle = cycle_of(process)
    yield Part("La vie du dossier", picture=pictures.life(cycle))
    for step in cycle.steps.values():
        items = []
        for one in step.actions.values():
            to = [cycle.steps[id].name for id in one.to if id in cycle.steps]
            led = f" Mène à : {' ou '.join(to)}." if to else ""
            condition = f" Seulement si {one.when.phrase()}." if one.when else ""
            items.append(Item(f"{one.label} ({inwords.roles(one.who)}).{led}{condition}", tuple(done_with(one))))
        for after in step.afters:
            delay = f"Après {after.delay}" if after.delay else "Aussitôt"
            condition = f", si {after.when.phrase()}" if after.when else ""
            items.append(Item(f"{delay}{condition}, tout seul : {' ; '.join(happens(after, cycle))}."))
        for deadline in step.deadlines:
            items.append(
                Item(
                    f"Délai de l’étape : {deadline.target}.",
                    tuple(sentence(inwords.rung(one)) + "." for one in deadline.rungs),
                )
            )
        yield Part(step.name, 3, (f"La personne lit : « {step.words} »",) if step.words else (), tuple(items))


def done_with(action: Action) -> Iterator[str]:
    """What the agent fills in, and what is written to whom."""
    if action.questions:
        yield f"À remplir : {' ; '.join(question.label for question in action.questions)}"
    yield from (f"{sentence(written_to(tell))}." for tell in action.messages)


def happens(after: After, cycle: Cycle) -> Iterator[str]:
    if after.to in cycle.steps:
        yield f"le dossier passe à « {cycle.steps[after.to].name} »"
    yield from (written_to(tell) for tell in after.messages)
    if after.priority:
        yield f"urgence {after.priority}"
    if "escalader" in after.effects:
        yield "le responsable est alerté"


def written_to(tell: Tell) -> str:
    what = f"« {tell.message.subject} »" if tell.message else inwords.OCCASIONS.get(tell.occasion, tell.occasion)
    return f"message pour {inwords.ROLES.get(tell.audience, tell.audience)}, {what}"


# --- what is kept


def kept(process: Process) -> Part:
    items = []
    data = process.personal_data
    if data is not None:
        items += [
            Item(f"Pourquoi : {data.purpose}."),
            Item(f"De quel droit : {data.basis}."),
            Item(f"Combien de temps : {data.retention}."),
        ]
        if data.recipients:
            items.append(Item("Qui les lit :", data.recipients))
    if process.silence is not None:
        items.append(Item(silence(process)))
    if process.remedies:
        items.append(Item(f"Recours : {process.remedies}"))
    return Part("Ce qui est gardé, et vos droits", items=tuple(items))


def silence(process: Process) -> str:
    assert process.silence is not None
    if process.silence.regime == "aucun":
        return "Le silence de la mairie n’a pas d’effet."
    meaning = "vaut acceptation" if process.silence.regime == "acceptation" else "vaut refus"
    return f"Le silence de la mairie pendant {process.silence.delay} {meaning}."
