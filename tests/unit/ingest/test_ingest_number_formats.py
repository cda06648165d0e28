"""Numbers of workbooks with the signs and words that their formats show."""

import pytest

from spendcast_ingest.number_formats import number_format, telling_formats


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("[$¥-411]#,##0", 1200.0, "JPY1200"),
        ("[$¥-804]#,##0", 1200.0, "CNY1200"),
        ("[$¥-zh-CN]#,##0", 1200.0, "CNY1200"),
        ("[$￥-1010411]#,##0", 1200.0, "JPY1200"),
        ("[$¥]#,##0", 1200.0, "¥1200"),
        ("[$$-409]#,##0.00", 1200.5, "USD1200.5"),
        ("[$$-C09]#,##0.00", 1200.5, "AUD1200.5"),
        ("[$$-en-CA]#,##0.00", 1200.5, "CAD1200.5"),
        ("[$$-240A]#,##0", 1200.0, "$-240A1200"),
        ("#,##0 [$kr-41D]", 1200.0, "1200SEK"),
        ("#,##0 [$zł-415]", 1200.0, "1200zł"),
        ("#,##0.00 [$€-407]", 1200.5, "1200.5€"),
        ('_ "¥"* #,##0_ ;_ "¥"* -#,##0_ ;_ "¥"* "-"_ ;_ @_ ', -1200.0, "¥-1200"),
        ('"¥"#,##0_);[Red]\\("¥"#,##0\\)', -1200.0, "¥-1200"),
        ('#,##0"千円"', 1200.0, "1200千円"),
        ("#,##0\\k", 1200.0, "1200k"),
        ("0.0%", 0.125, "12.5%"),
        ("#,##0,", 1200.0, "1200 [#,##0,]"),
        ('[>=1000]0.0,"k";0', 1200.0, '1200 [[>=1000]0.0,"k";0]'),
        ('[>=1000]0.0,"k";0', 999.0, "999"),
        ('0"; x"', 1200.0, "1200;x"),
        ('[>.5]0"k";0', 0.75, "0.75k"),
        ('[>1.2.3]0"k"', 2.0, "2k"),
    ],
)
def test_a_number_is_shown_with_the_signs_of_its_format(code: str, number: float, shown: str) -> None:
    found = number_format(code)
    assert found is not None
    assert found.shown(number, f"{number:g}") == shown


@pytest.mark.parametrize(
    "code", ["General", "#,##0", "#,##0.00_);[Red](#,##0.00)", "[$-411]0", "0.00E+00", "@", "", "△ #,##0"]
)
def test_a_format_that_shows_the_number_alone_tells_nothing(code: str) -> None:
    assert number_format(code) is None


def test_a_format_is_no_longer_than_spreadsheets_let_it_be() -> None:
    longest = "0" + "\\x" * 127
    assert number_format(longest) is not None
    with pytest.raises(ValueError, match="257 characters"):
        number_format(longest + "\\x")


STYLES = (
    '<styleSheet><numFmts><numFmt formatCode="#,##0&quot;k&quot;" numFmtId="164"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"><alignment/></xf><xf numFmtId="9"/></cellXfs>'
    '<dxfs><dxf><numFmt numFmtId="164" formatCode="0&quot;m&quot;"/></dxf></dxfs></styleSheet>'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_formats_are_found_by_the_style_of_cells(encoding: str) -> None:
    found = telling_formats(STYLES.encode(encoding))
    assert {style: one.code for style, one in found.items()} == {1: '#,##0"k"', 2: "0%"}


def test_styles_with_a_document_type_are_refused() -> None:
    entity = '<!DOCTYPE x [<!ENTITY k "kkkkkkkkkk">]>'
    with pytest.raises(ValueError, match="document type"):
        telling_formats((entity + STYLES).encode())
