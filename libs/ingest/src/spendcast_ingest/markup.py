"""XML of workbooks, read without what could unfold in it."""

from xml.parsers import expat


def xml_parser() -> expat.XMLParserType:
    """A parser that takes no document type, for it could unfold entities; workbooks have none.

    It raises ValueError where there is one.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> None:
    raise ValueError("its XML has a document type")
