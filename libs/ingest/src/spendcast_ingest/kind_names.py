"""Words of columns that tell kinds or states of rows, and of rows that are no money spent or earned."""

from spendcast_ingest.vocabulary import Speech, parts, words

REVERSAL = Speech(
    words(
        "cancel canceled cancelled cancellation cancellations chargeback chargebacks credit(?!_cards?)",
        "credited credits(?!_cards?) declined failed closed_lost refund refunded refunds rejected returned",
        "returns reversal reversals reversed void voided voids",
        "erstattet erstattung gutschrift gutschriften haben retoure retouren rückerstattung storniert",
        "stornierung storno stornos",
        "annulation annulations annulé annulée avoir avoirs extourne remboursement remboursements remboursé",
        "abono abonos anulación anulada anulado cancelada cancelado devolución devoluciones haber reembolso",
    ),
    parts(
        "キャンセル 取消 取り消し 取り下げ 返金 返品 払戻 払い戻し 赤伝 赤黒 失注 中止 貸方",
        "退款 退货 取消 作废 冲销 红冲",
        "환불 취소 반품",
    ),
)
"""Of rows that take amounts back, or of which nothing came."""

CREDIT_SIDE = Speech(words("c cr credit crédit h haben haber k 貸"), parts("貸方"))
"""The side of an account that takes spend back."""

DEBIT_SIDE = Speech(words("d debe debit débit dr s soll 借"), parts("借方"))
"""The side of an account that takes revenue back."""

SIDES = Speech(
    words(
        "c_d credit_debit cr_dr d_c debe_haber debit_credit débit_crédit dr_cr haben_soll s_h sh",
        "soll_haben",
    ),
    parts("貸借 借貸 借方_?貸方"),
)
"""Of columns that tell the sides of an account."""

PLAN_OR_REAL = Speech(
    words(
        "a_f act_fcst actual_budget actual_forecast actual_plan budget_actual forecast_actual plan_actual",
        "ist_plan ist_soll plan_ist soll_ist",
    ),
    parts("予実 実予 予算_?実績 実績_?予算 計画_?実績 見込_?実績 実績_?見込"),
)
"""Of columns that tell which rows are planned, and which are real."""

PLAN_SIDE = words("b bud f fc fcst le p s 予 計 見")
"""The planned in them, in letters."""

KINDS = Speech(
    SIDES.words
    | PLAN_OR_REAL.words
    | words(
        "kind scenario status statuses type types",
        "version",
        "art belegart buchungsart buchungstyp typ vorgang vorgangsart zustand",
        "nature sens statut estado naturaleza tipo",
    ),
    (
        *SIDES.parts,
        *PLAN_OR_REAL.parts,
        *parts(
            "区分 種別 種類 ステータス 状態 タイプ",
            "状态 类型 类别",
            "상태 유형 구분",
        ),
    ),
)
"""Of columns that tell kinds or states of rows."""

OF_ADS = Speech(
    words(
        "account ad ads adset age asset attribution audience bid bidding campaign channel content conversion",
        "creative customer delivery device event format gender group item keyword match media network",
        "objective page payment_method payment_type placement post product region result store strategy",
        "targeting user",
        "anzeige anzeigen kampagne kunde produkt zahlungsart annonce campagne client produit anuncio campaña",
        "cliente producto",
    ),
    parts(
        "広告 キャンペーン マッチ デバイス 端末 入札 クリエイティブ 配信 掲載 キーワード 商品 顧客 会員 店舗",
        "業種 素材 媒体 メディア 目的 課金 フォーマット 支払 決済",
        "广告 商品 客户",
        "광고 캠페인 상품 고객",
    ),
)
"""Of columns that tell kinds of ads, customers and the like, whose rows all count."""

ORDINARY = Speech(
    words(
        "active actual actuals approved archived billed booked charge charged charges closed complete",
        "completed confirmed cost debit disabled eligible enabled ended final finished inactive invoice",
        "invoiced ist learning limited live not off on open order paid paused payment pending posted",
        "purchase removed",
        "running sale sales settled spend",
        "aktiv beendet bestätigt bezahlt facturado facturé habilitada pagado pausado pausiert payé payée",
        "rechnung réglé terminé validé validée",
    ),
    parts(
        "(?<![未不非])(?:確定|承認|完了|請求|支払|計上|実績|売上|通常|有効|配信|掲載|停止|終了|受注)",
        "済み? 一時 中",
    ),
)
"""Of kinds and states of rows that all count."""

REMARKS = Speech(
    words(
        "annotation annotations comment comments memo note notes remark remarks",
        "anmerkung anmerkungen bemerkung bemerkungen commentaire commentaires observaciones nota notas",
    ),
    parts("備考 メモ 摘要 コメント 注記 备注 비고 메모"),
)
"""Of columns that say something of some rows, in free words."""

ACCOUNTS = Speech(
    words(
        "account account_name account_title expense_category expense_type gl_account ledger_account",
        "konto sachkonto kontobezeichnung compte libellé_compte cuenta",
    ),
    parts("勘定科目 科目 費目 会计科目 계정과목"),
)
"""Of columns that tell what a ledger's rows are for; or on which account of a console ads ran."""

LEDGER = Speech(
    words(
        "advertising depreciation expense expenses fees income insurance interest payroll postage purchases",
        "rent revenue salaries sales supplies travel utilities wages",
        "gehälter löhne miete reisekosten umsatzerlöse werbekosten achats loyer salaires ventes publicité",
        "alquiler sueldos ventas publicidad",
    ),
    parts("費$ 売上 仕入 家賃 給料 給与 手数料 利息 费$ 收入 비$ 매출"),
)
"""Of rows of a ledger."""

LIMITS = Speech(
    words(
        "limited_by_(?:the_)?budget constrained_by_(?:the_)?budget (?:out_of|over|under|within|on)_budget",
        "budget_(?:limited|limit|exhausted|exceeded|reached|depleted|constrained|spent|aufgebraucht)",
        "durch_(?:das_)?budget limit[ée]e?s?_par_(?:le_)?budget",
    ),
    parts("予算による制限 予算(?:超過|不足|切れ|到達|内|制限|上限|消化) 目標(?:達成|到達)"),
)
"""What consoles say of ads that budgets limit, and reports of goals; the rows are real."""

FLAGS = Speech(words("flag flags is was"), parts("フラグ"))
"""Of columns whose 1 means yes, and no number of something."""

FLAG_BESIDE = Speech(
    FLAGS.words
    | words(
        "a amount amounts been booking cost costs data entry figure figures has indicator invoice item line",
        "month order orders period record row rows sale spend status transaction value values yn",
    ),
    (*FLAGS.parts, *parts("データ 行 済み? 注文 受注 広告費 費用 金額 有無 か否か")),
)
"""What the name of a flag says besides what it flags."""

UNSURE = Speech(
    words(
        "accrual accrued estimate estimated estimates estimation expected forecasted preliminary provisional",
        "provisionally tentative unconfirmed",
        "geschätzt prognose schätzung vorläufig estimé estimée provisoire estimado estimada provisional",
    ),
    parts("暫定 概算 見積り?もり? 仮 推定 未確定 未承認 预估 추정"),
)
"""Of rows that may yet become otherwise, by flags."""

REAL = Speech(
    words(
        "actual actuals confirmed final finalised finalized real realised realized",
        "bestätigt endgültig tatsächlich confirmé confirmée définitif réel réelle confirmado definitivo",
    ),
    parts("(?<![未不非])(?:確定|実績|実際|確認) 实际 실적"),
)
"""Of rows that were really spent or earned, by flags."""

YES = words("1 t true y yes wahr ja vrai oui verdadero sí si ○ \u3007 ✓ ✔ はい 有 是 예")
NO = words("0 f false n no falsch nein faux non falso \u00d7 ✗ - いいえ 無 否 아니오")
"""How a column says whether its rows are what it is called."""

CIRCLES = words("○ \u3007")
"""A yes, beside which an x is a no; beside nothing, it is a yes."""

KEYWORDS = Speech(
    words("keyword keywords placement placements"), parts("キーワード プレースメント 关键词 키워드")
)
"""Of columns in which words stand that others chose: people look for "hotel budget", too."""

MEDIUM = words("medium メディア")
"""Columns that may be the channel, and in reports on traffic tell its kind: the medium of google is cpc."""

SOURCES = words("source sources session_source traffic_source utm_source 参照元 流入元 ソース quelle fuente")
"""Columns that tell the channel in such reports."""
