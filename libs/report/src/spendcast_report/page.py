"""One self-contained page from templates: no network, no code but its own, deterministic bytes."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from spendcast_report.text import LANGUAGES, Language, visible

View = Callable[[Language], Mapping[str, Any]]
"""What a template is filled with in one language; has `title`."""

_SCRIPTS = ("echarts.common.min.js", "page.js")
_STYLE = "page.css"


def render(template: str, view: View) -> bytes:
    """Fill a template once for each language and put both into one page.

    Args:
        template: name of the template of the content.
        view: makes what it is filled with.

    Returns:
        The HTML page, UTF-8. Names and sentences from outside are shown, never obeyed: they are escaped, and
        control characters are written as their code points.
    """
    environment = _environment()
    contents = []
    for language in LANGUAGES:
        values = view(language)
        filled = environment.get_template(template).render(language=language, **values)
        contents.append({"language": language, "title": values["title"], "html": Markup(filled)})  # noqa: S704
    scripts = [_asset(name) for name in _SCRIPTS]
    style = _asset(_STYLE)
    page = environment.get_template("page.html.jinja").render(
        contents=contents,
        policy=_policy(scripts, style),
        scripts=[Markup(script) for script in scripts],  # noqa: S704 - our own files
        style=Markup(style),  # noqa: S704
    )
    return page.encode()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("spendcast_report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters["data"] = _data
    return environment


def _shown(value: object) -> object:
    """Every expression of a template passes here; markup is what our own templates made."""
    return value if isinstance(value, Markup) else visible(str(value))


def _data(value: object) -> Markup:
    """JSON for a `<script type="application/json">`, which nothing in it can close."""
    text = json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping):
        return {visible(str(key)): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


@cache
def _asset(name: str) -> str:
    return files("spendcast_report").joinpath("assets", name).read_text("utf-8")


def _policy(scripts: list[str], style: str) -> str:
    """A content security policy that lets these scripts and this style act, and nothing else.

    Attributes named style are allowed: ECharts writes them, and bars in tables have their width by one.
    """
    allowed = " ".join(_digest(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src-elem {_digest(style)}; "
        "style-src-attr 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
