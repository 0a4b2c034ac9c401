"""The line is cut after each page is sent, the site is killed in the middle: no answer that was saved is ever lost."""

import asyncio
import json
import multiprocessing
import random
import shutil
import socket
import sqlite3
import time
from contextlib import closing

import httpx
import pytest

from tests import draft_child
from tests.person import answer_page, answers_of, leave_list
from tests.robot import Robot
from tests.test_robot import CITY, kept

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.draft_child"])

EVERY = [pytest.param(process, process.scenarios[-1], id=process.slug) for process in CITY.processes.values()]


class Site:
    """The real application in a process of its own, which may be killed and opened again."""

    def __init__(self, folder, filed_at):
        self.folder, self.began = folder, (filed_at.timestamp(), time.time())
        with closing(socket.socket()) as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]

    def open(self):
        self.child = PROCESSES.Process(target=draft_child.run, args=(self.folder, self.port, self.began))
        self.child.start()
        for _ in range(600):
            with closing(socket.socket()) as door:
                if door.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self.child.is_alive(), "the site did not open"
            time.sleep(0.05)
        raise AssertionError("the site did not open")

    def kill(self):
        self.child.kill()
        self.child.join()
        self.child.close()

    def rows(self, statement):
        with closing(sqlite3.connect(self.folder / "parvis.sqlite3", timeout=10)) as base:
            return base.execute(statement).fetchall()

    def answers(self):
        [(written,)] = self.rows("SELECT answers FROM draft")
        return {id: value for id, value in json.loads(written).items() if not id.startswith("_")}


class Cut(httpx.AsyncHTTPTransport):
    """A line that can be cut once the request has left: nobody hears the answer."""

    patience = None

    async def handle_async_request(self, request):
        if self.patience is None or request.method != "POST":
            return await super().handle_async_request(request)
        body = await request.aread()
        lines = [f"{request.method} {request.url.raw_path.decode()} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in request.headers.items()]
        _, line = await asyncio.open_connection(request.url.host, request.url.port)
        line.write("\r\n".join([*lines, "", ""]).encode() + body)
        await line.drain()
        await asyncio.sleep(self.patience)
        line.close()
        self.patience = None
        raise httpx.ReadError("the line was cut")


def holds(after, before):
    """Everything that was saved still is, in each instance of a group too."""
    if isinstance(before, dict):
        return isinstance(after, dict) and all(id in after and holds(after[id], one) for id, one in before.items())
    if isinstance(before, list) and before and isinstance(before[0], dict):
        return len(after) >= len(before) and all(map(holds, after, before))
    return after == before


class Person:
    """Answers every page as a scenario says; each page is sent once on a line that is cut, then again if need be."""

    def __init__(self, robot, line, site, process, answers, chance):
        self.robot, self.line, self.site = robot, line, site
        self.process, self.answers, self.chance = process, answers, chance
        self.saved, self.cuts, self.stored_anyway = {}, 0, 0

    async def send(self, words, where="main form.questions"):
        """True when the answer was heard."""
        try:
            await self.robot.press(words, where)
        except httpx.HTTPError:
            return False
        return True

    def nothing_lost(self):
        answers = self.site.answers()
        assert holds(answers, self.saved), (self.saved, answers)
        self.saved = answers

    async def answer_here(self):
        if self.robot.tree.cssselect("#ajouter-page"):
            await leave_list(self.robot, self.process, self.answers)
        else:
            answer_page(self.robot, self.process, self.answers)
            return await self.send("Continuer")
        return True

    async def page(self, cut):
        """One page, sent on a line that is cut when `cut`; then found again by « Reprendre »."""
        self.line.patience = self.chance.choice([0, 0.002, 0.01, 0.05]) if cut else None
        listed = self.robot.tree.cssselect("#ajouter-page")
        if cut and not listed:
            before = self.site.answers()
            heard = await self.answer_here()
            self.line.patience = None
            assert not heard
            self.cuts += 1
            await asyncio.sleep(0.15)
            self.stored_anyway += self.site.answers() != before
        else:
            self.line.patience = None
            assert await self.answer_here()
        self.nothing_lost()
        return cut and not listed

    async def resume(self):
        await self.robot.open(f"/demarches/{self.process.slug}")
        await self.robot.follow("Reprendre")

    async def complete(self, kill_at):
        await self.robot.open(f"/demarches/{self.process.slug}")
        await self.robot.press("Commencer")
        tried, pages = set(), 0
        while "/page/" in str(self.robot.response.url):
            assert not self.robot.errors, self.robot.errors
            where, pages = str(self.robot.response.url), pages + 1
            assert pages < 150
            was_cut = await self.page(cut=where not in tried)
            tried.add(where)
            if pages == kill_at:
                self.site.kill()
                self.site.open()
                self.nothing_lost()
            if was_cut or pages == kill_at:
                await self.resume()
        assert self.robot.heading == "Vérifiez vos réponses", self.robot.heading

    async def file(self):
        """Sent twice on a line that is cut: the request is there once."""
        for _ in range(2):
            self.line.patience = 0.05
            await self.send("Envoyer", "main")
            self.line.patience = None
            await asyncio.sleep(0.2)
            await self.robot.open(f"/demarches/{self.process.slug}/verifier")
            if self.robot.heading == "Votre demande est envoyée":
                return
        await self.robot.press("Envoyer")
        if self.robot.heading == "Confirmez l’envoi":
            await self.robot.press("Oui, envoyer")


@pytest.mark.parametrize(("process", "scenario"), EVERY)
async def test_a_line_cut_at_every_page_and_a_site_killed_lose_no_answer(process, scenario, empty_sqlite, tmp_path):
    shutil.copy(empty_sqlite, tmp_path / "parvis.sqlite3")
    site, line = Site(tmp_path, scenario.filed_at), Cut()
    await asyncio.to_thread(site.open)
    try:
        base = f"http://127.0.0.1:{site.port}"
        async with httpx.AsyncClient(transport=line, base_url=base, follow_redirects=True, timeout=30) as client:
            answers = answers_of(process, scenario)
            person = Person(Robot(client, CITY.city.name), line, site, process, answers, random.Random(process.slug))
            await person.complete(kill_at=3)
            await person.file()
            assert person.robot.heading == "Votre demande est envoyée"
            assert person.cuts >= 2
            assert person.stored_anyway >= 1, "no line was cut after the answers had arrived: nothing was tried"
            [(sent,)] = site.rows("SELECT answers FROM casefile")
    finally:
        site.kill()
    said = {id: value for id, value in json.loads(sent).items() if value not in (None, [])}
    assert kept(process, scenario, said) == kept(process, scenario, answers)
