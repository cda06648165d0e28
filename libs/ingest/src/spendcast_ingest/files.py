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
        raise Refused(Finding.of("not_text", Where(file.name), file=file.name, variant="workbook"))
    while data.startswith(codecs.BOM_UTF8):  # files that went through two programs carry two
        data = data.removeprefix(codecs.BOM_UTF8)
    if not data.strip():
        raise Refused(Finding.of("empty_file", Where(file.name), file=file.name))
    if data.lstrip().startswith(_MARKUP) or file.name.lower().endswith(".json"):
        raise Refused(Finding.of("not_csv", Where(file.name), file=file.name))
    _check_text(file, data)
    return data


def _unpacked(file: RawFile, options: Options) -> bytes:
    limit = options.max_file_bytes
    data = file.data
    if len(data) <= limit and data and (data.startswith(_GZIP) or file.name.lower().endswith(".gz")):
        data = _gunzip(file, limit)
    if len(data) > limit:
        state = "stored" if data is file.data else "unpacked"
        raise Refused(
            Finding.of(
                "file_too_large",
                Where(file.name),
                file=file.name,
                variant=state,
                megabytes=round(limit / 2**20),
            )
        )
    return data


def _gunzip(file: RawFile, limit: int) -> bytes:
    """Unpack at most one byte more than `limit`, so that a packed bomb never unfolds."""
    try:
        with gzip.open(io.BytesIO(file.data)) as stream:
            return stream.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Refused(
            Finding.of("broken_gzip", Where(file.name), file=file.name, reason=str(error))
        ) from error


def _check_text(file: RawFile, data: bytes) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        position = error.start
    else:
        position = data.find(b"\0")
    if position < 0:
        return
    row, byte = data.count(b"\n", 0, position) + 1, f"0x{data[position]:02x}"
    place = Where(file.name, row)
    raise Refused(Finding.of("not_text", place, variant="encoding", file=file.name, byte=byte, row=row))
