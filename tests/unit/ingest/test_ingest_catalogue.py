"""The catalogue knows every finding that the code can raise, in every language, and no other."""

import ast
import string
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

import pytest

from spendcast_ingest.catalogue import LANGUAGES, Kind, Language, Value, Wording, kinds, phrase
from spendcast_ingest.catalogue.pages import PAGES, page

DOCS = Path(__file__).parents[3] / "docs"
TOLD = [(kind, variant, wording) for kind in kinds().values() for variant, wording in kind.variants.items()]


class Raised(NamedTuple):
    """A call that makes a finding. None stands for variants that are computed, and for values given by **."""

    place: str
    code: str
    variants: frozenset[str] | None
    values: frozenset[str] | None


def modules(folder: Traversable) -> Iterator[Traversable]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from modules(entry)
        elif entry.name.endswith(".py"):
            yield entry


@cache
def raised() -> list[Raised]:
    found: list[Raised] = []
    packages = map(resources.files, ("spendcast_ingest", "spendcast_validate"))
    for module in (module for package in packages for module in modules(package)):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and makes_a_finding(node.func):
                found += read_call(module.name, node)
    return found


def makes_a_finding(function: ast.expr) -> bool:
    return ast.unparse(function) in {"Finding.of", "CellError"}


def read_call(module: str, call: ast.Call) -> Iterator[Raised]:
    if not (isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)):
        return
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    names = frozenset(name for name in keywords if name)
    cell = {"text"} if ast.unparse(call.func) == "CellError" else set()
    hidden = None in keywords
    told = None if hidden and "variant" not in keywords else texts_of(keywords.get("variant"))
    yield Raised(f"{module}:{call.lineno}", call.args[0].value, told, None if hidden else names | cell)


def texts_of(variant: ast.expr | None) -> frozenset[str] | None:
    """What an expression can be: a constant, or one or the other."""
    match variant:
        case None:
            return frozenset({""})
        case ast.Constant(str(text)):
            return frozenset({text})
        case ast.IfExp(body=ast.Constant(str(one)), orelse=ast.Constant(str(other))):
            return frozenset({one, other})
    return None


def fields(wording: Wording) -> set[str]:
    return {
        name for texts in (wording.message, wording.fix) for text in texts.values() for name in named(text)
    }


def named(template: str) -> set[str]:
    """Names of the values that a template is filled with, those within a form too."""
    found: set[str] = set()
    for _, name, form, _ in string.Formatter().parse(template):
        if name:
            found |= {name, *named(form or "")}
    return found


def of_step(*steps: str) -> set[str]:
    return {kind.code for kind in kinds().values() if kind.step in steps}


def test_every_code_that_is_raised_is_in_the_catalogue_and_no_other_is() -> None:
    assert raised()
    assert {call.code for call in raised()} == of_step("validate")


def told_by(step: str) -> set[str]:
    """Codes of the findings that a later step makes, one for each of its gates."""
    found = set()
    for module in modules(resources.files(f"spendcast_{step}")):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name("Gate"), args=[ast.Constant(str(gate)), *_]):
                    found.add(f"gate_{gate}")
                case ast.Call(func=ast.Name("_benchmark"), args=[ast.Constant(str(gate)), *_]):
                    found.add(f"gate_{gate}")
                case ast.keyword("code", ast.Constant(str(code))):
                    found.add(code)
    return found


@pytest.mark.parametrize("step", ["train", "evaluate", "publish"])
def test_every_code_of_a_later_step_is_in_the_catalogue_under_its_name(step: str) -> None:
    assert told_by(step) == of_step(step)


def test_every_variant_that_is_raised_by_name_is_in_the_catalogue() -> None:
    unknown = [call for call in raised() if (call.variants or set()) - set(kinds()[call.code].variants)]
    assert unknown == []


def test_every_call_that_names_its_variant_gives_the_values_that_its_texts_speak_of() -> None:
    lacking = [
        (call.place, call.code, field)
        for call in raised()
        if call.values is not None
        for variant in call.variants or set()
        for field in fields(kinds()[call.code].variants[variant]) - call.values
    ]
    assert lacking == []


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.code)
def test_every_kind_is_explained_in_every_language(kind: Kind) -> None:
    for texts in (kind.title, kind.meaning, kind.why):
        assert set(texts) == set(LANGUAGES)
        assert all(text.strip() == text != "" for text in texts.values())


@pytest.mark.parametrize(("kind", "variant", "wording"), TOLD)
def test_every_variant_says_the_same_in_every_language(kind: Kind, variant: str, wording: Wording) -> None:
    assert set(wording.message) == set(LANGUAGES), (kind.code, variant)
    assert set(wording.fix) in (set(LANGUAGES), set())
    assert wording.fix or wording.severity == "info", "what is wrong has a remedy"
    for texts in filter(None, (wording.message, wording.fix)):
        assert named(texts["en"]) == named(texts["ja"]), (kind.code, variant)


@pytest.mark.parametrize(
    ("template", "values", "said"),
    [
        ("{n:of month}", {"n": 1}, {"en": "1 month", "ja": "1か月"}),
        ("{n:of {grain}}", {"n": 1200, "grain": "week"}, {"en": "1,200 weeks", "ja": "1,200週"}),
        ("{role:word}", {"role": "spend"}, {"en": "spend", "ja": "広告費"}),
        ("{names}", {"names": ["a"]}, {"en": "a", "ja": "a"}),
        ("{names}", {"names": ["a", "b", "c"]}, {"en": "a, b and c", "ja": "a、b、c"}),
        ("{names}", {"names": ["a", "b", 1500]}, {"en": "a, b and 1,500 more", "ja": "a、b、ほか1,500件"}),
        ("{share:.1%}", {"share": 0.0491}, {"en": "4.9%", "ja": "4.9%"}),
        ("{amount}", {"amount": -1234567.5}, {"en": "-1,234,567.5", "ja": "-1,234,567.5"}),
    ],
)
def test_templates_are_filled(template: str, values: dict[str, Value], said: dict[Language, str]) -> None:
    assert {language: phrase(template, values, language) for language in LANGUAGES} == said


def test_a_value_that_looks_like_a_template_is_not_filled_again() -> None:
    assert phrase("{text}", {"text": "{text:9999999}"}, "en") == "{text:9999999}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_findings_is_the_one_that_the_catalogue_makes(language: Language) -> None:
    stored = DOCS.joinpath(PAGES[language]).read_text("utf-8")
    assert stored == f"{page(language)}\n", "run `make docs`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_can_be_linked_to(language: Language) -> None:
    lines = page(language).splitlines()
    assert [line.removeprefix("## ") for line in lines if line.startswith("## ")] == list(kinds())
