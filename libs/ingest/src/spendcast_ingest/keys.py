"""Names as they are compared."""

import re
import unicodedata

_DRAWN_AS_PICTURE = "\ufe0f"
"""Says how the character before it is drawn."""

_SEPARATORS = r"[\s_\-\u2010-\u2015\u2212]+"


_HAN_OR_KANA = r"[\u3040-\u30ff\u3400-\u9fff]"
_SPACED_OUT = re.compile(rf"{_HAN_OR_KANA}(?:_{_HAN_OR_KANA})+")
"""A word whose letters are set apart, as tables do to fill a column: 合　計 and 売　上."""

_BETWEEN = re.compile(rf"(?<={_HAN_OR_KANA})_(?={_HAN_OR_KANA})")


def normalised(name: str) -> str:
    """A header as it is compared: compatibility forms unified, no case, one underscore between words."""
    plain = re.sub(r"[\s_-]+", "_", unicodedata.normalize("NFKC", name).casefold()).strip("_")
    return joined(plain) if _SPACED_OUT.fullmatch(plain) else plain


def joined(plain: str) -> str:
    """A normalised name with nothing between Japanese or Chinese letters, which need no spaces."""
    return _BETWEEN.sub("", plain)


def channel_key(name: str) -> str:
    """A channel as it is compared: compatibility forms unified, no case, nothing between words.

    GoogleAds, "google ads" and google_ads are one channel. Between two digits a separator stays: "tv 1 2" may
    be no "tv 12".
    """
    plain = unicodedata.normalize("NFKC", name).casefold().strip().replace(_DRAWN_AS_PICTURE, "")
    apart = re.sub(rf"(?<=\d){_SEPARATORS}(?=\d)", "\0", plain)
    return re.sub(_SEPARATORS, "", apart) or plain


def label_key(text: str) -> str:
    """A label such as a campaign's as it is compared: forms unified, no case, one space between words.

    What stands between words stays: tv-1 and tv_1 may be two campaigns.
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return " ".join(plain.casefold().split())
