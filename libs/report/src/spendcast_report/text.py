"""Sentences in both languages, and text of unknown origin made safe to look at."""

import unicodedata
from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "ja"]
LANGUAGES: tuple[Language, ...] = ("en", "ja")


@dataclass(frozen=True)
class Text:
    """A sentence in English and in Japanese."""

    en: str
    ja: str

    def of(self, language: Language) -> str:
        """The sentence in one language."""
        return self.en if language == "en" else self.ja


def visible(text: str) -> str:
    """The text with every control or invisible character written as its code point, such as [U+202E].

    Marks that turn the direction of writing are among them: a name cannot rearrange the page around it.
    """
    return "".join(
        f"[U+{ord(char):04X}]" if unicodedata.category(char).startswith("C") else char for char in text
    )
