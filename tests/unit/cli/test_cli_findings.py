import io
from typing import Any

from rich.console import Console

from spendcast_cli.findings import show_findings


def shown(*findings: dict[str, Any]) -> list[str]:
    text = io.StringIO()
    show_findings(Console(file=text, width=110, markup=False), findings)
    return text.getvalue().splitlines()


def finding(severity: str, code: str, message: str, fix: str | None = None) -> dict[str, Any]:
    return {"severity": severity, "code": code, "message": message, "fix": fix}


def test_errors_come_first_whatever_their_order() -> None:
    lines = shown(finding("info", "a", "one"), finding("warning", "b", "two"), finding("error", "c", "three"))
    assert lines == ["error (c): three", "warning (b): two", "info (a): one"]


def test_a_long_list_is_cut_with_a_count_and_its_remedy_told_once() -> None:
    lines = shown(*(finding("warning", "gap", f"{n} is missing", "Add it.") for n in range(8)))
    assert lines == [
        *(f"warning (gap): {n} is missing" for n in range(5)),
        "warning (gap): 3 more of the same kind",
        "  Add it.",
    ]


def test_five_of_a_kind_are_all_told() -> None:
    assert shown(*(finding("info", "gap", str(n)) for n in range(5))) == [
        f"info (gap): {n}" for n in range(5)
    ]


def test_findings_that_count_others_are_added_up() -> None:
    cells = [finding("error", "unreadable_number", f"cell {n}", "Write it.") for n in range(5)]
    others = finding("error", "unreadable_number", "31 more of the same kind (36 in all).", "Write it.")
    lines = shown(*(2 * [*cells, others | {"values": {"more": 31, "total": 36}}]))
    assert lines == [
        *(f"error (unreadable_number): cell {n}" for n in range(5)),
        "error (unreadable_number): 67 more of the same kind",
        "  Write it.",
    ]
