"""The forms of values on the command line, each a function from text for `click.option(type=...)`."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import click

from spendcast_contract import RUN_ID_PATTERN, STEPS, StepName


class Pair(NamedTuple):
    """A parameter of the step at hand."""

    name: str
    value: str


class StepParam(NamedTuple):
    """A parameter of one of the steps."""

    step: StepName
    name: str
    value: str


class Spend(NamedTuple):
    """What is spent on a channel."""

    channel: str
    amount: float


class ChannelBound(NamedTuple):
    """Least and most spend of a channel, as amounts or as multiples of what is spent today."""

    channel: str
    low: float
    high: float
    relative: bool


def run_id(text: str) -> str:
    """A run id as the contract has it."""
    if not re.match(RUN_ID_PATTERN, text):
        raise click.BadParameter(
            f"{text!r} must begin with a letter or digit and go on with at most 127 letters, digits, "
            "'.', '_' and '-'"
        )
    return text


def day(text: str) -> date:
    """A date as YYYY-MM-DD that has come, at least in some time zone.

    A model that speaks of a day to come would stay in force until then: later runs are of earlier days.
    """
    try:
        told = date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no date; write it as 2026-01-05") from None
    if told > today() + timedelta(days=1):
        raise click.BadParameter(
            f"{text} is yet to come; give the day that the data speak of, such as {today()}"
        )
    return told


def pair(text: str) -> Pair:
    """NAME=VALUE."""
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise click.BadParameter(f"{text!r} must have the form NAME=VALUE")
    return Pair(name, value)


def column_role(text: str) -> Pair:
    """HEADER=ROLE; a header may hold an equals sign."""
    header, equals, role = text.rpartition("=")
    if not header or not equals:
        raise click.BadParameter(f"{text!r} must have the form HEADER=ROLE")
    return Pair(header, role)


def step_param(text: str) -> StepParam:
    """STEP.NAME=VALUE."""
    place, equals, value = text.partition("=")
    step, _, name = place.partition(".")
    if not name or not equals or step not in STEPS:
        steps = ", ".join(STEPS)
        raise click.BadParameter(f"{text!r} must have the form STEP.NAME=VALUE, with a step of {steps}")
    return StepParam(step, name, value)


def spend(text: str) -> Spend:
    """CHANNEL=AMOUNT; the model says which channels and amounts it takes."""
    channel, equals, amount = text.rpartition("=")
    if not channel or not equals:
        raise click.BadParameter(f"{text!r} must have the form CHANNEL=AMOUNT")
    try:
        return Spend(channel, float(amount))
    except ValueError:
        raise click.BadParameter(
            f"{amount!r} is no amount for {channel}; write it without separators, as 500000"
        ) from None


def bound(text: str) -> ChannelBound:
    """CHANNEL=LOW:HIGH, in amounts, or in multiples of today's spend as 0.8x:1.2x."""
    channel, equals, span = text.rpartition("=")
    ends = span.split(":")
    relative = [end.endswith("x") for end in ends]
    if not channel or not equals or len(ends) != 2 or relative[0] != relative[1]:
        raise click.BadParameter(f"{text!r} must have the form CHANNEL=LOW:HIGH, or CHANNEL=0.8x:1.2x")
    try:
        low, high = (float(end.removesuffix("x")) for end in ends)
    except ValueError:
        raise click.BadParameter(f"{span!r} is no range for {channel}; write it as 1000:5000") from None
    return ChannelBound(channel, low, high, relative[0])


def today() -> date:
    """Today in UTC, by which runs go."""
    return datetime.now(UTC).date()
