from typing import Any

from spendcast_storage import sha256


def better(model_json: bytes) -> bytes:
    return model_json.replace(b'"Known."', b'"Known well."')


def two(models: Any) -> tuple[str, str]:
    """Versions of two models, the second in force."""
    first = models.add("r1")
    return first, models.add("r2", better(models.registry.load().model_json))


def test_the_list_marks_the_version_in_force(spendcast: Any, models: Any) -> None:
    first, second = two(models)
    answer = spendcast("models", "list", "--json").json
    assert (answer["name"], answer["in_force"], answer["pinned"]) == ("revenue", second, False)
    assert {v["version"]: v["in_force"] for v in answer["versions"]} == {first: False, second: True}
    (marked,) = (line for line in spendcast("models", "list").out.splitlines() if "in force" in line)
    assert second in marked


def test_an_empty_registry_says_how_to_fill_it(spendcast: Any) -> None:
    assert "`spendcast run` makes one" in spendcast("models", "list").out


def test_show_tells_of_the_version_in_force_what_each_channel_earned(spendcast: Any, models: Any) -> None:
    first, second = two(models)
    answer = spendcast("models", "show", "--json").json
    assert answer["version"] == second
    assert answer["trained_on"] == {"first": "2025-01", "last": "2025-12", "periods": 12}
    assert answer["metrics"]["in_sample"]["r2"] == 0.9
    assert answer["channels"]["tv"]["roas"] == {"mean": 2.0, "median": 2.0, "low": 2.0, "high": 2.0}
    assert answer["channels"]["tv"]["contribution"]["mean"] == 7300.0
    assert answer["channels"]["mail"]["verdict"] == "weak"
    assert answer["pointer"]["seq"] == 2
    assert answer["pointer"]["previous"] == first


def test_show_tells_of_another_version_that_it_is_not_in_force(spendcast: Any, models: Any) -> None:
    first, _ = two(models)
    answer = spendcast("models", "show", first, "--json").json
    assert (answer["version"], answer["in_force"], answer["pointer"]) == (first, False, None)


def test_people_see_accuracy_channels_failed_gates_and_warnings(spendcast: Any, models: Any) -> None:
    models.add("r1")
    said = spendcast("models", "show")
    for text in (
        "R² 0.90",
        "5.0 % (MAPE)",
        "10.0 %",
        "2.00",
        "7,300",
        "identified",
        "It forecasts well.",
        "it errs by 9",
        "The data are old.",
    ):
        assert text in said.out


def test_rollback_goes_to_the_version_before_and_pins_it(spendcast: Any, models: Any) -> None:
    first, second = two(models)
    answer = spendcast("models", "rollback", "--reason", "too bold", "--json").json
    assert answer == {
        "version": first,
        "seq": 3,
        "previous": second,
        "reason": "too bold",
        "pinned": True,
        "as_of": "2026-01-05",
    }
    assert spendcast("predict", "--spend", "tv=1", "--json").json["model"]["version"] == first


def test_a_second_rollback_must_name_its_version(spendcast: Any, models: Any) -> None:
    _, second = two(models)
    spendcast("models", "rollback")
    blind = spendcast("models", "rollback")
    assert blind.code == 66
    assert "--to" in blind.err
    assert spendcast("models", "rollback", "--to", second, "--json").json["version"] == second


def test_pin_and_unpin_say_so_and_each_counts_as_a_move(spendcast: Any, models: Any) -> None:
    version = models.add("r1")
    pinned = spendcast("models", "pin", "--reason", "campaign week")
    assert f"in force: {version}" in pinned.out
    assert "campaign week" in pinned.out
    assert "pinned: no run replaces it" in pinned.out
    assert "pinned" in spendcast("models", "list").out
    freed = spendcast("models", "unpin", "--json").json
    assert (freed["version"], freed["pinned"], freed["seq"]) == (version, False, 3)


def test_there_is_nothing_to_pin_or_roll_back_without_a_model(spendcast: Any) -> None:
    for command in ("pin", "unpin", "rollback", "show"):
        said = spendcast("models", command)
        assert said.code == 66
        assert "no model 'revenue' is in force" in said.err


def test_the_version_is_named_after_the_hash_of_its_model(spendcast: Any, models: Any) -> None:
    version = models.add("r1")
    assert version == f"r1-{sha256(models.registry.load().model_json)[:12]}"
    assert spendcast("models", "show", "--json").json["version"] == version
