"""What pydantic found wrong, in one line for people."""

from pydantic import ValidationError


def faults(error: ValidationError) -> str:
    """`field: what is wrong` for each fault, joined by semicolons."""
    found = ((".".join(map(str, fault["loc"])), fault["msg"]) for fault in error.errors(include_url=False))
    return "; ".join(f"{place}: {message}" if place else message for place, message in found)
