"""Which model serves after an evaluation, and why."""

from collections.abc import Sequence
from datetime import date

from spendcast_evaluate.gates import Gate, Verdict
from spendcast_evaluate.sentences import joined, say
from spendcast_report.evaluation import Sentence
from spendcast_storage import Pointer


def decide(
    verdict: Verdict, gates: Sequence[Gate], pointer: Pointer | None, as_of: date, *, same: bool
) -> tuple[bool, Sentence]:
    """Whether the new model comes into force, and why, or why the present one stays.

    Publish comes to the same, unless a person forces the promotion or the pointer moves meanwhile.

    Args:
        verdict: Of the gates.
        gates: All of them.
        pointer: To the model in force.
        as_of: Date of this run.
        same: Whether the new model is that in force.
    """
    failed = [gate.said for gate in gates if gate.passed is False]
    if pointer is None:
        return (True, say("first")) if verdict == "first" else (False, joined("broken", failed))
    if same:
        return False, say("same", version=pointer.version)
    if pointer.pinned:
        return False, say("pinned", version=pointer.version, reason=pointer.reason)
    if pointer.as_of > as_of:
        return False, say("later", version=pointer.version, as_of=pointer.as_of.isoformat())
    if verdict == "fail":
        return False, joined("gates_failed", failed, version=pointer.version)
    waived = [gate.name for gate in gates if gate.waived]
    return True, say("passed_waived" if waived else "passed", version=pointer.version)
