"""The mail of a failed task, as a server receives it."""

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from dags.mailbox import receiving
from failure_mail import mail_failure
from pod_defaults import StepFailed

FINDING = {
    "severity": "error",
    "message": "spend of <b>video</b> is negative",
    "where": {"file": "spend.csv", "row": 7, "column": "cost"},
    "fix": "correct the cell",
}
DOCUMENT = "gs://bucket/a/runs/r1/validate.json"


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[EmailMessage]]:
    with receiving() as (connection, received):
        monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", connection)
        yield received


def context(error: BaseException | str | None) -> dict[str, Any]:
    ti = SimpleNamespace(task_id="advertiser.validate", try_number=1, log_url="http://airflow/log")
    return {
        "ti": ti,
        "task": SimpleNamespace(call={"document": DOCUMENT}),
        "run_id": "r1",
        "exception": error,
    }


def html(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def test_rejected_data_are_told_with_every_finding_and_where_to_look(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org, bob@example.org")
    mail_failure(context(StepFailed("validate ended with 65", 65, [FINDING])))
    (message,) = mailbox
    assert message["Subject"] == "Spendcast: validate rejected the data (r1)"
    assert message["To"] == "ann@example.org, bob@example.org"
    page = html(message)
    for told in ("spend.csv, row 7, column cost", "correct the cell", DOCUMENT, "http://airflow/log"):
        assert told in page
    assert "&lt;b&gt;video&lt;/b&gt;" in page


@pytest.mark.parametrize("error", [ValueError("no node"), "killed from outside", None])
def test_any_other_failure_is_told_with_its_reason(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch, error: BaseException | str | None
) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    mail_failure(context(error))
    (message,) = mailbox
    assert message["Subject"] == "Spendcast: validate failed (r1)"
    assert str(error or "no reason was given") in html(message)
    assert "Findings" not in html(message)


def test_a_team_may_replace_the_template(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "ours.html").write_text("{{ step }} / {{ run_id }}")
    monkeypatch.setenv("SPENDCAST_MAIL_TEMPLATE", str(tmp_path / "ours.html"))
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    mail_failure(context(None))
    assert html(mailbox[0]).strip() == "validate / r1"


def test_without_receivers_nothing_is_sent(mailbox: list[EmailMessage]) -> None:
    mail_failure(context(None))
    assert mailbox == []
