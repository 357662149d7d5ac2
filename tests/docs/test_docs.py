"""The pages of docs/ against the code: variables, links, commands, addresses, files and modules they name exist."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from pkgutil import resolve_name

import pytest
from django.core.management import get_commands
from django.urls import Resolver404, resolve
from tests.house.tree import PACKAGE, ROOT

from minga.config.help_page import PLAIN
from minga.core.documents.kinds import MEGABYTE
from minga.core.documents.spreadsheets.reading import MOST_BYTES

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
OF_ROOMS = sorted(PACKAGE.rglob("README.md"))
READERS = {
    "read_list",
    "read_number",
    "read_flag",
    "read_choice",
    "read_former_keys",
    "read_hosts",
    "read_secret_file",
    "read_sender",
    "read_bounces",
    "get",
    "setdefault",
}
NOT_FOR_OPERATORS = {"DJANGO_SETTINGS_MODULE"}
ROW = re.compile(r"^\| (`[A-Z_`, ]+`) \|", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
COMMAND = re.compile(r"`(?:\.venv/bin/)?minga ([a-z_]+)")
ADDRESS = re.compile(r"`(/[a-z][a-z0-9./_-]*)`")
FILE = re.compile(r"`((?:[\w.-]+/)*[\w-]+\.(?:py|md|js|toml|html)|(?:[a-z_]+/)+[a-z_]*)`")
DOTTED = re.compile(r"`((?:core|places|sdgs|people|partners|assignments|home)(?:\.\w+)+)`")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def variables_in_code() -> set[str]:
    """Every name that config reads from the environment."""
    return {name for path in sorted((PACKAGE / "config").glob("*.py")) for name in _read_in(path)} - NOT_FOR_OPERATORS


def _read_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
            continue
        called = ast.unparse(node.func)
        if called.rsplit(".", 1)[-1] in READERS and ("environ" in called or called.startswith("read_")):
            yield str(node.args[0].value)


def variables_in_table() -> set[str]:
    """Every name that has a row in the operators' table."""
    text = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    return {name for row in ROW.findall(text) for name in re.findall(r"[A-Z][A-Z_]+", row)}


def test_the_operators_table_holds_every_variable_and_no_other() -> None:
    assert variables_in_table() == variables_in_code()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    found = [target for target in LINK.findall(page.read_text(encoding="utf-8")) if not _leads(page, target)]
    assert found == []


def _leads(page: Path, target: str) -> bool:
    if target.startswith(("https://", "http://", "mailto:")):
        return True
    name, _hash, anchor = target.partition("#")
    path = page.parent / name if name else page
    return path.exists() and (not anchor or anchor in _anchors(path))


def _anchors(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    made = {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}
    return made | set(re.findall(r'<a id="([^"]+)">', text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_is_named_exists(page: Path) -> None:
    known = {*get_commands(), *PLAIN}
    assert [name for name in COMMAND.findall(page.read_text(encoding="utf-8")) if name not in known] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_address_that_is_named_answers(page: Path) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    assert [path for path in ADDRESS.findall(text) if not _answers(path)] == []


def _answers(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


@cache
def pieces_of_paths() -> set[str]:
    """Every run of folders and a name in the paths of the tree: `core/waiting.py` as well as `waiting.py`."""
    tops = [ROOT / name for name in ("benchmarks", "docs", "src", "tests", "tools")]
    paths = [*ROOT.glob("*.*"), *tops, *(path for top in tops for path in top.rglob("*"))]
    parts = [path.relative_to(ROOT).parts for path in paths if path.suffix != ".pyc"]
    return {"/".join(one[a:b]) for one in parts for a in range(len(one)) for b in range(a + 1, len(one) + 1)}


@pytest.mark.parametrize("page", [*PAGES, *OF_ROOMS], ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_and_folder_that_is_named_exists(page: Path) -> None:
    named = FILE.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
    assert [name for name in named if name.rstrip("/") not in pieces_of_paths()] == []


@pytest.mark.parametrize("page", [*PAGES, *OF_ROOMS], ids=lambda page: str(page.relative_to(ROOT)))
def test_every_module_and_registry_that_is_named_exists(page: Path) -> None:
    named = DOTTED.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
    assert [name for name in named if not _is_there(name)] == []


def _is_there(name: str) -> bool:
    try:
        resolve_name(f"minga.{name}")
    except (ImportError, AttributeError):
        return False
    return True


def test_nobody_waits_for_a_page_that_a_role_should_have() -> None:
    roles = (
        "volunteers", "hosts", "officers", "partners", "finance", "auditors", "data-protection", "administrators",
        "operators", "developers",
    )  # fmt: skip
    assert [role for role in roles if not (ROOT / "docs" / f"{role}.md").exists()] == []


def _operators_fence(beginning: str) -> list[str]:
    text = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    found = [block.splitlines()[1:-1] for block in FENCE.findall(text) if beginning in block]
    assert len(found) == 1
    return found[0]


def test_the_variables_file_means_the_same_to_a_shell_and_to_systemd(tmp_path: Path) -> None:
    """systemd takes what follows a value for a part of it, a comment too; a shell does not."""
    lines = _operators_fence("MINGA_PROFILE=production")
    (tmp_path / "minga.env").write_text("\n".join(lines), encoding="utf-8")
    script = 'set -a; . "$0"; exec env -0'
    said = subprocess.run(
        ["sh", "-c", script, str(tmp_path / "minga.env")], env={"PATH": os.defpath}, capture_output=True, check=True
    )
    by_shell = dict(pair.split("=", 1) for pair in said.stdout.decode().split("\0") if "=" in pair)
    for line in lines:
        name, value = line.split("=", 1)
        assert by_shell[name] == value.strip('"'), line


def test_the_unit_is_one_that_systemd_accepts(tmp_path: Path) -> None:
    lines = _operators_fence("[Service]")
    started = next(line for line in lines if line.startswith("ExecStart="))
    program, *options = started.removeprefix("ExecStart=").split()
    assert program.endswith("/.venv/bin/minga")
    assert options[0] in PLAIN
    if (verify := shutil.which("systemd-analyze")) is None:
        return
    unit = tmp_path / "minga.service"
    text = "\n".join(lines).replace(program, sys.executable).replace("User=minga\n", "")
    unit.write_text(text + "\n", encoding="utf-8")
    said = subprocess.run([verify, "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (said.returncode, "minga.service" in said.stderr) == (0, False), said.stderr


def test_the_proxy_of_the_operators_guide_takes_the_largest_list() -> None:
    text = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    sizes = re.findall(r"(?:client_max_body_size|request_buffers) (\d+)(?:m;|MB)", text)
    assert len(sizes) == 2
    assert all(int(size) * MEGABYTE > MOST_BYTES for size in sizes)
