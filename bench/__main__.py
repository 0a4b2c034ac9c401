"""`python -m bench`: the figures promised, each beside the floor measured in the same run. Nothing here is a test."""

from __future__ import annotations

import asyncio
import gzip
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg
import httpx
from jinja2 import Environment
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
from tortoise.transactions import in_transaction

from bench import checking, large, upload
from bench.asgi import Client
from bench.harness import BUSY, Rounds, clock, lasted, limit, pair, rounds, told
from engine import settings as environment
from engine.acts import draft as drafts
from engine.acts.reopen import OfficeKeeper
from engine.acts.submit import submit
from engine.records import Case
from engine.records.store import migrate, open_store
from engine.web.app import create_app

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 5, 13, 16, 30, tzinfo=UTC)
QUESTIONS = 12


def process_of_twelve() -> str:
    kinds = [
        "texte",
        "courriel",
        "telephone",
        "nombre",
        "date",
        "oui-non",
        "texte-long",
        "montant",
        "choix",
        "texte",
        "adresse",
        "texte",
    ]
    questions = "\n".join(
        f"      - {{id: q{n}, type: {kind}, question: Question {n}, aide: Une aide courte, facultatif: oui"
        + (", options: {a: Un, b: Deux, c: Trois}}" if kind == "choix" else "}")
        for n, kind in enumerate(kinds, 1)
    )
    return f"""\
titre: Douze questions
resume: Une page de douze questions, pour mesurer.
famille: Mesures
pour: [particulier]
canaux: [web, telephone]
service: proximite
donnees_personnelles: {{finalite: Mesurer, base: mission d’intérêt public, conservation: 1 an}}
formulaire:
  - page: Douze
    questions:
{questions}
routage: [{{sinon: proximite}}]
delais:
  reponse:
    objectif: 15 jours ouvrés
    paliers:
      - {{a: 50 %, relancer: referent}}
      - {{a: 3 jours ouvrés avant, relancer: referent}}
      - {{a: échéance, escalader: responsable, prevenir: usager}}
scenarios:
  - {{nom: Rien, depose: 2026-05-13 18:30, reponses: {{}}, attendu: {{vers: proximite}}}}
"""


FLOOR_PAGE = """{{ top }}
{% for field in fields %}
<fieldset class="field{% if field.error %} wrong{% endif %}" id="{{ field.id }}-champ">
  <legend>{{ field.label }}{% if field.mark %} <span class="mark">({{ field.mark }})</span>{% endif %}</legend>
  <p class="hint" id="{{ field.id }}-aide">{{ field.hint }}</p>
  {% if field.error %}<p class="error" id="{{ field.id }}-erreur">{{ field.error }}</p>{% endif %}
  {% for control in field.controls %}
  <div class="choice"><label for="{{ control.id }}">{{ control.label }}</label>
  <input type="{{ control.type }}" id="{{ control.id }}" name="{{ field.id }}" value="{{ control.value }}" aria-describedby="{{ field.id }}-aide"></div>
  {% endfor %}
</fieldset>
{% endfor %}
{{ bottom }}"""


def floor_app(real: str) -> Starlette:
    """Bare Starlette and one flat Jinja page: the same frame as the real page, written once, and as many controls."""
    template = Environment(autoescape=True).from_string(FLOOR_PAGE)
    start, end = real.index('class="field'), real.rindex('<div class="actions">')
    top, bottom = Markup(real[: real.rindex("<", 0, start)]), Markup(real[end:])
    controls = real[start:end].count("<input") + real[start:end].count("<textarea")
    per_field, more = divmod(controls, QUESTIONS)
    fields = [
        {
            "id": f"q{n}",
            "label": f"Question {n}",
            "hint": "Une aide courte",
            "mark": "facultatif",
            "error": "",
            "controls": [
                {"id": f"q{n}-{k}", "label": f"Réponse {k}", "type": "text", "value": ""}
                for k in range(per_field + (n <= more))
            ],
        }
        for n in range(1, QUESTIONS + 1)
    ]

    async def page(request: Any) -> HTMLResponse:
        return HTMLResponse(template.render(fields=fields, top=top, bottom=bottom))

    return Starlette(routes=[Route("/page", page)])


@asynccontextmanager
async def city(database_url: str = "") -> AsyncIterator[Any]:
    """A fresh installation with the démarche of twelve questions added to the shipped ones."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "ville"
        for name in ("processes", "forms", "themes"):
            shutil.copytree(ROOT / name, root / name)
        (root / "processes/douze.yaml").write_text(process_of_twelve(), "utf-8")
        given = {"PARVIS_ROOT": str(root), "PARVIS_DATA": str(Path(folder) / "data"), "PARVIS_SECRET": "x" * 40}
        settings = environment.load({**given, "DATABASE_URL": database_url})
        await migrate(settings)
        yield settings


async def page_speed(settings: Any) -> str:
    app = create_app(settings, OfficeKeeper(settings), now=lambda: NOW)
    async with app.router.lifespan_context(app):
        _, token = await drafts.start(app.state.office, "douze", NOW)
        ours = Client(app, "/demarches/douze/page/douze", {"cookie": f"parvis_brouillon.douze={token}"})
        real = await ours.read()
        floor = Client(floor_app(real.decode()), "/page")
        weights = f"   {len(real)} octets contre {len(await floor.read())}"
        found = await pair(floor.get, ours.get)
    return told(f"GET d’une page de {QUESTIONS} questions", found, 0.5) + weights


async def filing_speed(settings: Any) -> str:
    """The whole filing (claim, case, events, route, clock, rungs, notices) against one raw INSERT of a case."""
    rounds, calls = 9, 40
    async with open_store(settings):
        office = await OfficeKeeper(settings)(NOW)
        answers = {f"q{n}": None for n in range(1, QUESTIONS + 1)}
        ready = []
        for _ in range((rounds + 1) * calls):
            draft, _ = await drafts.start(office, "douze", NOW)
            ready.append(await drafts.save(draft, answers, NOW))
        model = await submit(office, ready.pop(), "web", NOW)
        columns = list(Case._meta.fields_db_projection.values())
        row = (await Case._meta.db.execute_query_dict(f"SELECT * FROM casefile WHERE reference = '{model.reference}'"))[
            0
        ]
        marks = ", ".join(f"${n}" if settings.database == "postgres" else "?" for n in range(1, len(columns) + 1))
        sql = f"INSERT INTO casefile ({', '.join(columns)}) VALUES ({marks})"
        number = 0

        async def raw_insert() -> None:
            nonlocal number
            number += 1
            values = {**row, "reference": f"00-{number:09}"[:12], "draft_id": None}
            async with in_transaction() as connection:
                await connection.execute_query(sql, [values[name] for name in columns])

        async def file_one() -> None:
            await submit(office, ready.pop(), "web", NOW)

        found = await pair(raw_insert, file_one, rounds=rounds - 1, calls=calls)
    return told(f"Dépôt complet ({settings.database})", found, 0.25)


def check_time() -> str:
    command = [sys.executable, "run.py", "check"]
    found = rounds(lambda: subprocess.run(command, cwd=ROOT, check=True, capture_output=True))
    return lasted("run.py check de la ville, processus compris", found, 1.0)


async def first_page_weight(settings: Any) -> str:
    """Bytes over the network for a first visit of a démarche: the page and every file it asks for, compressed."""
    app = create_app(settings, OfficeKeeper(settings), now=lambda: NOW)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            weights = []
            for slug in sorted(app.state.office.live):
                page = (await client.get(f"/demarches/{slug}")).text
                files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
                parts = [page.encode()] + [(await client.get(path)).content for path in sorted(files)]
                weights.append(sum(len(gzip.compress(part, 6)) for part in parts) / 1000)
    return limit("Première page d’une démarche, tout compris", max(weights), "ko", 30)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start_up() -> str:
    """From the command to the first page served, on an installation that already exists."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        variables = {"PARVIS_DATA": folder, "PATH": os.environ["PATH"]}
        subprocess.run([sys.executable, "run.py", "migrate"], cwd=ROOT, env=variables, check=True, capture_output=True)
        times = []
        for _ in range(5):
            start = clock()
            server = subprocess.Popen(
                [sys.executable, "run.py", "serve", "--port", str(port)],
                cwd=ROOT,
                env=variables,
                stdout=subprocess.DEVNULL,
            )
            while True:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1).read()
                    break
                except OSError:
                    time.sleep(0.01)
            served = clock()
            server.terminate()
            server.wait()
            times.append((clock() if BUSY else served) - start)  # what a child took is known once it has ended
    found = Rounds(median(times), min(times), max(times))
    return lasted("Démarrage jusqu’à la première page", found, 2.0)


async def reopening() -> str:
    """From a file saved among 400 to the office that serves it, everything read and judged again beside the requests."""
    async with city() as settings, open_store(settings):
        for number in range(400):
            (settings.root / f"processes/mesure-{number}.yaml").write_text(checking.process_of(12), "utf-8")
        keeper, times = OfficeKeeper(settings, tells=False), []
        await keeper(NOW)
        for count in (12, 13, 14, 15):
            (settings.root / "processes/mesure-0.yaml").write_text(checking.process_of(count), "utf-8")
            start = clock()
            await keeper(NOW)
            times.append(clock() - start)
    times = times[1:]  # the first look plays every scenario
    return lasted("Un fichier enregistré parmi 400, en ligne", Rounds(median(times), min(times), max(times)), 10)


@asynccontextmanager
async def own_schema(url: str) -> AsyncIterator[str]:
    """A schema of PostgreSQL for this run only."""
    name = f"bench_{os.getpid()}"
    connection = await asyncpg.connect(url)
    await connection.execute(f"CREATE SCHEMA {name}")
    try:
        yield f"{url}{'&' if '?' in url else '?'}schema={name}"
    finally:
        await connection.execute(f"DROP SCHEMA {name} CASCADE")
        await connection.close()


async def main() -> None:
    async with city() as settings:
        print(await page_speed(settings))
        print(await first_page_weight(settings))
    async with city() as settings:
        print("\n".join(await large.page_figures(settings, NOW)))
    async with city() as settings:
        print(await filing_speed(settings))
    async with city() as settings:
        print(await upload.figure(settings, NOW))
    if url := os.environ.get("TEST_DATABASE_URL"):
        async with own_schema(url) as address, city(address) as settings:
            print(await filing_speed(settings))
    print(check_time())
    print("\n".join(checking.figures()))
    print(await reopening())
    print(start_up())


if __name__ == "__main__":
    asyncio.run(main())
