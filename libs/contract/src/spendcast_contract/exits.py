"""How a step ends: exit codes of sysexits.h, and the errors that lead to them.

StepError
├── UsageError       64  the call itself is wrong
├── DataRejected     65  the data cannot be used; never retried
├── InputUnusable    66  an input document or artifact is missing, damaged or of an unknown version
└── TryAgain         75  something passing; the same call may succeed later
"""

from enum import IntEnum

from spendcast_storage import (
    AddressError,
    KeyRefused,
    ObjectChanged,
    ObjectMissing,
    RegistryError,
    StoreError,
    TableDamaged,
)


class ExitCode(IntEnum):
    """What the number says to the scheduler."""

    OK = 0
    USAGE = 64
    REJECTED = 65
    INPUT_UNUSABLE = 66
    BUG = 70
    TRY_AGAIN = 75


class StepError(Exception):
    """An expected way for a step to fail: a sentence for people, and an exit code."""

    exit_code: ExitCode


class UsageError(StepError):
    """The call is wrong: an argument, an address, a parameter."""

    exit_code = ExitCode.USAGE


class DataRejected(StepError):
    """The data cannot be used as they are."""

    exit_code = ExitCode.REJECTED


class InputUnusable(StepError):
    """An input document or artifact is missing, damaged or of an unknown version."""

    exit_code = ExitCode.INPUT_UNUSABLE


class TryAgain(StepError):
    """Something passing stood in the way."""

    exit_code = ExitCode.TRY_AGAIN


def exit_code_of(error: BaseException) -> ExitCode:
    """The exit code that an error leads to; 70 for one that nobody foresaw."""
    if isinstance(error, StepError):
        return error.exit_code
    if isinstance(error, AddressError | KeyRefused):
        return ExitCode.USAGE
    if isinstance(error, ObjectMissing | ObjectChanged | RegistryError | TableDamaged):
        return ExitCode.INPUT_UNUSABLE
    if isinstance(error, StoreError):
        return ExitCode.TRY_AGAIN
    return ExitCode.BUG
