"""The house, read off the source: who may import whom, how pure `domain/` is, and what no file may contain."""

import ast
import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MADE = {"data", "staticfiles", "__pycache__", ".git", ".venv", ".venv-test"} | {
    *(".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis")
}
FLOORS = {
    **{"config": 5, "organisation": 4, "api": 4, "reports": 3, "decisions": 2},
    **{"scoping": 1, "estimates": 1, "teams": 1},
    **{"projects": 0, "charts": 0},
}

# Inside an app, what each room may import of its own app. Management commands and tags are doors like views.
DOMAIN = {"domain"}
# What a domain may import: what a chart shows, apart from how it is drawn, is as pure as a domain.
PURE = re.compile(
    r"(numpy|charts\.descriptions|(projects|scoping|estimates|teams|decisions|reports|api)\.domain)(\.|$)"
)
# Rows, charts, tables from outside, and what is read or worked out from data and kept in memory.
DATA = {"models", "charts", "catalogue", "content", "reference", "results", "sheets", "formatting"} | DOMAIN
ROOMS = {
    "domain": DOMAIN,
    "charts": DATA,
    "models": DATA,
    "widgets": DATA,
    "forms": DATA | {"forms", "widgets"},
}


def sources(*folders: str) -> list[Path]:
    found = [path for folder in folders or FLOORS for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of everything a file imports, late imports inside functions too."""
    package = path.relative_to(ROOT).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            base = ".".join(part for part in (start, node.module or "") if part)
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def app_breaches(path: Path) -> Iterator[str]:
    app = path.relative_to(ROOT).parts[0]
    for line, name in imports(path):
        other = name.partition(".")[0]
        if other in {"tests", "benchmarks"}:
            yield f"{place(path, line)}: {app} imports {name}"
        if other in FLOORS and other != app and FLOORS[other] >= FLOORS[app]:
            yield f"{place(path, line)}: {app} must not import {name}"


def room_breaches(path: Path) -> Iterator[str]:
    app, room = path.relative_to(ROOT).parts[0], path.relative_to(ROOT).with_suffix("").parts[1]
    for line, name in imports(path):
        parts = name.split(".")
        if parts[0] != app or len(parts) < 2:
            continue
        if parts[1] == "urls" or (room in ROOMS and parts[1] not in ROOMS[room]):
            yield f"{place(path, line)}: {app}.{room} must not import {name}"
        elif parts[1] == "views" and room not in {"urls", "views"}:
            yield f"{place(path, line)}: only urls and views import {name}"


def test_apps_import_downwards_only() -> None:
    assert [breach for path in sources() for breach in app_breaches(path)] == []


def test_rooms_import_towards_the_domain_only() -> None:
    apps = [app for app in FLOORS if app not in {"config", "charts"}]
    files = [path for path in sources(*apps) if path.name != "__init__.py"]
    assert [breach for path in files for breach in room_breaches(path)] == []


# Arrows by name, which no import shows: addresses, template tags and parts of templates of a floor that is not below.
# What stands here is the frame around every page, a figure that opens, or the next page of the walk.
_FRAME, _OPENS, _NEXT = "the frame around every page", "a figure that opens", "the page before or after"
UP_BY_NAME = {
    **dict.fromkeys(
        [("charts", "reports:chart"), ("projects", "reports:figure"), ("decisions", "reports:figure")], _OPENS
    ),
    ("teams", "reports:figure"): _OPENS,
    **dict.fromkeys([(app, "{% load shell %}") for app in ("projects", "scoping", "estimates", "teams")], _FRAME),
    ("decisions", "{% load shell %}"): _FRAME,
    **dict.fromkeys([("projects", f"reports:{page}") for page in ("overview", "quick", "scenarios", "start")], _NEXT),
    ("projects", "reports:discussion"): "where a figure is commented on",
    ("scoping", "reports:check"): _NEXT,
    **dict.fromkeys([(app, "reports:overview") for app in ("scoping", "decisions")], _NEXT),
    **dict.fromkeys(
        [("scoping", "decisions:readiness"), ("teams", "decisions:value"), ("estimates", "teams:team")], _NEXT
    ),
    ("estimates", "decisions:approach"): "where it is said which approach fits",
    ("projects", "{% load words %}"): "where a word of the trade is explained",
    ("projects", "api:access"): "where keys for programs are made",
    ("projects", "decisions:actions"): "where an open question is taken up",
    ("projects", "reports:shared"): "the address that a link is sent as",
    ("projects", "organisation:first_page"): "where administrators go from their account",
    ("projects", "organisation:own_data"): "where somebody takes their data along, or goes",
    ("projects", "reports:news"): "what others changed, from the history of all changes",
    ("teams", "scoping:part"): "where the agreed budget is answered",
    ("teams", "decisions/_whole_budget.html"): "the whole budget below that of the team",
    ("decisions", "reports/_verdict_chip.html"): "the verdict as the frame shows it",
}
_ADDRESS = re.compile(rf"""["'](({"|".join(FLOORS)}):[a-z_]+)["']""")
_LOAD = re.compile(r"{%\s*load\s+([^%]+?)\s*%}")
_PART = re.compile(r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""")


def tag_libraries() -> dict[str, str]:
    """Return the app of every library of template tags."""
    return {path.stem: path.parts[-3] for app in FLOORS for path in (ROOT / app / "templatetags").glob("[!_]*.py")}


def arrows_by_name(app: str) -> Iterator[tuple[str, str]]:
    """Yield the app and the name of everything that an app's code and templates name of another app."""
    libraries, pages = tag_libraries(), sorted((ROOT / "templates" / app).rglob("*.html"))
    for path in [*sources(app), *pages]:
        text = path.read_text()
        yield from ((match[2], match[1]) for match in _ADDRESS.finditer(text))
        if path.suffix == ".html":
            loaded = [name for match in _LOAD.finditer(text) for name in match[1].split() if name in libraries]
            yield from ((libraries[name], f"{{% load {name} %}}") for name in loaded)
            yield from ((name.partition("/")[0], name) for name in _PART.findall(text))


def test_names_of_pages_tags_and_parts_point_down_but_for_those_listed() -> None:
    upward = {
        (app, name)
        for app in FLOORS
        for other, name in arrows_by_name(app)
        if other in FLOORS and other != app and FLOORS[other] >= FLOORS[app]
    }
    assert upward == set(UP_BY_NAME)


def domain_files() -> list[Path]:
    return [path for path in sources() if "domain" in path.relative_to(ROOT).parts]


def test_domain_imports_the_standard_library_and_what_is_pure_only() -> None:
    breaches = [
        f"{place(path, line)}: {name}"
        for path in domain_files()
        for line, name in imports(path)
        if name.partition(".")[0] not in sys.stdlib_module_names and not PURE.match(name)
    ]
    assert breaches == []


# Rooms inside a domain, the lowest first: each imports from rooms below it only.
DOMAIN_ROOMS = {"estimates": ("formulas", "published", "figures", "tables")}


def upward_in_domain(app: str, rooms: tuple[str, ...]) -> Iterator[str]:
    for path in sources(f"{app}/domain"):
        room = path.relative_to(ROOT).parts[2]
        for line, name in imports(path):
            parts = name.split(".")
            if parts[:2] != [app, "domain"] or room not in rooms:
                continue
            if parts[2] not in rooms or rooms.index(parts[2]) > rooms.index(room):
                yield f"{place(path, line)}: {room} must not import {name}"


@pytest.mark.parametrize(("app", "rooms"), DOMAIN_ROOMS.items())
def test_rooms_of_a_domain_import_downwards_only(app: str, rooms: tuple[str, ...]) -> None:
    assert list(upward_in_domain(app, rooms)) == []


@pytest.mark.parametrize(("app", "rooms"), DOMAIN_ROOMS.items())
def test_every_file_of_a_domain_with_rooms_stands_in_one(app: str, rooms: tuple[str, ...]) -> None:
    allowed = {*rooms, "__init__.py"}
    homeless = [path for path in sources(f"{app}/domain") if path.relative_to(ROOT).parts[2] not in allowed]
    assert homeless == []


def test_charts_know_nothing_of_projects() -> None:
    breaches = [
        f"{place(path, line)}: {name}"
        for path in sources("charts")
        for line, name in imports(path)
        if name.partition(".")[0] in FLOORS.keys() - {"charts"}
    ]
    assert breaches == []


def public_functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Yield functions, and methods of public classes, that others may call."""
    for node in tree.body:
        members = node.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_") else [node]
        for member in members:
            if isinstance(member, ast.FunctionDef) and not member.name.startswith("_"):
                yield member


def test_public_functions_of_the_domain_say_what_they_do() -> None:
    silent = [
        f"{place(path, function.lineno)}: {function.name}"
        for path in domain_files()
        for function in public_functions(ast.parse(path.read_text()))
        if not ast.get_docstring(function)
    ]
    assert silent == []


WRITES = {"append", "extend", "insert", "remove", "clear", "sort", "add", "discard", "update", "setdefault", "pop"}
KEEP = {
    "projects/domain/same_draws.py": "closes draws to whoever would write to them",
    "projects/domain/lazy.py": "keeps what a property gave, so that it is worked out once",
    "projects/domain/expressions.py": "keeps with answers which fields they ask for",
    "scoping/domain/progress.py": "keeps with answers which fields count",
    "projects/domain/loading.py": "marks the keys of a data file that were asked for; the others are refused",
    "projects/domain/document.py": "says at which field of a project file a problem stands",
    "estimates/domain/published/pricelists.py": "counts the lines of a price list as it is read",
}
"""Where a domain writes into what it was handed, with the reason; no figure passes through any of these."""


def written_in_passing(tree: ast.Module) -> Iterator[int]:
    """Yield the lines that write into a part of what a function was handed, or of what its object holds."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        given = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
        for node in ast.walk(function):
            targets: list[ast.expr] = []
            if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
                targets = [node.func.value]
            for target in targets:
                parts, root = 0, target
                while isinstance(root, ast.Attribute | ast.Subscript):
                    parts, root = parts + isinstance(root, ast.Attribute), root.value
                if isinstance(root, ast.Name) and root.id in given and parts >= (2 if root.id == "self" else 1):
                    yield node.lineno


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("def take(work): work.inputs['x'] = 1", {1}),
        ("def take(work):\n    work.missing.setdefault('x', 1)", {2}),
        ("def take(self): self.work.count += 1", {1}),
        ("def take(read): read.last = 1", {1}),
        ("def take(self, work):\n    self.seen[work.name] = 1\n    self.seen.append(2)", set()),
        ("def take(rows):\n    found = []\n    found.append(rows.first)\n    return found", set()),
    ],
)
def test_check_of_writing_finds_what_changes_what_it_was_handed(code: str, lines: set[int]) -> None:
    assert set(written_in_passing(ast.parse(code))) == lines


def test_domains_hand_results_on_and_write_into_nothing_that_they_were_handed() -> None:
    found = {
        str(path.relative_to(ROOT)): set(written_in_passing(ast.parse(path.read_text())))
        for path in sources()
        if "domain" in path.parts
    }
    assert {name for name, lines in found.items() if lines} == set(KEEP)


def twice_named(body: list[ast.stmt]) -> Iterator[str]:
    """Yield the names that a module or a class gives two values: the first is never read."""
    seen: set[str] = set()
    for node in body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        names = [target.id for target in targets if isinstance(target, ast.Name)]
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.decorator_list:
            names.append(node.name)
        yield from (name for name in names if name in seen)
        seen.update(names)
        if isinstance(node, ast.ClassDef):
            yield from twice_named(node.body)


def test_no_name_of_a_module_is_given_twice() -> None:
    twice = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in own_files()
        if path.suffix == ".py"
        for name in twice_named(ast.parse(path.read_text()).body)
    ]
    assert twice == []


# Names that two classes have because one is the other as it is stored, or as programs get it.
TWINS = {
    "Answer": {"projects/models.py", "projects/domain/answers.py"},
    "Answers": {"api/schemas.py", "projects/domain/answers.py"},
    "WayUp": {"api/schemas.py", "decisions/domain/flips.py"},
}


def test_a_class_shares_its_name_with_no_other() -> None:
    places: dict[str, set[str]] = {}
    for path in sources():
        if "commands" not in path.parts:
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    places.setdefault(node.name, set()).add(str(path.relative_to(ROOT)))
    assert {name: files for name, files in places.items() if len(files) > 1} == TWINS


def nameless(tree: ast.Module) -> Iterator[int]:
    """Yield the lines where something is called `one`, which says nothing of it unless there is another."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.comprehension):
            given = [node for node in ast.walk(function) if isinstance(node, ast.arg)]
            set_here = [
                node for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            ]
            names = {node.arg for node in given} | {node.id for node in set_here}
            if not names & {"other", "another", "two"}:
                yield from (node.lineno for node in given if node.arg == "one")
                yield from (node.lineno for node in set_here if node.id == "one")


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("def gap(one, other): return one - other", set()),
        ("def cost(one): return one.cost", {1}),
        ("sum(one.cost for one in rows)", {1}),
        ("def find():\n    one = first()\n    return one", {2}),
    ],
)
def test_check_of_names_finds_what_says_nothing(code: str, lines: set[int]) -> None:
    assert set(nameless(ast.parse(code))) == lines


def test_nothing_is_called_one() -> None:
    found = [
        place(path, line)
        for path in own_files()
        if path.suffix == ".py"
        for line in nameless(ast.parse(path.read_text()))
    ]
    found += [
        place(path, number)
        for path in own_files()
        if path.suffix == ".html"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"{% (for (\w+, )*one(,| in)|with .*\bone=)", line)
    ]
    assert found == []


@cache
def own_files() -> list[Path]:
    """Return the files of the project, without what it builds, keeps or caches."""
    found = []
    for folder, inner, names in os.walk(ROOT):
        inner[:] = sorted(name for name in inner if name not in MADE)
        found += [Path(folder, name) for name in sorted(names) if not name.endswith(".pyc")]
    return found


def static_files(*suffixes: str) -> list[Path]:
    found = [path for path in own_files() if "static" in path.relative_to(ROOT).parts[:-1]]
    return [path for path in found if not suffixes or path.suffix in suffixes]


class Markup(HTMLParser):
    """Collects what a strict content security policy forbids in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name: value or "" for name, value in attrs}
        # A script of another type than code is data, which no policy runs.
        code = names.get("type", "") in {"", "module", "text/javascript"}
        if tag == "style" or (tag == "script" and code and "src" not in names):
            self.faults.append(f"{self.getpos()[0]}: inline {tag}")
        for name, value in names.items():
            if name == "style" or name.startswith(("on", "hx-on")):
                self.faults.append(f"{self.getpos()[0]}: attribute {name}")
            if value.strip().lower().startswith(("javascript:", "js:")):
                self.faults.append(f"{self.getpos()[0]}: {name} holds code")
            # htmx evaluates filters as code, and under this policy they let everything through.
            if name == "hx-trigger" and "[" in value:
                self.faults.append(f"{self.getpos()[0]}: hx-trigger with a filter")


def markup_faults(text: str) -> list[str]:
    # Template tags may hold quotes and angle brackets, which would end an attribute too early.
    bare = re.sub(r"{[%{#].*?[%}#]}", lambda match: re.sub(r"[^\n]", "x", match[0]), text, flags=re.DOTALL)
    parser = Markup()
    parser.feed(bare)
    parser.close()
    return parser.faults


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ('<a href="{% url "x" %}">y</a><script src="x.js"></script>', []),
        ('<script type="application/json">{}</script>', []),
        ('<p\nstyle="color:red">', ["1: attribute style"]),
        ("<script>run()</script>", ["1: inline script"]),
        ("<style>p{}</style>", ["1: inline style"]),
        ('\n<b onclick="x">', ["2: attribute onclick"]),
        ('<b hx-on:click="x">', ["1: attribute hx-on:click"]),
        ('<b hx-vals="js:{}">', ["1: hx-vals holds code"]),
        ('<b hx-trigger="keyup[ctrlKey]">', ["1: hx-trigger with a filter"]),
    ],
)
def test_markup_check_finds_what_the_policy_forbids(text: str, faults: list[str]) -> None:
    assert markup_faults(text) == faults


def test_templates_hold_no_inline_script_or_style() -> None:
    faults = [
        f"{path.relative_to(ROOT)}:{fault}"
        for path in own_files()
        if path.suffix in {".html", ".svg"}
        for fault in markup_faults(path.read_text())
    ]
    assert faults == []


def test_static_files_are_our_own() -> None:
    """Libraries come from the lock file, where they have a version and a hash; here stands what we wrote."""
    foreign = [
        str(path.relative_to(ROOT))
        for path in static_files()
        if ".min." in path.name
        or path.stat().st_size > 100_000
        or path.suffix not in {".css", ".js", ".svg", ".png", ".ico", ".webmanifest", ".txt"}
        or (path.suffix in {".css", ".js"} and max(map(len, path.read_text().splitlines() or [""])) > 2_000)
        or (path.suffix in {".css", ".js"} and re.search(r"@license|@preserve|sourceMappingURL", path.read_text()))
    ]
    assert foreign == []


def test_static_files_load_nothing_from_other_hosts() -> None:
    loads = re.compile(r"(?:@import|url\(|fetch\(|import\b|importScripts\()\s*[\"']?(?:https?:)?//")
    found = [str(path.relative_to(ROOT)) for path in static_files(".css", ".js") if loads.search(path.read_text())]
    assert found == []


# Put together here, so that this file does not hold what it looks for.
REGISTRIES = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "deb.deb" + "ian.org"]


def test_no_file_names_a_package_registry() -> None:
    """Where packages come from is decided where they are installed: mirrors and closed networks are common."""
    pattern = re.compile("|".join(map(re.escape, REGISTRIES)) + r"|--(?:extra-)?index-url|--find[-]links", re.I)
    named = []
    for path in own_files():
        if path.suffix in {".png", ".pdf", ".ico", ".woff2", ".xlsx", ".docx", ".mo"}:
            continue
        if match := pattern.search(path.read_text(errors="replace")):
            named.append(f"{path.relative_to(ROOT)}: {match[0]}")
    assert named == []


def test_lock_files_pin_and_hash_every_package() -> None:
    for name in ("requirements.txt", "requirements-test.txt"):
        entries = (ROOT / name).read_text().replace("\\\n", "").splitlines()
        assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_tests_run_with_the_versions_that_are_served() -> None:
    def pins(name: str) -> set[str]:
        # Some hold for some systems only; what is pinned stands before that.
        return {line.partition(" ")[0] for line in (ROOT / name).read_text().splitlines() if "==" in line}

    assert pins("requirements.txt") - pins("requirements-test.txt") == set()
