"""The front door: what each command says and how it ends, run as a person would run it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.cities import shipped

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def run(tmp_path):
    """Run a command in a folder of its own, with its own data."""

    def call(*arguments, cwd=ROOT, given="", **variables):
        environment = {
            "PATH": os.environ["PATH"],
            "PARVIS_DATA": str(tmp_path / "data"),
            "LANG": "C.UTF-8",
            **variables,
        }
        return subprocess.run(
            [sys.executable, str(ROOT / "run.py"), *arguments],
            cwd=cwd, env=environment, input=given, capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    return call


@pytest.fixture
def city(tmp_path):
    """A copy of the shipped city that a test may break."""
    return shipped(tmp_path / "ville")


def test_check_says_all_is_well(run):
    done = run("check")
    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith("Aucun problème.")
    assert "6 démarches lues" in done.stdout


def test_check_points_at_each_mistake_and_ends_with_one(run, city):
    path = city / "processes/domiciliation.yaml"
    path.write_text(path.read_text("utf-8").replace("famille:", "famile:", 1), "utf-8")
    done = run("check", cwd=city)
    assert done.returncode == 1
    assert re.search(r"^processes/domiciliation\.yaml:\d+:\d+  « famile »", done.stdout, re.MULTILINE)
    assert "Vouliez-vous dire « famille » ?" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_check_of_one_file_tells_only_what_concerns_it(run, city):
    path = city / "processes/domiciliation.yaml"
    path.write_text("titre: [", "utf-8")
    assert run("check", "processes/carte-de-stationnement-resident.yaml", cwd=city).returncode == 0
    assert run("check", "processes/domiciliation.yaml", cwd=city).returncode == 1
    assert "n’existe pas" in run("check", "processes/absente.yaml", cwd=city).stdout


def test_check_speaks_json_to_tools(run, city):
    (city / "forms/contact.yaml").write_text("titre: x\n\tquestions: []\n", "utf-8")
    done = run("check", "--format", "json", cwd=city)
    problems = json.loads(done.stdout)
    assert done.returncode == 1
    assert {"file", "line", "column", "code", "level", "sentence", "help"} <= set(problems[0])
    assert any(problem["file"] == "forms/contact.yaml" and problem["line"] == 2 for problem in problems)


def test_check_in_a_folder_that_is_no_city_says_what_is_missing(run, tmp_path):
    done = run("check", cwd=tmp_path)
    assert done.returncode == 1
    assert "processes/_organisation.yaml" in done.stdout


def test_the_schema_is_given_for_editors(run):
    schema = json.loads(run("schema").stdout)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert "formulaire" in schema["properties"]


def test_migrate_can_be_repeated(run):
    assert "Appliqué" in run("migrate").stdout
    assert run("migrate").stdout.strip() == "La base est à jour."


def test_agents_are_added_listed_and_disabled(run):
    login = re.search(
        r"^  ([a-z-]+):$",
        (ROOT / "processes/_organisation.yaml").read_text("utf-8").split("personnes:")[1],
        re.MULTILINE,
    )[1]
    added = run("agent", "add", login, given="une phrase assez longue\n")
    assert added.returncode == 0, added.stderr
    assert login in run("agent", "list").stdout
    again = run("agent", "add", login, given="une phrase assez longue\n")
    assert again.returncode == 1
    assert "existe déjà" in again.stderr
    assert run("agent", "disable", login).returncode == 0
    assert "désactivé" in run("agent", "list").stdout
    unknown = run("agent", "add", "inconnu", given="une phrase assez longue\n")
    assert unknown.returncode == 1
    assert "--nom" in unknown.stderr


def test_tick_at_a_given_moment_does_its_pass_and_says_so(run):
    assert run("tick", "--now", "2026-06-05T18:00").returncode == 0
    assert run("tick", "--now", "demain").returncode == 2


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"PARVIS_SMTP": "smtp.ville.fr"}, "PARVIS_SMTP"),
        ({"PARVIS_SECRET": "court"}, "PARVIS_SECRET"),
    ],
)
def test_a_wrong_setting_is_one_sentence_in_french(run, variables, words):
    done = run("serve", **variables)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("command", "variables", "words"),
    [
        ("migrate", {"DATABASE_URL": "postgres://a:b@127.0.0.1:1/x"}, "La base de données ne s’ouvre pas"),
        ("serve", {"DATABASE_URL": "postgres://a:b@pas.un.serveur.invalid/x"}, "vérifiez DATABASE_URL"),
        ("tick", {"PARVIS_DATA": "/dev/null/data"}, "vérifiez PARVIS_DATA"),
        ("work", {"REDIS_URL": "redis://127.0.0.1:1/0"}, "Redis ne répond pas : vérifiez REDIS_URL"),
    ],
)
def test_a_server_that_does_not_answer_is_one_sentence(run, command, variables, words):
    arguments = ["--port", str(free_port())] if command == "serve" else []
    done = run(command, *arguments, **variables)
    assert done.returncode == 1
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_what_the_command_line_says_by_itself_is_in_french(run):
    for arguments in [("chek",), ("check", "--formt"), ("check", "--format", "xml"), ("serve", "--port", "abc"),
                      ("serve", "--port", "99999"), ("agent", "add"), ("migrate", "vite"), ("tick", "--now"),
                      ("serve", "--help"), ("agent",), ()]:  # fmt: skip
        done = run(*arguments)
        assert not re.search(
            r"\b(Usage|Error|Try|Commands?|Show|No such|Missing|Invalid|Did you|is not|requires|unexpected|default|TEXT|INTEGER)\b",
            done.stdout + done.stderr,
        ), done.stdout + done.stderr
    assert run("chek").stderr.endswith("La commande « chek » n’existe pas. Vouliez-vous dire : 'check', 'schema' ?\n")


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_port_already_taken_is_one_sentence_before_anything_is_prepared(run, tmp_path, command):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        done = run(command, "--port", str(port))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Le port {port} est déjà pris")
    assert not (tmp_path / "data").exists()


def test_a_python_without_parvis_is_told_which_one_to_use(tmp_path):
    """A referent who types « python run.py » outside the environment of the README."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(ROOT / "run.py"), "check"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert done.stderr == (
        "Il manque click à ce Python : lancez « .venv/bin/python run.py », "
        "après l’installation décrite dans README.md.\n"
    )


def test_several_web_processes_are_refused_on_sqlite(run):
    done = run("serve", "--workers", "2")
    assert done.returncode == 1
    assert "SQLite" in done.stderr


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture
def started(tmp_path):
    """Start a command that serves; give its address; stop it gently at the end."""
    processes = []

    def start(*arguments, cwd=ROOT, **variables):
        port = free_port()
        environment = {
            "PATH": os.environ["PATH"],
            "PARVIS_DATA": str(tmp_path / "data"),
            "LANG": "C.UTF-8",
            **variables,
        }
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "run.py"), *arguments, "--port", str(port)],
            cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        processes.append(process)
        address = f"http://127.0.0.1:{port}"
        for _ in range(600):
            if process.poll() is not None:
                raise AssertionError(process.stdout.read())
            try:
                read(f"{address}/sante")
                break
            except OSError:
                time.sleep(0.1)
        return address, process

    yield start
    for process in processes:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def read(address):
    with urllib.request.urlopen(address, timeout=5) as answer:
        return answer.read().decode()


def test_a_saved_file_goes_live_and_a_broken_one_changes_nothing(started, city):
    address, process = started("serve", cwd=city)
    path = city / "processes/domiciliation.yaml"
    text = path.read_text("utf-8")
    title = re.search(r"^titre: (.*)$", text, re.MULTILINE)[1]
    path.write_text(text.replace(f"titre: {title}", "titre: Un titre tout neuf", 1), "utf-8")
    wait_until(lambda: "Un titre tout neuf" in read(f"{address}/"))
    path.write_text("titre: [cassé", "utf-8")
    time.sleep(5)
    assert "Un titre tout neuf" in read(f"{address}/")
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=30)
    assert said.count("« Un titre tout neuf » est en ligne : /demarches/domiciliation") == 1
    assert said.count("[crochet-non-ferme]\n  1 | titre: [cassé") == 1, said
    assert said.count("la dernière version juste continue de servir") == 1


def wait_until(holds, seconds=30):
    limit = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < limit, "it never happened"
        time.sleep(0.2)


def test_the_demo_prints_its_address_accounts_and_journeys(started, tmp_path):
    address, process = started("demo", "--data", str(tmp_path / "demo"))
    assert json.loads(read(f"{address}/sante"))
    assert "Signaler un problème dans la rue" in read(f"{address}/")
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=30)
    assert address in said
    assert "mot de passe" in said
    assert said.count("\n  1.") == 1
    assert "/mediation" in said
