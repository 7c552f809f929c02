"""The three systems in AWS, as processes of the simulation. What they cost comes from measurements and limits."""
