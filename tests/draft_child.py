"""Run by tests of cut lines in a process that will be killed: the site on its real sockets, at the hour it is told."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn

from engine.acts.reopen import OfficeKeeper
from engine.web.app import create_app
from tests.conftest import settings_for


def settings_of(folder, port):
    return settings_for(Path(folder), PARVIS_URL=f"http://127.0.0.1:{port}")


def run(folder, port, began):
    """`began`: the hour of the site (UTC) and that of the machine when the test began."""
    hour, machine = datetime.fromtimestamp(began[0], UTC), began[1]
    settings = settings_of(folder, port)
    app = create_app(settings, OfficeKeeper(settings), now=lambda: hour + timedelta(seconds=time.time() - machine))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="critical", access_log=False, lifespan="on")
