"""Finding a démarche among 400: our Finder beside SQLite FTS5 and PostgreSQL, on the same queries. Quality and time.

`python -m bench.searching`; with TEST_DATABASE_URL, PostgreSQL as well.
"""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import asyncpg

from engine.definition import catalogue
from engine.definition.catalogue import compile_edition
from engine.definition.process import Process
from engine.names import fold
from engine.search import Finder, meaningful, texts_of
from tests.everyday import EVERYDAY, WRITTEN_AFTER, big_city

ROOT = Path(__file__).resolve().parent.parent
Search = Callable[[str], list[str]]


def documents(processes: Sequence[Process], beside: dict[str, list[Process]]) -> list[tuple[str, str, str]]:
    """(slug, what weighs, the rest) of each démarche, its translations included."""
    found = []
    for process in processes:
        texts = [pair for one in (process, *beside.get(process.slug, ())) for pair in texts_of(one)]
        heavy = " ; ".join(text for text, weight in texts if weight > 1)
        found.append((process.slug, heavy, " ; ".join(text for text, weight in texts if weight <= 1)))
    return found


def fts5(rows: list[tuple[str, str, str]], tokenizer: str, prefix: bool) -> Search:
    base = sqlite3.connect(":memory:")
    base.execute(f"CREATE VIRTUAL TABLE f USING fts5(slug UNINDEXED, heavy, light, tokenize='{tokenizer}')")
    base.executemany(
        "INSERT INTO f VALUES (?, ?, ?)", [(slug, fold(heavy), fold(light)) for slug, heavy, light in rows]
    )

    def search(typed: str) -> list[str]:
        words = [word for word in meaningful(typed) if len(word) > 2 or prefix]
        parts = [word[n : n + 3] for word in words for n in range(len(word) - 2)] if not prefix else words
        if not parts:
            return []
        asked = " OR ".join(f'"{part}"{"*" if prefix else ""}' for part in parts)
        query = "SELECT slug FROM f WHERE f MATCH ? ORDER BY bm25(f, 0, 3, 1) LIMIT 30"
        return [slug for (slug,) in base.execute(query, (asked,))]

    return search


async def postgres(url: str, rows: list[tuple[str, str, str]], queries: Sequence[str]) -> tuple[list[list[str]], float]:
    """French full text first, then likeness of three letters when it finds nothing."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        await connection.execute("CREATE TEMP TABLE f (slug text, words text, v tsvector)")
        vector = "setweight(to_tsvector('french', $2), 'A') || setweight(to_tsvector('french', $3), 'C')"
        folded = [(slug, fold(heavy), fold(light)) for slug, heavy, light in rows]
        await connection.executemany(f"INSERT INTO f VALUES ($1, $2, {vector})", folded)
        await connection.execute("CREATE INDEX ON f USING gin (v)")
        full = "SELECT slug FROM f, to_tsquery('french', $1) q WHERE v @@ q ORDER BY ts_rank(v, q) DESC LIMIT 30"
        alike = "SELECT slug FROM f WHERE word_similarity($1, words) > 0.4 ORDER BY word_similarity($1, words) DESC LIMIT 30"
        found, times = [], []
        for typed in queries:
            start = time.perf_counter()
            words = meaningful(typed)
            rows_found = await connection.fetch(full, " | ".join(words)) if words else []
            if not rows_found and words:
                rows_found = await connection.fetch(alike, " ".join(words))
            times.append(time.perf_counter() - start)
            found.append([row["slug"] for row in rows_found])
        return found, p95(times)
    finally:
        await connection.close()


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)] * 1000


def told(name: str, found: list[list[str]], wanted: list[str], milliseconds: float) -> None:
    first = sum(slugs[:1] == [slug] for slugs, slug in zip(found, wanted, strict=True))
    three = sum(slug in slugs[:3] for slugs, slug in zip(found, wanted, strict=True))
    count = len(wanted)
    print(f"  {name:<34} first {first:>3}/{count}   in three {three:>3}/{count}   p95 {milliseconds:7.2f} ms")


def measured(name: str, search: Search, table: list[tuple[str, str]]) -> None:
    times, found = [], []
    for typed, _ in table:
        start = time.perf_counter()
        found.append(search(typed))
        times.append(time.perf_counter() - start)
    told(name, found, [slug for _, slug in table], p95(times))


def main() -> None:
    city = catalogue.load(ROOT)
    shipped = list(city.processes.values())
    beside = {one.slug: [compile_edition(one.slug, one.sources, code) for code in one.languages] for one in shipped}
    many = big_city(shipped)
    start = time.perf_counter()
    finder = Finder(many, beside, city.city.portal.events)
    print(f"{len(many)} démarches, {len(finder.vocabulary.places)} words, made in {time.perf_counter() - start:.2f} s")
    rows = documents(many, beside)
    for name, table in (("everyday", EVERYDAY), ("written after", WRITTEN_AFTER)):
        print(f"{name}: {len(table)} queries")
        measured("Finder", lambda typed: [one.slug for one in finder.find(typed)], table)
        measured("FTS5, words and beginnings", fts5(rows, "unicode61 remove_diacritics 2", prefix=True), table)
        measured("FTS5, groups of three letters", fts5(rows, "trigram", prefix=False), table)
        if url := os.environ.get("TEST_DATABASE_URL"):
            found, milliseconds = asyncio.run(postgres(re.sub(r"\?.*", "", url), rows, [typed for typed, _ in table]))
            told("PostgreSQL, french and likeness", found, [slug for _, slug in table], milliseconds)


if __name__ == "__main__":
    main()
