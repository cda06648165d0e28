"""The names that columns go by, as `normalised` writes them, in the languages of ad consoles."""

from collections.abc import Mapping
from typing import Literal

Field = Literal[
    "date",
    "dated",
    "report_start",
    "report_end",
    "year",
    "month",
    "day",
    "week_end",
    "channel",
    "channel_group",
    "breakdown",
    "cost",
    "revenue",
    "start",
    "end",
    "incremental_revenue",
    "standard_error",
    "unit",
    "other",
]


def _names(*lines: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for line in lines for name in line.split()))


ALIASES: Mapping[Field, tuple[str, ...]] = {
    "date": _names(
        "date week time timestamp datetime period year_month week_start week_starting week_of",
        "week_commencing month_start report_date ds reporting_date year_and_month",
        "week_start_date week_beginning w/c by_day by_week by_month gregorian_date calendar_date",
        "stat_date data_date segments.date segments_date time_period yearmonth year/month yyyymm yyyymmdd",
        "month/year month_year month_and_year 年/月 年月度 月次 月別 対象期間 対象週",
        "週(月曜始まり) 週(日曜始まり)",
        "日付 年月日 年月 対象日 対象月 対象年月 計上日 計上月 計上年月 利用日 利用月 配信日 配信月 発生日",
        "期間 週 週開始日 日時",
        "datum woche monat/jahr",
        "semaine",
        "fecha semana",
        "日期 时间",
        "날짜 일자 기간",
    ),
    "dated": _names(
        "order_date purchase_date sale_date sales_date booking_date transaction_date posting_date",
        "注文日 注文日時 受注日 受注日時 売上日 売上月 取引日 購入日 申込日 出荷日 起票日",
        "実施日 実施月 掲載日 掲載月 集計日 集計月 計測日 計測月",
        "buchungsdatum bestelldatum",
    ),
    "report_start": _names(
        "reporting_starts date_from period_start date_start",
        "レポート開始日",
        "von berichtsstart berichtsbeginn",
        "début_des_rapports",
        "inicio_del_informe",
    ),
    "report_end": _names(
        "reporting_ends date_to period_end month_end date_stop date_end",
        "レポート終了日",
        "bis berichtsende",
        "fin_des_rapports",
        "fin_del_informe",
    ),
    "year": _names(
        "year yr",
        "年",
        "jahr",
        "année annee",
        "año",
        "年份",
        "연도 년도",
    ),
    "month": _names(
        "month mo",
        "月",
        "monat",
        "mois",
        "mes",
        "月份",
        "월",
    ),
    "day": _names(
        "day",
        "日",
        "tag",
        "jour",
        "día dia",
        "일",
    ),
    "week_end": _names(
        "week_ending week_end week_ended week_ends week_ending_date week_end_date weekending w/e",
        "週終了日 週末日",
        "woche_bis",
    ),
    "channel": _names(
        "channel channel_name media medium media_channel marketing_channel platform publisher",
        "ad_platform ad_network",
        "媒体 媒体名 広告媒体 チャネル チャネル名 チャンネル チャンネル名 メディア メディア名",
        "プラットフォーム",
        "kanal werbekanal medium plattform",
        "canal plateforme média",
        "plataforma",
        "渠道 平台",
        "채널 매체 플랫폼",
    ),
    "channel_group": _names(
        "campaign_type advertising_channel_type channel_group default_channel_group",
        "session_default_channel_group default_channel_grouping",
        "source_/_medium session_source_/_medium first_user_source_/_medium source/medium",
        "参照元/メディア 参照元_/_メディア セッションの参照元/メディア セッションの参照元_/_メディア",
        "キャンペーン_タイプ キャンペーンタイプ キャンペーンの種類 チャネルグループ チャネル_グループ",
        "デフォルト_チャネル_グループ セッションのデフォルト_チャネル_グループ",
        "配信先 出稿先",
        "kampagnentyp type_de_campagne tipo_de_campaña",
    ),
    "breakdown": _names(
        "campaign campaign_name campaign_id ad_group ad_group_name ad_set adset ad ad_name creative",
        "placement country region device ad_set_name adset_name line_item keyword shop shop_name store",
        "store_name branch",
        "キャンペーン キャンペーン名 広告グループ 広告グループ名 広告セット 広告セット名 広告 広告名",
        "クリエイティブ 配置 国 地域 都道府県 エリア デバイス 店舗 店舗名 店名 支店",
        "kampagne kampagnenname anzeigengruppe anzeige gerät filiale",
        "campagne nom_de_la_campagne groupe_d'annonces annonce appareil",
        "campaña nombre_de_la_campaña grupo_de_anuncios anuncio dispositivo",
        "广告系列 推广计划 广告计划 广告组",
        "캠페인 캠페인_이름 광고그룹 광고_그룹 광고_세트",
    ),
    "cost": _names(
        "cost costs spend amount total_cost total_spend total_amount amount_spent ad_cost ad_spend",
        "adspend media_cost media_spend marketing_spend advertising_spend expenditure media_costs",
        "advertising_cost net_cost gross_cost total_spent spent net_spend gross_spend",
        "actual_cost actual_costs actual_spend actual_spending actual_ad_spend",
        "billed_amount billed_cost invoice_amount invoiced_amount media_investment",
        "amount_spent_in_company_currency amount_spent_in_account_currency",
        "費用 広告費 広告費用 広告宣伝費 コスト 金額 利用金額 利用額 ご利用額 消化金額 消化額 出稿金額",
        "出稿額 出稿費 媒体費 媒体費用 支出 支払金額 実績金額 ご利用金額",
        "支払額 お支払金額 お支払額 請求金額 請求額 ご請求金額 ご請求額 配信金額 配信費 実績額 実績費用",
        "広告費実績 税込金額 税抜金額 グロス金額 ネット金額",
        "nettokosten bruttokosten kosten_netto kosten_brutto coût_ht dépenses_ht montant_ht importe_neto",
        "kosten ausgaben werbekosten werbeausgaben ausgegebener_betrag betrag",
        "coût cout coûts couts dépenses depenses dépense montant_dépensé montant",
        "gasto gastos coste costes costo costos importe importe_gastado inversión inversion",
        "花费 消费 费用 广告费 成本",
        "비용 광고비 지출 지출_금액 지출금액",
    ),
    "revenue": _names(
        "revenue total_revenue gross_revenue net_revenue sales total_sales gross_sales net_sales",
        "turnover income turn_over",
        "売上 売上高 売上額 売上金額 売り上げ 総売上 純売上 収益 売上収益 営業収益 売上実績",
        "umsatz umsätze umsatzerlöse erlös erlöse einnahmen",
        "chiffre_d'affaires revenus recettes ventes",
        "ingresos ventas facturación",
        "收入 销售额 营业额 营收",
        "매출 매출액",
    ),
    "start": _names(
        "start start_date test_start",
        "開始日 開始",
    ),
    "end": _names(
        "end end_date test_end",
        "終了日 終了",
    ),
    "incremental_revenue": _names(
        "incremental_revenue incremental_sales revenue_lift sales_lift lift uplift",
        "増分売上 売上増分 増加売上",
    ),
    "standard_error": _names(
        "standard_error std_error stderr se",
        "標準誤差",
    ),
    "unit": _names(
        "currency currency_code reporting_currency unit",
        "単位 通貨 通貨コード",
        "währung währungscode",
        "devise code_devise",
        "moneda código_de_moneda",
        "货币 币种 单位",
        "통화 통화_코드 단위",
    ),
    "other": _names(
        "clicks total_clicks impressions total_impressions ads_served views reach conversions ctr",
        "cpc cpm roas roi quarter weekday day_of_week day_of_year week_number id index comment",
        "comments note notes link_clicks landing_page_views video_views frequency avg_cpc",
        "average_cpc cost_per_click conversion_rate imp imps cv cvr cpa",
        "# no no. nr nr. n° lfd_nr lfd._nr row row_no row_number unnamed:_0 fiscal_year",
        "番号 連番 項番 行番号 期 年度 会計年度",
        "クリック クリック数 リンクのクリック 表示 表示回数 表示数 インプレッション インプレッション数",
        "imp数 配信数 リーチ フリークエンシー コンバージョン コンバージョン数",
        "cv数 平均クリック単価 クリック単価 クリック率 クリック率_(ctr) 曜日 備考 メモ 摘要 四半期",
        "klicks impressionen conversions wochentag quartal",
        "clics impressions jour_de_la_semaine trimestre",
        "clics impresiones conversiones día_de_la_semana trimestre",
        "点击 点击次数 点击量 展示 展示次数 展现量 转化",
        "클릭 클릭수 노출 노출수 전환 전환수",
    ),
}
"""What a column is, by its name; "breakdown" tells rows of one channel and day apart, "other" is not read.
"channel_group" is the channel where no other column is, "dated" the date where no other is, and before it
"report_start", up to "report_end". The
names of experiments count only together, or as the first and last days of rows: alone, "lift" or "end" could
be a channel."""

EXPERIMENT: tuple[Field, ...] = ("start", "end", "incremental_revenue", "standard_error")
