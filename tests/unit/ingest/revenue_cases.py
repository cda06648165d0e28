"""Findings about columns that hold revenue, or may."""

from collections.abc import Sequence

from unit.ingest.tables import BOTH, MONTHS, RADIO, REVENUE, TV, Case, Files, table

ONLINE = [round(amount * (0.3 + 0.01 * (i % 7)), 2) for i, amount in enumerate(REVENUE)]
RETAIL = [round(amount - online, 2) for amount, online in zip(REVENUE, ONLINE, strict=True)]
"""Parts of the revenue, in no fixed proportion."""


def sold(header: str, *columns: Sequence[object], name: str = "revenue.csv") -> Files:
    """A file of that name in place of the sound revenue."""
    return {"revenue.csv": None, name: table(header, MONTHS, *columns)}


OF_SPEND = '{"files": {"web.csv": {"columns": {"Spend": "spend:web"}}}}'


def counted(header: str, *columns: Sequence[object], said: str = OF_SPEND) -> Files:
    """The export of a console."""
    return {"web.csv": table(header, MONTHS, ["c1"] * 24, *columns), "mapping.json": said}


REVENUE_CASES = [
    *(
        Case(
            "unclear_column",
            "error",
            counted(f"Day,Campaign,Spend,{attributed}", TV, RADIO),
            counted(f"Day,Campaign,Spend,{other}", TV, RADIO),
            [f"Beside the cost of one channel, web.csv has {attributed}"],
        )
        for attributed, other in [
            ("Sales", "Sales rank"),
            ("Revenue", "Revenue per click"),
            ("売上", "売上単価"),
            ("Purchase revenue", "Conversion value"),
        ]
    ),
    Case(
        "unclear_column",
        "error",
        {"web.csv": table("Day,Vendor,Spend", MONTHS, ["web"] * 24, TV)},
        {"web.csv": table("Day,Platform,Spend", MONTHS, ["web"] * 24, RADIO)},
        ["web.csv has Spend, but no column is known to say which channel", "Vendor may"],
    ),
    Case(
        "missing_column",
        "error",
        counted("Day,Campaign,Spend,Sales", TV, RADIO, said="{}"),
        counted("Day,Channel,Spend,Sales", TV, RADIO, said="{}"),
        ["web.csv has no column for the channel"],
    ),
    Case(
        "unclear_column",
        "error",
        {"web.csv": table("Day,Spend,Sales", MONTHS, TV, RADIO)},
        {"web.csv": table("Day,Web spend,Clicks", MONTHS, RADIO, TV)},
        ["web.csv has Spend, but no column says which channel"],
    ),
    *(
        Case(
            "unclear_column",
            "error",
            sold(f"month,{unsaid}", REVENUE, name=file),
            sold(f"month,{said}", REVENUE, name=file),
            [f"{file} is called after sales, and its column {unsaid} says neither"],
        )
        for file, unsaid, said in [
            ("revenue.csv", "Bookings", "Ordered Product Sales"),
            ("売上.csv", "受注金額", "税込売上高"),
            ("sales.csv", "Takings", "Sales Amount"),
            ("ventes.csv", "Encaissements", "CA HT"),
        ]
    ),
    *(
        Case(
            "no_revenue",
            "error",
            sold(f"month,{other}", REVENUE, name="data.csv"),
            sold(f"month,{name}", REVENUE, name="data.csv"),
        )
        for name, other in [
            ("Net Revenue (JPY)", "Net result (JPY)"),
            ("EC売上", "EC売店"),
            ("Nettoumsatz", "Nettoumschlag"),
            ("销售金额", "销毁金额"),
        ]
    ),
    Case(
        "unclear_column",
        "error",
        sold("month,東京店,大阪店", ONLINE, RETAIL, name="店舗別売上.csv"),
        {"店舗別広告.csv": table("month,東京店,大阪店", MONTHS, TV, BOTH)},
        ["店舗別売上.csv is called after sales, and its columns 東京店 and 大阪店 say neither"],
    ),
    Case(
        "unclear_column",
        "error",
        {"revenue.csv": table("month,revenue,Members", MONTHS, REVENUE, RADIO)},
        {"revenue.csv": table("month,revenue,Customers", MONTHS, REVENUE, RADIO)},
        ["revenue.csv is called after sales, and its columns Members stand beside the revenue"],
    ),
    Case(
        "unclear_column",
        "error",
        {"sales.csv": table("month,sales,web,radius", MONTHS, REVENUE, TV, RADIO)},
        {"sales.csv": table("month,sales,web,radio cost", MONTHS, REVENUE, TV, RADIO), "revenue.csv": None},
        ["sales.csv is called after sales, and its columns web and radius stand beside the revenue"],
    ),
    *(
        Case(
            "unclear_column",
            "error",
            sold(f"month,{revenue},{of_sales},{also}", REVENUE, ONLINE, RADIO, name=file),
            sold(f"month,{revenue},{of_sales},{also}", REVENUE, BOTH, RADIO, name=said),
            [f"{file} is called after sales, and its columns {of_sales} and {also} stand beside the revenue"],
        )
        for file, said, revenue, of_sales, also in [
            ("売上.csv", "売上と広告費.csv", "売上", "カタログ", "電話"),
            ("売上.csv", "広告と売上.csv", "売上", "じゃらん", "一休"),
            ("売上.csv", "広告費と売上.csv", "売上", "リスティング", "メルマガ"),
            ("sales.csv", "sales_and_ads.csv", "sales", "Booking.com", "Expedia"),
            ("sales.csv", "sales_and_media.csv", "sales", "Radio", "Podcast"),
            ("Umsatz.csv", "Umsatz und Kosten.csv", "Umsatz", "Messe", "Katalog"),
        ]
    ),
    *(
        Case(
            "unclear_column",
            "error",
            sold(f"month,sales,{counted}", REVENUE, RADIO, name="sales.csv"),
            sold(f"month,sales,{spent}", REVENUE, RADIO, name="sales.csv"),
            [f"sales.csv is called after sales, and its columns {counted} stand beside the revenue"],
        )
        for counted, spent in [
            ("指名検索数", "検索広告費"),
            ("チラシ配布枚数", "チラシ費用"),
            ("Emails sent", "email spend"),
            ("Campaign active", "spend_campaign"),
        ]
    ),
    Case(
        "unclear_column",
        "error",
        sold("month,カタログ,ネット", ONLINE, RETAIL, name="売上.csv"),
        sold("month,売上,カタログ費用,ネット費用", REVENUE, TV, BOTH, name="売上.csv"),
        ["売上.csv is called after sales, and its columns カタログ and ネット say neither"],
    ),
    Case(
        "unclear_column",
        "error",
        sold("month,Umsatz,Besteller", REVENUE, RADIO, name="Umsatz.csv"),
        sold("month,Umsatz,Websitebesucher", REVENUE, RADIO, name="Umsatz.csv"),
        ["Umsatz.csv is called after sales, and its columns Besteller stand beside the revenue"],
    ),
    Case(
        "unclear_column",
        "error",
        sold("month,revenue,Online,Retail", REVENUE, ONLINE, RETAIL, name="data.csv"),
        sold("month,revenue,Online,Retail", REVENUE, ONLINE, RADIO, name="data.csv"),
        ["The revenue in data.csv, revenue, is Online and Retail together"],
    ),
    Case(
        "unclear_column",
        "error",
        {"data.csv": table("month,tv_spend,Google Sales", MONTHS, TV, RADIO)},
        {"data.csv": table("month,tv_spend,Google Salesforce", MONTHS, TV, RADIO)},
        ["Google Sales of data.csv speaks of revenue"],
    ),
    Case(
        "unclear_column",
        "error",
        sold("month,Ordered product sales,Ordered product sales - B2B", REVENUE, RADIO, name="data.csv"),
        sold("month,Ordered product sales,Ordered products", REVENUE, TV, name="data.csv"),
        ["The column Ordered product sales - B2B of data.csv does not look like spend"],
    ),
    Case(
        "unclear_column",
        "error",
        sold("注文日時,商品,合計金額", ["a"] * 24, REVENUE, name="orders.csv"),
        sold("注文日時,商品,売上合計", [5] * 24, REVENUE, name="data.csv"),
        ["The column 合計金額 of orders.csv speaks of revenue"],
    ),
    Case(
        "unclear_column",
        "error",
        {"広告レポート.csv": table("month,web,EC売上", MONTHS, RADIO, TV)},
        {"売上と広告.csv": table("month,web,EC売上", MONTHS, RADIO, REVENUE), "revenue.csv": None},
        ["The column EC売上 of 広告レポート.csv speaks of revenue"],
    ),
    Case(
        "unclear_column",
        "error",
        {"data.csv": table("month,tv_spend,Sales per shop", MONTHS, TV, RADIO)},
        {"data.csv": table("month,tv_spend,Salesper shop", MONTHS, TV, RADIO)},
        ["Sales per shop of data.csv does not look like spend"],
    ),
    Case(
        "duplicate_column",
        "error",
        sold("month,EC売上,店舗売上", ONLINE, RETAIL),
        sold("month,EC売上,店舗", ONLINE, RETAIL),
        ["revenue.csv has 2 columns that could be the revenue: EC売上 and 店舗売上"],
    ),
]
