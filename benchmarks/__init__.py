"""How fast it is: `python -m benchmarks` measures every line in one run, each beside its references."""
