"""Words that tell what names of columns, files and rows speak of."""


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


NOT_SPEND = _words(
    "average avg clicks conversions count cpa cpc cpm ctr customers discount discounts downloads frequency",
    "holiday holidays humidity impr impression impressions income index installs leads margin orders pct",
    "percent price prices profit qty quantity rain rainfall rate ratio reach revenue roas roi sales",
    "sessions",
    "signups snow stock subtotal sum temp temperature total totals turnover units users views",
    "visitors visits",
    "weather",
    "klicks impressionen umsatz umsätze gesamt summe anzahl preis kunden bestellungen feiertage",
    "clics ventes revenus recettes commandes clients prix jours_fériés",
    "impresiones ventas ingresos pedidos clientes precio festivos",
)
"""Words in the names of columns that hold something else than spend, unless marked as spend."""

NOT_SPEND_PARTS = (
    *(
        "クリック",
        "表示",
        "インプレッション",
        "コンバージョン",
        "件数",
        "回数",
        "人数",
        "客数",
        "会員",
        "訪問",
    ),
    *("単価", "率", "気温", "降水", "祝日", "休日", "価格", "在庫", "合計", "小計", "総計", "売上", "利益"),
    *("点击", "展示", "转化", "收入", "销售", "订单", "合计", "总计"),
    *("클릭", "노출", "전환", "매출", "주문", "합계", "총계"),
)
"""The same in languages that put no space between words."""

SAYS_SPEND = _words(
    "ad ads adspend advertising budget budgets cost costs media spend spending",
    "kosten ausgaben werbekosten coûts dépenses gasto gastos costes",
)
"""Words in the names of files that hold spend."""

SAYS_SPEND_PARTS = ("広告", "出稿", "費用", "媒体費", "コスト", "花费", "广告", "광고비", "비용")
"""Parts of the names of files that hold spend."""

TOTAL = _words(
    "total totals grand_total grand_totals sub_total subtotal sub_totals subtotals sum overall",
    "all_channels all_campaigns all_media all_ad_groups all_countries all_regions all_devices worldwide",
    "合計 総計 総合計 計 小計 全体 全媒体 媒体計 媒体合計 全チャネル チャネル計 全キャンペーン",
    "キャンペーン計 累計 トータル 全国 全地域 全デバイス",
    "gesamt gesamtsumme gesamtergebnis summe zwischensumme insgesamt alle_kanäle alle_kampagnen",
    "total_général total_general sous_total somme tous_les_canaux toutes_les_campagnes",
    "suma todos_los_canales todas_las_campañas",
    "合计 总计 小计 总和 汇总 전체 합계 총계 총합계 소계",
)
"""How a row or column is called that adds up others, as `normalised` writes it."""

ALL_CHANNELS = TOTAL | _words("all alle tous todos 全 全部 すべて 全て")
"""The same among channels, of which none is called "all"."""
