"""Put a made-up advertiser's files into a store's `raw/`: `sample.py STORE`. Runs inside the train image."""

import sys

from spendcast_mixmodel.simulate import sample_advertiser, to_files
from spendcast_storage import open_store

MONTHS = 60
"""January 2021 to December 2025."""

if __name__ == "__main__":
    store = open_store(sys.argv[1])
    for name, content in to_files(sample_advertiser(MONTHS)).items():
        if ".csv" in name:  # the truth about the advertiser is not for the model
            store.write(f"raw/{name}", content, if_generation=0)
