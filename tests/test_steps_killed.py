"""kill -9 while steps move by themselves: each transition happens once, with its line of the journal and its notices."""

from collections import Counter
from datetime import timedelta

import pytest

from engine.acts import move, play
from engine.acts.filled import Filled, Wanted
from engine.acts.tick import tick
from engine.records import Case, Clock, Correction, Event, Notice, Rung
from tests import crash_child, town
from tests.test_crash import live, moments
from tests.test_play import process_with

FILED = {"depose": 1, "oriente": 1, "pris": 1, "etape": 1}
BEGUN = {"accuse": 1, "nouveau-dossier": 1}
WAITING = {"precision-demandee": 1, "suspendu": 1}


async def of(model, case, name):
    return Counter(await model.filter(case_id=case.reference).values_list(name, flat=True))


async def studied(office, louise):
    case = await town.case(office, crash_child.NOW)
    return await play.act(office, case, louise, "etudier", Filled(), crash_child.NOW)


@pytest.fixture
async def office(store, settings):
    return await town.office(settings, crash_child.NOW, process=process_with(crash_child.LIFE))


async def test_killed_while_ticking_each_due_transition_happens_exactly_once(office, settings):
    louise = await town.agent(crash_child.NOW)
    slow = [await studied(office, louise) for _ in range(20)]
    silent = [await studied(office, louise) for _ in range(20)]
    silent = [await move.ask(office, case, louise, "Un plan ?", crash_child.NOW) for case in silent]
    for moment in moments("stepping", 4):
        live(crash_child.stepping, settings, *moment)
    await tick(office, crash_child.SEASON)
    assert (await tick(office, crash_child.SEASON + timedelta(hours=1))).fired == 0
    assert not await Rung.exists(wake_at__lte=crash_child.SEASON)
    for case in slow:  # the promise has three rungs, the step has two
        assert (await Case.get(reference=case.reference)).step == "avis"
        assert await of(Event, case, "kind") == {**FILED, "palier": 5, "prevenu": 1}
        assert await of(Notice, case, "occasion") == {**BEGUN, "relance": 4, "escalade": 2, "retard": 1}
    for case in silent:
        after = await Case.get(reference=case.reference)
        assert (after.step, after.outcome, after.version) == ("abandonnee", "sans-suite", case.version + 1)
        assert await of(Event, case, "kind") == {**FILED, **WAITING, "clos": 1}
        told = {"demande-precision": 1, "etape": 1, "cloture": 1}
        assert await of(Notice, case, "occasion") == {**BEGUN, **told}


async def test_killed_while_correcting_each_demand_is_answered_whole_and_once(settings, store):
    office = await town.office(settings, crash_child.NOW)
    louise = await town.agent(crash_child.NOW)
    cases = [await town.case(office, crash_child.NOW, nom=f"Ferreira {rank % 4}") for rank in range(40)]
    for case in cases:
        wanted = Filled(corrections=[Wanted("vous:nom", "Est-ce votre nom ?")])
        await play.act(office, case, louise, "demander", wanted, crash_child.NOW)
    for moment in [*moments("correcting", 3)[:7], (None,)]:
        live(crash_child.correcting, settings, *moment)
    for case in cases:
        withdrawn = case.answers["nom"].endswith("3")
        after = await Case.get(reference=case.reference)
        assert after.answers["nom"] == case.answers["nom"] + ("" if withdrawn else " corrigé")
        assert (after.step, after.version) == ("en-cours", case.version + 1)
        assert not (await Clock.get(case_id=case.reference)).suspended
        assert (await Correction.get(case_id=case.reference)).ended == ("retiree" if withdrawn else "corrigee")
        done = {"correction-retiree": 1} if withdrawn else {"corrige": 1}
        assert await of(Event, case, "kind") == {
            **{"depose": 1, "oriente": 1, "precision-demandee": 1, "suspendu": 1, "repris": 1},
            **done,
        }
        told = {} if withdrawn else {"correction": 1}
        assert await of(Notice, case, "occasion") == {**BEGUN, "demande-precision": 1, **told}
