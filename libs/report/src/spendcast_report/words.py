"""What the pages themselves say, in both languages: `words/*.toml`; what is seen in data comes with them."""

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

from spendcast_report.text import Language, Text

Say = Callable[..., str]
"""`say(key, **values)`: the words of that key in one language, with the values put in."""


@cache
def words_of(page: str) -> Mapping[str, Text]:
    """The words of a page, by key, and those that every page has."""
    found: dict[str, Text] = {}
    for name in ("page", page):
        file = files("spendcast_report").joinpath("words", f"{name}.toml")
        found |= {key: Text(**entry) for key, entry in tomllib.loads(file.read_text("utf-8")).items()}
    return found


def speaker(words: Mapping[str, Text], language: Language) -> Say:
    """The words of a page in one language.

    A key with `.one` beside it has another form where `n` is 1, as English nouns have.
    """

    def say(key: str, **values: object) -> str:
        form = f"{key}.one"
        chosen = form if values.get("n") == 1 and form in words else key
        return words[chosen].of(language).format_map(values)

    return say
