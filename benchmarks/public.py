"""What is said of published data: ROAS per channel by us, by least squares and by the peers.

`python -m benchmarks.public` prints medians and 90 % intervals, with the truth where it is known. Peers that
have not answered a set yet are asked with `--ask`. No controls are given to anybody.
"""

import argparse
import sys

from benchmarks.cases import PublicSet, public_sets
from benchmarks.estimates import Estimates, from_answer
from benchmarks.methods import METHODS
from benchmarks.peers.run import PEERS, answers, as_case, ask, missing
from spendcast_mixmodel.estimates import Array


def main() -> None:
    """Print one table a set."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ask", action="store_true", help="ask the peers for what they have not answered")
    arguments = parser.parse_args()
    sets = public_sets()
    if not sets:
        sys.exit("bench: the published sets are looked for in ../shared/data/public and are not there")
    if arguments.ask:
        for peer in PEERS:
            for answer in ask(peer, missing(peer, [as_case(one) for one in sets])):
                print(f"{peer.name} {answer['case']}: {answer.get('error', 'answered')}", file=sys.stderr)
    for one in sets:
        print_set(one)


def print_set(one: PublicSet) -> None:
    """One row a channel, one column a method."""
    told: dict[str, Estimates] = {name: method(one) for name, method in METHODS.items()}
    for peer in PEERS:
        if answer := answers(peer).get(peer.key(as_case(one))):
            told[peer.package] = from_answer(answer)
    width = max(map(len, one.channels)) + 2
    truth = f"{'truth':>9}" if one.roas else ""
    print(f"\n{one.name}: {len(one.periods)} weeks, ROAS")
    print(f"{'':{width}}{truth}" + "".join(f"{name:>26}" for name in told))
    for k, channel in enumerate(one.channels):
        cells = "".join(f"{_interval(found.roas[k]):>26}" for found in told.values())
        known = f"{one.roas[k]:>9.1f}" if one.roas else ""
        print(f"{channel:{width}}{known}" + cells)


def _interval(summary: Array) -> str:
    _, median, low, high = summary.tolist()
    return f"{median:.2f} ({low:.2f} to {high:.2f})"


if __name__ == "__main__":
    main()
