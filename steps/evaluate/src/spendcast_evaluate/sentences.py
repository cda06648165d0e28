"""What evaluate says, in English and in Japanese: a template of each a code, filled in with values."""

import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib.resources import files
from typing import Any

from spendcast_mixmodel.numbers import told
from spendcast_report.evaluation import Sentence

COMMAS = {"en": ", ", "ja": "、"}


def say(code: str, **values: Any) -> Sentence:
    """The sentence of a code. A value that has a name, such as a naive forecast, is said by its name.

    Raises:
        KeyError: There is no such code, or a value of its template is missing.
    """
    template: dict[str, str] = _words("sentences")[code]
    return {
        "code": code,
        "values": values,
        "en": told(template["en"], _named(values, "en")),
        "ja": told(template["ja"], _named(values, "ja")),
    }


def translate(code: str, values: Mapping[str, Any], english: str) -> Sentence:
    """A sentence that the science said in English; in Japanese too, if its code is known here.

    An older model says some things with fewer values: those stay in English.
    """
    japanese, template = english, _words("translations").get(code)
    grain = _words("grains").get(str(values.get("grain")), {})
    if template is not None:
        with suppress(KeyError):
            japanese = told(template, _named(values, "ja") | grain)
    return {"code": code, "values": dict(values), "en": english, "ja": japanese}


def joined(code: str, sentences: Sequence[Sentence], **values: Any) -> Sentence:
    """A sentence with others inside, at `{said}` of its template; their codes are among its values."""
    template: dict[str, str] = _words("sentences")[code]
    return {
        "code": code,
        "values": values | {"said": [sentence["code"] for sentence in sentences]},
        "en": told(template["en"], _named(values, "en") | {"said": " ".join(s["en"] for s in sentences)}),
        "ja": told(template["ja"], _named(values, "ja") | {"said": "".join(s["ja"] for s in sentences)}),
    }


@cache
def _words(table: str) -> dict[str, Any]:
    words: dict[str, dict[str, Any]] = tomllib.loads(
        files("spendcast_evaluate").joinpath("words.toml").read_text("utf-8")
    )
    return words[table]


def _named(values: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {name: _spoken(value, language, values) for name, value in values.items()}


def _spoken(value: Any, language: str, beside: Mapping[str, Any]) -> Any:
    if isinstance(value, list | tuple):
        return COMMAS[language].join(str(_spoken(entry, language, beside)) for entry in value)
    names = _words("names")
    return told(names[value][language], beside) if isinstance(value, str) and value in names else value
