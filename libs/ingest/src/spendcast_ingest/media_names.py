"""Words and parts of words that names of channels hold: platforms, media, formats and aims of advertising."""

from spendcast_ingest.vocabulary import Speech, parts, stems, words

MEDIA = Speech(
    words(
        "ad ads adwords app apps asa brand branding cm cpc cpm crm ctv dgm direct dm dooh dsp dv360 edm",
        "event events exhibition exhibitions fb feed flyer flyers gdn generic gsn ig kakao lap line mail",
        "mails mass media medium meta naver nonbrand nsp offline online ooh organic other others ott",
        "owned p_max paid partner partners performance pla pmax pr press print prospecting push reels rtb",
        "sea sem seo sms sns sponsor sponsors stories tv tvc uac vod web wechat weibo x ydn yda ysa yss yt",
        "andere bahn fernsehen funk kino messe messen plakat plakate post presse rundfunk sonstige",
        "sonstiges zeitung zeitungen zeitschrift zeitschriften",
        "affichage autre autres cinéma courrier journaux télé salon salons",
        "cine correo exterior otros periódico periódicos prensa revista revistas redes",
    ),
    (
        *stems(
            "advert affiliat amazon apple audio baidu banner billboard bing broadcast campa catalog channel",
            "cinema criteo digital discovery display ebay email e_mail facebook google influenc instagram",
            "leaflet linkedin magazine mailing marketing microsoft native netflix newsletter newspaper",
            "outbrain outdoor pinterest podcast poster programmatic radio rakuten reddit referral",
            "remarketing retargeting search shopping signage smartnews snapchat social sponsor spotify",
            "streaming taboola telev télév tiktok trade_show twitch twitter video webinar whatsapp yahoo",
            "yandex youtube abema applovin bookingcom booking_com demand_gen expedia hulu indeed moloco",
            "paypay quora roku suumo tver walmart",
            "anzeige beilage kampagne kanal medien (?<!be)suche suchmaschine werbung soziale imprimé",
            "publicité prospekt prospectus recherche réseaux vidéo afiliad buscador búsqueda folleto impreso",
            "publicidad vídeo",
        ),
        *parts(
            "広告 検索 リスティング ディスプレイ 動画 折込 折り込み チラシ 新聞 雑誌 テレビ ラジオ 交通 屋外",
            "電車 駅 タクシー 看板 サイネージ アフィリエイト メール メルマガ 媒体 メディア キャンペーン",
            "チャネル ソーシャル ブランド 指名 一般 インフルエンサー ポスティング フリーペーパー カタログ",
            "会報 記事 タイアップ 純広 バナー リターゲ リマーケ ショッピング ネット デジタル (?<![^_])マス",
            "オンライン オフライン ウェブ アプリ イベント 展示会 セミナー 協賛 スポンサー ポータル",
            "比較サイト プッシュ ハガキ はがき 郵送 印刷 映画 シネ 音声 ポッドキャスト 求人 その他 ヤフー",
            "グーグル フェイスブック インスタ ツイッター ユーチューブ 楽天 アマゾン ティックトック クリテオ",
            "スマートニュース グノシー パフォーマンス デマンドジェン テレマ 転職 マイナビ リクナビ じゃらん",
            "一休 ホットペッパー 食べログ ぐるなび",
            "搜索 展示广告 视频 社交 电视 广播 报纸 杂志 户外 邮件 百度 微信 微博 抖音 小红书 快手",
            "淘宝 天猫 京东 渠道 其他 广告",
            "검색 디스플레이 동영상 소셜 신문 잡지 라디오 옥외 이메일 네이버 카카오 구글 매체 기타 광고 배너",
            "유튜브 쿠팡 인스타 페이스북",
        ),
    ),
)
"""Where one column of spend is called so, the others nearly always are."""
