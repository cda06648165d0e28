"""Settings from the environment."""

from dataclasses import FrozenInstanceError, asdict

import pytest

from spendcast_contract import UsageError
from spendcast_serving import Config, create_app
from spendcast_storage import AddressError


def test_what_is_not_set_has_its_default() -> None:
    assert Config.from_environment({"SPENDCAST_STORE": "", "PATH": "/bin"}) == Config()
    assert asdict(Config()) == {
        "store": "./spendcast-store",
        "model": "revenue",
        "refresh_seconds": 2.0,
        "wait_seconds": 0.3,
        "first_wait_seconds": 5.0,
        "max_body_bytes": 4_194_304,
    }


def test_each_setting_has_a_variable() -> None:
    environment = {
        "SPENDCAST_STORE": "gs://bucket/prefix",
        "SPENDCAST_MODEL": "leads",
        "SPENDCAST_REFRESH_SECONDS": "30",
        "SPENDCAST_WAIT_SECONDS": "0",
        "SPENDCAST_FIRST_WAIT_SECONDS": "1.5",
        "SPENDCAST_MAX_BODY_BYTES": "1000",
    }
    assert Config.from_environment(environment) == Config("gs://bucket/prefix", "leads", 30.0, 0.0, 1.5, 1000)


def test_what_was_given_otherwise_comes_before_the_environment() -> None:
    assert Config.from_environment({"SPENDCAST_STORE": "a"}, store="b").store == "b"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SPENDCAST_REFRESH_SECONDS", "soon"),
        ("SPENDCAST_REFRESH_SECONDS", "-1"),
        ("SPENDCAST_WAIT_SECONDS", "nan"),
        ("SPENDCAST_FIRST_WAIT_SECONDS", "inf"),
        ("SPENDCAST_MAX_BODY_BYTES", "0"),
        ("SPENDCAST_MAX_BODY_BYTES", "1.5"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_variable(variable: str, value: str) -> None:
    with pytest.raises(UsageError, match=f"{variable} is '{value}'"):
        Config.from_environment({variable: value})


def test_a_config_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Config().store = "elsewhere"  # type: ignore[misc]  # what is tested


def test_an_address_of_no_store_is_refused_at_once() -> None:
    with pytest.raises(AddressError, match="ftp://host"):
        create_app(Config(store="ftp://host"))
