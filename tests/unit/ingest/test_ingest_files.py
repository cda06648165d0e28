import datetime as dt
import gzip
import zlib

import pytest

from spendcast_ingest import Finding, Options, RawFile, Where, recognise
from spendcast_ingest.findings import Refused
from spendcast_ingest.notes import Note, only_prose
from spendcast_ingest.records import RecordReader

TEXT = "date,tv_spend,radio_spend\n2024-01-01,1,2\n2024-02-01,3,4\n"


def the_error(name: str, data: bytes, options: Options | None = None) -> Finding:
    recognised, findings = recognise(RawFile(name, data), options or Options())
    assert recognised is None
    (finding,) = findings
    assert finding.severity == "error"
    assert finding.fix
    return finding


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", TEXT.encode()),
        ("a.csv", TEXT.encode("utf-8-sig")),
        ("a.csv", b"\xef\xbb\xbf" + TEXT.encode("utf-8-sig")),
        ("a.csv", TEXT.replace("\n", "\r\n").encode()),
        ("a.csv", TEXT.replace("\n", "\r").encode()),
        ("a.csv", TEXT.replace(",", ";").encode()),
        ("a.csv", TEXT.replace(",", "\t").encode()),
        ("a.csv", TEXT.replace("\n", ";\n", 1).replace(",", ";").replace(";\n", "\n", 1).encode()),
        ("a.csv", (TEXT + "\n,,\n ,,\n\n").encode()),
        ("a.csv.gz", gzip.compress(TEXT.encode(), mtime=0)),
        ("a.csv", gzip.compress(TEXT.encode("utf-8-sig"), mtime=0)),
        ("a.csv.gz", gzip.compress(TEXT[:20].encode(), mtime=0) + gzip.compress(TEXT[20:].encode(), mtime=0)),
    ],
)
def test_the_same_table_is_recognised_however_it_is_packed(name: str, data: bytes) -> None:
    recognised, findings = recognise(RawFile(name, data), Options())
    assert findings == []
    assert recognised is not None
    assert recognised.file == name
    assert (recognised.role, recognised.shape, recognised.grain) == ("spend", "wide", "month")
    assert (recognised.rows, recognised.channels) == (2, ("radio", "tv"))
    assert (recognised.first, recognised.last) == (dt.date(2024, 1, 1), dt.date(2024, 2, 1))


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.csv", b"", "empty_file"),
        ("a.csv", b"\xef\xbb\xbf \n", "empty_file"),
        ("a.csv.gz", b"", "empty_file"),
        ("a.csv.gz", gzip.compress(b"", mtime=0), "empty_file"),
        ("a.csv", b"date,tv\n", "no_rows"),
        ("a.csv", b"date,tv\n\n,\n", "no_rows"),
        ("a.csv", b",\n,\n", "no_header"),
        ("a.xlsx", b"PK\x03\x04rest", "broken_workbook"),
        ("other.json", b"{}", "not_csv"),
        ("other.json.gz", gzip.compress(b'\n{"date": "Tag"}', mtime=0), "not_csv"),
        ("list.json", b"[1, 2]", "not_csv"),
        ("export.xls", b"\r\n<html><table>", "not_csv"),
        ("a.csv", bytes(range(256)), "not_text"),
        ("a.csv", b"date,tv\n2024-01-01,1\0\n", "not_text"),
        ("a.csv", TEXT.replace("tv", "télé").encode("cp1252"), "not_text"),
        ("a.csv", TEXT.replace("tv", "テレビ").encode("euc-jp"), "not_text"),
        ("a.csv", TEXT.encode("utf-16")[:-1], "not_text"),
        ("a.csv", b"%PDF-1.7 table", "not_csv"),
        ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "not_csv"),
        ("a.csv", b"<!DOCTYPE html><form>Log in <input type=password></form>", "not_csv"),
        ("a.csv.gz", TEXT.encode(), "broken_gzip"),
        ("a.csv.gz", gzip.compress(TEXT.encode(), mtime=0)[:-9], "broken_gzip"),
        ("a.csv.gz", gzip.compress(TEXT.encode(), mtime=0)[:-1] + b"x", "broken_gzip"),
        ("a.csv.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\0" + b"\xff" * 30, "broken_gzip"),
        ("a.csv", b'date,tv\n2024-01-01,"1\n', "broken_csv"),
        ("a.csv", b'date,tv\n2024-01-01,"1"2\n', "broken_csv"),
    ],
)
def test_a_file_that_is_no_table_is_one_error_that_names_it(name: str, data: bytes, code: str) -> None:
    finding = the_error(name, data)
    assert finding.code == code
    assert finding.where is not None
    assert finding.where.file == name


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("cp932", "CP932"), ("utf-16", "UTF-16-LE"), ("utf-16-be", "UTF-16-BE"), ("utf-16-le", "UTF-16-LE")],
)
def test_other_encodings_are_read_and_told(encoding: str, told: str) -> None:
    text = "日付,検索広告費,SNS広告費\n" + "".join(f"2024-0{month}-01,1,2\n" for month in range(1, 10))
    recognised, findings = recognise(RawFile("a.csv", text.encode(encoding)))
    assert recognised is not None
    assert recognised.channels == ("SNS", "検索")
    assert [(finding.code, finding.values["encoding"]) for finding in findings] == [("encoding_read", told)]


def test_undecodable_text_names_byte_and_line() -> None:
    finding = the_error("a.csv", b"date,tv\n2024-01-01,\x83\n")
    assert finding.where == Where("a.csv", 2)
    assert "0x83" in finding.message


def test_ragged_rows_are_named_and_beyond_five_counted() -> None:
    data = b"date,tv\n2024-01-01,1\n" + b"2024-01-02,1,2\n" * 7 + b"2024-01-03\n"
    _, findings = recognise(RawFile("a.csv", data), Options())
    assert [finding.code for finding in findings] == ["ragged_row"] * 6
    assert [finding.where and finding.where.row for finding in findings] == [3, 4, 5, 6, 7, None]
    assert "3 fields" in findings[0].message
    assert "3 more" in findings[-1].message
    assert "8 in all" in findings[-1].message


def test_a_row_is_counted_as_a_spreadsheet_counts_it() -> None:
    rows = b'"c\n1",tv,2024-01-01,1\n\nc2,tv,2024-01-02,"x\ny"\n'
    data = b"campaign,channel,date,cost\n" + rows
    _, findings = recognise(RawFile("a.csv", data), Options())
    assert [finding.where and finding.where.row for finding in findings] == [4]


def test_a_file_at_the_size_limit_passes_and_one_byte_more_is_refused() -> None:
    data = TEXT.encode()
    assert recognise(RawFile("a.csv", data), Options(max_file_bytes=len(data)))[0] is not None
    assert the_error("a.csv", data, Options(max_file_bytes=len(data) - 1)).code == "file_too_large"


def test_a_packed_file_is_measured_unpacked() -> None:
    bomb = zlib.compress(bytes(50_000_000), wbits=31)
    finding = the_error("a.csv.gz", bomb, Options(max_file_bytes=1_000_000))
    assert finding.code == "file_too_large"
    assert "unpacked" in finding.message


@pytest.mark.parametrize("header", ["媒体,日付,費用", "ﾁｬﾈﾙ,日付,費用"])
def test_half_width_katakana_is_read_where_a_word_proves_the_encoding(header: str) -> None:
    text = f"{header}\nﾃﾚﾋﾞ,2024-01-01,10\nテレビ,2024-01-02,12\n"
    recognised, _ = recognise(RawFile("a.csv", text.encode("cp932")))
    assert recognised is not None
    assert recognised.channels in {("テレビ",), ("ﾃﾚﾋﾞ",)}


def test_half_width_katakana_alone_could_be_cyrillic_and_the_refusal_says_what_settles_it() -> None:
    error = the_error("a.csv", "channel,date,cost\nﾃﾚﾋﾞ,2024-01-01,10\n".encode("cp932"))
    assert (error.code, error.where) == ("not_text", Where("a.csv", 2))
    assert '{"files": {"a.csv": {"encoding": "cp932"}}}' in str(error.fix)


@pytest.mark.parametrize("title", ["", "Report of spend\n", "\n Report\n\n", "Spend in 2024, all teams\n"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_title_does_not_stand_for_a_header_that_is_not_recognised(title: str, separator: str) -> None:
    rows = [("Wann", "Ort", "Wieviel"), ("2024-01", "Oita", "3"), ("2024-02", "Oita", "4")]
    text = title + "".join(f"{separator.join(row)}\n" for row in rows)
    assert "Wann, Ort and Wieviel" in the_error("a.csv", text.encode()).message


NOTE = "Source: our own books"


def test_what_looks_like_a_note_and_has_rows_below_it_is_a_row() -> None:
    reader = RecordReader("a.csv", ",", 1, 2, 1000)
    texts = ["2024-01,1\n", f"{NOTE},\n", f"\n{NOTE},\n", "2024-02,2\n", f"{NOTE}\n{NOTE}"]
    rows = [int(row) for block in reader.blocks(texts) for row in block.rows]
    assert rows == [1, 2, 4, 5]
    assert reader.notes == (Note(6, NOTE), Note(7, NOTE))


def test_a_short_line_between_rows_is_refused_wherever_blocks_end() -> None:
    reader = RecordReader("a.csv", ",", 1, 2, 1000)
    with pytest.raises(Refused) as refusal:
        list(reader.blocks(["2024-01,1\n", f"{NOTE}\n", "2024-02,2\n", NOTE]))
    assert [finding.where for finding in refusal.value.findings] == [Where("a.csv", 2)]


@pytest.mark.parametrize(
    "line",
    ["Dec,,", "2025-01-01,,", "12 kg,,", "Total,1,", "45658,,", "2025/13,,", "2024年度,,"],
)
def test_no_date_and_no_amount_is_a_note(line: str) -> None:
    assert only_prose(line, ",") == ""


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Datum;Kosten (€)\n2024-01;5\n", "cp1252"),
        ("Außenwerbung;Kosten\n", "cp1252"),
        ("日期,渠道,花费\n2024-01-01,搜索,5\n", "gbk"),
        ("날짜,매체,광고비\n2024-01-01,네이버,5\n", "cp949"),
        ("channel,cost\nﾃﾚﾋﾞ,1\n", "cp932"),
    ],
)
def test_the_encoding_that_is_offered_is_the_one_in_which_a_text_reads_rightly(
    text: str, encoding: str
) -> None:
    assert f'"encoding": "{encoding}"' in str(the_error("a.csv", text.encode(encoding)).fix)
