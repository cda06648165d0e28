"""Characters that look alike, as one."""

import unicodedata


def unified(text: str) -> str:
    """Compatibility forms unified (NFKC), but for digits that are raised, lowered or circled.

    4395² is an amount with a footnote, and not 43952. Such digits stay as they are, and are not read.
    """
    if text.isascii():
        return text
    return "".join(
        part if any(map(_is_dressed_digit, part)) else unicodedata.normalize("NFKC", part)
        for part in _split(text)
    )


def _split(text: str) -> list[str]:
    """The text cut at its dressed digits, so that characters that combine stay together."""
    parts = [""]
    for char in text:
        if _is_dressed_digit(char):
            parts += [char, ""]
        else:
            parts[-1] += char
    return parts


def _is_dressed_digit(char: str) -> bool:
    return (
        unicodedata.numeric(char, None) is not None
        and unicodedata.decimal(char, None) is None
        and any("0" <= one <= "9" for one in unicodedata.normalize("NFKC", char))
    )
