"""No text can reach a place that reads markup: an AST walk over the console and the command line."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Widgets and calls of Textual and Rich that read their text as markup unless told otherwise.
READ_MARKUP = frozenset(
    {"Static", "Label", "DataTable", "RichLog", "OptionList", "SelectionList", "Select", "Tree", "ListItem", "Button"}
    | {"Checkbox", "Collapsible", "RadioButton", "RadioSet", "Switch", "Tab", "Tabs", "TabbedContent", "Markdown"}
    | {"Digits", "Link", "Pretty", "Toast", "notify", "from_markup", "render", "visualize", "print", "rule", "echo"}
    | {"secho", "Panel", "Table"}
)
# Looked at: they write texts of our own or clean ones to a plain stream, no markup is read there.
LOOKED_AT = frozenset(
    {
        ("cli/journal.py", "print"),
        ("cli/output.py", "print"),
        ("cli/root.py", "echo"),
        ("cli/wizard.py", "echo"),
        ("tui/commands/table.py", "print"),
        ("tui/widgets/line_scroll.py", "render"),
    }
)
TITLES = frozenset({"border_title", "border_subtitle", "tooltip"})


def sources() -> Iterator[tuple[str, ast.Module]]:
    for room in ("tui", "cli"):
        for path in sorted((ROOT / room).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def said(call: ast.Call) -> str:
    """The last word of what is called."""
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def without_markup(call: ast.Call) -> bool:
    return any(
        k.arg == "markup" and isinstance(k.value, ast.Constant) and k.value.value is False for k in call.keywords
    )


def is_safe(call: ast.Call) -> bool:
    """No text goes in, or text of a type that is never read as markup."""
    given = [*call.args[:1], *(k.value for k in call.keywords if k.arg in ("content", "label", "renderable"))]
    return all(isinstance(a, ast.Call) and said(a) in ("Text", "Content", "line", "Segment", "Strip") for a in given)


def sinks(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and said(node) in READ_MARKUP
            and not without_markup(node)
            and not is_safe(node)
        ):
            yield node.lineno, said(node)
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr in TITLES:
                    yield node.lineno, target.attr


def test_no_text_reaches_a_place_that_reads_markup() -> None:
    found = [
        f"{path}:{line} {name}"
        for path, tree in sources()
        for line, name in sinks(tree)
        if (path, name) not in LOOKED_AT
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "Static(subject)",
        "Label(f'{name}')",
        "self.app.notify(text)",
        "Text.from_markup(text)",
        "console.print(text)",
        "click.echo(text)",
        "self.border_title = subject",
        "table = DataTable(subject)",
        "Button(label=name)",
    ],
)
def test_the_walk_finds_what_it_looks_for(source: str) -> None:
    assert list(sinks(ast.parse(source)))


@pytest.mark.parametrize("source", ["Static(Text(subject))", "self.notify(text, markup=False)", "Static()"])
def test_the_walk_passes_over_what_is_safe(source: str) -> None:
    assert not list(sinks(ast.parse(source)))
