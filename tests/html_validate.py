"""An independent validator of HTML (html-validate), asked once about many pages: Node takes a second to start."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
COMMAND = ROOT / "node_modules/.bin/html-validate"


def invalid(pages: Mapping[str, str], folder: Path) -> list[str]:
    """What is not HTML in these pages, by the name of the page."""
    if not COMMAND.exists() or not shutil.which("node"):
        pytest.skip("no validator of HTML: apt-get install nodejs, then npm ci --ignore-scripts")
    folder.mkdir(exist_ok=True)
    names = {}
    for number, (name, source) in enumerate(pages.items()):
        path = folder / f"{number:04}-{re.sub(r'[^a-z0-9]+', '-', name.lower())[:60]}.html"
        path.write_text(source, "utf-8")
        names[str(path)] = name
    command = [COMMAND, "-c", ROOT / ".htmlvalidate.json", "-f", "json", folder / "*.html"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    told = json.loads(run.stdout) if run.stdout.strip() else []
    assert not run.stderr, run.stderr
    return [
        f"{names.get(one['filePath'], one['filePath'])} : {message['ruleId']}, {message['message']} (ligne {message['line']})"
        for one in told
        for message in one["messages"]
    ]
