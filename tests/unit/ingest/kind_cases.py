"""Findings about rows that are no spend or revenue of their period, and columns that tell kinds of rows."""

from unit.ingest.tables import MONTHS, REVENUE, Case, Files, table


def of_kinds(column: str, one: str, other: str) -> Files:
    """Two rows of spend on mail, of which that column says what they are."""
    return {"other.csv": f"date,channel,{column},cost\n2024-01-01,mail,{one},5\n2024-01-02,mail,{other},3\n"}


def earned(kind: str, amount: int, said: str = "breakdown") -> Files:
    """Revenue by month in two rows, the second of that kind and amount; and what mapping.json says."""
    rows = [
        (month, name, value)
        for month, sold in zip(MONTHS, REVENUE, strict=True)
        for name, value in (("sale", sold), (kind, amount))
    ]
    return {
        "revenue.csv": table("month,type,revenue", *zip(*rows, strict=True)),
        "mapping.json": f'{{"files": {{"revenue.csv": {{"columns": {{"type": "{said}"}}}}}}}}',
    }


def remarked(count: int) -> Files:
    """Rows of spend on mail with as many different remarks, and one that says a forecast."""
    rows = "".join(f"2024-01-01,mail,sent {number},{number + 1}\n" for number in range(count))
    return {"other.csv": f"date,channel,Notes,cost\n{rows}2024-01-02,mail,Forecast,3\n"}


def _said(role: str) -> Files:
    return {"mapping.json": f'{{"files": {{"other.csv": {{"columns": {{"type": "{role}"}}}}}}}}'}


KIND_CASES = [
    Case(
        "unclear_column",
        "error",
        of_kinds("is budget", "false", "true"),
        of_kinds("budget name", "Budget 1", "Budget 2"),
        ["'true' in the column is budget"],
    ),
    *(
        Case(
            "unclear_column",
            "error",
            of_kinds(column, one, other),
            of_kinds(column, one, near),
            [f"'{other}' in the column {column} of other.csv (1 row) calls these rows a plan"],
        )
        for column, one, other, near in [
            ("type", "Charge", "Credit", "Credit card"),
            ("Transaction type", "Sale", "Refund (partial)", "Fund"),
            ("Status", "Paid", "VOIDED", "Unpaid"),
            ("ステータス", "確定", "キャンセル済み", "確認済み"),
            ("取引区分", "売上", "返品", "品切"),
            ("状態", "完了", "取消", "済み"),
            ("区分", "実績", "当初予算", "実績見直し"),
            ("予算/実績", "実績", "予算", "見直し"),
            ("Soll/Haben", "S", "H", "S"),
            ("S/H", "Soll", "Haben", "Soll"),
            ("Art", "Rechnung", "Storno", "Rechnung 2"),
            ("Statut", "payé", "annulé", "payé"),
            ("Tipo de movimiento", "cargo", "abono", "recargo"),
            ("状态", "完成", "已取消", "完成"),
            ("상태", "완료", "취소", "완료"),
            ("scenario", "Actual", "Target", "Target group"),
            ("campaign", "brand", "Budget", "Budget hotels"),
            ("campaign", "brand", "Credits", "Credit cards"),
            ("campaign", "brand", "Refund 2024", "Refund policy"),
            ("campaign", "brand", "Brand (plan)", "Plan brand new"),
            ("店舗", "東京店", "東京店 予算", "予算店"),
            ("店舗", "東京店", "前年", "前年堂"),
            ("備考", "", "見込み", "見込み客向け"),
            ("Notes", "sent late", "Forecast", "Forecast was lower"),
            ("Remarks", "actual", "forecast (3)", "weather forecast ad"),
            ("memo", "", "返金", "返金保証の告知"),
            ("Is Forecast", "FALSE", "TRUE", "no"),
            ("予測フラグ", "0", "1", "00"),
            ("Cancelled", "N", "Y", "2"),
            ("キャンセル", "×", "○", "なし"),
            ("is_actual", "true", "false", "true"),
            ("Confirmed", "Yes", "No", "later"),
            ("実績フラグ", "1", "0", "1"),
            ("確定フラグ", "1", "0", "00"),
            ("Estimated", "No", "Yes", "No"),
            ("Is estimate", "0", "1", "2"),
            ("Provisional", "N", "Y", "no"),
            ("Forecast", "0", "1", "2"),
            ("Forecast", "", "x", "none"),
            ("予測", "x", "○", "実"),
            ("実予", "実", "予", "実績"),
            ("A/F", "A", "F", "A"),
            ("Status", "Eligible", "Budget", "Limited by budget"),
            ("ステータス", "有効", "予算", "予算による制限"),
            ("Notes", "", "Budget 10", "Budget +10%"),
        ]
    ),
    *(
        Case(
            "unclear_column",
            "error",
            of_kinds(flag, "no", "yes"),
            of_kinds(column, "no", "yes"),
            [f"'yes' in the column {flag} of other.csv"],
        )
        for flag, column in [
            ("Budget", "Campaign budget optimization"),
            ("Is budget", "Has shared budget"),
            ("Budgeted", "Limited by budget"),
            ("Budgeted spend", "Budget optimized"),
            ("予算", "予算超過"),
            ("目標", "目標達成"),
            ("Previous", "Previous customer"),
            ("Is credit", "Credit term"),
            ("Order cancelled", "Cancellable"),
        ]
    ),
    Case(
        "unclear_column",
        "error",
        of_kinds("campaign", "hotel", "hotel budget"),
        of_kinds("keyword", "hotel", "hotel budget"),
        ["'hotel budget' in the column campaign"],
    ),
    Case(
        "unclear_column",
        "error",
        {"spend.csv": "month,tv_spend,mail_spend,Is Forecast\n2024-01,10.5,7,FALSE\n2024-02,9.5,8,TRUE\n"},
        {"spend.csv": "month,tv_spend,mail_spend,Is Forecast\n2024-01,10.5,7,FALSE\n2024-02,9.5,8,FALSE\n"},
        ["'TRUE' in the column Is Forecast"],
    ),
    Case("unclear_column", "error", remarked(10_000), remarked(20_000), ["'Forecast' in the column Notes"]),
    Case("unclear_column", "error", earned("refund", 300), earned("refund", -300), ["'refund'", "24 rows"]),
    *(
        Case(
            "unclear_column",
            "warning",
            of_kinds(column, one, other),
            near,
            [
                f"column {column} of other.csv was not used",
                " and ".join(sorted((f"{one} (1)", f"{other} (1)"))),
            ],
        )
        for column, one, other, near in [
            ("type", "Charge", "Fee", of_kinds("type", "Charge", "Invoice")),
            ("type", "Charge", "Fee", of_kinds("ad type", "Charge", "Fee")),
            ("type", "Charge", "Fee", of_kinds("type", "Search", "Video")),
            ("type", "Charge", "Fee", of_kinds("type", "Fee", "Fee")),
            ("type", "Charge", "Fee", of_kinds("type", "Charge", "Fee") | _said("breakdown")),
            ("type", "Charge", "Fee", of_kinds("type", "Charge", "Fee") | _said("ignore")),
            ("ステータス", "確定", "未確定", of_kinds("ステータス", "確定", "請求済み")),
            ("種別", "本体", "調整", of_kinds("広告種別", "本体", "調整")),
            ("勘定科目", "広告宣伝費", "売上高", of_kinds("勘定科目", "広告宣伝費", "広告費")),
            ("Account", "6100 Advertising", "6200 Rent", of_kinds("Account", "Acme JP", "Acme US")),
            ("科目", "広告宣伝費", "地代家賃", of_kinds("科目", "広告宣伝費", "広告宣伝費")),
            ("Sachkonto", "Werbekosten", "Miete", of_kinds("Kontoart", "Werbung", "Anzeigen")),
        ]
    ),
    Case(
        "unclear_column",
        "warning",
        of_kinds("type", "Charge", "Credit") | _said("ignore"),
        of_kinds("type", "Charge", "Credit card") | _said("ignore"),
        ["as mapping.json says", "here with their number: Credit (1)"],
    ),
    Case(
        "unclear_column",
        "warning",
        earned("refund", 300, "ignore"),
        earned("refund", -300, "ignore"),
        ["as mapping.json says", "refund (24)"],
    ),
    *(
        Case(
            "unclear_column",
            "warning",
            {"other.csv": f"date,source,medium,cost\n2024-01-01,google,cpc,5\n2024-01-02,{other},cpc,3\n"},
            {"other.csv": f"date,source,{column},cost\n2024-01-01,google,cpc,5\n2024-01-02,{near},cpc,3\n"},
            ["source was not used", f"on {' and '.join(sorted(['google', other]))} was added up as 'cpc'"],
        )
        for other, column, near in [("bing", "medium", "google"), ("meta", "channel", "meta")]
    ),
]
