"""Step documents, step runner, exit codes and logs: all that steps have in common."""

from spendcast_contract.call import DatedParams, Params, parse_params
from spendcast_contract.documents import (
    RUN_ID_PATTERN,
    STEPS,
    Artifact,
    Finding,
    Producer,
    StepDocument,
    StepName,
    Where,
    document_key,
    parse_document,
)
from spendcast_contract.earlier import Earlier, EarlierRuns, earlier_runs, note_run
from spendcast_contract.exits import (
    DataRejected,
    ExitCode,
    InputUnusable,
    StepError,
    TryAgain,
    UsageError,
    exit_code_of,
)
from spendcast_contract.runner import StoreOpener, run_step
from spendcast_contract.step import Output, Result, Step, Work

__all__ = [
    "RUN_ID_PATTERN",
    "STEPS",
    "Artifact",
    "DataRejected",
    "DatedParams",
    "Earlier",
    "EarlierRuns",
    "ExitCode",
    "Finding",
    "InputUnusable",
    "Output",
    "Params",
    "Producer",
    "Result",
    "Step",
    "StepDocument",
    "StepError",
    "StepName",
    "StoreOpener",
    "TryAgain",
    "UsageError",
    "Where",
    "Work",
    "document_key",
    "earlier_runs",
    "exit_code_of",
    "note_run",
    "parse_document",
    "parse_params",
    "run_step",
]
