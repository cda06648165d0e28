import pytest
from unit.contract.tiny import SUM, Bench, ProductParams, SumParams

from spendcast_contract import Params, UsageError, run_step
from spendcast_contract.call import Call, parse_call, parse_params


def parse(*argv: str, inputs: tuple[str, ...] = ("validate",)) -> Call:
    return parse_call("train", inputs, ProductParams, "Multiply.", argv)


@pytest.mark.parametrize(
    ("output", "store"),
    [
        ("/data/s/runs/r1/train.json", "/data/s"),
        ("s/runs/r1/train.json", "s"),
        ("./s/runs/r1/train.json", "./s"),
        ("runs/r1/train.json", "."),
        ("./runs/r1/train.json", "."),
        ("/runs/r1/train.json", "/"),
        ("../s/runs/r1/train.json", "../s"),
        ("file:///data/s/runs/r1/train.json", "file:///data/s"),
        ("gs://bucket/runs/r1/train.json", "gs://bucket"),
        ("gs://bucket/a/b c/runs/r1/train.json", "gs://bucket/a/b c"),
        ("/data/runs/r0/runs/r1/train.json", "/data/runs/r0"),
        ("C:/データ/runs/r1/train.json", "C:/データ"),
    ],
)
def test_store_and_run_are_read_from_the_output(output: str, store: str) -> None:
    validate = output.replace("train.json", "validate.json")
    call = parse("--input", f"validate={validate}", "--output", output)
    assert call == Call(store, "r1", "runs/r1/train.json", {})


@pytest.mark.parametrize(
    "output",
    [
        "",
        "train.json",
        "/data/s/train.json",
        "/data/s/r1/train.json",
        "/data/s/runs/train.json",
        "/data/s/runs/r1/x/train.json",
        "/data/s/runs/r1/validate.json",
        "/data/s/runs/r1/train.txt",
        "/data/s/xruns/r1/train.json",
        "/data/s/runs//train.json",
        "/data/s/runs/../train.json",
        "/data/s/runs/-r/train.json",
        "/data/s/runs/a b/train.json",
        "/data/s/runs/é/train.json",
        "/data/s/runs/r1\n/train.json",
        f"/data/s/runs/{'r' * 129}/train.json",
    ],
)
def test_any_other_output_is_refused_and_the_form_is_named(output: str) -> None:
    with pytest.raises(UsageError, match=r"must be STORE/runs/RUN_ID/train\.json"):
        parse("--input", "validate=x", "--output", output)


@pytest.mark.parametrize("run_id", ["r", "7", "2026-01-05-1a2b3c4d", "a.b_c-d", "r" * 128])
def test_run_ids_are_letters_digits_and_a_few_marks(run_id: str) -> None:
    run = f"s/runs/{run_id}"
    assert parse("--input", f"validate={run}/validate.json", "--output", f"{run}/train.json").run_id == run_id


OUTPUT = ("--output", "/s/runs/r1/train.json")
INPUT = ("--input", "validate=/s/runs/r1/validate.json")


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        ([], "--output"),
        ([*INPUT], "--output"),
        ([*OUTPUT], "--input must be given for validate; it was given for none"),
        ([*OUTPUT, *INPUT, "--input", "raw=/s/raw/"], "it was given for validate, raw"),
        ([*OUTPUT, *INPUT, *INPUT], "--input validate was given twice"),
        ([*OUTPUT, "--input", "validate"], "must have the form NAME=VALUE"),
        ([*OUTPUT, "--input", "=x"], "must have the form NAME=VALUE"),
        ([*OUTPUT, *INPUT, "--param", "factor"], "must have the form NAME=VALUE"),
        ([*OUTPUT, *INPUT, "--param", "factor=1", "--param", "factor=2"], "--param factor was given twice"),
        ([*OUTPUT, *INPUT, "--verbose"], "--verbose"),
        ([*OUTPUT, *INPUT, "more"], "more"),
        ([*OUTPUT, *INPUT, "--par", "factor=1"], "--par"),
    ],
)
def test_a_call_of_another_form_is_refused_with_the_usage(argv: list[str], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        parse(*argv)


@pytest.mark.parametrize(
    "place",
    [
        "/s/runs/r2/validate.json",
        "/t/runs/r1/validate.json",
        "/s/runs/r1/train.json",
        "gs://s/runs/r1/validate.json",
        "s/runs/r1/validate.json",
        "",
    ],
)
def test_an_input_of_another_run_or_store_is_refused_and_the_right_one_named(place: str) -> None:
    with pytest.raises(UsageError, match=r"it must be /s/runs/r1/validate\.json"):
        parse("--input", f"validate={place}", *OUTPUT)


@pytest.mark.parametrize(
    ("output", "raw"),
    [
        ("/s/runs/r1/train.json", "/s/raw"),
        ("/s/runs/r1/train.json", "/s/raw/"),
        ("/runs/r1/train.json", "/raw/"),
        ("runs/r1/train.json", "raw/"),
        ("runs/r1/train.json", "./raw/"),
        ("./runs/r1/train.json", "./raw"),
        ("./s/runs/r1/train.json", "s/raw/"),
        ("gs://b/p/runs/r1/train.json", "gs://b/p/raw/"),
    ],
)
def test_raw_is_the_stores_folder_with_or_without_a_slash(output: str, raw: str) -> None:
    assert parse("--input", f"raw={raw}", "--output", output, inputs=("raw",)).run_id == "r1"


def test_values_of_parameters_may_hold_equals_signs_and_nothing() -> None:
    call = parse(*OUTPUT, *INPUT, "--param", "a=b=c", "--param", "d=")
    assert call.params == {"a": "b=c", "d": ""}


def test_parameters_are_given_their_types_and_defaults() -> None:
    assert parse_params(ProductParams, {"factor": "7"}) == ProductParams(factor=7)
    assert parse_params(ProductParams, {}) == ProductParams(factor=2)
    assert parse_params(SumParams, {"as_of": "2026-01-05"}).as_of.isoformat() == "2026-01-05"


class NoParams(Params):
    """None."""


@pytest.mark.parametrize(
    ("kind", "given", "says"),
    [
        (ProductParams, {"factor": "two"}, r"factor: .*integer.*known: factor"),
        (ProductParams, {"factor": ""}, r"factor: "),
        (ProductParams, {"colour": "red"}, r"colour: Extra inputs.*known: factor"),
        (SumParams, {"as_of": "yesterday"}, r"as_of: .*date.*known: as_of"),
        (NoParams, {"x": "1"}, r"known: none"),
    ],
)
def test_a_parameter_that_cannot_be_taken_is_named_beside_the_known(
    kind: type[Params], given: dict[str, str], says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        parse_params(kind, given)


def test_help_names_inputs_parameters_defaults_and_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run_step(SUM, ["--help"])
    text = capsys.readouterr().out
    assert ended.value.code == 0
    assert "python -m spendcast_validate" in text
    assert "raw=STORE/raw/" in text
    assert "as_of: the date that the run speaks of" in text
    assert "0 done, 64 wrong usage, 65 data rejected, 66 input unusable, 70 bug, 75 try again" in text


def test_a_wrong_call_ends_with_64_before_the_store_is_opened(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_step(SUM, ["--input", "raw=x"]) == 64
    assert '"exit_code": 64' in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize("store", ["gs://", "s3://bucket", "file://"])
def test_an_address_that_is_no_store_ends_with_64(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["--input", f"raw={store}/raw/", "--output", f"{store}/runs/r1/validate.json"]
    assert run_step(SUM, argv) == 64
    assert '"exit_code": 64' in capsys.readouterr().out.splitlines()[-1]


def test_a_store_may_be_addressed_as_a_folder_or_as_a_file_address(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.put("42")
    for store in (bench.address, f"file://{bench.address}"):
        argv = ["--input", f"raw={store}/raw", "--output", f"{store}/runs/r1/validate.json"]
        assert run_step(SUM, [*argv, "--param", "as_of=2026-01-05"]) == 0
    assert '"reused": true' in capsys.readouterr().out.splitlines()[-1]
