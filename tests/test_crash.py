"""kill -9 at any instant: every acknowledged case is there once, with its clock and its notices decided once."""

import contextlib
import multiprocessing
import random
import signal
import time
from collections import Counter
from datetime import timedelta

from engine.acts.outbox import LEASE, drain
from engine.acts.tick import tick
from engine.records import Case, Clock, Draft, Event, Notice, Rung
from tests import crash_child, town

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.crash_child"])

DRAFTS = 150
LIVES = 12
"""Times the process is killed before being left in peace."""


def live(task, settings, lines=None, patience=0.0):
    """Run the task in a new process, killed `patience` seconds after it has said that many lines (None: never)."""
    heard, says = PROCESSES.Pipe(duplex=False)
    child = PROCESSES.Process(target=crash_child.run, args=(task, settings.data, settings.database_url, says))
    child.start()
    says.close()
    assert heard.recv() == ("ready",)
    said = []
    if lines is not None:
        said = [heard.recv() for _ in range(lines)]
        time.sleep(patience)
        child.kill()
    with contextlib.suppress(EOFError):
        while True:
            said.append(heard.recv())
    child.join()
    assert child.exitcode == (0 if lines is None else -signal.SIGKILL), "it had finished: nothing was tried"
    child.close()
    heard.close()
    return said


def moments(seed, most_lines):
    """Instants spread over the work: so many lines, then a few milliseconds. Random, but the same at each run."""
    chance = random.Random(seed)
    return [(chance.randint(0, most_lines), chance.uniform(0, 0.008)) for _ in range(LIVES)]


async def test_killed_while_filing_no_case_is_lost_doubled_or_half_written(office, settings):
    for _ in range(DRAFTS):
        await town.draft(office, crash_child.NOW)
    acknowledged = {}
    for moment in [*moments("filing", 7), (None,)]:
        for word, draft, reference in live(crash_child.filing, settings, *moment):
            assert word == "filed"
            assert acknowledged.setdefault(draft, reference) == reference
    assert len(acknowledged) <= DRAFTS
    references = [case.reference for case in await Case.all()]
    assert len(references) == len(set(references)) == DRAFTS
    assert {(draft.id, draft.reference) for draft in await Draft.all()} >= set(acknowledged.items())
    assert sorted(draft.reference for draft in await Draft.all()) == sorted(references)
    for reference in references:
        assert await Clock.filter(case_id=reference).count() == 1
        assert await Rung.filter(clock_id=f"{reference}/reponse").count() == 3
        kinds = await Event.filter(case_id=reference).order_by("id").values_list("kind", flat=True)
        assert list(kinds) == ["depose", "oriente"]
        occasions = await Notice.filter(case_id=reference).order_by("id").values_list("occasion", flat=True)
        assert list(occasions) == ["accuse", "nouveau-dossier"]


async def test_killed_while_ticking_and_sending_everything_is_decided_once(office, settings):
    cases = [await town.case(office, crash_child.NOW, courriel=f"p{n}@example.org") for n in range(40)]
    sent = Counter()
    for moment in moments("ticking", 8):
        sent.update(line[1] for line in live(crash_child.ticking, settings, *moment) if line[0] == "sent")

    class Post:
        async def send(self, letter):
            sent[letter.id] += 1

    after = crash_child.MORNING + LEASE
    await tick(office, after)
    while (await drain(office, after, {"courriel": Post()})).sent:
        pass
    assert (await tick(office, after + timedelta(hours=1))).fired == 0
    for case in cases:
        kinds = Counter(await Event.filter(case_id=case.reference).values_list("kind", flat=True))
        assert kinds == {"depose": 1, "oriente": 1, "palier": 3, "prevenu": 1}
        decided = Counter(await Notice.filter(case_id=case.reference).values_list("occasion", flat=True))
        assert decided == {"accuse": 1, "nouveau-dossier": 1, "relance": 3, "escalade": 1, "retard": 1}
    assert await Notice.filter(sent_at=None).count() == 0
    parcels = set(await Notice.all().values_list("parcel", flat=True))
    assert set(sent) == parcels  # nothing lost, and a message sent twice bears the same Message-ID
    assert sum(sent.values()) - len(parcels) <= LIVES  # at most one per kill: the one under way
