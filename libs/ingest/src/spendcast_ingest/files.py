"""Raw files: unpacked within bounds, and what is no table of any kind refused by name."""

import gzip
import io
import zlib
from dataclasses import dataclass

from spendcast_ingest.findings import Finding, Refused, Where
from spendcast_ingest.options import Options

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_STEP = 1024 * 1024

_BOMB_RATIO = 300
"""Unpacked to packed: tables reach 50 at the most, what is made to fill a disk reaches 1,000."""

_BOMB_BYTES = 16 * 1024 * 1024
"""Below this, a high ratio harms nobody."""

_KINDS = (
    (b"%PDF", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel"),
    (b"PAR1", "parquet"),
    (b"SQLite format 3\0", "database"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"{\\rtf", "rich_text"),
    (b"PK\x05\x06", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"),
    (_GZIP, "archive"),
)
"""How files begin that hold no text, and what they are."""

_LOGIN = ("password", "log in", "login", "sign in", "signin", "ログイン", "パスワード")


@dataclass(frozen=True)
class RawFile:
    """A file as it was stored.

    Attributes:
        name: relative to `raw/`, such as "monthly_revenue.csv" or "campaign_spend.csv.gz".
        data: its bytes, packed as they were.
    """

    name: str
    data: bytes


def unpack(file: RawFile, options: Options) -> bytes:
    """The file's bytes, out of gzip where it is packed so.

    Raises:
        Refused: `empty_file`, `file_too_large`, `broken_gzip`, `decompression_bomb`, or `not_csv` for a PDF,
            a picture, an old workbook and the like.
    """
    data = file.data
    if len(data) <= options.max_file_bytes and _is_packed(file):
        data = _gunzip(file, options)
    if len(data) > options.max_file_bytes:
        raise Refused(too_large(file.name, "stored", options))
    if not data:
        raise Refused(Finding.of("empty_file", Where(file.name), file=file.name))
    for signature, kind in _KINDS:
        if data.startswith(signature):
            raise Refused(Finding.of("not_csv", Where(file.name), file=file.name, variant=kind))
    return data


def is_zip(data: bytes) -> bool:
    """Whether bytes are a zip archive, as workbooks are."""
    return data.startswith(_ZIP)


def refuse_markup(file: str, beginning: str) -> None:
    """Refuse a text that is a web page, XML or JSON.

    Args:
        file: name for the findings.
        beginning: of the text, some thousand characters.

    Raises:
        Refused: `not_csv`.
    """
    text = beginning.lstrip()
    if text.startswith("<"):
        page = text.lower()
        is_page = "<html" in page or "<!doctype html" in page or "<table" in page
        kind = "web_page" if is_page else "xml"
        if is_page and any(word in page for word in _LOGIN):
            kind = "login_page"
        raise Refused(Finding.of("not_csv", Where(file), file=file, variant=kind))
    if text.startswith(("{", "[{", "[[")) or file.lower().endswith((".json", ".json.gz")):
        raise Refused(Finding.of("not_csv", Where(file), file=file, variant="json"))


def too_large(file: str, state: str, options: Options) -> Finding:
    """The finding that a file is larger than allowed, as stored or unpacked."""
    megabytes = round(options.max_file_bytes / 2**20)
    return Finding.of("file_too_large", Where(file), file=file, variant=state, megabytes=megabytes)


def is_bomb(unpacked: int, packed: int) -> bool:
    """Whether so much comes out of so little that it is no table."""
    return unpacked > _BOMB_BYTES and unpacked > _BOMB_RATIO * packed


def _is_packed(file: RawFile) -> bool:
    return file.data.startswith(_GZIP) or (bool(file.data) and file.name.lower().endswith(".gz"))


def _gunzip(file: RawFile, options: Options) -> bytes:
    """Unpack step by step and stop at the limit, so that a packed bomb never unfolds."""
    unpacked = io.BytesIO()
    packed = io.BytesIO(file.data)
    try:
        with gzip.open(packed) as stream:
            while part := stream.read(_STEP):
                unpacked.write(part)
                if is_bomb(unpacked.tell(), packed.tell()):
                    raise Refused(Finding.of("decompression_bomb", Where(file.name), file=file.name))
                if unpacked.tell() > options.max_file_bytes:
                    raise Refused(too_large(file.name, "unpacked", options))
    except (OSError, EOFError, zlib.error) as error:
        raise Refused(Finding.of("broken_gzip", Where(file.name), file=file.name)) from error
    return unpacked.getvalue()
