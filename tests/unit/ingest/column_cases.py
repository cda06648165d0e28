"""Findings about what the columns of files are."""

from unit.ingest.tables import (
    BOTH,
    MONTHS,
    RADIO,
    REVENUE,
    TV,
    Case,
    long,
    of_one_console,
    spend,
    table,
)

COLUMN_CASES = [
    Case(
        "missing_column",
        "error",
        {"spend.csv": "channel,cost\ntv,1\n"},
        {"spend.csv": spend()},
        ["channel and cost", "date"],
    ),
    *(
        Case(
            "unclear_column",
            "error",
            {"spend.csv": table(f"month,tv,{fires}", MONTHS, TV, RADIO)},
            {"spend.csv": table(f"month,tv,{silent}", MONTHS, TV, RADIO)},
            [f"The column {fires} of spend.csv {says}"],
        )
        for fires, silent, says in [
            ("tv_budget", "radio", "speaks of a plan"),
            ("spend_radio plan", "spend_radio planet", "speaks of a plan"),
            ("テレビ予算", "ラジオ実績", "speaks of a plan"),
            ("radio last year", "radio last", "speaks of a plan"),
            ("検索累計", "検索", "speaks of a plan"),
            ("radio share", "radio ShareChat", "does not look like spend"),
            ("COGS", "COG", "does not look like spend"),
            ("原価", "原宿ビジョン", "does not look like spend"),
            ("Cost of goods sold", "cost_offers", "does not look like spend"),
            ("Cost per order", "cost_performance max", "does not look like spend"),
            ("cost/lead", "cost_lead ads", "does not look like spend"),
            ("Ad spend per visit", "Perrier spend", "does not look like spend"),
            ("Kosten je Klick", "Kosten Jevis", "does not look like spend"),
            ("Gasto por cliente", "Gasto Portal", "does not look like spend"),
            ("広告費対売上比", "対面広告費", "does not look like spend"),
            ("注文あたり広告費", "当たりくじ 広告費", "does not look like spend"),
            ("Shipping cost", "Shipping News cost", "does not look like spend"),
            ("R&D spend", "R&B spend", "does not look like spend"),
            ("Target spend", "Target Radio spend", "does not look like spend"),
            ("spend_%", "spend_1", "does not look like spend"),
            ("Cost ratio", "Cost radio", "does not look like spend"),
            ("仕入費用", "仕入新聞費用", "does not look like spend"),
            ("残広告費", "残業くん広告費", "does not look like spend"),
            ("目標広告費", "表示広告費", "speaks of a plan"),
            ("目標", "目標達成くん", "speaks of a plan"),
            ("tv target", "radio target practice", "speaks of a plan"),
            ("spend_tv LY", "spend_radio LY", "speaks of a plan"),
            ("PV", "PVC", "does not look like spend"),
            ("Conversion value", "Conversion valuables", "does not look like spend"),
            ("サイトセッション", "セッション広告", "does not look like spend"),
            ("広告CPA", "CPA広告", "does not look like spend"),
            ("Websitebesucher", "Besuchskasse", "does not look like spend"),
        ]
    ),
    Case(
        "unclear_column",
        "error",
        {"spend.csv": table("month,tv plan,tv actual", MONTHS, RADIO, TV)},
        {
            "spend.csv": table("month,tv plan,tv actual", MONTHS, RADIO, TV),
            "mapping.json": '{"files": {"spend.csv": {"columns": {"tv plan": "ignore"}}}}',
        },
        ["tv plan"],
    ),
    *(
        Case(
            "unclear_column",
            "error",
            {named: table(f"month,channel,{amount}", MONTHS, ["Shop"] * 24, REVENUE)},
            {otherwise: table(f"month,channel,{amount}", MONTHS, ["Shop"] * 24, REVENUE)},
            [f"{named} is called after sales, and its column {amount}"],
        )
        for named, otherwise, amount in [
            ("sales_by_channel.csv", "salesforce_by_channel.csv", "amount"),
            ("売上_チャネル別.csv", "売上広告_チャネル別.csv", "金額"),
            ("umsatz.csv", "export.csv", "Betrag"),
            ("受注.csv", "配信.csv", "金額"),
        ]
    ),
    *(
        Case(
            "unclear_column",
            "error",
            {"売上.csv": sales},
            {"revenue.csv": None, "売上.csv": sales, "mapping.json": f'{{"files": {{"売上.csv": {said}}}}}'},
            ["売上.csv is called after sales"],
        )
        for sales, said in [
            (table("日付,金額", MONTHS, REVENUE), '{"columns": {"金額": "revenue"}}'),
            (
                table("日付,チャネル,金額", MONTHS, ["EC"] * 24, REVENUE),
                '{"columns": {"チャネル": "breakdown", "金額": "revenue"}}',
            ),
            (table("日付,チャネル,金額", MONTHS, ["EC"] * 24, TV), '{"columns": {"金額": "cost"}}'),
        ]
    ),
    Case(
        "missing_column",
        "error",
        {"revenue.csv": table("month,channel,revenue", MONTHS, ["Shop"] * 24, REVENUE)},
        {
            "revenue.csv": table("month,channel,revenue", MONTHS, ["Shop"] * 24, REVENUE),
            "mapping.json": '{"files": {"revenue.csv": {"columns": {"channel": "breakdown"}}}}',
        },
        ["has columns for channel and revenue, but none for the cost"],
    ),
    Case(
        "unclear_unit",
        "error",
        {"spend.csv": table("month,tv,Radio 1000", MONTHS, TV, RADIO)},
        {"spend.csv": table("month,tv,spend_Radio 1000", MONTHS, TV, RADIO)},
        ["The column 'Radio 1000' of spend.csv holds what may be a unit"],
    ),
    Case(
        "unclear_unit",
        "warning",
        {"spend.csv": table("month,tv,spend_Radio 1000", MONTHS, TV, RADIO)},
        {
            "spend.csv": table("month,tv,spend_Radio 1000", MONTHS, TV, RADIO),
            "mapping.json": '{"files": {"spend.csv": {"columns": {"spend_Radio 1000": "spend:Radio 1000"}}}}',
        },
        ["'spend_Radio 1000'", "called 'Radio 1000'"],
    ),
    Case(
        "taken_for_spend",
        "warning",
        {"spend.csv": table("month,acme,セール", MONTHS, TV, [0, 1.1] * 12)},
        {"spend.csv": table("month,acme,セール", MONTHS, TV, [0, 1.3] * 12)},
        ["セール", "no amount in them reaches a thousandth"],
    ),
    Case(
        "taken_for_spend",
        "warning",
        {"spend.csv": table("month,tv,セール", MONTHS, TV, [0, 1] * 12)},
        {"spend.csv": table("month,spend_tv,spend_セール", MONTHS, TV, [0, 1] * 12)},
        ["セール"],
    ),
    *(
        Case(
            "taken_for_spend",
            "warning",
            {"spend.csv": table(f"month,acme,{doubtful}", MONTHS, TV, RADIO)},
            {"spend.csv": table(f"month,acme,{channel}", MONTHS, TV, RADIO)},
            [doubtful, "a number of something"],
        )
        for doubtful, channel in [
            ("Working days", "Workday"),
            ("Followers", "Follow"),
            ("フォロワー", "フォロー"),
            ("再生数", "数独パズル"),
            ("営業日数", "日経"),
            ("FY", "FYI"),
            ("LY", "LYS"),
            ("Target", "Targa"),
            ("新規", "新規開拓社"),
            ("受注額", "受託社"),
        ]
    ),
    *(
        Case(
            "taken_for_spend",
            "warning",
            {"spend.csv": table(f"month,{known},{strange}", MONTHS, TV, RADIO)},
            {"spend.csv": table(f"month,{other},{strange}", MONTHS, TV, RADIO)},
            [strange, "nor called after any medium"],
        )
        for known, other, strange in [
            ("tv", "acme", "Retail"),
            ("GoogleAds", "Gogol", "Upsell"),
            ("検索", "検品", "売場"),
            ("Fernsehen", "Fernweh", "Lager"),
            ("réseaux sociaux", "réseau", "Magasin"),
            ("Búsqueda", "Busto", "Tienda"),
            ("电视", "电力", "门店"),
            ("네이버", "네덜란드", "매장"),
        ]
    ),
    *(
        Case(
            "taken_for_spend",
            "warning",
            {"spend.csv": table("month,spend_acme,Retail", MONTHS, TV, RADIO)},
            {"spend.csv": table("month,spend_acme,Retail", MONTHS, TV, RADIO), "mapping.json": said},
            ["Retail", "nor called after any medium"],
        )
        for said in (
            '{"files": {"spend.csv": {"columns": {"Retail": "spend:Retail"}}}}',
            '{"files": {"spend.csv": {"columns": {"Retail": "ignore"}}}}',
        )
    ),
    *(
        Case(
            "taken_for_spend",
            "warning",
            {"spend.csv": table(f"month,tv,{name}", MONTHS, TV, RADIO)},
            {"spend.csv": table(f"month,spend_tv,spend_{name}", MONTHS, TV, RADIO)},
            [name, "often tells of a total"],
        )
        for name in ("Total Wine", "Budget hotels", "Sales Navigator", "価格.com", "予算くん")
    ),
    *(
        Case(
            "unclear_column",
            "error",
            {"spend.csv": table(f"month,tv,{planned}", MONTHS, TV, RADIO)},
            {"spend.csv": table(f"month,tv,{channel}", MONTHS, TV, RADIO)},
            [f"The column {planned} of spend.csv"],
        )
        for planned, channel in [
            ("budget_tv", "budget_hotels"),
            ("planned_tv_spend", "planned_radio_spend"),
            ("Total TV", "Total Wine"),
            ("予算tv", "予算くん"),
            ("spend_budget", "spend_budget hotels"),
            ("Budget 2024", "Budget 2024 hotels"),
            ("クーポン枚数", "クーポン広告"),
        ]
    ),
    Case(
        "unclear_column",
        "error",
        {"spend.csv": table("month,tv,clicks_web,clicks_mail", MONTHS, TV, RADIO, BOTH)},
        {"spend.csv": table("month,tv,clicks_web,mail", MONTHS, TV, RADIO, [x + x % 300 for x in BOTH])},
        ["clicks_web"],
    ),
    *(
        Case(
            "unclear_column",
            "error",
            {"other.csv": long("c1,mail,2024-01-01,5", f"c1,{planned},2024-01-01,5")},
            {"other.csv": long("c1,mail,2024-01-01,5", f"c1,{channel},2024-01-01,5")},
            [f"'{planned}' in the column CHANNEL of other.csv (1 row) is called a plan"],
        )
        for planned, channel in [
            ("前年", "前年会"),
            ("Budget", "Budget cars"),
            ("Plan 2024", "Planet 2024"),
            ("返金", "返金保証くん"),
        ]
    ),
    *(
        Case(
            "unclear_column",
            "error",
            {"other.csv": long(f"c1,{name},2024-01-01,5", f"c1,{planned},2024-01-01,6")},
            {"other.csv": long(f"c1,{name},2024-01-01,5", f"c1,{channel},2024-01-01,6")},
            [f"'{planned}' in the column CHANNEL of other.csv (1 row) is called a plan"],
        )
        for name, planned, channel in [
            ("テレビ", "テレビ前年", "ラジオ前年会"),
            ("web", "web clicks", "Clicks of web"),
            ("web", "Web-Budget", "mail-Budget"),
            ("web", "web target", "Target"),
            ("web", "Web LY", "LY"),
        ]
    ),
    *(
        Case("duplicate_column", "error", {name: data}, {name: data, "mapping.json": said}, [seen])
        for name, data, said, seen in [
            (
                "revenue.csv",
                table("month,売上(税抜),売上(税込)", MONTHS, REVENUE, REVENUE),
                '{"files": {"revenue.csv": {"columns": {"売上(税抜)": "revenue"}}}}',
                "売上(税抜) and 売上(税込)",
            ),
            (
                "revenue.csv",
                table("month,Gross sales,Net sales,Total sales", MONTHS, REVENUE, REVENUE, REVENUE),
                '{"files": {"revenue.csv": {"columns": {"Net sales": "revenue"}}}}',
                "Gross sales, Net sales and Total sales",
            ),
            (
                "spend.csv",
                table("date,week,tv", MONTHS, MONTHS, TV),
                '{"files": {"spend.csv": {"columns": {"week": "date"}}}}',
                "spend.csv has 2 columns that could be the date",
            ),
        ]
    ),
    Case(
        "unclear_column",
        "error",
        {"revenue.csv": table("month,revenue,refunds", MONTHS, REVENUE, RADIO)},
        {"revenue.csv": table("month,revenue,refunds blog_spend", MONTHS, REVENUE, RADIO)},
        ["refunds"],
    ),
    Case(
        "missing_column",
        "error",
        {"spend.csv": table("month,vendor,campaign,cost", MONTHS, ["tv"] * 24, ["c1"] * 24, TV)},
        {
            "spend.csv": table("month,vendor,campaign,cost", MONTHS, ["tv"] * 24, ["c1"] * 24, TV),
            "mapping.json": '{"files": {"spend.csv": {"columns": {"vendor": "channel"}}}}',
        },
        ["known to name the channel; vendor may"],
    ),
    Case(
        "missing_column",
        "error",
        {"spend.csv": "channel,2023-01,2023-02,2023-03\ntv,5,6,7\n"},
        {"spend.csv": spend()},
        ["are periods, from 2023-01 to 2023-03"],
    ),
    Case(
        "unclear_column",
        "error",
        {"revenue.csv": table("month,team,revenue", [*MONTHS, *MONTHS], ["JP", "US"] * 24, REVENUE * 2)},
        {"revenue.csv": table("month,customers,revenue", MONTHS, range(24), REVENUE)},
        ["column team of revenue.csv holds words, such as 'JP'"],
    ),
    Case(
        "missing_column",
        "error",
        {"spend.csv": None, "google_ads.csv": of_one_console()},
        {
            "spend.csv": None,
            "google_ads.csv": of_one_console(),
            "mapping.json": '{"files": {"google_ads.csv": {"columns": {"Cost": "spend:google_ads"}}}}',
        },
        ["google_ads.csv has no column for the channel"],
    ),
    Case(
        "missing_column",
        "error",
        {"tests.csv": "start,end,incremental_revenue,standard_error\n2024-01-01,2024-01-31,5,1\n"},
        {"tests.csv": "channel,start,end,incremental_revenue,standard_error\ntv,2024-01-01,2024-01-31,5,1\n"},
        ["tests.csv has no column for the channel", "Looked for one of: channel"],
    ),
    Case(
        "taken_for_spend",
        "warning",
        {"spend.csv": table("month,tv_spend,radio", MONTHS, TV, RADIO)},
        {"spend.csv": table("month,tv_spend,radio_spend", MONTHS, TV, RADIO)},
        ["radio"],
    ),
    Case(
        "taken_for_spend",
        "warning",
        {"other.csv": table("month,mail", MONTHS, TV)},
        {"media_2024.csv": table("month,mail", MONTHS, TV)},
        ["mail", "neither they nor the file's name"],
    ),
    Case(
        "unclear_column",
        "error",
        {"spend.csv": table("month,tv,tv_impressions", MONTHS, TV, RADIO)},
        {"spend.csv": table("month,tv,spend_tv_impressions", MONTHS, TV, RADIO)},
        ["tv_impressions of spend.csv"],
    ),
    Case(
        "unclear_column",
        "error",
        {"weather.csv": table("date,Temperature,relative humidity", MONTHS, TV, RADIO)},
        {"weather.csv": table("date,Weathercaster,Corporate", MONTHS, TV, RADIO)},
        ["Temperature of weather.csv"],
    ),
    Case(
        "columns_not_used",
        "info",
        {"spend.csv": table("month,tv,clicks", MONTHS, TV, RADIO)},
        {"spend.csv": spend()},
        ["clicks"],
    ),
    Case(
        "columns_not_used",
        "info",
        {
            "ads.csv": table("month,Cost,Cost per result", MONTHS, TV, RADIO),
            "mapping.json": '{"files": {"ads.csv": {"columns": {"Cost": "spend:ads"}}}}',
        },
        {
            "ads.csv": table("month,web,mail", MONTHS, TV, RADIO),
            "mapping.json": '{"files": {"ads.csv": {"columns": {"web": "spend:ads"}}}}',
        },
        ["ads.csv that were not used: Cost per result"],
    ),
]
