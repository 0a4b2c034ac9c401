"""What changes from one text of a démarche to another, told in French. Pure: two Process, no file, no database.

A question, a page, a step is the same when it keeps its id, whatever its words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine import french
from engine.definition import inwords
from engine.definition.city_cycle import cycle_of
from engine.definition.cycle import Action, After, Cycle, Step
from engine.definition.listfile import is_list
from engine.definition.process import Deadline, Page, PersonalData, Process, Question, Route

ABOUT, QUESTIONS, PAGES, ROUTES = "La démarche", "Les questions", "Les pages", "Qui reçoit la demande"
DEADLINES, MESSAGES, STEPS, DATA = "Les délais", "Les messages", "Les étapes", "Les données"
SECTIONS = (ABOUT, PAGES, QUESTIONS, ROUTES, DEADLINES, MESSAGES, STEPS, DATA)


@dataclass(frozen=True)
class Change:
    """`breaks` is what stops working for someone, "" when nothing does; `person` is what someone who has already
    begun reads of it, "" when it is none of their business."""

    section: str
    sentence: str
    breaks: str = ""
    person: str = ""


def differences(old: Process, new: Process) -> tuple[Change, ...]:
    """Everything that changes, in the order of SECTIONS."""
    found = [
        *about(old, new),
        *pages(old, new),
        *questions(old, new),
        *lists(old, new),
        *routes(old, new),
        *deadlines(old.deadlines, new.deadlines, DEADLINES),
        *messages(old, new),
        *cycles(cycle_of(old), cycle_of(new)),
        *data(old, new),
    ]
    return tuple(sorted(found, key=lambda change: SECTIONS.index(change.section)))


def for_person(changes: Sequence[Change]) -> list[str]:
    """What is told to someone who has a draft: their questions, their dates, their money."""
    return list(dict.fromkeys(change.person for change in changes if change.person))


# --- words common to all


def changed(section: str, what: str, before: str, after: str, breaks: str = "", person: str = "") -> Iterator[Change]:
    """« Le titre : « A » devient « B ». »"""
    if before == after:
        return
    words = f"{quoted(before)} devient {quoted(after)}"
    if not before or not after:
        words = f"{quoted(after or before)} est {'ajouté' if after else 'retiré'}"
    yield Change(section, f"{what} : {words}.", breaks, person)


def quoted(text: str) -> str:
    """A long text is only begun."""
    words = " ".join(text.split())
    return f"« {words[:77]}… »" if len(words) > 80 else f"« {words} »" if words else "rien"


def added_or_gone(section: str, what: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    for one in after:
        if one not in before:
            yield Change(section, f"{what} : {quoted(one)} est ajouté.")
    for one in before:
        if one not in after:
            yield Change(section, f"{what} : {quoted(one)} est retiré.")


# --- the démarche itself


def about(old: Process, new: Process) -> Iterator[Change]:
    yield from changed(ABOUT, "Le titre", old.title, new.title)
    yield from changed(ABOUT, "Le résumé", old.summary, new.summary)
    yield from changed(ABOUT, "La famille", old.family, new.family)
    yield from added_or_gone(ABOUT, "Les moments de la vie", old.moments, new.moments)
    yield from changed(ABOUT, "Le service qui en répond", old.unit, new.unit)
    yield from changed(ABOUT, "Le coût", old.cost, new.cost, person=f"Le coût change : {new.cost or 'gratuit'}.")
    yield from changed(ABOUT, "La durée", inwords.plain(old.minutes), inwords.plain(new.minutes))
    yield from changed(ABOUT, "L’ouverture", inwords.opening(old.opening), inwords.opening(new.opening))
    yield from added_or_gone(ABOUT, "Pour", old.audiences, new.audiences)
    yield from channels(old, new)
    yield from added_or_gone(ABOUT, "Les mots de recherche", old.keywords, new.keywords)
    yield from added_or_gone(ABOUT, "Les traductions", old.languages, new.languages)
    yield from translations(old, new)
    yield from added_or_gone(ABOUT, "À préparer", old.prepare, new.prepare)
    yield from changed(ABOUT, "Les recours", old.remedies, new.remedies)
    yield from silence(old, new)
    for name in [*old.parameters, *(name for name in new.parameters if name not in old.parameters)]:
        yield from changed(ABOUT, f"Le paramètre « {name} »", parameter(old, name), parameter(new, name))


def channels(old: Process, new: Process) -> Iterator[Change]:
    for one in new.channels:
        if one not in old.channels:
            yield Change(ABOUT, f"On peut désormais passer par ce canal : {inwords.CHANNELS.get(one, one)}.")
    for one in old.channels:
        if one not in new.channels:
            name = inwords.CHANNELS.get(one, one)
            yield Change(ABOUT, f"On ne peut plus passer par ce canal : {name}.", f"Plus de demande par {name}.")


def translations(old: Process, new: Process) -> Iterator[Change]:
    """The side-car files that change: their words are not compared one by one."""
    for code in new.languages:
        name = f"processes/{new.slug}.{code}.yaml"
        if code in old.languages and old.sources.get(name) != new.sources.get(name):
            yield Change(ABOUT, f"La traduction « {code} » change.")


def silence(old: Process, new: Process) -> Iterator[Change]:
    said = [f"{one.silence.regime}, {one.silence.delay or 'sans délai'}" if one.silence else "" for one in (old, new)]
    yield from changed(ABOUT, "Le silence de la mairie", *said)


def parameter(process: Process, name: str) -> str:
    one = process.parameters.get(name)
    return one.question.type.show(one.question, one.value) if one else ""


# --- pages


def pages(old: Process, new: Process) -> Iterator[Change]:
    before, after = ({page.id: page for page in one.pages} for one in (old, new))
    for id, page in after.items():
        if id not in before:
            yield Change(PAGES, f"La page {quoted(page.title)} est ajoutée{shown_when(page)}.")
    for id, page in before.items():
        if id not in after:
            yield Change(PAGES, f"La page {quoted(page.title)} est retirée.")
    for id in (id for id in before if id in after):
        yield from page_change(before[id], after[id])
    kept_before = [id for id in before if id in after]
    kept_after = [id for id in after if id in before]
    if kept_before != kept_after:
        order = french.listed([quoted(after[id].title) for id in kept_after])
        yield Change(PAGES, f"L’ordre des pages change : {order}.")


def shown_when(one: Page | Question) -> str:
    return f", quand {one.when.phrase()}" if one.when else ""


def page_change(old: Page, new: Page) -> Iterator[Change]:
    name = quoted(new.title)
    yield from changed(PAGES, f"Le titre de la page {quoted(old.title)}", old.title, new.title)
    yield from changed(PAGES, f"Le texte de la page {name}", old.text, new.text)
    yield from changed(PAGES, f"La page {name} se montre", inwords.condition(old.when), inwords.condition(new.when))
    counts = [f"de {page.group.least} à {page.group.most}" if page.group else "" for page in (old, new)]
    yield from changed(PAGES, f"La page {name} se répète", *counts)
    checks = [
        [
            f"{inwords.condition(one.when)} : {one.message}{'' if one.blocking else ' (sans bloquer)'}"
            for one in page.checks
        ]
        for page in (old, new)
    ]
    yield from added_or_gone(PAGES, f"Une vérification de la page {name}", *checks)
    ways = [[f"{one.when.phrase()} : {one.message}" for one in page.elsewhere] for page in (old, new)]
    yield from added_or_gone(PAGES, f"Une condition d’éligibilité, page {name}", *ways)


# --- questions


def questions(old: Process, new: Process) -> Iterator[Change]:
    before, after = ({question.id: question for question in one.questions()} for one in (old, new))
    where = {question.id: page for page in new.pages for question in page.questions}
    was = {question.id: page for page in old.pages for question in page.questions}
    for id, question in after.items():
        if id not in before:
            yield new_question(question, where[id])
    for id, question in before.items():
        if id not in after:
            yield gone(question)
    for id in (id for id in before if id in after):
        yield from question_change(before[id], after[id])
        if was[id].id != where[id].id:
            yield Change(QUESTIONS, f"{called(after[id])} passe à la page {quoted(where[id].title)}.")


def called(question: Question) -> str:
    return f"« {question.id} » ({question.label})" if question.label else f"« {question.id} »"


def new_question(question: Question, page: Page) -> Change:
    must = "" if not question.type.stores else ", obligatoire" if question.required else ", facultative"
    sentence = f"{called(question)}, de type {question.type.name}{must}, est ajoutée page {quoted(page.title)}"
    if not question.type.stores:
        return Change(QUESTIONS, f"{sentence}{shown_when(question)}.")
    breaks = ""
    if question.required and question.when is None and page.when is None and page.group is None:
        breaks = f"Un brouillon qui passe à cette version doit répondre à « {question.id} »."
    return Change(
        QUESTIONS, f"{sentence}{shown_when(question)}.", breaks, f"Une question de plus : « {question.label} »"
    )


def gone(question: Question) -> Change:
    if not question.type.answered:
        return Change(QUESTIONS, f"{called(question)} est retirée.")
    return Change(
        QUESTIONS,
        f"{called(question)} est retirée.",
        f"Un brouillon qui passe à cette version perd sa réponse à « {question.id} ». Les exports n’auront plus cette colonne.",
        f"Une question de moins : « {question.label} »" if question.type.stores else "",
    )


def question_change(old: Question, new: Question) -> Iterator[Change]:
    name = f"« {new.id} »"
    if old.type.name != new.type.name:
        lost = f"Un brouillon qui passe à cette version doit répondre de nouveau à {name}."
        sentence = f"{name} était de type {old.type.name}, elle devient de type {new.type.name}."
        yield Change(QUESTIONS, sentence, lost, f"Une question change de forme : « {new.label} »")
    yield from changed(
        QUESTIONS,
        f"La question {name}",
        old.label,
        new.label,
        person=f"Une question est dite autrement : « {new.label} »",
    )
    yield from changed(QUESTIONS, f"L’aide de {name}", old.hint, new.hint)
    yield from changed(QUESTIONS, f"{name} est posée", inwords.condition(old.when), inwords.condition(new.when))
    if old.required != new.required:
        now = "obligatoire" if new.required else "facultative"
        breaks = f"Un brouillon qui passe à cette version doit répondre à {name}." if new.required else ""
        yield Change(QUESTIONS, f"{name} devient {now}.", breaks, f"Une question devient {now} : « {new.label} »")
    yield from words_around(old, new)
    yield from options(old, new)


def words_around(old: Question, new: Question) -> Iterator[Change]:
    """What is said and kept of a question, besides its words and its answers."""
    name = f"« {new.id} »"
    yield from changed(QUESTIONS, f"La phrase dite quand {name} est vide", old.missing, new.missing)
    yield from changed(QUESTIONS, f"Le fondement de {name}", old.basis, new.basis)
    yield from changed(QUESTIONS, f"La réponse déjà écrite à {name}", old.default, new.default)
    for before, after, yes, no in (
        (old.about_self, new.about_self, "porte sur la personne qui répond", "porte sur quelqu’un d’autre"),
        (old.from_link, new.from_link, "peut être remplie par un lien", "n’est plus remplie par un lien"),
        (old.summary, new.summary, "se relit avant l’envoi", "ne se relit plus avant l’envoi"),
        (old.correctable, new.correctable, "peut être corrigée après l’envoi", "ne se corrige plus après l’envoi"),
        (old.kept.anonymised, new.kept.anonymised, "est effacée à l’anonymisation", "reste après l’anonymisation"),
    ):
        if before != after:
            yield Change(QUESTIONS, f"{name} {yes if after else no}.")
    person = f"Votre réponse à « {new.label} » est gardée autrement : {new.kept.retention or 'comme les autres'}"
    yield from changed(QUESTIONS, f"La finalité de {name}", old.kept.purpose, new.kept.purpose)
    yield from changed(QUESTIONS, f"La conservation de {name}", old.kept.retention, new.kept.retention, person=person)


def options(old: Question, new: Question) -> Iterator[Change]:
    name = f"« {new.id} »"
    before, after = inwords.options(old), inwords.options(new)
    if not new.type.from_list:
        for key, label in after.items():
            if key not in before and before:
                yield Change(QUESTIONS, f"{name} propose une réponse de plus : {quoted(label)}.")
            elif before and before[key] != label:
                yield Change(QUESTIONS, f"{name} : la réponse {quoted(before[key])} se lit maintenant {quoted(label)}.")
        for key, label in before.items():
            if key not in after and after:
                breaks = f"Un brouillon qui a répondu {quoted(label)} à {name} doit choisir une autre réponse."
                person = f"Une réponse n’est plus proposée : « {label} », à la question « {new.label} »"
                yield Change(QUESTIONS, f"{name} ne propose plus {quoted(label)}.", breaks, person)
    if old.type.name != new.type.name:
        return
    for key in sorted({*old.options, *new.options} - {"options", "texte"}):
        yield from changed(
            QUESTIONS, f"« {key} » de {name}", inwords.plain(old.options.get(key)), inwords.plain(new.options.get(key))
        )
    yield from changed(
        QUESTIONS, f"Le texte de {name}", str(old.options.get("texte", "")), str(new.options.get("texte", ""))
    )


def lists(old: Process, new: Process) -> Iterator[Change]:
    """Files of forms/listes/ that are used before and after, and whose lines changed."""
    for name in old.sources:
        if is_list(name) and name in new.sources and old.sources[name] != new.sources[name]:
            before, after = ({line for line in one.sources[name].splitlines() if line.strip()} for one in (old, new))
            more, less = len(after - before), len(before - after)
            sentence = f"La liste {name} change : {french.count(more, 'ligne')} de plus ou autrement écrites, "
            breaks = "Un brouillon qui a choisi une ligne retirée doit choisir de nouveau." if less else ""
            yield Change(QUESTIONS, f"{sentence}{french.count(less, 'ligne')} de moins.", breaks)


# --- routes


def routes(old: Process, new: Process) -> Iterator[Change]:
    before, after = ({route_key(one): one for one in process.routes} for process in (old, new))
    for key, route in after.items():
        if key not in before:
            yield Change(ROUTES, f"{when_of(route)}, la demande va à {inwords.destination(route)} : c’est nouveau.")
    for key, route in before.items():
        if key not in after:
            sentence = (
                f"{when_of(route)}, la demande n’est plus envoyée à {inwords.destination(route)} par cette règle."
            )
            yield Change(ROUTES, sentence)
    for key in (key for key in before if key in after):
        yield from route_change(before[key], after[key])
    kept = [[key for key in one if key in other] for one, other in ((before, after), (after, before))]
    if kept[0] != kept[1]:
        moved = next(key for key, other in zip(kept[1], kept[0], strict=True) if key != other)
        sentence = f"L’ordre des règles change, à partir de celle-ci : {when_of(after[moved]).lower()}."
        yield Change(ROUTES, sentence, "Une même demande peut partir vers un autre service : rejouez les scénarios.")
    yield from changed(ROUTES, "Le partage dans le service", old.dispatch, new.dispatch)


def route_key(route: Route) -> str:
    return inwords.condition(route.when) if route.when else ""


def when_of(route: Route) -> str:
    return f"Quand {route.when.phrase()}" if route.when else "Dans tous les autres cas"


def route_change(old: Route, new: Route) -> Iterator[Change]:
    if old.unit != new.unit:
        sentence = (
            f"{when_of(new)}, la demande allait à {inwords.destination(old)}. Elle va à {inwords.destination(new)}."
        )
        yield Change(ROUTES, sentence)
    elif old.priority != new.priority:
        yield Change(ROUTES, f"{when_of(new)}, l’urgence était « {old.priority} », elle devient « {new.priority} ».")
    yield from changed(ROUTES, f"{when_of(new)}, la raison dite à la personne", old.reason, new.reason)


# --- deadlines, messages, steps


def deadlines(old: Sequence[Deadline], new: Sequence[Deadline], section: str, at: str = "") -> Iterator[Change]:
    before, after = ({one.name: one for one in some} for some in (old, new))
    for name in after.keys() - before.keys():
        yield Change(section, f"Le délai « {name} »{at} est ajouté : {after[name].target}.")
    for name in before.keys() - after.keys():
        yield Change(section, f"Le délai « {name} »{at} est retiré : plus aucune date n’est promise.")
    for name in sorted(before.keys() & after.keys()):
        yield from deadline_change(before[name], after[name], section, at)


def deadline_change(old: Deadline, new: Deadline, section: str, at: str) -> Iterator[Change]:
    name = f"« {new.name} »{at}"
    person = f"La réponse est promise en {new.target}, au lieu de {old.target}" if new.name == "reponse" else ""
    yield from changed(section, f"Le délai {name}", str(old.target), str(new.target), person=person)
    yield from changed(
        section, f"Le délai {name} s’arrête pendant", ", ".join(sorted(old.pauses)), ", ".join(sorted(new.pauses))
    )
    if old.restarts != new.restarts:
        yield Change(section, f"Après une pause, le délai {name} {'recommence' if new.restarts else 'continue'}.")
    yield from added_or_gone(
        section,
        f"Un palier de {name}",
        [inwords.rung(one) for one in old.rungs],
        [inwords.rung(one) for one in new.rungs],
    )


def messages(old: Process, new: Process) -> Iterator[Change]:
    for name in [*old.messages, *(one for one in new.messages if one not in old.messages)]:
        before, after = old.messages.get(name), new.messages.get(name)
        what = inwords.OCCASIONS.get(name, name)
        if before is None:
            yield Change(MESSAGES, f"La démarche a ses propres mots pour {what}.")
        elif after is None:
            yield Change(MESSAGES, f"Pour {what}, les mots de la ville reviennent.")
        else:
            yield from changed(MESSAGES, f"L’objet de {what}", before.subject, after.subject)
            if before.body != after.body:
                yield Change(MESSAGES, f"Le texte de {what} change.")


def cycles(old: Cycle, new: Cycle) -> Iterator[Change]:
    before: Mapping[str, Step] = old.steps
    after: Mapping[str, Step] = new.steps
    for id in [id for id in after if id not in before]:
        yield Change(STEPS, f"L’étape {quoted(after[id].name)} est ajoutée.")
    for id in [id for id in before if id not in after]:
        breaks = f"Les dossiers déjà à l’étape {quoted(before[id].name)} y restent : ils gardent leur propre texte."
        yield Change(STEPS, f"L’étape {quoted(before[id].name)} est retirée.", breaks)
    for id in [id for id in before if id in after]:
        yield from step_change(before[id], after[id])


def step_change(old: Step, new: Step) -> Iterator[Change]:
    name = quoted(new.name)
    yield from changed(STEPS, f"Le nom de l’étape {quoted(old.name)}", old.name, new.name)
    yield from changed(STEPS, f"Ce que la personne lit à l’étape {name}", old.words, new.words)
    yield from changed(STEPS, f"La fin de l’étape {name}", old.outcome, new.outcome)
    if old.correctable != new.correctable:
        can = "peut corriger" if new.correctable else "ne peut plus corriger"
        yield Change(STEPS, f"À l’étape {name}, la personne {can} ses réponses d’elle-même.")
    before, after = ([f"{one.label} ({action(one)})" for one in step.actions.values()] for step in (old, new))
    yield from added_or_gone(STEPS, f"À l’étape {name}, une action", before, after)
    before, after = ([by_itself(one) for one in step.afters] for step in (old, new))
    yield from added_or_gone(STEPS, f"À l’étape {name}, ce qui se fait seul", before, after)
    yield from deadlines(old.deadlines, new.deadlines, STEPS, f" de l’étape {name}")


def action(one: Action) -> str:
    to = f", vers {', '.join(one.to)}" if one.to else ""
    ticks = ", en cochant les réponses à corriger" if one.corrects else ""
    return f"par {inwords.roles(one.who)}{to}{ticks}{f', quand {one.when.phrase()}' if one.when else ''}"


def by_itself(one: After) -> str:
    when = f"après {one.delay}" if one.delay else "aussitôt"
    return f"{when}{f', vers {one.to}' if one.to else ''}{f', quand {one.when.phrase()}' if one.when else ''}"


# --- personal data


def data(old: Process, new: Process) -> Iterator[Change]:
    empty = PersonalData("", "", "")
    before, after = old.personal_data or empty, new.personal_data or empty
    yield from changed(DATA, "La finalité", before.purpose, after.purpose)
    yield from changed(DATA, "La base légale", before.basis, after.basis)
    person = f"Vos données sont gardées {after.retention}, au lieu de {before.retention}"
    yield from changed(DATA, "La durée de conservation", before.retention, after.retention, person=person)
    yield from added_or_gone(DATA, "Les destinataires", before.recipients, after.recipients)


def told(changes: Sequence[Change]) -> str:
    """The whole difference as a person reads it, then what breaks."""
    if not changes:
        return "Rien ne change pour personne : les deux textes disent la même chose."
    lines: list[str] = []
    for section in SECTIONS:
        some = [change.sentence for change in changes if change.section == section]
        if some:
            lines += [section, *(f"  - {sentence}" for sentence in some), ""]
    broken = list(dict.fromkeys(change.breaks for change in changes if change.breaks))
    lines += (
        ["Ce qui demande attention", *(f"  - {one}" for one in broken)]
        if broken
        else ["Rien ne casse : ni brouillon à reprendre, ni export changé."]
    )
    return "\n".join(lines)
