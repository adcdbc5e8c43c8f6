"""How an agreement is negotiated, adopted and kept to: rules over records, without storage and without a clock."""
