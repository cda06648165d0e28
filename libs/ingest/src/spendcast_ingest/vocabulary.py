"""Words that tell what names of columns, files and rows speak of."""

from typing import NamedTuple


class Speech(NamedTuple):
    """How names speak of something.

    Attributes:
        words: or pairs of words, as `normalised` writes them.
        parts: of words, in languages that put no space between words.
    """

    words: frozenset[str]
    parts: tuple[str, ...]


def words(*lines: str) -> frozenset[str]:
    """The words of some lines."""
    return frozenset(word for line in lines for word in line.split())


def parts(*lines: str) -> tuple[str, ...]:
    """The parts of words of some lines."""
    return tuple(part for line in lines for part in line.split())


def stems(*lines: str) -> tuple[str, ...]:
    """Parts of words in alphabets, found where words begin or, but for the plural, end.

    German compounds hold them at either end, as Bannerwerbung does; Besucher holds no suche.
    """
    return tuple(
        rf"(?<!{_LETTER}){part}|{part}(?:e?[ns])?(?!{_LETTER})" for line in lines for part in line.split()
    )


_LETTER = r"[a-z\u00df-\u00ff]"

_COUNTS = words(
    "clicks conversions conv convs count customers downloads impressions installs leads orders pageviews",
    "page_views purchases pv pvs qty quantity session sessions signups transactions units users uu uus views",
    "visitors visits",
    "klicks impressionen anzahl kunden bestellungen",
    "clics commandes clients",
    "impresiones pedidos clientes",
)
_COUNTS_PARTS = parts(
    "besuch(?:en?|er|ern|erinnen|erzahl|erzahlen)?(?![^_])",
    "クリック 表示 インプレッション コンバージョン セッション 件数 回数 人数 客数 会員 訪問 注文",
    "点击 展示 转化 订单",
    "클릭 노출 전환 주문",
)
COUNTS = Speech(_COUNTS, _COUNTS_PARTS)
"""Of columns that count something; beside revenue they are not read."""

_NOT_SPEND = _COUNTS | words(
    "aov arpu average avg cac conv_value conversion_value cpa cpc cpm ctr discount discounts frequency",
    "holiday holidays humidity impr impression income index margin pct",
    "ltv order_value percent price prices profit purchase_value rain rainfall rate ratio reach revenue roas",
    "roi sales",
    "snow stock subtotal sum temp temperature total totals turnover",
    "weather",
    "cogs difference fte gmv grp grps headcount payroll refund refunds returns salaries salary share",
    "shipping staff stores tax taxes trp trps variance vat wages",
    "anteil bestand ertrag erträge gehälter gewinn löhne mwst retouren steuer steuern",
    "bénéfice marge remboursements salaires",
    "beneficio devoluciones impuestos margen salarios",
    "umsatz umsätze gesamt summe preis feiertage",
    "ventes revenus recettes prix jours_fériés",
    "ventas ingresos precio festivos",
)
_NOT_SPEND_PARTS = (
    *_COUNTS_PARTS,
    *parts(
        "単価 率 気温 降水 祝日 休日 価格 在庫 合計 小計 総計 売上 利益",
        "原価 粗利 人件費 給与 送料 消費税 税額 返品 返金 来店 店舗数 構成比 差額 クーポン",
        "收入 销售 合计 总计",
        "매출 합계 총계",
    ),
)
NOT_SPEND = Speech(_NOT_SPEND, _NOT_SPEND_PARTS)
"""Of columns that hold something else than spend."""

DOUBTFUL = Speech(
    words(
        "awareness bookings cpi cv cvs days dl dls fiscal_year followers fy goal goals imp imps ly mql mqls",
        "no number promo reach target targets traffic volume arbeitstage neukunden reichweite tage",
        "vimp vimps",
        "active$ flag flags members$ opened$ opens rating ratings recipients sent$ spots subscribers trends",
        "abonnenten empfänger",
    ),
    parts(
        "日数 年度 為替 フォロワー リーチ 新規会員 受注",
        "有無 フラグ$ ボリューム$ トレンド$",
        "(?:数|量|差|申込|資料請求|新規|既存|リピート|流入|来場|友だち追加|友達追加|ダウンロード)$",
    ),
)
"""Of columns that are more likely counts, days and rates than channels, and yet may be either."""

COMPETITORS = Speech(
    words(
        "competition competitive competitor competitors competitor's rival rivals",
        "konkurrenz konkurrent konkurrenten wettbewerb wettbewerber mitbewerber",
        "concurrent concurrents concurrence competidor competidores competencia",
    ),
    parts("競合 競争(?:相手|他社|会社) 他社 同業 ライバル 竞品 竞争 对手 경쟁 타사"),
)
"""Of those who spend on ads of their own; or of ads beside their names, which are one's own."""

MARKET = Speech(
    words("industry market sector branche markt secteur marché mercado"),
    parts("業界 市場 行业 市场 업계 시장"),
)
"""Of all who sell the same."""

OF_ADS_AT_ALL = Speech(
    words("ad ads adspend advertising all media overall total whole werbung gesamt publicité publicidad"),
    parts("全体 合計 総 計 の 広告宣伝 広告 媒体 出稿 广告 광고"),
)
"""What stands beside it where it is no channel of one's own."""

TIMES = Speech(
    words(
        "date dates day days ended ends from month quarter start started starts time timestamp until week",
        "year anfang beginn datum ende jahr monat tag woche zeit",
        "année date_de_début date_de_fin début fin jour mois semaine año fecha mes semana",
    ),
    parts(
        "(?<![末祝平休])日別?[付時]?別? 年月度? 月[別次度]? 週[別次]? 年別? 期間 開始 終了 曜日",
        "日期 时间 날짜 기간",
    ),
)
"""Of columns that tell when something was."""

VALUES = words("val value values 値 数値 wert werte valeur valeurs valor valores 数值 값")
"""How the amounts of a table are called whose columns were turned into rows."""

CUMULATIVE = Speech(
    words("cumulative ytd year_to_date running_total kumuliert cumulé acumulado"), ("累計", "累计", "누계")
)
"""Of amounts that each hold those before them."""

_NOT_ACTUAL = CUMULATIVE.words | words(
    "budget budgeted budgets fcst forecast forecasted forecasts last_year mtd plan planned prev previous",
    "mediaplan prior_year prior_month projected qtd yoy last_month prev_month prev_year previous_month",
    "previous_year",
    "soll vorjahr geplant",
    "prévision prévisions prévu budgété",
    "presupuesto previsto",
)
_NOT_ACTUAL_PARTS = (
    *CUMULATIVE.parts,
    *parts(
        "予算 計画 目標 見込み? 予測 予想 前年 前月 前期 昨年 昨対 予実",
        "预算 计划 目标 预测 去年",
        "예산 계획 목표 예상 전년",
    ),
)
NOT_ACTUAL = Speech(_NOT_ACTUAL, _NOT_ACTUAL_PARTS)
"""Of a plan, another year or a running total, and not of what was spent."""

BESIDE = Speech(words("goal goals ly target targets ziel"), ())
"""The same beside the name of what the plan is for; alone they may be a shop, or Libya."""

_NO_CHANNEL = words(
    "all allowed change committed diff estimated goal growth limit remaining target targeted vs",
    "click conversion customer install lead order visit",
    "fulfilment fulfillment goods labor labour manufacturing material materials office operating overhead",
    "packaging personnel product production products r_d rent δ",
    "ziel material personal produktion versand waren",
)
NO_CHANNEL = Speech(
    _NOT_SPEND | _NOT_ACTUAL | _NO_CHANNEL,
    (*_NOT_SPEND_PARTS, *_NOT_ACTUAL_PARTS, "当初", "残り?", "非", "仕入れ?", "製造", "物流", "販売"),
)
"""What costs are called after that are spent on no channel, where nothing else stands beside the mark."""

MEASURES = words(
    "amount amounts cost costs daily days flag fy gross level ly monthly net pcs quarterly spend spending",
    "value values weekly yearly cm mm",
)
"""Words behind what a name calls that only measure or date it."""

OPENINGS = words(
    "avg average cpa cpc cpm ctr pct roas roi",
    "bénéfice clics clients commandes marge prix prévision prévisions recettes remboursements revenus",
    "salaires ventes",
    "beneficio clientes devoluciones impresiones impuestos ingresos margen pedidos precio presupuesto",
    "salarios ventas",
)
"""Words that a name calls something by at its beginning, too: measures, and nouns of French and Spanish."""

COUNTERS = r"[\d数量額高値比差率計金次回人者件個点日年月度分期枚额수율률액]*(?:フラグ|実績)?"
"""The same, as a pattern: what may follow a part of a word."""

SAYS_SPEND = Speech(
    words(
        "ad ads adspend advertising budget budgets cost costs media spend spending",
        "kosten ausgaben werbekosten coûts dépenses gasto gastos costes",
    ),
    ("広告", "出稿", "費用", "媒体費", "コスト", "花费", "广告", "광고비", "비용"),
)
"""Of files that hold spend."""

SAYS_REVENUE = Speech(
    words(
        "orders revenue revenues sales turnover",
        "bestellungen erlöse umsatz umsätze",
        "chiffre_d_affaires commandes recettes ventes",
        "ingresos pedidos ventas",
    ),
    ("売上", "売り上げ", "受注", "注文", "销售", "订单", "매출", "주문"),
)
"""Of files that hold revenue."""

EARNED = Speech(
    words(
        "revenues? sales turnover gmv",
        "umsatz umsätze umsatzerlöse erlöse?",
        "chiffre_d_affaires ca_ht ca_ttc recettes ventes revenus?",
        "ventas ingresos faturamento receitas? vendas",
    ),
    ("売上高?", "売り上げ高?", "収益", "月商", "销售", "营业额", "营收", "成交金?额", "매출", "수익"),
)
"""How revenue is called."""

EARNED_HOW = (
    *("gross", "net", "totale?s?", "overall", "amounts?", "value", "items?", "products?", "ordered"),
    *("purchases?", "e_?commerce", "ec", "online", "offline", "store", "shop", "company", "actual"),
    *("daily", "weekly", "monthly", "(?:incl?|excl?)_(?:tax|vat)", "brutto", "netto", "gesamt"),
    *("ht", "ttc", "nettes", "brutes", "netas", "brutas", "netos", "brutos"),
    *("税込み?", "税抜き?", "税別", "総", "純", "合計", "計", "金額", "額", "実績", "商品"),
    *("当月", "月間", "月次", "月別", "日別", "日次", "週次", "オンライン", "ネット", "通販"),
    *("店舗", "実店舗", "全社", "当社", "自社", "收入", "金额", "额", "总", "净", "액", "금액", "총", "순"),
)
"""Parts of names that say how or where revenue was earned, as patterns."""

AMOUNTS = Speech(
    words(
        "amount_due balance balance_due payable net_amount gross_amount amount_payable invoice_amount",
        "invoice_total billed_amount total_amount amount subtotal total totals sum",
        "betrag nettobetrag bruttobetrag rechnungsbetrag gesamtbetrag montant importe",
    ),
    parts("ご?(?:請求|お?支払い?|税込み?|税抜き?|税別|差引|振込|本体)(?:金額|額|価格|総額) 合計 総計 小計"),
)
"""Of rows of invoices that hold what is to be paid for all others."""

TAXES = Speech(
    words(
        "tax taxes vat gst hst iva tva mwst ust umsatzsteuer mehrwertsteuer steuer steuern",
        "cv imp imps profit profits turnover",
    ),
    parts("消費税等? 地方税 税額 税金 外税 内税 利益 増值税 增值税 부가세"),
)
"""Of rows that hold taxes, or what ads brought in the words of consoles."""

FEES = Speech(
    words(
        "fee fees commission commissions discount discounts rebate rebates surcharge surcharges",
        "gebühr gebühren agenturgebühr agenturhonorar honorar rabatt skonto",
        "frais remise remises honoraires honorarios descuento descuentos comisión",
    ),
    parts("手数料 値引き? 割引き? 管理費 管理料 運用費 運用料 代行費 代行料 调整 手续费 折扣 수수료 할인"),
)
"""Of rows that hold what agencies ask or leave, and no spend on a channel."""

NEUTRAL = words(
    "amount amounts total_amount billed_amount invoice_amount invoiced_amount",
    "金額 実績金額 実績額 支払金額 支払額 請求金額 請求額 ご請求金額 ご請求額",
    "税込金額 税抜金額 グロス金額 ネット金額",
    "betrag montant montant_ht importe importe_neto",
)
"""Columns of money that say neither that it was spent nor that it was earned."""

TOTAL = words(
    "total totals grand_total grand_totals sub_total subtotal sub_totals subtotals sum overall",
    "all_channels all_campaigns all_media all_ad_groups all_countries all_regions all_devices worldwide",
    "総 all_stores all_shops all_branches all_accounts all_products all_brands",
    "total_media total_spend total_ad_spend total_net ttl \u03c3",
    "総広告費 合計金額 広告費計 全社 全店 全店舗 全支店 全エリア 全アカウント 全商品 全ブランド 総額",
    "店舗計 全店計 支店計 地域計 部門計 国内計 海外計 広告計 販促計 日計 週計 月計 年計 期間計 月間計 年間計",
    "合計 総計 総合計 計 小計 全体 全媒体 媒体計 媒体合計 全チャネル チャネル計 全キャンペーン",
    "キャンペーン計 累計 トータル 全国 全地域 全デバイス",
    "gesamt gesamtsumme gesamtergebnis summe zwischensumme insgesamt alle_kanäle alle_kampagnen",
    "total_général total_general sous_total somme tous_les_canaux toutes_les_campagnes",
    "suma todos_los_canales todas_las_campañas",
    "合计 总计 小计 总和 汇总 전체 합계 총계 총합계 소계",
)
"""How a row or column is called that adds up others, as `normalised` writes it."""

ALL_CHANNELS = TOTAL | words("all alle tous todos 全 全部 すべて 全て")
"""The same among channels, of which none is called "all"."""

PERHAPS_TOTAL = Speech(
    words(
        "account accounts all apac blended combined company emea global group international latam national",
        "overall sum total totals worldwide",
        "alle gesamt summe ensemble général tous total totale totaux todos todas suma",
    ),
    ("計", "総", "全", "合", "总", "전체"),
)
"""Of names that totals go by and channels, too: only their amounts tell."""
