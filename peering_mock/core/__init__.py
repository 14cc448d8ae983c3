"""What every cloud shares: time, ids, the store, the life-cycle engine, faults, the log. Knows no cloud's name."""
