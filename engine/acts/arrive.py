"""From step to step: a case arrives, its clocks follow, what the step does by itself is done."""

from __future__ import annotations

from engine.acts import clock, journal, offer, say, tell
from engine.acts.playing import Play
from engine.definition import cycle
from engine.definition.cycle import OUTCOMES, WITHDRAWN, After, Step
from engine.language import Ours
from engine.records import Clock
from engine.records.case import CLOSED, NEW, ONGOING, WAITING


def kind_of(step: Step) -> str:
    """What lists and clocks know of a step."""
    if step.last:
        return CLOSED
    return WAITING if step.waits else NEW if step.first else ONGOING


def arrive(play: Play, there: Step, text: str = "", seen: set[str] | None = None) -> None:
    """The case stands there: its clocks follow, and what this step does at once is done."""
    after, was = play.after, play.after.state
    leaving = [one for one in play.clocks if clock.OfStep.read(one.name)]
    clock.stop(play.office, play.batch, play.process, leaving, play.now)
    after.step_before, after.step, after.step_since = after.step, there.id, play.now
    after.state = kind_of(there)
    promises = [one for one in play.clocks if one not in leaving]
    if there.last:
        return end(play, there, promises, text)
    if was == WAITING and after.state != WAITING:
        clock.resume(play.office, play.batch, play.process, after, promises, WAITING, play.now)
    if after.state == WAITING and was != WAITING:
        clock.suspend(play.office, play.batch, play.process, after, promises, WAITING, play.now)
    settle(play, there, (seen or set()) | {there.id})


def end(play: Play, there: Step, promises: list[Clock], text: str) -> None:
    """The outcome, and the reasons for it (CRPA L211-2, L211-5)."""
    after = play.after
    clock.stop(play.office, play.batch, play.process, promises, play.now)
    tell.withdraw_reminders(play.batch, after, play.now)
    after.outcome, after.closed_at = there.outcome, play.now
    if play.told:
        return
    if play.by_person and there.outcome == WITHDRAWN:
        play.telling().citizen("retrait", {"texte": text})
    else:
        issue = {"texte": text, "issue": Ours(OUTCOMES[there.outcome]), "raison": play.words.get("motif", "")}
        play.telling().citizen("cloture", {**issue, **play.signed()})


def settle(play: Play, there: Step, seen: set[str]) -> None:
    """The clocks that begin with a step, and what happens there at once; never twice the same step."""
    started, rungs = clock.start_step(play.office, play.after, there, play.now)
    play.clocks += started
    play.batch.insert(*started, *rungs)
    for after in there.afters:
        if after.delay is not None or after.to in seen:
            continue
        if after.when is None or after.when.holds(offer.facts(play.office, play.after)):
            by_itself(play, after, seen)
            if after.to:
                return


def by_itself(play: Play, after: After, seen: set[str] | None = None) -> None:
    here = play.cycle.step(play.after.step)
    target = (play.after.step_before or play.cycle.first.id) if after.to == cycle.BEFORE else after.to
    there = play.cycle.step(target) if target else None
    if after.priority:
        play.after.priority = after.priority
    if there is not None:
        kind = "clos" if there.last else "etape"
        data = {"outcome": there.outcome} if there.last else {"etape": there.name}
        text = f"{after.delay} après l’arrivée à l’étape « {here.name} »." if after.delay else ""
        public = there.last or not there.quiet
        play.batch.insert(journal.by_engine(play.after, play.now, kind, text, public=public, **data))
    say.send(play, after.messages, in_hours=after.delay is not None)
    if cycle.ESCALATE in after.effects:
        people = tell.holders(play.office, play.after.unit, "responsable")
        why = f"Étape « {here.name} » depuis {after.delay}." if after.delay else f"Étape « {here.name} »."
        text = ", ".join(person.name for person in people)
        play.batch.insert(journal.by_engine(play.after, play.now, "escalade", f"{why} Alerte à {text}."))
        play.telling().agents("remontee", people, {"raison": why})
    if there is not None:
        arrive(play, there, seen=seen)
