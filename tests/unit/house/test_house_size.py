"""Giants are taken apart: a module over 400 lines or a function over 60 fails here, by its name."""

import ast
from collections.abc import Iterator
from pathlib import Path

MOST_MODULE_LINES = 400
MOST_FUNCTION_LINES = 60


def giants(path: Path, source: str) -> Iterator[str]:
    lines = len(source.splitlines())
    if lines > MOST_MODULE_LINES:
        yield f"{path} has {lines} lines"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MOST_FUNCTION_LINES:
                yield f"{path}:{node.lineno} {node.name} has {length} lines"


def test_no_module_and_no_function_is_a_giant(root: Path, committed: list[Path]) -> None:
    modules = [path for path in committed if path.suffix == ".py"]
    assert modules
    assert [giant for path in modules for giant in giants(path, (root / path).read_text("utf-8"))] == []


def function_of(lines: int) -> str:
    return "def long():\n" + "    pass\n" * (lines - 1)


def test_a_function_of_60_lines_passes_and_of_61_is_named() -> None:
    assert list(giants(Path("a.py"), function_of(60))) == []
    assert list(giants(Path("a.py"), function_of(61))) == ["a.py:1 long has 61 lines"]


def test_a_method_is_a_function_too() -> None:
    body = "".join(f"    {line}\n" for line in function_of(61).splitlines())
    assert list(giants(Path("a.py"), f"class A:\n{body}")) == ["a.py:2 long has 61 lines"]


def test_a_module_of_400_lines_passes_and_of_401_is_named() -> None:
    assert list(giants(Path("a.py"), "x = 1\n" * 400)) == []
    assert list(giants(Path("a.py"), "x = 1\n" * 401)) == ["a.py has 401 lines"]
