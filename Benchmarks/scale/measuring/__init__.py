"""Service times of the programs, measured on this machine, as the simulation takes them."""
