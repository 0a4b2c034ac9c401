"""The messages that a life cycle itself words, to the person concerned and to agents."""

from __future__ import annotations

from collections.abc import Iterable

from engine.acts import tell
from engine.acts.playing import Play, due_day
from engine.definition import cycle
from engine.definition.city import Person


def send(play: Play, messages: Iterable[cycle.Tell], *, in_hours: bool = False) -> None:
    """The messages that the cycle itself words."""
    signed = play.signed()
    for one in messages:
        play.messages += 1
        telling = tell.Telling(
            *(play.office, play.batch, play.process, play.after, due_day(play.clocks), play.now),
            key=f"{play.case.version}/{play.messages}",
        )
        if one.audience == cycle.CITIZEN:
            play.told = True
            telling.citizen(one.occasion, {**play.words, **signed}, in_hours=in_hours, message=one.message)
        else:
            telling.agents(one.occasion, audience(play, one.audience), dict(play.words), message=one.message)


def audience(play: Play, who: str) -> list[Person]:
    office, after = play.office, play.after
    if who == cycle.HOLDER and (known := office.city.people.get(after.assignee)):
        return [known]
    if who == "service":
        unit = office.city.unit(after.unit)
        return [Person(f"service-{unit.id}", unit.name, unit.email)]
    return tell.holders(office, after.unit, "referent" if who == cycle.HOLDER else who)
