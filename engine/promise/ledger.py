"""« Pourquoi cette date ? »: what a countdown counted, line by line, the same for the citizen and the agent.

Only words here: every figure comes from the countdown and the calendar.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine import french
from engine.calendar import ONE_DAY
from engine.duration import counted
from engine.promise.countdown import Countdown, Pause, Position

REASONS = {"attente-usager": "un élément est attendu pour traiter la demande"}
"""Why a clock stops. A reason that is not here is told by its own word."""

RULES = {
    "jours-ouvres": "On compte du lundi au vendredi, sauf les jours fériés et les fermetures.",
    "jours-ouvrables": "On compte du lundi au samedi, sauf les jours fériés.",
    "jours": "Tous les jours comptent.",
    "semaines": "Tous les jours comptent.",
    "mois": "On va jusqu’au même jour du mois, ou au dernier jour d’un mois plus court.",
    "ans": "On va jusqu’au même jour de l’année.",
    "heures-ouvrees": "On compte les heures d’ouverture.",
    "heures": "On compte jour et nuit.",
    "minutes": "On compte jour et nuit.",
}

WEEKLY_REST = {"jours-ouvres": "Samedis et dimanches", "jours-ouvrables": "Dimanches"}


@dataclass(frozen=True)
class Line:
    """One line of the answer, and the day it is about."""

    day: date
    text: str


def ledger(countdown: Countdown) -> Iterator[Line]:
    yield from _terms(countdown)
    met = (*_pauses(countdown), *_restarts(countdown), *_exceptions(countdown))
    yield from sorted(met, key=lambda line: line.day)
    yield from _weekly_rest(countdown)
    yield from _suspended(countdown) if countdown.due_at is None else _due(countdown, countdown.due_at)


def _terms(countdown: Countdown) -> Iterator[Line]:
    day, target = countdown.calendar.day_of(countdown.filed_at), countdown.deadline.target
    begin = "Le délai part de cet instant."
    if not target.exact:
        begin = "Ce jour est le jour 0 : on compte à partir du lendemain."
    yield _line(day, f"Demande reçue le {_moment(countdown, countdown.filed_at)}. {begin}")
    yield _line(day, f"Délai promis : {target}. {RULES[target.unit]}")


def _pauses(countdown: Countdown) -> Iterator[Line]:
    """Each pause that began in time; what two pauses cover is set aside once, by the first."""
    scale, covered = countdown.scale, countdown.start
    for pause in countdown.pauses:
        if countdown.due_at and countdown.due_at <= pause.since:
            break
        reason = REASONS.get(pause.reason, pause.reason.replace("-", " "))
        text = f"{_period(countdown, pause)}, le délai est suspendu : {reason}."
        if pause.until is not None and not countdown.deadline.restarts:
            first, last = max(scale.position(pause.since), covered), scale.position(pause.until)
            text += f" Temps mis de côté : {_amount(countdown, first, last)}."
            covered = max(covered, last)
        yield _line(countdown.calendar.day_of(max(pause.since, countdown.filed_at)), text)


def _period(countdown: Countdown, pause: Pause) -> str:
    local = countdown.calendar.local
    since = local(max(pause.since, countdown.filed_at))
    if pause.until is None:
        return f"Depuis le {french.long_moment(since)}"
    until = local(pause.until)
    if since.date() == until.date():
        return f"Le {french.long_date(since)}, de {french.clock_time(since)} à {french.clock_time(until)}"
    return f"Du {french.long_moment(since)} au {french.long_moment(until)}"


def _amount(countdown: Countdown, first: Position, last: Position) -> str:
    amount = countdown.scale.count(first, last) if first < last else 0
    return countdown.scale.say(amount) if amount else "aucun"


def _restarts(countdown: Countdown) -> Iterator[Line]:
    for begin in countdown.begins[1:]:
        day = countdown.calendar.day_of(begin)
        again = f"le {french.long_date(day)} est le nouveau jour 0"
        if countdown.deadline.target.exact:
            again = _moment(countdown, begin)
        yield _line(day, f"Le délai repart de zéro : {again}.")


def _exceptions(countdown: Countdown) -> Iterator[Line]:
    """Holidays and closures met while the clock ran; neighbours that have the same reason share a line."""
    together: list[tuple[date, str]] = []
    for day, why in _met(countdown):
        if together and not _neighbours(countdown, together[-1], (day, why)):
            yield _exception(together)
            together = []
        together.append((day, why))
    if together:
        yield _exception(together)


def _met(countdown: Countdown) -> list[tuple[date, str]]:
    scale, calendar = countdown.scale, countdown.calendar
    found = (calendar.exceptions(*scale.days(*run), scale.unit) for run in countdown.runs())
    return sorted({exception for exceptions in found for exception in exceptions})


def _neighbours(countdown: Countdown, one: tuple[date, str], other: tuple[date, str]) -> bool:
    between = (one[0] + index * ONE_DAY for index in range(1, (other[0] - one[0]).days))
    works = countdown.calendar.is_working
    return one[1] == other[1] and not any(works(day, countdown.scale.unit) for day in between)


def _exception(days: list[tuple[date, str]]) -> Line:
    (first, why), (last, _) = days[0], days[-1]
    when, verdict = french.long_date(first), "Ce jour ne compte pas."
    if first < last:
        when, verdict = f"du {when} au {french.long_date(last)}", f"Ces {len(days)} jours ne comptent pas."
    return _line(first, f"{when[0].upper()}{when[1:]} : {why.rstrip('.')}. {verdict}")


def _weekly_rest(countdown: Countdown) -> Iterator[Line]:
    if countdown.scale.unit in WEEKLY_REST:
        uncounted = ((end - start).days - countdown.scale.count(start, end) for start, end in countdown.runs())
        if rest := sum(uncounted) - len(_met(countdown)):
            yield _line(_last_day(countdown), f"{WEEKLY_REST[countdown.scale.unit]} non comptés : {rest}.")


def _suspended(countdown: Countdown) -> Iterator[Line]:
    left = "le délai repartira de zéro"
    if not countdown.deadline.restarts:
        consumed, *others = [countdown.scale.count(*run) for run in countdown.runs()]
        left = f"il restera alors {countdown.scale.say(countdown.total - sum(others, consumed))}"
    yield _line(_last_day(countdown), f"La date limite sera connue à la reprise : {left}.")


def _due(countdown: Countdown, due_at: datetime) -> Iterator[Line]:
    day, target, limit = _last_day(countdown), countdown.deadline.target, _limit(countdown, due_at)
    planned = countdown.undisturbed(countdown.filed_at)
    if planned != due_at:
        yield _line(day, f"Sans suspension, la date limite aurait été le {_limit(countdown, planned)}.")
    if target.exact:
        yield _line(day, f"La date limite est le {limit}.")
    elif target.unit in ("semaines", "mois", "ans"):
        yield _line(day, f"La date limite est le {limit}, jusqu’à la fin de la journée.")
    else:
        rank = "1er" if target.amount == 1 else f"{target.amount}e"
        unit = counted(1, target.unit).removeprefix("1 ")
        yield _line(day, f"Le {rank} {unit} est le {limit} : c’est la date limite, jusqu’à la fin de la journée.")


def _last_day(countdown: Countdown) -> date:
    """The due day, or the day the clock stopped."""
    return countdown.due_on or countdown.calendar.day_of(countdown.suspended_at or countdown.filed_at)


def _limit(countdown: Countdown, instant: datetime) -> str:
    """A due instant as a person reads it: its day, with the time for hours."""
    if countdown.deadline.target.exact:
        return _moment(countdown, instant)
    return french.long_date(countdown.calendar.day_of(instant - timedelta.resolution))


def _moment(countdown: Countdown, instant: datetime) -> str:
    return french.long_moment(countdown.calendar.local(instant))


def _line(day: date, text: str) -> Line:
    return Line(day, french.spaced(text))
