"""run.py preview as an author runs it: one address on this machine, nothing written elsewhere, mistakes in one sentence."""

import os
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from tests.site import ROOT

SLUG = "domiciliation"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture
def environment(tmp_path):
    """A city in service is next door: the preview must not touch it."""
    return {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "TMPDIR": str(tmp_path / "passing"),
        "PARVIS_DATA": str(tmp_path / "data"),
        "DATABASE_URL": f"sqlite://{tmp_path / 'city.sqlite3'}",
        "PARVIS_SMTP": "smtp://nobody:secret@127.0.0.1:1",
    }


def command(environment, *arguments, **options):
    return subprocess.Popen(
        [sys.executable, str(ROOT / "run.py"), "preview", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def test_it_serves_this_machine_and_leaves_nothing_behind(environment, tmp_path):
    (tmp_path / "passing").mkdir()
    port = free_port()
    process = command(environment, f"processes/{SLUG}.yaml", "--port", str(port))
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(600):
            try:
                page = urllib.request.urlopen(f"{address}/-/apercu", timeout=30).read().decode()
                break
            except OSError:
                assert process.poll() is None, process.communicate()
                time.sleep(0.1)
        assert "Tous les écrans" not in page
        assert "Les pages du formulaire" in page
        with socket.socket() as elsewhere:  # an address that only a server open to all would answer
            assert elsewhere.connect_ex(("127.0.0.2", port)) != 0
    finally:
        process.terminate()
    said, _ = process.communicate(timeout=30)
    assert f"{address}/-/apercu" in said
    assert not (tmp_path / "data").exists()
    assert not (tmp_path / "city.sqlite3").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("domicilliation",), "Vouliez-vous dire « domiciliation » ?"),
        (("banc", "--fichier", "absent.yaml"), "Le fichier absent.yaml n’existe pas."),
    ],
)
def test_a_file_that_does_not_exist_is_one_sentence(environment, tmp_path, arguments, words):
    (tmp_path / "passing").mkdir()
    process = command(environment, *arguments, "--port", str(free_port()))
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert words in said
    assert len(said.splitlines()) == 1
