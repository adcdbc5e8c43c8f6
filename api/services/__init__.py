"""Use cases: each takes a unit of work and plain values, and knows no HTTP."""
