"""Step 1: raw files to a checked panel."""
