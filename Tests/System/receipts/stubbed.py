"""The program with services that are a stub (stubs.py)."""

from case import Local
from stubs import Stub


class Stubbed(Local):
    """The same with OpenAI, and Places where a test has shops, which are the stub."""

    model = "text-embedding-3-small"
    has_places = False

    def setUp(self) -> None:
        super().setUp()
        self.stub = Stub(self.dimensions)
        self.addCleanup(self.stub.close)
        self.addCleanup(self.nothing_refused)

    def nothing_refused(self) -> None:
        """No request of the whole test was one that the services would not take."""
        self.assertEqual(self.stub.refused, [])

    def variables(self, **more: str) -> dict[str, str]:
        return super().variables(**{**self.stub.variables(self.has_places), **more})
