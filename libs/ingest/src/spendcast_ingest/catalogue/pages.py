"""The catalogue as pages of documentation: `python -m spendcast_ingest.catalogue.pages en`, or ja."""

import sys
from collections.abc import Iterator, Mapping

from spendcast_ingest.catalogue.kinds import Kind, Wording, kinds
from spendcast_ingest.catalogue.phrases import LANGUAGES, Language, Value, phrase

PAGES: Mapping[Language, str] = {"en": "findings.md", "ja": "findings.ja.md"}
"""Name of each language's page."""

SAMPLES: Mapping[str, Value] = {
    "about": ["search", "brand", "2026-03-01"],
    "again": "march.csv",
    "amount": -1200.0,
    "as_of": "2026-04-05",
    "before": "search",
    "byte": "0x83",
    "changes": ["2026-01: 900,000 → 950,000"],
    "channel": "search",
    "breakdown_snippet": '{"files": {"spend.csv": {"columns": {"shop": "breakdown"}}}}',
    "channel_snippet": '{"files": {"spend.csv": {"columns": {"vendor": "channel"}}}}',
    "channels": ["search", "video"],
    "column": "tv",
    "columns": ["name", "memo"],
    "correlation": 0.987,
    "counts": ["Charge (24)", "Fee (3)"],
    "count": 2,
    "currency": "JPY",
    "day": "2026-03-20",
    "days": 95,
    "encoding": "CP932",
    "earned": ["Sales"],
    "end": "2026-02-01",
    "error": 0.0,
    "every": 3,
    "example": "1,234,567",
    "expected": 3,
    "factor": 1000,
    "field": "cost",
    "fields": 4,
    "file": "spend.csv",
    "files": ["spend.csv"],
    "first": "search",
    "first_amount": 16_526.0,
    "first_day": "2026-03-01",
    "first_file": "old.csv",
    "first_row": 4,
    "found": ["Q1", "Q2"],
    "grain": "month",
    "last": "2026-03",
    "like": "cost",
    "limit": 12,
    "megabytes": 128,
    "name": "search",
    "names": ["search", "video"],
    "near": ["Dat (date)", "Umsat (umsatz)"],
    "new": "paid search",
    "now": "search_ads",
    "of": 730,
    "offered": "cp1252",
    "ignore_snippet": '{"files": {"sales.csv": {"columns": {"memo": "ignore"}}}}',
    "one": "tv",
    "one_snippet": '{"files": {"sales.csv": {"columns": {"shop A": "revenue", "shop B": "ignore"}}}}',
    "other": "revenue",
    "parts": ["video", "display"],
    "path": "files.spend.csv",
    "period": "2026-03",
    "periods": ["2026-01", "2026-02"],
    "readings": ["'Außenwerbung' (cp1252)", "'Auﾟenwerbung' (cp932)"],
    "revenue_first": "2025-01",
    "revenue_last": "2026-03",
    "revenue_snippet": '{"files": {"sales.csv": {"columns": {"shop A": "revenue", "shop B": "revenue"}}}}',
    "role": "spend",
    "row": 8,
    "rows": 1_048_576,
    "second": 5,
    "seen": 900000.0,
    "sheet": "data",
    "other_snippet": '{"files": {"sales.csv": {"columns": {"amount": "cost"}}}}',
    "snippet": '{"files": {"spend.csv": {"columns": {"Total Wine": "spend:Total Wine"}}}}',
    "source": "source",
    "spend_first": "2022-01",
    "spend_last": "2024-12",
    "spend_snippet": '{"files": {"sales.csv": {"columns": {"tv": "spend:tv"}}}}',
    "start": "2026-03-01",
    "sum": 3_600.0,
    "text": "12a",
    "times": 9.5,
    "two": "TV",
    "unit": "千円",
    "unread": ["Q1"],
    "usual": 900.0,
    "variation": 0.012,
    "wanted": ["cost", "spend"],
}
"""What the templates are filled with on the page; `_OF_KIND` has what must differ for a kind."""

_OF_KIND: Mapping[str, Mapping[str, Value]] = {
    "ambiguous_date": {"text": "01/02/2026", "after": "2026-12", "period": "2026-01"},
    "control_does_not_vary": {"name": "price", "amount": 100.0, "count": 24},
    "amounts_normalised": {"text": "¥1,200", "amount": 1200.0},
    "channel_names_joined": {"names": ["Search", "search"]},
    "closed_periods_revised": {"name": "price", "names": ["search, 2026-02-01, 2026-02-28"]},
    "control_character": {"column": r"t\u200bv", "text": r"t\u200bv"},
    "control_gap": {"name": "price"},
    "dates_normalised": {"column": "month", "text": "令和8年3月", "day": "2026-03-01"},
    "duplicate_across_files": {
        "name": "paid search",
        "of": 30,
        "amount": 16_519.0,
        "snippet": '{"files": {"shop_1.csv": {"add_up": true}, "shop_2.csv": {"add_up": true}}}',
    },
    "duplicate_column": {"first": 3},
    "duplicate_control": {"name": "price", "files": ["price.csv", "prices.csv"]},
    "duplicate_rows": {"first": 4},
    "empty_channel": {"first": "2025-01"},
    "future_date": {"day": "2026-05-01"},
    "history_not_compared": {"before": "month", "now": "week"},
    "missing_days": {"first": "2026-03-09", "periods": ["2026-03 (5/31)"]},
    "formula_in_name": {"text": "=1+1"},
    "lines_above_header": {"text": "Campaign report"},
    "lines_below_rows": {"row": 40, "text": "© 2026 Example Ltd"},
    "long_range": {"first": "2026-01-01", "last": "2026-12-31"},
    "mixed_currencies": {
        "column": "currency",
        "columns": ["tv (JPY)", "revenue (USD)"],
        "names": ["JPY (2)", "USD (40)"],
    },
    "non_finite": {"text": "NaN"},
    "overlap_taken_once": {"first": "2026-03-01"},
    "taken_for_spend": {"example": "tv"},
    "too_few_periods": {"channels": 3},
    "too_many_cells": {"columns": 16_384, "limit": 20_000_000},
    "too_many_channels": {"count": 350, "limit": 200},
    "too_many_columns": {"count": 100_000, "limit": 1_000},
    "too_many_rows": {"limit": 10_000_000},
    "total_row_left_out": {"text": "合計"},
    "total_row_differs": {"text": "合計", "amount": 3_700.0},
    "unclear_unit": {
        "column": "単位",
        "names": ["千円 (2)", "円 (40)"],
        "one": "(単位:千円)",
        "other": "cost (USD)",
    },
    "unreadable_number": {"other": 2},
    "uneven_weeks": {"day": "2026-01-01", "start": "2025-12-29"},
    "unit_applied": {"text": "単位:千円"},
    "unnamed_currency": {
        "file": "google.csv",
        "files": ["meta.csv"],
        "currency": "JPY",
        "snippet": '{"files": {"google.csv": {"unit": "JPY"}}}',
        "sign": "¥",
        "text": "¥1,234.50",
        "others": ["CNY"],
        "other_snippet": '{"files": {"google.csv": {"unit": "CNY"}}}',
    },
    "unknown_channel": {"text": "serch"},
}

_INTRO: Mapping[Language, str] = {
    "en": """# Findings

What Spendcast says about the files (validate) and the model (train, evaluate), one section per code. This
page is made from the catalogue in `libs/ingest` by `make docs`; its sentences are filled with made-up values.
日本語: [findings.ja.md](findings.ja.md)

`spendcast data explain CODE` shows a section at the terminal.

- An **error** rejects the data: no model is trained on them, and the one in force goes on answering.
- A **warning** travels with the model to every answer.
- An **info** only tells.

`spendcast data add --check FILE...` says all of it before anything is stored. Thresholds are parameters:
`spendcast data add --help` lists them with the reason for each default, `--param NAME=VALUE` sets one for a
check, and `spendcast run --param validate.NAME=VALUE` for a run.
""",
    "ja": """# 指摘の一覧

Spendcast がファイル(validate)とモデル(train、evaluate)について知らせる内容を、コードごとに説明します。
このページは `libs/ingest` のカタログから `make docs` で作成しています。例文の値は架空のものです。
English: [findings.md](findings.md)

`spendcast data explain コード --language ja` を使うと、各項目を端末に表示できます。

- **エラー**があるデータは受け付けられません。学習は行われず、運用中のモデルがそのまま使われます。
- **警告**は、モデルとともにすべての回答に添えられます。
- **情報**は、お知らせだけです。

`spendcast data add --check FILE...` を使うと、ファイルを保存する前にすべて確認できます。
しきい値はパラメーターです。一覧と初期値の根拠は `spendcast data add --help` で表示できます。確認のときは
`--param NAME=VALUE`、実行のときは `spendcast run --param validate.NAME=VALUE` で指定できます。
""",
}

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "error": "error",
        "warning": "warning",
        "info": "info",
        "why": "Why it matters",
        "columns": "| you read | and can do |",
        "overview": "| code | | says |",
    },
    "ja": {
        "error": "エラー",
        "warning": "警告",
        "info": "情報",
        "why": "重要な理由",
        "columns": "| 表示される文 | 対処 |",
        "overview": "| コード | | 内容 |",
    },
}


def page(language: Language) -> str:
    """The page of a language, in Markdown; each code is a heading, so that links can name it."""
    return "\n".join([*_overview(language), *(line for kind in _all() for line in _section(kind, language))])


def sample(kind: Kind, wording: Wording, language: Language) -> tuple[str, str]:
    """Message and fix of a kind, filled with made-up values; the fix is empty where there is none.

    Raises:
        KeyError: `SAMPLES` has no value for one of the fields.
    """
    values = {**SAMPLES, **_OF_KIND.get(kind.code, {})}
    fix = wording.fix.get(language, "")
    return phrase(wording.message[language], values, language), phrase(fix, values, language)


def _all() -> list[Kind]:
    return list(kinds().values())


def _overview(language: Language) -> Iterator[str]:
    yield _INTRO[language]
    yield _WORDS[language]["overview"]
    yield "|---|---|---|"
    for kind in _all():
        yield f"| [`{kind.code}`](#{kind.code}) | {_severities(kind, language)} | {kind.title[language]} |"


def _section(kind: Kind, language: Language) -> Iterator[str]:
    words = _WORDS[language]
    yield f"\n## {kind.code}\n"
    yield f"**{kind.title[language]}** ({_severities(kind, language)}; {kind.step})\n"
    yield f"{kind.meaning[language]}\n"
    yield f"*{words['why']}:* {kind.why[language]}\n"
    yield words["columns"]
    yield "|---|---|"
    for wording in kind.variants.values():
        message, fix = sample(kind, wording, language)
        yield f"| {_cell(message)} | {_cell(fix) or '-'} |"


def _severities(kind: Kind, language: Language) -> str:
    """The severities that a kind can have, the worst first."""
    there = {wording.severity for wording in kind.variants.values()}
    return ", ".join(_WORDS[language][one] for one in ("error", "warning", "info") if one in there)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    wanted = next((language for language in LANGUAGES if sys.argv[1:] == [language]), None)
    if wanted is None:
        sys.exit(f"usage: python -m spendcast_ingest.catalogue.pages {'|'.join(LANGUAGES)}")
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a real stdout has it
    sys.stdout.write(f"{page(wanted)}\n")
