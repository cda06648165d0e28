"""What is fixed before a run for each advertiser, and what is looked at once more after it."""

from datetime import date
from typing import Any

import pytest
from airflow.exceptions import AirflowException, AirflowFailException
from dags.fake_servers import FakeBucket
from pod_defaults import StepPod
from spendcast_daily import INPUTS, plans, published

GOOD, OTHER = "gs://bucket/a", "gs://other/b"
POINTER, OTHER_POINTER = (f"{store}/models/revenue/current.json" for store in (GOOD, OTHER))
DOCUMENT = f"{GOOD}/runs/r1/publish.json"
IMAGES = dict.fromkeys(INPUTS, "image")
SUCCEEDED = {"step": "publish", "run_id": "r1", "status": "succeeded"}
PARAMS = {"force": None, "forced_by": None}


def planned(*stores: str, **params: str) -> list[dict[str, Any]]:
    return plans(stores, "r1", IMAGES, date(2026, 1, 5), {**PARAMS, **params})


def look(bucket: FakeBucket, outcome: str, pinned: int) -> dict[str, Any]:
    metrics = {"outcome": outcome, "version": "r1-new", "reason": "so it is"}
    bucket.put(DOCUMENT, {**SUCCEEDED, "metrics": metrics})
    found: dict[str, Any] = published.function(
        {"document": DOCUMENT}, {"address": POINTER, "generation": pinned}
    )
    assert found == metrics
    return found


def test_a_plan_pins_the_generation_and_version_in_force_or_that_there_is_none(bucket: FakeBucket) -> None:
    bucket.put(POINTER, {"version": "r0-abc"})
    bucket.put(POINTER, {"version": "r0-def"})
    with_model, without = planned(GOOD, OTHER)
    assert with_model["pointer"] == {"address": POINTER, "generation": 2}
    assert without["pointer"] == {"address": OTHER_POINTER, "generation": 0}
    assert {with_model[step]["in_force"] for step in INPUTS} == {"r0-def"}
    assert {without[step]["in_force"] for step in INPUTS} == {None}
    assert {with_model[step]["store"] for step in INPUTS} == {GOOD}


@pytest.mark.parametrize("pointer", [b"{", b"[]", b"{}"])
def test_a_damaged_pointer_stops_its_own_advertiser_alone(bucket: FakeBucket, pointer: bytes) -> None:
    bucket.put(POINTER, {"version": "r0-abc"})
    bucket.put(OTHER_POINTER, pointer)
    good, bad = planned(GOOD, OTHER)
    assert good["validate"]["fault"] is None
    assert good["pointer"]["generation"] == 1
    assert OTHER_POINTER in bad["validate"]["fault"]


def test_a_bucket_that_may_not_be_read_stops_its_own_advertiser_alone(bucket: FakeBucket) -> None:
    bucket.forbidden.add("other")
    good, bad = planned(GOOD, OTHER)
    assert good["validate"]["fault"] is None
    assert "no access to other" in bad["validate"]["fault"]


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize("address", ["/folder", "s3://other/b", "gs://", "gs://other//c", "gs://other_/c"])
def test_an_address_that_is_none_stops_its_own_advertiser_alone(address: str) -> None:
    good, bad = planned(GOOD, address)
    assert good["validate"]["fault"] is None
    assert f"{address!r} of the variable spendcast_stores" in bad["validate"]["fault"]


@pytest.mark.usefixtures("bucket")
def test_a_step_of_an_advertiser_with_a_fault_fails_with_the_reason_and_starts_no_pod() -> None:
    call = planned(GOOD, "/folder")[1]["validate"]
    with pytest.raises(AirflowFailException, match=r"'/folder' .*clear the task pin"):
        StepPod(task_id="validate", step="validate", call=call).execute({})


def test_where_no_store_can_be_read_the_pin_itself_fails_and_is_tried_again(bucket: FakeBucket) -> None:
    bucket.forbidden |= {"bucket", "other"}
    with pytest.raises(AirflowException, match="no access to bucket") as raised:
        planned(GOOD, OTHER)
    assert not isinstance(raised.value, AirflowFailException)


@pytest.mark.parametrize(
    ("stores", "params"),
    [
        ([GOOD, OTHER], {"force": "why", "forced_by": "ann"}),
        ([GOOD], {"force": "why"}),
        ([GOOD], {"forced_by": "ann"}),
    ],
)
@pytest.mark.usefixtures("bucket")
def test_force_is_for_one_advertiser_and_says_why_and_who(stores: list[str], params: dict[str, str]) -> None:
    with pytest.raises(AirflowFailException, match="force"):
        planned(*stores, **params)


@pytest.mark.parametrize("outcome", ["kept", "unchanged"])
def test_a_run_that_puts_nothing_in_force_is_right_with_and_without_a_pointer(
    bucket: FakeBucket, caplog: pytest.LogCaptureFixture, outcome: str
) -> None:
    look(bucket, outcome, pinned=0)
    assert "no model is in force" in caplog.text
    bucket.put(POINTER, {"version": "r0-abc"})
    look(bucket, outcome, pinned=1)


def test_a_promotion_is_right_if_the_pointer_moved_or_names_its_version(bucket: FakeBucket) -> None:
    bucket.put(POINTER, {"version": "r1-new"})
    look(bucket, "promoted", pinned=0)
    look(bucket, "promoted", pinned=1)
    bucket.put(POINTER, {"version": "rolled-back-since"})
    look(bucket, "promoted", pinned=1)


@pytest.mark.parametrize("pointer", [None, {"version": "r0-abc"}])
def test_a_promotion_without_a_moved_pointer_is_told(
    bucket: FakeBucket, pointer: dict[str, str] | None
) -> None:
    if pointer:
        bucket.put(POINTER, pointer)
    with pytest.raises(AirflowException, match=r"but .* has not moved: .*trigger a new run"):
        look(bucket, "promoted", pinned=1 if pointer else 0)


@pytest.mark.parametrize("outcome", ["kept", "unchanged", "promoted"])
def test_a_pointer_that_is_gone_is_told(bucket: FakeBucket, outcome: str) -> None:
    with pytest.raises(AirflowException, match="was there when the run began"):
        look(bucket, outcome, pinned=3)


@pytest.mark.parametrize(
    "document",
    [None, {**SUCCEEDED, "status": "failed"}, {**SUCCEEDED, "step": "train"}, {**SUCCEEDED, "run_id": "r0"}],
)
def test_without_a_document_of_success_nothing_was_published(
    bucket: FakeBucket, document: dict[str, str] | None
) -> None:
    if document:
        bucket.put(DOCUMENT, document)
    with pytest.raises(AirflowException, match="what came of the run is not known"):
        published.function({"document": DOCUMENT}, {"address": POINTER, "generation": 0})


@pytest.mark.parametrize("metrics", [{}, {"metrics": 7}, {"metrics": {"outcome": "kept"}}])
def test_a_document_that_does_not_say_what_came_of_the_run_is_told(
    bucket: FakeBucket, metrics: dict[str, Any]
) -> None:
    bucket.put(DOCUMENT, {**SUCCEEDED, **metrics})
    with pytest.raises(AirflowException, match=f"{DOCUMENT} does not say what came of the run"):
        published.function({"document": DOCUMENT}, {"address": POINTER, "generation": 0})


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize("model", ["a b", "../x", "a/b", "-a", "a" * 65, "revenue\n"])
def test_a_setting_that_names_no_model_is_refused_before_any_step(
    monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    monkeypatch.setenv("SPENDCAST_MODEL", model)
    with pytest.raises(AirflowFailException, match=r"SPENDCAST_MODEL .* is no name of a model"):
        planned(GOOD)


@pytest.mark.usefixtures("bucket")
def test_an_empty_name_of_a_model_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPENDCAST_MODEL", "")
    (plan,) = planned(GOOD)
    assert plan["pointer"]["address"] == POINTER
    assert "--param=model=revenue" in plan["validate"]["arguments"]
