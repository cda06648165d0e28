"""A page taken apart: what a reader of one language sees, and what a browser would run."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"meta", "link", "br", "img", "input"}
UNSEEN = {"script", "style", "title"}


@dataclass
class Page(HTMLParser):
    """The visible text per language, `(tag, attributes)` of every element, scripts and styles with text."""

    html: bytes
    text: dict[str, str] = field(default_factory=lambda: {"en": "", "ja": ""})
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    scripts: list[tuple[dict[str, str | None], str]] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self._language: str | None = None
        self.feed(self.html.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if tag == "main":
            self._language = attributes["lang"]
        if tag == "script":
            self.scripts.append((attributes, ""))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, f"{tag} closes another element"
        if tag == "main":
            self._language = None

    def handle_data(self, data: str) -> None:
        within = self._open[-1] if self._open else ""
        if within == "script":
            attributes, text = self.scripts[-1]
            self.scripts[-1] = (attributes, text + data)
        elif within == "style":
            self.styles.append(data)
        elif self._language and within not in UNSEEN:
            self.text[self._language] += f" {data}"

    @property
    def charts(self) -> dict[str, Any]:
        """Chart data by id."""
        return {
            str(attributes["id"]): json.loads(text)
            for attributes, text in self.scripts
            if attributes.get("type") == "application/json"
        }

    @property
    def code(self) -> list[str]:
        """The scripts that a browser would run."""
        return [text for attributes, text in self.scripts if "type" not in attributes]

    @property
    def policy(self) -> str:
        """The content security policy."""
        return next(
            str(a["content"]) for _, a in self.elements if a.get("http-equiv") == "Content-Security-Policy"
        )
