"""No text can reach a place that reads markup: an AST walk over the console and the command line."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.text import clean
from tui.text.lines import Span, line

ROOT = Path(__file__).parent.parent
# Widgets and calls of Textual and Rich that read their text as markup unless told otherwise.
READ_MARKUP = frozenset(
    {"Static", "Label", "DataTable", "RichLog", "OptionList", "SelectionList", "Select", "Tree", "ListItem", "Button"}
    | {"Checkbox", "Collapsible", "RadioButton", "RadioSet", "Switch", "Tab", "Tabs", "TabbedContent", "Markdown"}
    | {"Digits", "Link", "Pretty", "Toast", "notify", "from_markup", "render", "visualize", "print", "rule", "echo"}
    | {"secho", "Panel", "Table"}
)
# Looked at: texts of our own or clean ones for a plain stream, questions of the console, a link of our own making.
LOOKED_AT = frozenset(
    {
        ("cli/discovering.py", "echo"),
        ("cli/journal.py", "print"),
        ("cli/main.py", "echo"),
        ("cli/output.py", "print"),
        ("cli/root.py", "echo"),
        ("cli/wizard.py", "echo"),
        ("tui/commands/table.py", "print"),
        ("tui/commands/people.py", "write"),
        ("tui/commands/ticket.py", "write"),
        ("tui/screens/approve.py", "write"),
        ("tui/screens/daily.py", "write"),
        ("tui/screens/handover.py", "write"),
        ("tui/text/links.py", "Link"),
        ("tui/widgets/line_scroll.py", "render"),
        ("tui/window_file.py", "render"),
    }
)
# Methods of Textual widgets that take text as markup (the command line has none); our own Bar and lists take lines.
TAKE_TEXT = frozenset({"update", "write", "write_line", "add_row", "add_column", "add_option", "add_columns"})
TEXT_MADE = frozenset({"str", "clean", "format", "join", "_", "strip", "clip", "fit", "steady"})
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


def is_text(value: ast.expr) -> bool:
    """Whether an argument is surely a bare text: a literal, an f-string, or made by what makes texts."""
    if isinstance(value, ast.Starred):
        return is_text(value.value)
    if isinstance(value, ast.JoinedStr) or (isinstance(value, ast.Constant) and isinstance(value.value, str)):
        return True
    if isinstance(value, ast.BinOp):
        return is_text(value.left) or is_text(value.right)
    if isinstance(value, ast.Attribute):
        return value.attr in ("subject", "name", "address", "text", "filename", "message", "hint", "plain")
    return isinstance(value, ast.Call) and said(value) in TEXT_MADE


def takes_text(node: ast.Call) -> bool:
    """`widget.update(text)` and its kin."""
    return isinstance(node.func, ast.Attribute) and said(node) in TAKE_TEXT and any(map(is_text, node.args))


def sinks(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if (
            (
                isinstance(node, ast.Call)
                and said(node) in READ_MARKUP
                and not without_markup(node)
                and not is_safe(node)
            )
            or isinstance(node, ast.Call)
            and takes_text(node)
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
        if (path, name) not in LOOKED_AT and not (path.startswith("cli/") and name in TAKE_TEXT)
    ]
    assert found == []


def test_only_what_takes_clean_text_alone_makes_segments() -> None:
    """But for those whose text is a constant: no mail gets in there."""
    made = [
        (path, function.name)
        for path, tree in sources()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and said(node) == "Segment"
        and not (node.args and isinstance(node.args[0], ast.Constant))
    ]
    assert made == [("tui/widgets/line_scroll.py", "_segment")]


@pytest.mark.parametrize("text", ["a\x1b[31mb", "a\x9b31mb", "a\u202eb", "a\ud800b", "a\x07\x00b"])
def test_a_span_lets_nothing_through_that_acts(text: str) -> None:
    assert Span(text).text == clean(text) != text
    assert line(text).plain == clean(text)


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
        "self.query_one(Static).update(f'{ticket.subject}')",
        "widget.update(ticket.subject)",
        "log.write(str(error))",
        "table.add_row('a', _('b').format(c=d))",
    ],
)
def test_the_walk_finds_what_it_looks_for(source: str) -> None:
    assert list(sinks(ast.parse(source)))


@pytest.mark.parametrize(
    "source", ["Static(Text(subject))", "self.notify(text, markup=False)", "Static()", "bar.write(line(subject))"]
)
def test_the_walk_passes_over_what_is_safe(source: str) -> None:
    assert not list(sinks(ast.parse(source)))
