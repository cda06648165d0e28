"""Templates to sentences, in each language."""

import string
from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

Language = Literal["en", "ja"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

Value = str | int | float | Sequence[str | int]
"""What a template is filled with: a text, a number, or names; a number at the end of names counts others."""

_JA_WORDS = {
    "month": "月",
    "week": "週",
    "spend": "広告費",
    "revenue": "売上",
    "date": "日付",
    "year": "年",
    "channel": "媒体",
    "cost": "費用",
}
_JA_COUNTED = {
    "month": "か月",
    "week": "週",
    "day": "日",
    "date": "日付",
    "channel": "媒体",
    "column": "列",
    "line": "行",
    "row": "行",
    "hidden sheet": "枚",
}


def phrase(template: str, values: Mapping[str, Value], language: Language) -> str:
    """Fill a template.

    A field is `{name}` or `{name:form}`, with the forms of Python's numbers and two of our own: `word`
    translates one of the words that values hold, such as month or revenue; `of NOUN` counts, as in
    "3 months". Whole numbers are grouped by thousands, names are joined as a sentence joins them.

    Raises:
        KeyError: a value is missing, or a word is not known.
    """
    return _Phrases(language).vformat(template, (), values)


class _Phrases(string.Formatter):
    def __init__(self, language: Language) -> None:
        self._language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "word":
            return str(value) if self._language == "en" else _JA_WORDS[value]
        if format_spec.startswith("of "):
            return self._counted(value, format_spec.removeprefix("of "))
        if isinstance(value, list | tuple):
            return self._listed(value)
        if isinstance(value, int):
            return format(value, format_spec or ",")
        return format(value, format_spec or ",.12g") if isinstance(value, float) else str(value)

    def _counted(self, number: int, noun: str) -> str:
        if self._language == "ja":
            return f"{number:,}{_JA_COUNTED[noun]}"
        return f"{number:,} {noun}{'' if number == 1 else 's'}"

    def _listed(self, names: Sequence[str | int]) -> str:
        others = names[-1] if names and isinstance(names[-1], int) else 0
        shown = [str(name) for name in (names[:-1] if others else names)]
        if self._language == "ja":
            return "、".join(shown) + (f"、ほか{others:,}件" if others else "")
        if others:
            return f"{', '.join(shown)} and {others:,} more"
        return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
