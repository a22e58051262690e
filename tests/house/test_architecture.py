"""The rules of the house: pure core, one clock, one direction of imports, a permission on every route."""

import ast
from pathlib import Path

import pytest

from app.main import build
from app.people.permissions import Permission
from app.settings import ROOT, load

APP = ROOT / "app"
MODULES = sorted(APP.rglob("*.py"))

#: Modules that decide: they get facts and give answers, and touch nothing else.
PURE = [
    *APP.glob("*/rules.py"),
    *(APP / "tasks").glob("*_rules.py"),
    *(APP / "evaluation").glob("*.py"),
    *(APP / "tasks" / "annex").glob("*.py"),
    *(
        APP / name
        for name in (
            "text.py",
            "formats.py",
            "workdays.py",
            "people/permissions.py",
            "matching.py",
            "people/office_rules.py",
            "people/delegation.py",
            "notices/kinds.py",
            "notices/recipients.py",
            "notices/letters.py",
            "notices/ics.py",
        )
    ),
    *(
        APP / "tasks" / name
        for name in ("clarity.py", "cautions.py", "flags.py", "flag_grounds.py", "in_place.py")
    ),
    *(APP / "tasks" / name for name in ("clocks.py", "date_rules.py", "reckoning.py")),
    *(APP / "tasks" / name for name in ("opinion_rules.py", "cause_rules.py", "initiative_rules.py")),
    *(APP / "tasks" / name for name in ("recurrence_rules.py", "recurrence_words.py")),
    *(APP / "tasks" / name for name in ("flag_moves.py", "holders.py", "common_superior.py", "move_sql.py")),
    APP / "reports" / "flows.py",
    APP / "incidents" / "conduct.py",
    *(APP / "replay" / name for name in ("event_log.py", "profiles.py", "reading.py")),
]
#: The impure files of a folder whose others are pure.
MEETING_THE_WORLD = {
    *("tables", "facts", "commands", "queries", "routes", "exports", "charts", "command"),
    *("roster", "opening", "board", "evidence"),  # who is scored, the month's list, what lies beside a sheet
}
IMPURE_IMPORTS = (
    "piccolo",
    "litestar",
    "uvicorn",
    "app.db",
    "app.clock",
    "app.history",
    "app.web",
    "asyncio",
)

#: What each domain may import of the others; everything may import the ground below.
GROUND = {"text", "errors", "formats", "workdays", "clock", "settings", "db", "history"}
MAY_IMPORT = {
    "people": set(),
    "tasks": {"people"},
    "incidents": {"people", "tasks"},
    "evaluation": {"people", "tasks", "incidents"},
    "reports": {"people", "tasks", "incidents", "evaluation"},
    "replay": {"people", "tasks"},
    "search": {"people", "tasks", "incidents", "evaluation"},
    "notices": {"people", "tasks", "incidents", "evaluation"},
}


def imports_of(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{name.name}" for name in node.names]
    return found


def is_impure_by_name(path: Path) -> bool:
    stem = path.stem
    return stem in MEETING_THE_WORLD or any(stem.endswith("_" + each) for each in MEETING_THE_WORLD)


@pytest.mark.parametrize(
    "path", [p for p in PURE if not is_impure_by_name(p)], ids=lambda p: str(p.relative_to(APP))
)
def test_the_deciding_modules_are_pure(path):
    touched = [name for name in imports_of(path) if name.startswith(IMPURE_IMPORTS)]
    assert not touched, f"{path}: {touched}"
    tree = ast.parse(path.read_text())
    assert not any(isinstance(node, ast.Await | ast.AsyncFunctionDef) for node in ast.walk(tree)), path


def test_only_the_clock_module_reads_the_system_clock():
    readers = []
    for path in MODULES:
        if path == APP / "clock.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow", "time", "time_ns"):
                owner = node.value
                name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
                if name in ("datetime", "date", "time"):
                    readers.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not readers, readers


def test_domains_import_in_one_direction():
    wrong = []
    for path in MODULES:
        domain = path.relative_to(APP).parts[0]
        if domain not in MAY_IMPORT:
            continue
        for name in imports_of(path):
            parts = name.split(".")
            if parts[0] == "app" and len(parts) > 1 and parts[1] in MAY_IMPORT:
                other = parts[1]
                if other != domain and other not in MAY_IMPORT[domain]:
                    wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert not wrong, wrong


def test_the_web_layer_is_used_by_routes_only_and_knows_no_domain():
    wrong = []
    for path in MODULES:
        inside = path.relative_to(APP).parts
        for name in imports_of(path):
            if name.startswith("app.web") and inside[0] in MAY_IMPORT and "routes" not in path.stem:
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
            if inside[0] == "web" and name.startswith(("app.tasks", "app.incidents", "app.evaluation")):
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert not wrong, wrong


def handlers():
    """Every route handler of the application, with the paths it answers."""
    app = build(load({"SECRET": "x" * 40}))
    for route in app.routes:
        for handler in route.route_handlers:
            if handler.http_methods != {"OPTIONS"}:  # Litestar's own answer to OPTIONS
                yield route.path, handler


def test_every_route_names_one_permission():
    missing = [
        path for path, handler in handlers() if not isinstance(handler.opt.get("permission"), Permission)
    ]
    assert not missing, missing


def test_only_sign_in_language_static_files_and_secret_calendars_are_open_to_everybody():
    opened = {path for path, handler in handlers() if handler.opt["permission"] is Permission.PUBLIC}
    # A calendar program cannot sign in: the address itself is the secret (docs/decisions/0023-calendar-address.md).
    assert opened == {"/sign-in", "/language", "/static/{name:str}", "/health", "/calendar/{name:str}"}
    anonymous = {path for path, handler in handlers() if handler.opt.get("anonymous")}
    assert anonymous == opened


def test_no_file_is_too_long_to_read():
    long = [
        f"{path.relative_to(ROOT)} ({lines})"
        for path in MODULES
        if (lines := len(path.read_text().splitlines())) > 400
    ]
    assert not long, long


def test_every_module_says_what_it_is_for():
    bare = []
    for path in MODULES:
        if not ast.get_docstring(ast.parse(path.read_text())):
            bare.append(str(path.relative_to(ROOT)))
    assert not bare, bare
