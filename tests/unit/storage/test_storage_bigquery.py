"""The adapter before BigQuery's REST API, with faults that no emulator makes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from emulators.faulty_proxy import Answer, delay, lose_answer, refuse, reset, reset_after, serving
from google.auth.credentials import AnonymousCredentials
from google.cloud import bigquery
from google.cloud.bigquery.retry import DEFAULT_RETRY
from unit.storage.fake_bigquery import DATASET, PROJECT, FakeBigQuery, error

from spendcast_storage import AddressError, Evaluation, StoreError, StoreUnavailable, TableDamaged
from spendcast_storage.bigquery import BigQueryEvaluations, Patience

STORE = "gs://bucket/advertiser-1"
RETRY = DEFAULT_RETRY.with_delay(initial=0.01, maximum=0.05, multiplier=2.0).with_timeout(2.0)
QUICK = Patience(RETRY, call_seconds=2.0, job_seconds=0.2, pause_seconds=0.01)


@pytest.fixture
def server() -> Iterator[FakeBigQuery]:
    with serving(FakeBigQuery()) as server:
        yield server


@pytest.fixture
def client(server: FakeBigQuery) -> Iterator[bigquery.Client]:
    credentials = AnonymousCredentials()
    with bigquery.Client(PROJECT, credentials, client_options={"api_endpoint": server.address}) as client:
        yield client


@pytest.fixture
def table(client: bigquery.Client) -> BigQueryEvaluations:
    return BigQueryEvaluations(PROJECT, DATASET, store=STORE, client=client, patience=QUICK)


def test_the_table_is_made_by_the_first_row_with_partitions_clusters_and_labels(
    server: FakeBigQuery, table: BigQueryEvaluations, evaluation: Evaluation
) -> None:
    table.record(evaluation)
    assert server.table is not None
    assert server.table["timePartitioning"] == {"type": "DAY", "field": "as_of"}
    assert server.table["clustering"] == {"fields": ["model", "store"]}
    assert server.table["labels"] == {"app": "spendcast"}
    described = {field["name"]: (field["type"], field["mode"]) for field in server.table["schema"]["fields"]}
    assert described["as_of"] == ("DATE", "REQUIRED")
    assert described["periods"] == ("INT64", "REQUIRED")
    assert described["naive_mape"] == ("FLOAT64", "NULLABLE")
    assert described["store"] == ("STRING", "NULLABLE")
    assert described["recorded_at"] == ("TIMESTAMP", "REQUIRED")
    assert server.rows[0]["store"] == STORE


def test_a_row_that_is_recorded_again_finds_its_job(
    server: FakeBigQuery, table: BigQueryEvaluations, evaluation: Evaluation
) -> None:
    table.record(evaluation)
    table.record(evaluation)
    assert len(server.rows) == len(server.jobs) == 1


def test_a_table_in_the_place_of_one_that_was_renamed_gets_the_row_too(
    server: FakeBigQuery, table: BigQueryEvaluations, evaluation: Evaluation
) -> None:
    table.record(evaluation)
    server.table, server.rows = None, []
    table.record(evaluation)
    assert len(server.rows) == 1


@pytest.mark.parametrize("change", [{"run_id": "r2"}, {"cache_key": "c" * 64}])
def test_another_run_or_cache_key_is_another_job(
    server: FakeBigQuery, table: BigQueryEvaluations, evaluation: Evaluation, change: dict[str, str]
) -> None:
    table.record(evaluation)
    table.record(evaluation.model_copy(update=change))
    assert len(server.rows) == len(server.jobs) == 2


PASSING = {
    "503 before the job": refuse(503),
    "reset before the job": reset,
    "503 after the job began": lose_answer(503),
    "reset after the job began": reset_after,
}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_an_upload_through_a_passing_fault_makes_one_row(
    server: FakeBigQuery,
    table: BigQueryEvaluations,
    evaluation: Evaluation,
    fault: Any,
) -> None:
    table.record(evaluation)
    server.plan.extend([lambda forward: forward(), fault])  # the table is asked for, then the upload
    table.record(evaluation.model_copy(update={"run_id": "r2"}))
    assert [row["run_id"] for row in server.rows] == [evaluation.run_id, "r2"]


def test_a_job_that_failed_is_tried_again_under_the_next_id(
    server: FakeBigQuery, table: BigQueryEvaluations, evaluation: Evaluation
) -> None:
    server.endings.extend(["rateLimitExceeded", "backendError"])
    table.record(evaluation)
    first, second, third = server.jobs
    assert (second, third) == (f"{first}-2", f"{first}-3")
    assert len(server.rows) == 1


def test_a_job_that_failed_for_another_is_passed_over_at_once(
    server: FakeBigQuery, table: BigQueryEvaluations, evaluation: Evaluation
) -> None:
    server.endings.extend(["quotaExceeded"])
    with pytest.raises(StoreUnavailable, match="quotaExceeded"):
        table.record(evaluation)
    table.record(evaluation)
    assert len(server.rows) == 1
    assert len(server.jobs) == 2


def test_jobs_that_fail_again_and_again_are_given_up(
    server: FakeBigQuery, table: BigQueryEvaluations, evaluation: Evaluation
) -> None:
    server.endings.extend(["backendError"] * 9)
    with pytest.raises(StoreUnavailable, match=r"failed \(backendError\): so it ended"):
        table.record(evaluation)
    assert len(server.jobs) == 4


def test_a_job_that_does_not_end_is_waited_for_by_the_next_call(
    server: FakeBigQuery, table: BigQueryEvaluations, evaluation: Evaluation
) -> None:
    server.endings.append("never")
    with pytest.raises(StoreUnavailable, match=r"has not ended in 0 s; the same call waits for it again"):
        table.record(evaluation)
    (job,) = server.jobs.values()
    job["status"] = {"state": "DONE"}
    table.record(evaluation)
    assert len(server.jobs) == 1


ENDINGS = {
    "invalid": (TableDamaged, "the row does not fit the table's columns"),
    "accessDenied": (StoreUnavailable, "roles/bigquery.dataEditor"),
    "quotaExceeded": (StoreUnavailable, "so it ended"),
}


@pytest.mark.parametrize(("reason", "told"), ENDINGS.items(), ids=ENDINGS.keys())
def test_a_job_that_fails_for_good_says_why_and_what_to_do(
    server: FakeBigQuery,
    table: BigQueryEvaluations,
    evaluation: Evaluation,
    reason: str,
    told: tuple[type[StoreError], str],
) -> None:
    server.endings.append(reason)
    with pytest.raises(told[0], match=told[1]):
        table.record(evaluation)
    assert len(server.jobs) == 1


@pytest.mark.parametrize("call", ["record", "rows"])
def test_a_dataset_that_is_not_there_is_a_wrong_address(
    server: FakeBigQuery, table: BigQueryEvaluations, evaluation: Evaluation, call: str
) -> None:
    server.has_dataset = False
    calls: dict[str, Callable[[], object]] = {
        "record": lambda: table.record(evaluation),
        "rows": lambda: table.rows("revenue"),
    }
    with pytest.raises(AddressError, match="bq mk --dataset team-project:marketing"):
        calls[call]()


def test_a_table_that_is_not_there_has_no_rows_and_is_not_made_by_asking(
    server: FakeBigQuery, table: BigQueryEvaluations
) -> None:
    assert table.rows("revenue") == []
    assert server.table is None


def test_a_query_that_fails_again_and_again_is_given_up(
    server: FakeBigQuery, table: BigQueryEvaluations, evaluation: Evaluation
) -> None:
    table.record(evaluation)
    with pytest.raises(StoreUnavailable, match=r"could not read .*it runs no queries"):
        table.rows("revenue")


def test_the_same_row_in_another_dataset_is_another_job(
    server: FakeBigQuery, client: bigquery.Client, evaluation: Evaluation
) -> None:
    for dataset in (DATASET, "staging"):
        BigQueryEvaluations(PROJECT, dataset, client=client, patience=QUICK).record(evaluation)
    assert len(server.rows) == len(server.jobs) == 2


REFUSALS: dict[str, tuple[Answer, str]] = {
    "permission": (error(403, "accessDenied", "Access Denied"), "roles/bigquery.jobUser on the project"),
    "quota": (error(403, "quotaExceeded", "Quota exceeded"), "Quota exceeded"),
    "login": (error(401, "authError", "Login Required"), "cannot be refreshed"),
}


@pytest.mark.parametrize(("refusal", "told"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_refusal_says_what_was_tried_and_what_to_do(
    server: FakeBigQuery, table: BigQueryEvaluations, evaluation: Evaluation, refusal: Answer, told: str
) -> None:
    server.plan.append(lambda _forward: refusal)
    with pytest.raises(StoreUnavailable, match=told) as raised:
        table.record(evaluation)
    assert f"could not write to {PROJECT}.{DATASET}.evaluations in BigQuery" in str(raised.value)


def test_an_answer_that_does_not_come_is_something_passing(
    server: FakeBigQuery, client: bigquery.Client, evaluation: Evaluation
) -> None:
    hasty = replace(QUICK, retry=RETRY.with_timeout(0.1), call_seconds=0.05)
    server.plan.extend([delay(0.3)] * 5)
    with pytest.raises(StoreUnavailable, match="could not write to"):
        BigQueryEvaluations(PROJECT, DATASET, client=client, patience=hasty).record(evaluation)


def older(server: FakeBigQuery, table: BigQueryEvaluations, row: Evaluation, *lacking: str) -> None:
    """Leave the table as an older version made it, with a row."""
    table.record(row)
    assert server.table is not None
    fields = [field for field in server.table["schema"]["fields"] if field["name"] not in lacking]
    server.change_table({"schema": {"fields": fields}})


def columns(server: FakeBigQuery) -> list[str]:
    assert server.table is not None
    return [field["name"] for field in server.table["schema"]["fields"]]


def test_a_table_of_an_older_version_gets_the_columns_that_it_lacks_at_its_end(
    server: FakeBigQuery, table: BigQueryEvaluations, evaluation: Evaluation
) -> None:
    older(server, table, evaluation, "store", "naive_mape")
    kept = columns(server)
    table.record(evaluation.model_copy(update={"run_id": "r2"}))
    assert columns(server) == [*kept, "naive_mape", "store"]
    assert len(server.rows) == 2


def test_two_that_widen_the_table_at_once_lose_no_column(
    server: FakeBigQuery, table: BigQueryEvaluations, evaluation: Evaluation
) -> None:
    older(server, table, evaluation, "naive_mape")

    def another_widens(forward: Callable[[], Answer]) -> Answer:
        assert server.table is not None
        fields = [*server.table["schema"]["fields"], {"name": "theirs", "type": "STRING", "mode": "NULLABLE"}]
        server.change_table({"schema": {"fields": fields}})
        return forward()

    server.plan.extend([lambda forward: forward(), another_widens])
    table.record(evaluation.model_copy(update={"run_id": "r2"}))
    assert columns(server)[-2:] == ["theirs", "naive_mape"]


def test_an_answer_of_another_shape_is_told_with_what_to_do(
    server: FakeBigQuery, table: BigQueryEvaluations, evaluation: Evaluation
) -> None:
    """As an emulator answers that cannot add columns: a table without its schema's place."""
    older(server, table, evaluation, "naive_mape")
    shapeless = Answer(200, {"Content-Type": "application/json"}, b"{}")
    server.plan.extend([lambda forward: forward(), lambda _forward: shapeless])
    with pytest.raises(StoreUnavailable, match=r"not one of BigQuery's \(KeyError.*rename the table"):
        table.record(evaluation.model_copy(update={"run_id": "r2"}))


DAMAGES: dict[str, Callable[[list[dict[str, Any]]], object]] = {
    "run_id": lambda fields: fields.pop(0),
    "periods": lambda fields: next(f for f in fields if f["name"] == "periods").update(type="STRING"),
}


@pytest.mark.parametrize(("column", "damage"), DAMAGES.items(), ids=DAMAGES.keys())
def test_a_table_with_other_columns_is_damaged_and_left_alone(
    server: FakeBigQuery,
    table: BigQueryEvaluations,
    evaluation: Evaluation,
    column: str,
    damage: Callable[[list[dict[str, Any]]], object],
) -> None:
    table.record(evaluation)
    assert server.table is not None
    damage(server.table["schema"]["fields"])
    left = columns(server)
    with pytest.raises(TableDamaged, match=f"{column} missing or of another type; rename it"):
        table.record(evaluation)
    assert columns(server) == left


def test_types_may_bear_their_older_names(
    server: FakeBigQuery, table: BigQueryEvaluations, evaluation: Evaluation
) -> None:
    table.record(evaluation)
    assert server.table is not None
    older_names = {"INT64": "INTEGER", "FLOAT64": "FLOAT"}
    for field in server.table["schema"]["fields"]:
        field["type"] = older_names.get(field["type"], field["type"])
    table.record(evaluation.model_copy(update={"run_id": "r2"}))
    assert len(server.rows) == 2


def test_without_credentials_it_says_how_to_get_some(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", "")
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    with pytest.raises(AddressError, match="gcloud auth application-default login"):
        BigQueryEvaluations(PROJECT, DATASET)
