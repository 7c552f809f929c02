"""PDF and DOCX: pages, tables, scans, pictures, runs of text, and files that are made to do harm."""

import hashlib
import re

import office
import pdfs
import samples
from case import Local

RESIDENT = 512 << 20
TOKEN = re.compile(r"^\(!\?#Image:([A-Za-z0-9]{5})\)$", re.MULTILINE)
PDF = "application/pdf"


def pages(count: int) -> list[list[str]]:
    """Pages of text that say which they are."""
    return [[f"page{page} begins with these words", *samples.words(60, page).split("\n"), f"page{page} ends here"]
            for page in range(1, count + 1)]


class Documents(Local):
    def test_20_pages_are_told(self):
        uri = self.put("text.pdf", pdfs.pdf(*pages(4), title="The title"))
        self.run_all(CHUNK_SIZE_DOC_SPLIT="300", OVERLAP_FOR_DOC_SPLIT="60")
        chunks = self.active(uri)
        for page in range(1, 5):
            for words in (f"page{page} begins", f"page{page} ends"):
                found = [chunk for chunk in chunks if words in chunk.text]
                self.assertTrue(found, words)
                for chunk in found:
                    last = chunk.metadata.get("page_end", chunk.metadata["page"])
                    self.assertTrue(chunk.metadata["page"] <= page <= last, chunk)
        self.assertEqual({chunk.metadata.get("title") for chunk in chunks}, {"The title"})

    def test_20_one_scan_among_ten(self):
        made = pages(10)
        made[5] = pdfs.Scan("TOTAL PAID", "BILL", "TOTAL DUE")
        uri = self.put("scan.pdf", pdfs.pdf(*made))
        result = self.run_all(OCR_PROVIDER="none").results[uri]
        self.assertEqual((result.get("Status"), result["PagesWithoutText"]), (None, [6]))
        self.assertIn("page10 ends here", self.texts(uri)[-1])
        # With what this machine has for it.
        other = self.put("other.pdf", pdfs.pdf(*made))
        result = self.run_all().results[other]
        self.assertIsNone(result.get("Status"))
        if 6 not in result.get("PagesWithoutText", []):
            # Round letters of so few dots are read as others.
            self.assertIn("BILL", " ".join(self.texts(other)))

    def test_20_few_words(self):
        uri = self.put("few.pdf", pdfs.pdf(["only four words here"]))
        run = self.run_all(code=1, OCR_PROVIDER="none")
        self.assertEqual((run.results[uri]["Status"], self.status(uri)), ("NO_VALID_CHUNKS", "FAILED"))

    def test_20_tables_are_found(self):
        rows = [["city", "river", "bridges"], ["Zagorje", "Sava", "fourteen"], ["Quimper", "Odet", "thirtyone"]]
        drawn = self.put("table.pdf", pdfs.pdf(rows, pages(1)[0]))
        written = self.put("table.docx", office.docx(office.paragraph("Cities"), office.rows(*rows)))
        self.put("other.txt", samples.words(80))
        self.run_all()
        self.assertIn("Quimper | Odet | thirtyone", self.texts(written)[0])
        found = {document["metadata"]["source"] for document in self.search("Quimper Odet thirtyone", "--limit", "2")}
        self.assertEqual(found, {drawn, written})

    def test_21_words_of_split_runs(self):
        uri = self.put("runs.docx", office.docx(
            office.paragraph("The ex", "traord", "inary word"), office.paragraph("Next", " line"),
            office.paragraph("Caf", "\u00e9 & more")))
        self.run_all()
        self.assertEqual(self.texts(uri), ["The extraordinary word\nNext line\nCaf\u00e9 & more"])

    def test_21_bombs(self):
        small = self.put("good.docx", office.docx(office.paragraph("good words")))
        uris = [self.put("bomb.docx", office.bomb()), self.put("crowd.docx", office.crowd()),
                self.put("cut.docx", office.docx(office.paragraph("cut"))[:-40])]
        run = self.run_all(code=1)
        for uri in uris:
            self.assertEqual((run.results[uri]["Status"], self.status(uri)), ("INVALID_CONTENT", "FAILED"))
        self.assertEqual(self.texts(small), ["good words"])
        self.assertLess(run.ended.resident, RESIDENT)

    def test_21_pictures_have_the_same_links_again(self):
        pictures = (samples.png(12, 9, 1), samples.png(9, 12, 2))
        content = office.docx(office.paragraph("before"), office.picture(1), office.paragraph("between"),
                              office.picture(2), office.paragraph("after"), pictures=pictures)
        uri = self.put("My pictures.docx", content)
        self.run_all()
        links = self.stores.links()
        folder = hashlib.sha256(uri.encode()).hexdigest()[:16]
        names = {f"{folder}/{hashlib.sha256(data).hexdigest()[:32]}.png" for data in pictures}
        self.assertEqual({str(path.relative_to(self.data / "objects/media")) for path in self.objects("media")}, names)
        self.assertEqual({path.read_bytes() for path in self.objects("media")}, set(pictures))
        self.assertEqual({link["original_link"] for link in links},
                         {f"https://media.s3.amazonaws.com/{name}" for name in names})
        self.assertEqual({(link["type"], link["source_uri"]) for link in links}, {("image", uri)})
        text = self.texts(uri)[0]
        self.assertEqual(set(TOKEN.findall(text)), {link["uuid"] for link in links})
        self.assertEqual(TOKEN.sub("#", text), "before\n#\nbetween\n#\nafter")
        self.put("My pictures.docx.metadata.json", '{"again": true}')
        self.run_all()
        self.assertTrue(self.active(uri)[0].metadata["again"])
        self.assertEqual((self.stores.links(), self.texts(uri)), (links, [text]))

    def test_21_other_texts(self):
        page = self.put("page.html", samples.page("A title", "First &amp; only", "se<b>con</b>d"))
        notes = self.put("notes.md", "\ufeff# Head line\n\nSome *text*.\n")
        legal = self.put("legal.txt", "  <metadata>\nURL: https://example.org/a\nOwner: me\n</metadata>\nThe text.")
        plain = self.put("utf16.txt", "héllo".encode("utf-16"))
        nothing = self.put("nul.txt", "a\0b")
        self.run_all()
        found = self.active(page)[0]
        self.assertEqual(found.metadata["title"], "A title")
        self.assertIn("First & only\nsecond", found.text)
        self.assertNotIn("scripted", found.text)
        self.assertEqual((self.texts(notes)[0], self.active(notes)[0].metadata["title"]),
                         ("# Head line\n\nSome *text*.", "Head line"))
        found = self.active(legal)[0]
        self.assertEqual((found.text, found.metadata["source_url"]), ("The text.", "https://example.org/a"))
        self.assertIn("Owner: me", str(found.metadata["legal_metadata"]))
        self.assertEqual((self.texts(plain), self.texts(nothing)), (["héllo"], ["ab"]))
