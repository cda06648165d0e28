import hashlib
from datetime import date

import pytest

from spendcast_ingest import Options
from spendcast_validate.core import validate
from spendcast_validate.params import ValidateParams

AS_OF = date(2025, 1, 5)
PARAMS = ValidateParams(as_of=AS_OF)


def raw(months: int = 24, revenue_of_last: str = "200000") -> dict[str, bytes]:
    spend = "date,spend_tv,spend_email\n" + "".join(
        f"{2023 + m // 12}-{m % 12 + 1:02d}-01,{1000 + 137 * (m % 7)},{500 + 91 * (m % 5)}\n"
        for m in range(months)
    )
    revenue = "YEAR,MONTH,REVENUE\n" + "".join(
        f"{2023 + m // 12},{m % 12 + 1},{100000 + 1000 * m}\n" for m in range(months - 1)
    )
    last = months - 1
    revenue += f"{2023 + last // 12},{last % 12 + 1},{revenue_of_last}\n"
    return {"spend.csv": spend.encode(), "revenue.csv": revenue.encode()}


def test_good_files_give_a_panel_and_its_description() -> None:
    result = validate(raw(), AS_OF, PARAMS)
    assert result.status == "succeeded"
    assert [output.name for output in result.outputs] == ["report.html", "panel.csv"]
    header, first = result.outputs[1].data.decode().splitlines()[:2]
    assert header == "period,start,days,complete,revenue,spend.email,spend.tv"
    assert first == "2023-01,2023-01-01,31,true,100000.0,500.0,1000.0"
    panel = result.metrics["panel"]
    assert (panel["grain"], panel["channels"], panel["periods"]) == ("month", ["email", "tv"], 24)
    assert (panel["first"], panel["last"], panel["complete_periods"]) == ("2023-01", "2024-12", 24)
    assert {file["file"]: file["role"] for file in result.metrics["files"]} == {
        "spend.csv": "spend",
        "revenue.csv": "revenue",
    }


@pytest.mark.parametrize(("header", "currency"), [("REVENUE", None), ("REVENUE (JPY)", "JPY")])
def test_the_currency_is_told_where_a_file_names_it(header: str, currency: str | None) -> None:
    files = raw()
    files["revenue.csv"] = files["revenue.csv"].replace(b"REVENUE", header.encode())
    assert validate(files, AS_OF, PARAMS).metrics["panel"]["currency"] == currency


def test_experiments_are_an_output_of_their_own() -> None:
    lift = b"channel,start,end,incremental revenue,standard error\ntv,2024-03-01,2024-03-31,5000,900\n"
    result = validate(raw() | {"experiments.csv": lift}, AS_OF, PARAMS)
    (experiments,) = (output.data for output in result.outputs if output.name == "experiments.csv")
    header, row = experiments.decode().splitlines()
    assert header == "channel,start,end,incremental_revenue,standard_error"
    assert row.startswith("tv,2024-03-01,2024-03-31,5000")


def test_a_bad_number_is_rejected_with_file_row_and_column() -> None:
    result = validate(raw(revenue_of_last="a lot"), AS_OF, PARAMS)
    assert (result.status, [output.name for output in result.outputs]) == ("rejected", ["report.html"])
    fault = next(finding for finding in result.findings if finding.severity == "error")
    assert fault.code == "unreadable_number"
    assert fault.where is not None
    assert (fault.where.file, fault.where.row, fault.where.column) == ("revenue.csv", 25, "REVENUE")
    assert "a lot" in fault.message
    assert fault.fix


@pytest.mark.parametrize("name", ["=cmd|'/C calc'!A0.csv", "<script>alert(1)</script>.csv", "+1\x1b[31m.csv"])
def test_the_name_of_a_file_acts_neither_on_the_page_nor_in_a_table(name: str) -> None:
    files = raw()
    files[name] = files.pop("spend.csv")
    page, panel = (output.data.decode() for output in validate(files, AS_OF, PARAMS).outputs)
    assert name not in page
    assert "\x1b" not in page
    assert "csv" not in panel


def test_no_file_at_all_is_rejected() -> None:
    assert validate({}, AS_OF, PARAMS).status == "rejected"


def test_every_threshold_is_a_parameter_that_says_what_it_is() -> None:
    assert set(ValidateParams.model_fields) - {"as_of", "model"} == set(Options.model_fields)
    assert all(field.description for field in ValidateParams.model_fields.values())
    assert PARAMS.model_dump(exclude={"as_of", "model"}) == Options().model_dump()


def test_a_threshold_given_as_a_parameter_is_obeyed() -> None:
    strict = ValidateParams(as_of=AS_OF, min_months=25)
    result = validate(raw(), AS_OF, strict)
    assert (result.status, [f.code for f in result.findings if f.severity == "error"]) == (
        "rejected",
        ["too_few_periods"],
    )


def test_the_report_tells_in_both_languages_what_was_found_and_read() -> None:
    files = raw(revenue_of_last="a lot")
    page = validate(files, AS_OF, PARAMS).outputs[0]
    assert page.media_type == "text/html"
    text = page.data.decode()
    for said in ("Rejected: 1 error", "エラー 1 件", "&#39;a lot&#39;", "row 25", "25 行目"):
        assert said in text
    assert all(hashlib.sha256(data).hexdigest() in text for data in files.values())


def test_the_same_files_give_the_same_report() -> None:
    first, second = (validate(raw(), AS_OF, PARAMS).outputs[0].data for _ in range(2))
    assert first == second
