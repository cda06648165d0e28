"""Step documents, step runner, exit codes and logs."""
