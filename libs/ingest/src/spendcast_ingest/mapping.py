"""`mapping.json`: what the user says about files, columns and channels; it goes before all recognition."""

import codecs
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import pairwise
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from spendcast_ingest.aliases import Field as ColumnField
from spendcast_ingest.catalogue import Value
from spendcast_ingest.files import RawFile
from spendcast_ingest.findings import Finding, Refused, Where, few, is_control, shorten
from spendcast_ingest.units import unit_of

MAPPING = "mapping.json"

_OURS = ("other", "dated", "report_start", "report_end", "channel_group")
ROLES = (*(field for field in get_args(ColumnField) if field not in _OURS), "ignore")
"""What a column can be, besides `spend:NAME` and `control:NAME`."""

_NO_NAMES = frozenset(("n/a", "na", "nan", "none", "null", "not set", "undefined"))
_LONGEST_NAME = 200

_NAMED = re.compile(r"(spend|control):(.*\S.*)", re.DOTALL)


def _column_role(role: str) -> str:
    if role not in ROLES and not _NAMED.fullmatch(role):
        raise ValueError
    return role


_ENCODINGS = re.compile(
    r"ascii|utf-8(-sig)?|utf-(16|32)(-[bl]e)?|cp932|shift_jis\w*|euc_j\w+|iso2022_jp\w*"
    r"|cp(125\d|437|850|852|855|858|866|874|949)|iso8859-\d+|mac-\w+|koi8-[ru]|tis-620"
    r"|gb18030|gbk|gb2312|big5(hkscs)?|euc_kr"
)
"""Names of codecs of the files of spreadsheets and ad consoles."""


def _encoding(name: str) -> str:
    try:
        info = codecs.lookup(name)
    except LookupError as error:
        raise ValueError from error
    if not _ENCODINGS.fullmatch(info.name):
        raise ValueError
    return info.name


def _unit(text: str) -> str:
    unit = unit_of(text)
    if unit is None or not (unit.currency or unit.sized):
        raise ValueError
    return text


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FileMapping(_Strict):
    """What the user says about the files of one name or pattern.

    Attributes:
        ignore: the file is not read.
        sheet: the sheet of a workbook that is read.
        encoding: the codec's name, as Python knows it.
        separator: between fields.
        header_row: row of the header as a spreadsheet shows it.
        date_order: of the numbers of dates such as 01/02/2024.
        decimal: the decimal mark.
        unit: what all amounts of money are counted in, whatever the file says.
        columns: what columns are, by their header as it stands.
        aggregate: how controls become one number a period: their mean per row, or their sum.
        add_up: the file tells of a part of the money, as that of one account or shop does: its amounts are
            added to those of the other files that say so.
    """

    ignore: bool = False
    sheet: str | None = None
    encoding: Annotated[str, AfterValidator(_encoding)] | None = None
    separator: Literal[",", ";", "\t"] | None = None
    header_row: int | None = Field(default=None, ge=1, le=1000)
    date_order: Literal["day_first", "month_first", "year_first"] | None = None
    decimal: Literal[".", ","] | None = None
    unit: Annotated[str, AfterValidator(_unit)] | None = None
    columns: Mapping[str, Annotated[str, AfterValidator(_column_role)]] = Field(default_factory=dict)
    aggregate: Literal["mean", "sum"] = "mean"
    add_up: bool = False


class _Mapping(_Strict):
    files: Mapping[str, FileMapping] = Field(default_factory=dict)
    channels: Mapping[str, str] = Field(default_factory=dict)


@dataclass(frozen=True)
class UserMapping:
    """All that the user says.

    Attributes:
        files: by name or pattern (`*`, `?`); an exact name goes before a pattern.
        channels: the name under which a channel is counted, by the name that stands in the files.
    """

    files: Mapping[str, FileMapping]
    channels: Mapping[str, str]

    def of_file(self, name: str) -> FileMapping:
        """What is said about a file; nothing, if it is not named."""
        if name in self.files:
            return self.files[name]
        return next((one for pattern, one in self.files.items() if fnmatchcase(name, pattern)), _NOTHING)

    def unused(self, names: Iterable[str]) -> list[Finding]:
        """An error for each name or pattern that no file has, and for each file that two patterns fit."""
        names = sorted(names)
        several = [
            _error("several_patterns", path=f"files.{second}", name=name, first=first)
            for name in names
            if name not in self.files
            for first, second in pairwise(pattern for pattern in self.files if fnmatchcase(name, pattern))
        ]
        return several + [
            _error("unknown_file", path=f"files.{pattern}", names=few(names))
            for pattern in self.files
            if not any(fnmatchcase(name, pattern) or name == pattern for name in names)
        ]


_NOTHING = FileMapping()
NO_MAPPING = UserMapping({}, {})


def read_mapping(file: RawFile) -> UserMapping:
    """Read `mapping.json`.

    Raises:
        Refused: `mapping_error`: it is no JSON, or says something that is not known.
    """
    try:
        read = _Mapping.model_validate(_content(file))
    except ValidationError as error:
        raise Refused(*map(_invalid, error.errors()[:5])) from error
    _refuse_odd_names(read)
    return UserMapping(dict(read.files), dict(read.channels))


def _content(file: RawFile) -> object:
    try:
        return json.loads(file.data.decode("utf-8-sig"), object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise Refused(_error("json", row=error.lineno)) from error
    except UnicodeDecodeError as error:
        raise Refused(_error("not_utf8")) from error
    except _RepeatedKeyError as error:
        raise Refused(_error("repeated_key", path=shorten(str(error)))) from error
    except (RecursionError, ValueError) as error:  # brackets in one another without end, or a number
        raise Refused(_error("json", row=1)) from error


def _refuse_odd_names(read: _Mapping) -> None:
    names = [("channels", name) for name in read.channels.values()]
    for pattern, file in read.files.items():
        for header, role in file.columns.items():
            if match := _NAMED.fullmatch(role):
                names.append((f"files.{pattern}.columns.{header}", match[2]))
    odd = [(path, name) for path, name in names if not is_name(name)]
    if odd:
        raise Refused(
            *(_error("odd_name", path=shorten(path, 80), name=shorten(name)) for path, name in odd[:5])
        )


def is_name(name: str) -> bool:
    """Whether a text can name a channel or control: no control characters, no formula, not empty or so."""
    sound = bool(name.strip()) and not any(map(is_control, name)) and not is_formula(name)
    return sound and not fault_of_name(name)


_DATED = re.compile(
    r"[\s_.(-]*(?<!\d)(?P<year>19|20)\d\d(?:[-_.年]?\d{1,2}(?!\d)|\d{4})?(?!\d).*$", re.DOTALL
)
"""The end of a name of a file, from a year on: those of other months differ from there."""


def channel_after(file: str) -> str:
    """The name of the channel whose export a file is, for a proposal: that of the file, if it can be one."""
    stem = _DATED.sub("", file.rsplit("/", 1)[-1].split(".", maxsplit=1)[0])
    return stem if is_name(stem) else "channel"


def all_like(file: str) -> str:
    """The pattern of the exports of which a file is one, where its name is dated: meta-*.csv."""
    name, dot, ending = file.partition(".")
    dated = _DATED.search(name)
    return f"{name[: dated.start('year')]}*{dot}{ending}" if dated and dated.start() else file


def fault_of_name(name: str) -> dict[str, Value]:
    """Why a text names nothing, as values of the finding `unusable_name`; empty if it names something."""
    if name.casefold().strip("()[]<> ") in _NO_NAMES:
        return {"variant": "placeholder"}
    if "\ufffd" in name:
        return {"variant": "damaged"}
    return {"variant": "too_long", "count": len(name)} if len(name) > _LONGEST_NAME else {}


def is_formula(text: str) -> bool:
    """Whether a spreadsheet that opens the text would take it for a formula."""
    return unicodedata.normalize("NFKC", text).lstrip(' "').startswith(("=", "+", "-", "@"))


def column_role(role: str) -> tuple[str, str]:
    """A role and the name in it: ("control", "price") for `control:price`, ("date", "") for `date`."""
    match = _NAMED.fullmatch(role)
    return (match[1], match[2].strip()) if match else (role, "")


def as_spend(file: str, channels: Mapping[str, str]) -> str:
    """What to write into mapping.json, so that columns are taken for spend on channels, by their headers."""
    return as_columns(file, {column: f"spend:{channel}" for column, channel in channels.items()})


def as_columns(file: str, roles: Mapping[str, str]) -> str:
    """What to write into mapping.json, so that columns are what `roles` says, by their headers."""
    return json.dumps({"files": {file: {"columns": dict(roles)}}}, ensure_ascii=False)


def as_header_row(file: str, row: int) -> str:
    """What to write into mapping.json, so that the header of a file is that row."""
    return json.dumps({"files": {file: {"header_row": row}}}, ensure_ascii=False)


def as_unit(file: str, unit: str) -> str:
    """What to write into mapping.json, so that the amounts of a file are counted in that unit."""
    return json.dumps({"files": {file: {"unit": unit}}}, ensure_ascii=False)


def as_parts(files: Iterable[str]) -> str:
    """What to write into mapping.json, so that files are each a part of the money."""
    return json.dumps({"files": {file: {"add_up": True} for file in files}}, ensure_ascii=False)


class _RepeatedKeyError(ValueError):
    """A key stands twice in one object of JSON."""


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise _RepeatedKeyError(key)
    return dict(pairs)


_WANTED = {
    "extra_forbidden": "unknown_entry",
    "model_type": "object",
    "mapping_type": "object",
    "dict_type": "object",
    "string_type": "text",
    "bool_type": "truth",
    "bool_parsing": "truth",
    "literal_error": "one_of",
    "value_error": "role",
}
"""By pydantic's kind of error, what should stand there; all other kinds concern numbers, those of rows."""


def _invalid(problem: ErrorDetails) -> Finding:
    place = problem["loc"]
    if not place:
        return _error("whole")
    field = str(place[-1])
    variant = field if field in {"encoding", "unit"} else _WANTED.get(problem["type"], "row")
    path, text = shorten(".".join(map(str, place)), 80), shorten(str(problem["input"]))
    wanted: Iterable[str] = ()
    if variant == "unknown_entry":
        wanted = _Mapping.model_fields if len(place) == 1 else FileMapping.model_fields
    elif variant == "one_of":
        wanted = _choices(field)
    elif variant == "role":
        wanted = ROLES
    return _error(variant, path=path, text=text, names=list(wanted))


def _choices(field: str) -> list[str]:
    """The texts that a field of `FileMapping` can be."""
    kinds = FileMapping.model_fields[field].annotation
    return [choice for kind in (kinds, *get_args(kinds)) for choice in get_args(kind) if type(choice) is str]


def _error(variant: str, **values: Value) -> Finding:
    return Finding.of("mapping_error", Where(MAPPING), variant=variant, **values)


def missing_channels(unknown: Iterable[str], names: Sequence[str]) -> list[Finding]:
    """An error for each channel that the mapping names and no file has."""
    return [_error("unknown_channel", path=f"channels.{shorten(name)}", names=few(names)) for name in unknown]


def missing_columns(file: str, columns: Mapping[str, str], header: Sequence[str]) -> list[Finding]:
    """An error for each column that the mapping names and the file does not have."""
    return [
        _error("unknown_column", path=f"files.{file}.columns", column=name, names=few(filter(None, header)))
        for name in columns
        if name not in header
    ]
