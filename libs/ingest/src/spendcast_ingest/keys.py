"""Names as they are compared."""

import re
import unicodedata

_DRAWN_AS_PICTURE = "\ufe0f"
"""Says how the character before it is drawn."""

_SEPARATORS = r"[\s_\-\u2010-\u2015\u2212]+"


def normalised(name: str) -> str:
    """A header as it is compared: compatibility forms unified, no case, one underscore between words."""
    return re.sub(r"[\s_-]+", "_", unicodedata.normalize("NFKC", name).casefold()).strip("_")


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
