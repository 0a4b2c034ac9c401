"""The floors of the house: imports go down only, each library has one home, every module has its place."""

import ast
import re
from pathlib import Path

import pytest

import engine

ROOT = Path(__file__).resolve().parent.parent
ENGINE = ROOT / "engine"

FLOORS = [
    ["errors"],
    [
        "calendar",
        "chrome",
        "duration",
        "french",
        "geometry",
        "gsm",
        "habits",
        "holiday",
        "language",
        "manner",
        "manual",
        "names",
        "palette",
        "paper",
        "readability",
        "received",
        "settings",
        "speech",
        "trail",
        "validation",
    ],
    ["fields"],
    ["definition"],
    ["legs"],
    ["journey", "promise", "routing", "search"],
    ["amended", "exercised", "living"],
    ["explain", "rehearsal", "solver"],
    ["branches"],
    ["sketch"],
    ["addresses", "antivirus", "channels", "face", "records"],
    ["theme"],
    ["checker", "imports"],
    ["acts"],
    ["web", "worker"],
    ["commands"],
]
"""From the ground up. Rooms of one floor do not import each other, except on the first."""
FREE_FLOOR = 1

HOMES = {
    "yaml": {"definition"},
    "cerberus": {"validation"},
    "tortoise": {"records", "acts", "migrations"},
    "jinja2": {"theme", "definition"},
    "starlette": {"web"},
    "huey": {"worker"},
    "aiosmtplib": {"channels"},
    "argon2": {"acts"},
    "phonenumbers": {"fields"},
    "stdnum": {"fields"},
    "babel": {"chrome", "fields", "habits"},
    "limits": {"web"},
    "httpx": {"addresses", "channels"},
    "shapely": {"geometry"},
    "filetype": {"received"},
    "PIL": {"received"},
    "pypdf": {"received"},
    "weasyprint": {"paper"},
    "segno": {"paper"},
    "click": {"commands"},
}


def modules():
    return sorted(path for path in ENGINE.rglob("*.py") if path.name != "__init__.py" or path.parent != ENGINE)


def room(path: Path) -> str:
    return path.relative_to(ENGINE).parts[0].removesuffix(".py")


def running_nodes(path: Path):
    """Everything but what only type checkers read."""
    waiting = list(ast.iter_child_nodes(ast.parse(path.read_text("utf-8"))))
    for node in waiting:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        waiting.extend(ast.iter_child_nodes(node))
        yield node


def imports(path: Path):
    for node in running_nodes(path):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "engine":
                yield from ((f"engine.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield node.module, node.lineno


def floor(name: str) -> int:
    return next(level for level, rooms in enumerate(FLOORS) if name in rooms)


def test_every_room_has_declared_its_floor():
    declared = {name for rooms in FLOORS for name in rooms}
    assert {room(path) for path in modules()} - {"migrations"} == declared


def test_every_room_stands_on_the_map():
    told = set(re.findall(r"[a-z]+", "".join(line[4:18] for line in engine.__doc__.splitlines())))
    assert {name for rooms in FLOORS for name in rooms} <= told, "engine/__init__.py is the map: one line per room"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ENGINE)))
def test_imports_go_down_only(path):
    own = room(path)
    if own == "migrations":
        return
    for name, line in imports(path):
        if not name.startswith("engine.") or name.split(".")[1] == own:
            continue
        other = name.split(".")[1]
        down = floor(other) < floor(own) or (floor(other) == floor(own) == FREE_FLOOR)
        assert down, f"{path.name}:{line} imports {name}, which is not below"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ENGINE)))
def test_a_library_has_one_home(path):
    for name, line in imports(path):
        homes = HOMES.get(name.split(".")[0])
        assert homes is None or room(path) in homes, f"{path.name}:{line} imports {name} outside its home"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ENGINE)))
def test_every_module_opens_with_its_purpose(path):
    if path.parent.name == "migrations" or not path.read_text("utf-8").strip():
        return
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), f"{path} says nothing of itself"


CLOCK_CALLS = {"now", "utcnow", "today", "time", "monotonic"}
TOP = {"web", "worker", "commands"}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ENGINE)))
def test_time_is_an_argument_below_the_top_floors(path):
    if room(path) in TOP:
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            called = f"{node.func.value.id}.{node.func.attr}"
            assert called not in {"datetime.now", "datetime.utcnow", "date.today", "time.time"}, f"{path}:{node.lineno}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ENGINE)))
def test_only_settings_reads_the_environment(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        reads = isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
        assert not reads or room(path) == "settings", f"{path}:{node.lineno} reads the environment"
