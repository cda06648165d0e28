"""What can go wrong with a store.

StoreError
├── AddressError         the store's address cannot be understood, or names nothing
├── KeyRefused           a key that no store takes
├── ObjectMissing        no object has that key
├── ObjectChanged        the object is not the one referred to (generation or hash)
├── PreconditionFailed   somebody else wrote first
├── StoreUnavailable     temporary: the store did not answer, or refused for now
├── RegistryError        the registry holds no such version, or one that does not fit its hashes
└── TableDamaged         the evaluations table is there, but is none
"""


class StoreError(Exception):
    """Base of every error that a store raises."""


class AddressError(StoreError):
    """The store's address cannot be understood, or nothing stands there."""


class KeyRefused(StoreError):
    """The key has a form that no store takes."""


class ObjectMissing(StoreError):
    """No object has that key."""


class ObjectChanged(StoreError):
    """The object that is there is not the one that was referred to."""


class PreconditionFailed(StoreError):
    """The object's generation is not the expected one: another writer came first."""


class StoreUnavailable(StoreError):
    """The store did not answer, or refused; the same call may succeed later."""


class RegistryError(StoreError):
    """The registry holds no such model or version, or what it holds does not fit its hashes."""


class TableDamaged(StoreError):
    """What stands in the evaluations table's place is no such table."""
