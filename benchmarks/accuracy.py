"""Accuracy on worlds whose truth is known: ours, least squares, an oracle, and the peers' kept answers.

`python -m benchmarks.accuracy --worlds 200` reports on check worlds. To choose a model, pass
`--purpose design`: what was chosen on some worlds must not be reported on them.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence

from benchmarks.cases import known_truth
from benchmarks.estimates import from_answer
from benchmarks.methods import METHODS, ON_REQUEST
from benchmarks.oracle import oracle
from benchmarks.peers.run import PEERS, answers, as_case
from benchmarks.scores import (
    FIGURES,
    Score,
    Scores,
    by_kind,
    coverage,
    on,
    ratio,
    reach,
    roas_error,
    score,
    wape,
)
from spendcast_mixmodel.simulate import World, draw_world

OURS, ORACLE = "spendcast", "oracle"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--worlds", type=int, default=200, help="how many worlds (default: 200)")
    parser.add_argument("--purpose", choices=("check", "design"), default="check")
    parser.add_argument("--family", choices=("varied", "textbook"), default="varied")
    parser.add_argument("--methods", default=f"{','.join(METHODS)},{ORACLE}", help="comma-separated")
    arguments = parser.parse_args()
    worlds = [draw_world(number, arguments.purpose, arguments.family) for number in range(arguments.worlds)]
    methods = METHODS | ON_REQUEST | {ORACLE: oracle}
    scores: dict[str, list[Score]] = {}
    for name in arguments.methods.split(","):
        scores[name] = [score(world, methods[name](world)) for world in worlds]
        print(f"fitted: {name}", file=sys.stderr)
    print(f"\n{len(worlds)} {arguments.family} {arguments.purpose} worlds")
    print_table(scores)
    print_kinds(scores)
    print_peers(worlds, scores)
    if cases := known_truth():
        print(f"\n{len(cases)} cases with known truth: a sanity check, too few to choose by")
        print_table({name: [score(case, methods[name](case)) for case in cases] for name in scores})


def print_table(scores: Mapping[str, Scores]) -> None:
    """One row a method, and ours over each other in pairs."""
    width = max(map(len, scores)) + 2
    print(f"{'':{width}}" + "".join(f"{name:>{max(len(name) + 2, 8)}}" for name in FIGURES))
    for name, found in scores.items():
        cells = (f"{figure(found):>{max(len(head) + 2, 8)}.3f}" for head, figure in FIGURES.items())
        print(f"{name:{width}}" + "".join(cells))
    for name, found in scores.items():
        if name != OURS and OURS in scores:
            ours = scores[OURS]
            errors, shares = ratio(roas_error, ours, found), ratio(wape, ours, found)
            print(f"{OURS} / {name}: ROI error {errors}, WAPE {shares}")


def print_kinds(scores: Mapping[str, Scores]) -> None:
    """Per kind of world: ours, and the oracle's ROI error where it is among them."""
    if OURS not in scores:
        return
    others = by_kind(scores[ORACLE]) if ORACLE in scores else {}
    print(
        f"\n{'kind':<28}{'worlds':>7}{'ROI error':>11}{'WAPE':>7}{'covers':>8}{'reach 0':>9}{'/ oracle':>10}"
    )
    for kind, found in by_kind(scores[OURS]).items():
        against = f"{roas_error(found) / roas_error(others[kind]):.2f}" if kind in others else "-"
        cells = f"{roas_error(found):>11.3f}{wape(found):>7.3f}{coverage(found):>8.3f}{reach(found):>9.2f}"
        print(f"{kind:<28}{len(found):>7}{cells}{against:>10}")


def print_peers(worlds: Sequence[World], scores: Mapping[str, Scores]) -> None:
    """The same table on those worlds that a peer has answered, for each peer."""
    for peer in PEERS:
        kept = answers(peer)
        keys = {world.name: peer.key(as_case(world)) for world in worlds}
        answered = [world for world in worlds if keys[world.name] in kept]
        if not answered:
            print(f"\n{peer.package} has not answered these worlds; `make bench PEERS=1` asks it.")
            continue
        beside = {name: on([world.name for world in answered], found) for name, found in scores.items()}
        beside[f"{peer.package} {peer.version}"] = [
            score(world, from_answer(kept[keys[world.name]])) for world in answered
        ]
        print(f"\nOn the {len(answered)} worlds that {peer.package} has answered")
        print_table(beside)


if __name__ == "__main__":
    main()
