import pytest

from spendcast_contract import (
    DataRejected,
    ExitCode,
    InputUnusable,
    StepError,
    TryAgain,
    UsageError,
    exit_code_of,
)
from spendcast_storage import (
    AddressError,
    KeyRefused,
    ObjectChanged,
    ObjectMissing,
    PreconditionFailed,
    RegistryError,
    StoreError,
    StoreUnavailable,
    TableDamaged,
)


def descendants(kind: type[BaseException]) -> set[type[BaseException]]:
    return {kind}.union(*(descendants(child) for child in kind.__subclasses__()))


CODES: dict[type[BaseException], int] = {
    UsageError: 64,
    AddressError: 64,
    KeyRefused: 64,
    DataRejected: 65,
    InputUnusable: 66,
    ObjectMissing: 66,
    ObjectChanged: 66,
    RegistryError: 66,
    TableDamaged: 66,
    TryAgain: 75,
    StoreUnavailable: 75,
    PreconditionFailed: 75,
    StoreError: 75,
}


@pytest.mark.parametrize(("error", "code"), CODES.items())
def test_an_error_leads_to_its_code_of_sysexits(error: type[BaseException], code: int) -> None:
    assert exit_code_of(error("x")) == code


def test_every_error_of_store_and_contract_is_in_the_table() -> None:
    assert (descendants(StoreError) | descendants(StepError)) - {StepError} == set(CODES)


@pytest.mark.parametrize("error", [KeyError("x"), ValueError(), OSError(), MemoryError()])
def test_an_error_that_nobody_foresaw_is_a_bug(error: BaseException) -> None:
    assert exit_code_of(error) is ExitCode.BUG
