"""Documents that change, go and come back, also while they are worked on."""

import json

import office
import pdfs
import samples
from case import Local, Stubbed
from stores import mixtures


class Versions(Local):
    def version(self, number: int) -> str:
        """A document of many chunks, each of which names its version."""
        return "\n\n".join(f"version{number} " + samples.words(15, line) for line in range(80))

    def test_03_a_reader_sees_one_version(self):
        uri = self.put("doc.txt", self.version(1))
        sizes = {"CHUNK_SIZE_DOC_SPLIT": "150", "OVERLAP_FOR_DOC_SPLIT": "0"}
        self.run_all(**sizes)
        first = self.active(uri)

        def look() -> str | None:
            chunks = [chunk for chunk in self.stores.chunks(uri) if chunk.status == "active"]
            if not chunks:
                return "no version is active"
            names = {chunk.text.split()[0] for chunk in chunks if chunk.text.startswith("version")}
            return f"{names}" if len(names) > 1 else "; ".join(mixtures(chunks)) or None

        with self.watching(look) as looks:
            for number in (2, 3):
                self.put("doc.txt", self.version(number))
                self.run_all(**sizes, INACTIVE_VERSIONS_KEPT="1")
                old = self.inactive(uri)
                self.assertEqual(len({chunk.time for chunk in old}), 1, "superseded versions")
                self.assertTrue(all(chunk.text.startswith(f"version{number - 1}") for chunk in old
                                    if chunk.text.startswith("version")))
                self.assertTrue(self.texts(uri)[0].startswith(f"version{number}"))
        self.assertGreater(looks[0], 5)
        self.assertGreater(len(first), 50)
        self.put("doc.txt", self.version(4))
        self.run_all(**sizes, INACTIVE_VERSIONS_KEPT="0")
        self.assertEqual(self.inactive(uri), [])

    def test_04_deleted_files_leave_nothing(self):
        text = self.put("gone.txt", samples.words(50))
        picture = self.put("gone.docx", office.docx(
            office.paragraph("a picture"), office.picture(1), pictures=(samples.png(9, 9),)))
        self.put("gone.txt.metadata.json", '{"a": 1}')
        self.run_all()
        self.assertEqual(set(self.stores.rows()), {text, picture})
        self.assertEqual((len(self.stores.links()), len(self.objects("media"))), (1, 1))
        for file in self.input.glob("gone*"):
            file.unlink()
        run = self.run_all()
        self.assertEqual(run.config, [])
        self.assertEqual((self.stores.rows(), self.stores.chunks(), self.stores.links(), self.objects("media")),
                         ({}, [], [], []))
        self.assertEqual(self.search("picture"), [])

    def test_04_an_event_marks_and_manage_removes(self):
        uri, kept = self.put("gone.txt", samples.words(50)), self.put("kept.txt", samples.words(50, 2))
        self.run_all()
        (self.input / "gone.txt").unlink()
        self.event("ObjectRemoved:DeleteMarkerCreated", "gone.txt", sequencer="0A")
        self.assertEqual(self.status(uri), "READYDELETE")
        self.call("manage", stdin="{}")
        self.assertEqual((set(self.stores.rows()), {chunk.source for chunk in self.stores.chunks()}), ({kept}, {kept}))

    def test_05_the_same_bytes_come_back(self):
        words = "zyxgarnet uvwlantern " + samples.words(30)
        uri = self.put("doc.txt", words)
        self.put("other.txt", samples.words(40, 9))
        self.run_all()
        (self.input / "doc.txt").unlink()
        self.run_all()
        self.assertNotIn(uri, [found["metadata"]["source"] for found in self.search("zyxgarnet uvwlantern")])
        self.put("doc.txt", words)
        self.run_all()
        self.assertEqual(self.search("zyxgarnet uvwlantern")[0]["metadata"]["source"], uri)
        self.assertEqual(self.status(uri), "INGESTED")

    def test_05_deleted_and_uploaded_again_between_two_runs(self):
        uri = self.put("doc.txt", "zyxgarnet uvwlantern")
        self.run_all()
        etag = self.row(uri)["ETag"]
        self.event("ObjectRemoved:Delete", "doc.txt", sequencer="0055")
        self.event("ObjectCreated:Put", "doc.txt", etag, 20, sequencer="56")
        self.assertEqual(self.status(uri), "UPDATED")
        # An older event comes late.
        self.event("ObjectRemoved:Delete", "doc.txt", sequencer="0055")
        self.assertEqual(self.status(uri), "UPDATED")
        self.run_all()
        self.assertEqual((self.status(uri), self.texts(uri)), ("INGESTED", ["zyxgarnet uvwlantern"]))
        # What is there already is left as it is.
        self.event("ObjectCreated:Put", "doc.txt", etag, 20, sequencer="57")
        self.assertEqual(self.status(uri), "INGESTED")

    def test_08_names_with_blanks(self):
        def page(word: str) -> bytes:
            return pdfs.pdf([f"{word} {line} has quite enough words to be taken for a page" for line in range(3)])

        blank = self.put("My File.pdf", page("first"))
        self.run_all()
        self.put("My File.pdf", page("second"))
        under = self.put("My_File.pdf", page("third"))
        self.run_all()
        self.assertEqual(sorted(path.name for path in self.objects("input")), ["My File.pdf", "My_File.pdf"])
        self.assertEqual([self.texts(uri)[0].split()[0] for uri in (blank, under)], ["second", "third"])
        self.assertEqual(set(self.stores.rows()), {blank, under})


class Meanwhile(Stubbed):
    """The model answers when the test lets it."""

    def setUp(self) -> None:
        super().setUp()
        self.uri = self.put("doc.txt", "first " + samples.words(60))
        self.run_all()
        self.put("doc.txt", "second " + samples.words(60, 2))

    def held_run(self, meanwhile) -> None:
        count = len(self.stub.calls)
        with self.stub.held():
            name, started = self.start_run()
            self.stub.wait_for(count + 1)
            self.assertEqual(self.status(self.uri), "INGESTING")
            meanwhile()
        self.last = self.left(name, self.ended(started, None))

    def test_06_changed_while_it_is_processed(self):
        def change() -> None:
            self.put("doc.txt", "third " + samples.words(60, 3))
            self.event("ObjectCreated:Put", "doc.txt", "f" * 32, 300, sequencer="99")

        self.held_run(change)
        self.assertEqual(self.status(self.uri), "UPDATED", self.last.ended)
        self.assertIn(self.texts(self.uri)[0].split()[0], ("first", "second"))
        self.run_all()
        self.assertEqual((self.status(self.uri), self.texts(self.uri)[0].split()[0]), ("INGESTED", "third"))

    def test_06_changed_without_a_word(self):
        self.held_run(lambda: self.put("doc.txt", "third " + samples.words(60, 3)))
        self.run_all()
        self.assertEqual((self.status(self.uri), self.texts(self.uri)[0].split()[0]), ("INGESTED", "third"))

    def test_06_deleted_while_it_is_processed(self):
        def delete() -> None:
            (self.input / "doc.txt").unlink()
            self.event("ObjectRemoved:Delete", "doc.txt", sequencer="99")

        self.held_run(delete)
        self.assertEqual(self.last.ended.code, 0, self.last.ended)
        self.assertEqual(self.last.results[self.uri]["Status"], "SKIPPED_READYDELETE")
        self.assertEqual(self.status(self.uri), "READYDELETE")
        new = [chunk for chunk in self.stores.chunks(self.uri) if chunk.text.startswith("second")]
        self.assertEqual(new, [])
        self.run_all()
        self.assertEqual((self.stores.rows(), self.stores.chunks()), ({}, []))

    def test_06_sidecar_changed_while_it_is_processed(self):
        self.held_run(lambda: self.put("doc.txt.metadata.json", json.dumps({"late": True})))
        self.run_all()
        self.assertEqual({chunk.metadata.get("late") for chunk in self.active(self.uri)}, {True})
