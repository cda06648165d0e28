"""Errors as people and programs are told them."""

import json
import traceback

import click

USAGE = 64
TRY_AGAIN = 75


def tell(error: BaseException, *, as_json: bool, debug: bool) -> int:
    """Say on stderr what went wrong, with `as_json` on stdout too, and return the exit code."""
    if debug:
        traceback.print_exception(error)
    code, message = _explained(error)
    if isinstance(error, click.ClickException):
        error.show()
    else:
        click.echo(f"spendcast: {message}", err=True)
    if as_json:
        click.echo(json.dumps({"error": {"message": message, "exit_code": code}}, ensure_ascii=False))
    return code


def _explained(error: BaseException) -> tuple[int, str]:
    """Exit code and message."""
    if isinstance(error, click.ClickException):
        return USAGE, error.format_message()
    if isinstance(error, click.Abort):
        return TRY_AGAIN, "interrupted"
    if isinstance(error, OSError):
        return TRY_AGAIN, str(error)
    # Not at the top: it would slow down `--help`, and an error has time.
    from spendcast_contract import ExitCode, exit_code_of

    code = exit_code_of(error)
    if code == ExitCode.BUG:
        what = f"{type(error).__name__}: {error}"
        return int(code), f"{what}\nThis is a fault of Spendcast's; `--debug` shows where it happened."
    return int(code), str(error)
