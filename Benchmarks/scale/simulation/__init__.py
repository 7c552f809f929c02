"""Discrete events: a clock, what waits for it, pools, buckets of tokens, queues. Knows nothing of AWS or of our programs."""
