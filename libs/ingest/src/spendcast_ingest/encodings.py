"""In which encoding a text is written: told by its mark or by what is proof, never guessed."""

import codecs
import io
import re
import unicodedata
from collections.abc import Iterator

from spendcast_ingest.findings import Finding, Refused, Where, shorten

_STEP = 4 * 1024 * 1024
_HEAD = 4096
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like the mark of UTF-16, so it is asked for first
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_BREAK = re.compile(rb'[,;\t"\r\n ]')
"""What ends a word, and is no part of a character in cp932 either."""

_NEAR = 60
"""How many bytes of a word are shown on either side of the one that cannot be read."""

_JAPANESE = re.compile("[ぁ-んァ-ヶ亜-腕]{2,}")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_COMMON = frozenset([0x82, 0x83, *range(0x88, 0x98)])
"""First bytes of kana and of the 2,965 common kanji in cp932. Two such characters in a row are a word of
Japanese; Western text in another encoding hardly ever looks so."""


_OFFERED = ("cp1252", "cp949", "cp932", "gbk")
_NEVER = 9
_NO_TEXT = ("Cc", "Cf", "Co", "Cn")
"""Categories of characters that no word of a table has."""
_SAMPLE = 4096
"""Bytes after the first that is no ASCII by which encodings are weighed."""
_LAST_COMMON, _FIRST_OF_ROW = 0xD7, 0xA1


def decide_encoding(file: str, data: bytes, declared: str | None = None) -> tuple[str, list[Finding]]:
    """Tell the encoding of a whole text.

    UTF-8, if all of it is; else UTF-16 by its mark or its zero bytes; ISO-2022-JP by its escapes; else
    cp932 (Shift_JIS as Windows writes it), if all of it can be read so and holds a word of Japanese.

    Args:
        file: name for the findings.
        data: the text.
        declared: the encoding that the user named.

    Returns:
        The codec's name; and an info, unless it is UTF-8 or was declared.

    Raises:
        Refused: `not_text`.
    """
    if declared:
        _refuse_other_bytes(file, data, declared, "declared")
        return declared, []
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    encoding = marked or _unmarked_utf16(data) or _escaped_japanese(data)
    if encoding is None and _undecodable(data, "utf-8") is None:
        encoding = "utf-8"
    if encoding is None and _is_japanese(data):
        encoding = "cp932"
    _refuse_other_bytes(file, data, encoding or "utf-8")
    if encoding in (None, "utf-8"):
        return "utf-8", []
    return encoding, [Finding.of("encoding_read", Where(file), file=file, encoding=encoding.upper())]


def read_text(data: bytes, encoding: str) -> Iterator[str]:
    """The text in parts, with newlines as line ends and without byte order marks at its beginning.

    Args:
        data: the text's bytes, whose encoding was decided.
        encoding: the codec's name.
    """
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=True)
    start = True
    for position in range(0, len(data), _STEP):
        text = decoder.decode(data[position : position + _STEP], final=position + _STEP >= len(data))
        if start:
            text = text.lstrip("\ufeff")  # files that went through two programs carry two
        start = start and not text
        if text:
            yield text


def _refuse_other_bytes(file: str, data: bytes, encoding: str, variant: str = "encoding") -> None:
    position = _undecodable(data, encoding)
    if position is None and encoding in ("utf-8", "cp932"):
        position = data.find(b"\0") if b"\0" in data else None
    if position is None:
        return
    row = data.count(b"\n", 0, position) + 1
    byte = f"0x{data[position]:02x}"
    values = {"file": file, "encoding": encoding.upper(), "byte": byte}
    readings = _readings(data, position) if variant == "encoding" else {}
    if readings:
        offered, texts = next(iter(readings)), [f"'{text}' ({name})" for name, text in readings.items()]
        found = Finding.of(
            "not_text",
            Where(file, row),
            variant="offered",
            row=row,
            offered=offered,
            readings=texts,
            **values,
        )
        raise Refused(found)
    raise Refused(Finding.of("not_text", Where(file, row), variant=variant, row=row, **values))


def _readings(data: bytes, position: int) -> dict[str, str]:
    """What stands at a position in each encoding that all could be read in, the likelier one first."""
    before, behind = data[max(position - _NEAR, 0) : position], data[position : position + _NEAR]
    word = _BREAK.split(before)[-1] + _BREAK.split(behind)[0]
    lines = data[: data.find(b"\n", position + _SAMPLE) + 1] or data
    offered = [one for one in _OFFERED if b"\0" not in data and _undecodable(data, one) is None]
    ranked = sorted(
        (likely, one)
        for one in offered
        if (likely := _likelihood(word.decode(one, "replace"), lines.decode(one, "replace"), one)) < _NEVER
    )
    return {one: shorten(word.decode(one, "replace")) for _, one in ranked}


def _likelihood(word: str, text: str, encoding: str) -> int:
    """How soon an encoding is offered: 0 first, `_NEVER` not at all.

    A word with Latin letters, or of signs such as €, is Western. All letters of a Korean text are syllables,
    and all of a Chinese one common characters; half-width katakana hardly stand beside others.

    Args:
        word: as it would read.
        text: lines of the file as they would read.
        encoding: the codec's name.
    """
    foreign = [char for char in text if not char.isascii()]
    if any(unicodedata.category(char) in _NO_TEXT for char in foreign):
        return _NEVER
    if encoding == "cp1252":
        letters = [char for char in word if char.isalpha()]
        return 4 if letters and not any(map(str.isascii, letters)) else 0
    if encoding == "cp949":
        return 1 if all("\uac00" <= char <= "\ud7a3" for char in foreign) else _NEVER
    if encoding == "gbk":
        return 3 if all(map(_is_first_level, foreign)) else _NEVER
    return 2


def _is_first_level(char: str) -> bool:
    """Whether a Chinese character is one of the 3,755 common ones, which GB 2312 puts first."""
    lead, trail = char.encode("gbk")
    return lead <= _LAST_COMMON and trail >= _FIRST_OF_ROW


def _undecodable(data: bytes, encoding: str) -> int | None:
    """Where the first byte stands that cannot be read; None if all can be."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for position in range(0, len(data), _STEP):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(data[position : position + _STEP], final=position + _STEP >= len(data))
        except UnicodeDecodeError as error:
            return min(position - pending + error.start, len(data) - 1)
    return None


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark shows by many zero bytes that all stand at even places, or all at odd ones."""
    head = data[:_HEAD]
    zeros = [position % 2 for position, byte in enumerate(head) if byte == 0]
    if len(zeros) < len(head) / 10 or len(set(zeros)) != 1:
        return None
    encoding = "utf-16-be" if zeros[0] == 0 else "utf-16-le"
    return encoding if _undecodable(data, encoding) is None else None


def _escaped_japanese(data: bytes) -> str | None:
    """ISO-2022-JP, as mail carries it, begins and ends Japanese with an escape that no other text has."""
    escaped = b"\x1b$B" in data and b"\x1b(" in data
    return "iso2022_jp" if escaped and _undecodable(data, "iso2022_jp") is None else None


def _is_japanese(data: bytes) -> bool:
    if _undecodable(data, "cp932") is not None:
        return False
    proven = False
    for text in read_text(data, "cp932"):
        if _PRIVATE.search(text):
            return False
        proven = proven or any(_is_common(match.group()) for match in _JAPANESE.finditer(text))
    return proven


def _is_common(word: str) -> bool:
    return all(char.encode("cp932")[0] in _COMMON for char in word)
