"""Pages that people read: data in, one self-contained HTML file in English and Japanese out."""

from spendcast_report.evaluation import Evaluation
from spendcast_report.evaluation_page import evaluation_page
from spendcast_report.text import Text
from spendcast_report.validation import File, Finding, Panel, Validation
from spendcast_report.validation_page import validation_page

__all__ = [
    "Evaluation",
    "File",
    "Finding",
    "Panel",
    "Text",
    "Validation",
    "evaluation_page",
    "validation_page",
]
