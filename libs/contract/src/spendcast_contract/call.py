"""The one way to call a step: `--input NAME=KEY… --output STORE/runs/R/STEP.json [--param NAME=VALUE…]`."""

import argparse
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from spendcast_contract.documents import RUN_ID_PATTERN, StepName, document_key
from spendcast_contract.exits import UsageError
from spendcast_storage import faults

RAW = "raw"

_OUTPUT = re.compile(r"(?:(?P<store>.*)/)?runs/(?P<run_id>[^/]+)/(?P<step>[^/]+)\.json")


class Params(BaseModel):
    """Base of a step's parameters: their names, types, defaults and descriptions."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DatedParams(Params):
    """Parameters of a first step, which decides the date that the run speaks of."""

    as_of: date = Field(
        default_factory=lambda: datetime.now(UTC).date(),
        description="the date that the run speaks of, YYYY-MM-DD",
    )


@dataclass(frozen=True)
class Call:
    """A step's arguments, checked for form."""

    store: str
    """Address of the store."""
    run_id: str
    output: str
    """Key of the document to write."""
    params: Mapping[str, str]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}\n{self.format_usage().strip()}")


def parse_call(
    step: StepName, inputs: Sequence[str], params: type[Params], description: str, argv: Sequence[str] | None
) -> Call:
    """Parse a command line; store and run id are read from `--output`.

    Raises:
        UsageError: an argument is missing, unknown or malformed, or an input is not this run's.
        SystemExit: after `--help`.
    """
    parsed = _parser(step, inputs, params, description).parse_args(argv)
    match = _OUTPUT.fullmatch(parsed.output)
    if match is None or match["step"] != step or not re.fullmatch(RUN_ID_PATTERN, match["run_id"]):
        raise UsageError(
            f"--output is {parsed.output!r}; it must be STORE/runs/RUN_ID/{step}.json, where RUN_ID has "
            "letters, digits, '.', '_' and '-', begins with a letter or digit and has at most 128 characters"
        )
    store = match["store"] if match["store"] is not None else "."
    call = Call(
        store or "/", match["run_id"], document_key(match["run_id"], step), _pairs(parsed.param, "--param")
    )
    _check_inputs(_pairs(parsed.input, "--input"), inputs, call)
    return call


P = TypeVar("P", bound=BaseModel)


def parse_params(kind: type[P], given: Mapping[str, str]) -> P:
    """Give the parameters their types.

    Raises:
        UsageError: an unknown name, or a value of the wrong type or out of range.
    """
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        known = ", ".join(kind.model_fields) or "none"
        raise UsageError(f"--param cannot be taken: {faults(error)} (known: {known})") from error


def _parser(step: StepName, inputs: Sequence[str], params: type[Params], description: str) -> _Parser:
    parser = _Parser(
        prog=f"python -m spendcast_{step}",
        description=description,
        epilog=_describe(params),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    where = {RAW: "STORE/raw/"}
    for_inputs = ", ".join(f"{name}={where.get(name, f'STORE/runs/RUN_ID/{name}.json')}" for name in inputs)
    parser.add_argument("--input", action="append", default=[], metavar="NAME=PLACE", help=for_inputs)
    parser.add_argument("--output", required=True, metavar="PLACE", help=f"STORE/runs/RUN_ID/{step}.json")
    parser.add_argument("--param", action="append", default=[], metavar="NAME=VALUE", help="see below")
    return parser


def _describe(params: type[Params]) -> str:
    """Help text of the parameters, made from their fields."""
    lines = ["parameters:"]
    for name, field in params.model_fields.items():
        value = field.get_default(call_default_factory=True)
        default = "" if value is None else f" (default: {value})"
        lines.append(f"  {name}: {field.description or ''}{default}")
    lines.append(
        "exit codes: 0 done, 64 wrong usage, 65 data rejected, 66 input unusable, 70 bug, 75 try again"
    )
    return "\n".join(lines)


def _pairs(texts: Sequence[str], option: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise UsageError(f"{option} {text!r} must have the form NAME=VALUE")
        if name in pairs:
            raise UsageError(f"{option} {name} was given twice")
        pairs[name] = value
    return pairs


def _check_inputs(given: Mapping[str, str], wanted: Sequence[str], call: Call) -> None:
    """Each input must be there, and be the one of this run in this store."""
    if set(given) != set(wanted):
        raise UsageError(
            f"--input must be given for {', '.join(wanted)}; it was given for {', '.join(given) or 'none'}"
        )
    store = call.store.rstrip("/")
    for name, place in given.items():
        expected = f"{store}/raw" if name == RAW else f"{store}/{document_key(call.run_id, name)}"
        if place.rstrip("/").removeprefix("./") != expected.removeprefix("./"):
            raise UsageError(f"--input {name} is {place!r}; with this --output it must be {expected}")
