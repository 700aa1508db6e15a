"""What the documentation says of codes, commands and settings is what the code has."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import importer
from importer import errors, settings
from importer.cli.main import COMMANDS
from importer.reports.document import Result

PACKAGE = Path(importer.__file__).parent
ROOT = PACKAGE.parent
DOCS = ROOT / "docs"
CODE = re.compile(r"[a-z]+\.[a-z_]+")
NO_CODES = re.compile(
    r".+\.(?:bin|db|toml|txt|xml)"  # files
    r"|importer\.mark"  # what is done with bytes that no encoding has
    r"|(?:profiles|records|sources)\.id"  # columns of the state
    r"|aka\.ms|around\.co|chime\.aws"  # hosts
    r"|offers\.url"  # a field
)
"""What has the form of a code and is none. Every other text of that form has to be explained."""


def documented(page: str, first_cell: str) -> list[str]:
    """What stands in backquotes at the beginning of each table line."""
    text = (DOCS / page).read_text("utf-8")
    return re.findall(rf"^\| `?({first_cell})[`| ]", text, re.MULTILINE)


def codes_in_source() -> set[str]:
    """Every text of the package that can only be an issue code. The sandbox is the other side."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        if "sandbox" in path.relative_to(PACKAGE).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and CODE.fullmatch(text):
                found.add(text)
    return {text for text in found if not NO_CODES.fullmatch(text)}


def test_every_issue_code_is_explained_once_and_no_other() -> None:
    listed = documented("troubleshooting.md", r"[a-z]+\.[a-z_]+")
    assert sorted(listed) == sorted(codes_in_source())


def test_every_command_is_described_and_no_other() -> None:
    assert sorted(documented("commands.md", r"importer [a-z-]+")) == sorted(
        f"importer {name}" for name in COMMANDS
    )


def test_every_exit_code_is_described_and_no_other() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    raised = {kind.exit_code for kind in kinds if issubclass(kind, errors.ImporterError)}
    assert {int(code) for code in documented("commands.md", r"\d+")} == raised | {0, 1}


def test_the_result_document_shown_has_all_its_keys() -> None:
    shown = (DOCS / "commands.md").read_text("utf-8").partition("```json")[2].partition("```")[0]
    assert set(re.findall(r'"(\w+)":', shown.partition('"issues"')[0])) <= set(Result().document())
    for key in Result().document():
        assert f'"{key}":' in shown, key


def test_every_setting_is_described() -> None:
    page = (DOCS / "settings.md").read_text("utf-8")
    source = Path(settings.__file__).read_text("utf-8")
    variables = set(re.findall(r'"((?:PINNED|IMPORTER)_[A-Z_]+)"', source))
    words = settings._TOP_WORDS | settings._PROFILE_WORDS | settings._WINDOW_WORDS
    assert variables
    for each in variables | words:
        assert re.search(rf"\b{each}\b", page), each


@pytest.mark.parametrize("page", sorted(path.relative_to(ROOT) for path in [
    *ROOT.glob("*.md"), *DOCS.glob("*.md"),
]), ids=str)  # fmt: skip
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", (ROOT / page).read_text("utf-8")):
        if "://" not in target:
            assert (ROOT / page.parent / target).exists(), target


def test_commands_that_messages_name_exist() -> None:
    """A message that says ``run `importer adopt` `` must not send people to nothing."""
    named: set[str] = set()
    for path in [*PACKAGE.rglob("*.py"), *ROOT.glob("*.md"), *DOCS.glob("*.md")]:
        named.update(re.findall(r"`importer ([a-z-]+)", path.read_text("utf-8")))
    assert named <= set(COMMANDS)
