"""Writing of the two artifacts of one fit: `model.json` for prediction, `model.joblib` for Python users."""

import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, Protocol

import joblib
import pandas as pd

from spendcast_mixmodel.document import SCHEMA_VERSION
from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit.panel import TrainingData
from spendcast_mixmodel.fit.rounding import rounded, rounded_array
from spendcast_mixmodel.fit.verdicts import Verdict
from spendcast_mixmodel.predict import Model, Plan
from spendcast_mixmodel.response import Response

Judged = Mapping[str, Any]
UNJUDGED: Judged = {"verdict": "", "reason": "", "code": "", "values": {}, "settle": None}


class Fitted(Protocol):
    """What a fitted estimator must offer to be written."""

    kind: str
    response_: Response
    verdicts_: tuple[Verdict, ...]

    def predict(self, X: pd.DataFrame, days: Any = None) -> Array:
        """Expected revenue per period, shape (n,)."""


def to_json(estimator: Fitted, data: TrainingData) -> bytes:
    """Write `model.json`: equal bytes for equal fits, with no time or place in them.

    Args:
        estimator: Fitted to the complete periods of `data`.
        data: The panel.
    """
    trained = data.only_complete()
    document = _document(estimator, trained, [_judged(verdict) for verdict in estimator.verdicts_])
    document["golden"] = _golden(estimator, trained, Model.from_json(_encoded(document)))
    return _encoded(document)


def unjudged(estimator: Fitted, data: TrainingData) -> Model:
    """What answers as `model.json` would, without verdicts, which take longer to find than the answers."""
    trained = data.only_complete()
    return Model.from_json(_encoded(_document(estimator, trained, [UNJUDGED] * len(trained.channels))))


def to_joblib(estimator: Fitted) -> bytes:
    """Write `model.joblib`: the whole estimator."""
    buffer = BytesIO()
    joblib.dump(estimator, buffer)
    return buffer.getvalue()


def _document(estimator: Fitted, trained: TrainingData, verdicts: Sequence[Judged]) -> dict[str, Any]:
    return {
        "kind": estimator.kind,
        "schema_version": SCHEMA_VERSION,
        "first_weekday": trained.first_weekday,
        "trained_on": {
            "first": trained.periods[0],
            "last": trained.periods[-1],
            "periods": len(trained),
        },
        "trained_days": float(trained.days.sum()),
        "grain": trained.grain,
        "channels": _channels(trained, verdicts),
        "past": {
            "spend": [rounded_array(trained.spend[name].to_numpy()).tolist() for name in trained.channels]
        },
        "response": estimator.response_.to_document(),
        "golden": {},
    }


def _channels(trained: TrainingData, verdicts: Sequence[Judged]) -> list[dict[str, Any]]:
    per_day = trained.spend.div(trained.days, axis=0)
    return [
        {
            "name": name,
            "spend": rounded(trained.spend[name].sum()),
            "lowest": rounded(per_day[name].min()),
            "highest": rounded(per_day[name].max()),
            **verdict,
        }
        for name, verdict in zip(trained.channels, verdicts, strict=True)
    ]


def _judged(verdict: Verdict) -> Judged:
    return {
        "verdict": verdict.verdict,
        "reason": verdict.reason,
        "code": verdict.code,
        "values": dict(verdict.values),
        "settle": _remedy(verdict),
    }


def _remedy(judgement: Verdict) -> dict[str, Any] | None:
    settle = judgement.settle
    if settle is None:
        return None
    return {"code": settle.code, "values": dict(settle.values), "said": settle.said}


def _golden(estimator: Fitted, trained: TrainingData, model: Model) -> dict[str, Any]:
    """A prediction at the mean spend: its mean by the estimator, its quantiles by the reader."""
    period = model.last_period.next()
    share = period.days / trained.days.sum()
    spend = {
        name: rounded(total * share)
        for name, total in zip(trained.channels, trained.spend.sum(), strict=True)
    }
    plan = pd.DataFrame([spend], index=pd.DatetimeIndex([period.start]))
    mean = float(estimator.predict(plan, days=[period.days])[0])
    revenue = model.predict(Plan(spend, period.label))["revenue"] | {"mean": mean}
    return {"spend": spend, "period": period.label, "revenue": revenue}


def _encoded(document: dict[str, Any]) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
