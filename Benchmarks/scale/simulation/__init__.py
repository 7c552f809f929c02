"""Discrete events: a clock, pools, buckets of tokens, queues. Knows nothing of AWS or of our programs."""
