"""Raw files: unpacked and made UTF-8, or refused with the reason."""

import codecs
import gzip
import io
import zlib
from dataclasses import dataclass

from spendcast_ingest.findings import Finding, Refused, Where
from spendcast_ingest.options import Options

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_MARKUP = (b"{", b"<")


@dataclass(frozen=True)
class RawFile:
    """A file as it was stored.

    Attributes:
        name: relative to `raw/`, such as "monthly_revenue.csv" or "campaign_spend.csv.gz".
        data: its bytes, packed as they were.
    """

    name: str
    data: bytes


def read_utf8(file: RawFile, options: Options) -> bytes:
    """The file's text as UTF-8 bytes without a byte order mark.

    Raises:
        Refused: the file is too large, empty, a damaged gzip, a workbook, JSON or HTML, or no UTF-8 text.
    """
    data = _unpacked(file, options)
    if data.startswith(_ZIP):
        problem, fix = "is a spreadsheet workbook or a zip archive.", "Save the sheet as CSV (UTF-8)."
        raise _refusal(file, "not_text", problem, fix)
    while data.startswith(codecs.BOM_UTF8):  # files that went through two programs carry two
        data = data.removeprefix(codecs.BOM_UTF8)
    if not data.strip():
        raise _refusal(file, "empty_file", "is empty.", "Export it again, or remove it.")
    if data.lstrip().startswith(_MARKUP) or file.name.lower().endswith(".json"):
        problem, fix = (
            "is not CSV, and only CSV files are read.",
            "Export the table as CSV, or remove the file.",
        )
        raise _refusal(file, "not_csv", problem, fix)
    _check_text(file, data)
    return data


def _unpacked(file: RawFile, options: Options) -> bytes:
    limit = options.max_file_bytes
    data = file.data
    if len(data) <= limit and data and (data.startswith(_GZIP) or file.name.lower().endswith(".gz")):
        data = _gunzip(file, limit)
    if len(data) > limit:
        problem = (
            f"is larger than {limit / 2**20:,.0f} MB{' once unpacked' if data is not file.data else ''}."
        )
        raise _refusal(file, "file_too_large", problem, "Export totals per day, or split it by year.")
    return data


def _gunzip(file: RawFile, limit: int) -> bytes:
    """Unpack at most one byte more than `limit`, so that a packed bomb never unfolds."""
    try:
        with gzip.open(io.BytesIO(file.data)) as stream:
            return stream.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        problem = f"cannot be unpacked: it is a damaged or incomplete gzip file ({error})."
        raise _refusal(file, "broken_gzip", problem, "Pack or upload it again.") from error


def _check_text(file: RawFile, data: bytes) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        position, seen = error.start, f"byte 0x{data[error.start]:02x}"
    else:
        position, seen = data.find(b"\0"), "a zero byte"
    if position < 0:
        return
    row = data.count(b"\n", 0, position) + 1
    problem = f"is not UTF-8 text: {seen} stands in line {row}."
    raise _refusal(file, "not_text", problem, "Save it as CSV with the encoding UTF-8.", row)


def _refusal(file: RawFile, code: str, problem: str, fix: str, row: int | None = None) -> Refused:
    return Refused(Finding(code, "error", f"{file.name} {problem}", Where(file.name, row), fix))
