"""Files of spend and revenue to one panel and its findings."""
