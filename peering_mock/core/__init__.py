"""What every cloud shares: time, ids, the store, the life-cycle engine, faults and the journal. Knows no cloud's name."""
