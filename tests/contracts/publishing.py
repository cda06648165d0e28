"""Work at the registry for processes that race or are killed."""

from multiprocessing.synchronize import Barrier

from contracts.killing import store_that_kills
from contracts.processes import MOST_SECONDS
from contracts.watched_store import Side
from unit.storage.registered import TUESDAY, add_version, files_of, generation_of, manifest_of

from spendcast_storage import Registry, open_store


def promote_each(address: str, contents: list[str], barrier: Barrier) -> list[str]:
    """Promote each model over the pointer that all racers see, at the same time as they."""
    registry = Registry(open_store(address), "revenue")
    outcomes: list[str] = []
    for content in contents:
        version = add_version(registry, content)
        barrier.wait(MOST_SECONDS)
        over = generation_of(registry)
        barrier.wait(MOST_SECONDS)
        outcomes.append(registry.promote(version, over=over, reason=content)[0])
        barrier.wait(MOST_SECONDS)
    return outcomes


def publish_until_killed(address: str, number: int, side: Side) -> None:
    publish(Registry(store_that_kills(address, number, side), "revenue"))


def publish(registry: Registry) -> str:
    manifest = manifest_of("new", TUESDAY)
    registry.add_version(manifest, files_of("new"))
    outcome, *_ = registry.promote(registry.version(manifest.version), over=0, reason="the gates passed")
    return outcome
