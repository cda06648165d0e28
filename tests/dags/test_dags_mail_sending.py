"""The mail reaches its server in the time that Airflow gives, and says something whatever is damaged."""

import os
import socket
import time
from email.message import EmailMessage

import pytest
from dags.mailbox import context, html
from failure_mail import mail_failure
from pod_defaults import StepFailed


def test_a_mail_is_tried_again_until_the_server_is_back(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    there = os.environ["AIRFLOW_CONN_SMTP_DEFAULT"]
    monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", "smtp://127.0.0.1:9?disable_ssl=true&disable_tls=true")
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", there)

    monkeypatch.setattr("failure_mail.time.sleep", pause)
    mail_failure(context("no node"))
    assert pauses == [3, 5]
    assert len(mailbox) == 1


def test_a_server_that_says_nothing_is_left_in_time_to_ask_again(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    monkeypatch.setattr("failure_mail._ANSWER", 1)
    there = os.environ["AIRFLOW_CONN_SMTP_DEFAULT"]
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        mute = f"smtp://127.0.0.1:{port}?disable_ssl=true&disable_tls=true"
        monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", mute)
        monkeypatch.setattr(
            "failure_mail.time.sleep", lambda _: monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", there)
        )
        began = time.monotonic()
        mail_failure(context("no node"))
    assert len(mailbox) == 1
    assert time.monotonic() - began < 15, "the hook alone would have waited 30 s"


def test_no_more_is_asked_than_airflow_gives_time_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", "smtp://127.0.0.1:9?disable_ssl=true&disable_tls=true")
    now = [0.0]
    monkeypatch.setattr("failure_mail.time.monotonic", lambda: now[0])
    monkeypatch.setattr("failure_mail.time.sleep", lambda seconds: now.append(now.pop() + seconds))
    monkeypatch.setattr("failure_mail._PAUSES", (9, 9, 9))
    with pytest.raises(OSError, match="refused"):
        mail_failure(context("no node"))
    assert now == [9.0]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("{'DAG Id': 'spendcast_daily', 'Task Id': 'advertiser.train', 'Hostname': 'w'}", "worker was lost"),
        (ValueError(), "ValueError"),
        (ValueError("\n\nno node took the pod"), "no node took the pod"),
        ("a half of a character: \ud83d", "a half of a character: ?"),
    ],
    ids=["keys of a lost worker", "nothing said", "blank lines first", "damaged text"],
)
def test_the_reason_is_the_first_line_that_says_one(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch, error: object, told: str
) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    mail_failure(context("") | {"exception": error})
    assert told in html(mailbox[0])
    assert "DAG Id" not in html(mailbox[0])


def test_a_finding_of_a_damaged_document_is_told_as_far_as_it_goes(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    finding = {"severity": ["error"], "message": "half \ud83d", "code": None}
    mail_failure(context("") | {"exception": StepFailed("rejected", 65, [finding])})
    assert "half ?" in html(mailbox[0])


def test_a_server_that_stays_away_fails_the_callback_which_airflow_logs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", "smtp://127.0.0.1:9?disable_ssl=true&disable_tls=true")
    monkeypatch.setattr("failure_mail.time.sleep", lambda _: None)
    with pytest.raises(OSError, match="refused"):
        mail_failure(context("no node"))
