"""All roles in one process, or in several over one data directory."""

import signal

import program
import samples
from case import BOTH, Local


class Serving(Local):
    def serve(self, **more: object) -> program.Started:
        """Starts `serve`, which the test ends."""
        started = self.start("serve", **more)
        self.addCleanup(lambda: started.is_running and started.kill())
        return started

    def stop(self, started: program.Started, number: int = signal.SIGTERM) -> program.Ended:
        started.kill(number)
        return self.ended(started, None)

    def settled(self, *receipts: samples.Receipt) -> bool:
        runs = {run["run_id"]: run for run in self.runs()}
        return all(runs.get(self.run_id(receipt), {}).get(f"{collection}_state") == "COMPLETED"
                   for receipt in receipts for collection in BOTH)
