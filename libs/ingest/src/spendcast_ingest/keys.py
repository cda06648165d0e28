"""Names as they are compared."""

import re
import unicodedata

_SEPARATORS = r"[\s_\-\u2010-\u2015\u2212]+"


def normalised(name: str) -> str:
    """A header as it is compared: compatibility forms unified, no case, one underscore between words."""
    return re.sub(r"[\s_-]+", "_", unicodedata.normalize("NFKC", name).casefold()).strip("_")


def channel_key(name: str) -> str:
    """A channel as it is compared: compatibility forms unified, no case, nothing between words.

    GoogleAds, "google ads" and google_ads are one channel. Between two digits a separator stays: "tv 1 2" may
    be no "tv 12".
    """
    plain = unicodedata.normalize("NFKC", name).casefold().strip()
    apart = re.sub(rf"(?<=\d){_SEPARATORS}(?=\d)", "\0", plain)
    return re.sub(_SEPARATORS, "", apart) or plain
