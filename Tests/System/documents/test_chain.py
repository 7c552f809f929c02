"""The day's work on one machine: without AWS, without a network, with the model that is there."""

import json
import shutil
import unittest

import office
import pdfs
import program
import samples
from case import Local


@unittest.skipUnless(program.can_cut_network(), "needs a network namespace of its own (unshare)")
class Chain(Local):
    def variables(self, **more: str) -> dict[str, str]:
        variables = super().variables(**more)
        del variables["EMBEDDINGS_SAGEMAKER_MODELS"]
        return variables

    def test_25_ingest_search_update_delete(self):
        texts = {
            "cook.txt": "Boil the potatoes in salted water, then mash them with butter and warm milk.",
            "mail.md": "# Sending mail\n\nThe server speaks SMTP and keeps undelivered messages in a queue.",
            "rows.csv": samples.table(["animal", "sound"], ["dog", "bark"], ["cat", "meow"]),
            "page.html": samples.page("Bicycles", "Pump the tyres and oil the chain of the bicycle every month."),
            "report.docx": office.docx(office.paragraph("The quarterly ", "revenue of the company grew.")),
            "paper.pdf": pdfs.pdf(["A telescope gathers the light of distant galaxies and stars.",
                                   "Its mirror is made of glass and covered with aluminium."]),
        }
        uris = {name: self.put(f"deep/{name}", text) for name, text in texts.items()}
        run = self.run_all(cut=True)
        self.assertEqual((run.summary["Succeeded"], run.summary["Failed"]), (6, 0))
        questions = {"cook.txt": "mash potatoes with butter", "mail.md": "undelivered messages queue SMTP server",
                     "page.html": "oil the chain of a bicycle", "report.docx": "quarterly revenue of the company",
                     "paper.pdf": "telescope mirror light of galaxies", "rows.csv": "animal dog sound bark"}
        for name, question in questions.items():
            with self.subTest(name):
                found = self.search(question, cut=True)
                self.assertEqual(found[0]["metadata"]["source"], uris[name])
                scores = [document["score"] for document in found]
                self.assertLessEqual(len(found), 5)
                self.assertEqual(scores, sorted(scores, reverse=True))
        both = "boil potatoes in salted water; a telescope mirror made of glass"
        self.assertEqual(len(self.search(both, "--limit", "2", cut=True)), 2)
        self.put("deep/cook.txt", "Grind the coffee beans and pour hot water over them slowly.")
        (self.input / "deep/mail.md").unlink()
        run = self.run_all(cut=True)
        self.assertEqual([item["FileURI"] for item in run.config], [uris["cook.txt"]])
        self.assertEqual(self.search("pour hot water over coffee", cut=True)[0]["metadata"]["source"], uris["cook.txt"])
        found = self.search("SMTP server queue of undelivered messages", "--limit", "100", cut=True)
        self.assertNotIn(uris["mail.md"], [document["metadata"]["source"] for document in found])
        self.assertEqual({chunk.source for chunk in self.stores.chunks()}, set(uris.values()) - {uris["mail.md"]})
        self.assertEqual(self.run_all(cut=True).config, [])
        self.assertEqual(self.call("audit", cut=True, code=None).code, 0)

    def test_25_audit_finds_and_mends(self):
        uri, lost = (self.put(name, samples.words(30, number)) for number, name in enumerate(("a.txt", "b.txt")))
        self.run_all(cut=True)
        # The vectors of another folder.
        other = self.folder / "other"
        (other / "input").mkdir(parents=True)
        for name in ("a.txt", "strange.txt"):
            (other / "input" / name).write_bytes((self.input / "a.txt").read_bytes())
        self.call("run", "--input", str(other / "input"), EMBED_DATA_DIR=str(other), cut=True)
        for file in self.data.glob("vectors.sqlite*"):
            file.unlink()
        for file in other.glob("vectors.sqlite*"):
            shutil.copy(file, self.data)
        told = self.call("audit", cut=True, code=None)
        self.assertIn("s3://input/strange.txt", told.out)
        self.assertIn(lost, told.out)
        self.assertNotIn(uri, told.out)
        self.call("audit", "--fix", cut=True, code=None)
        self.assertEqual({chunk.source for chunk in self.stores.chunks()}, {uri})
        self.assertEqual(self.status(lost), "UPDATED")
        self.run_all(cut=True)
        self.assertEqual({chunk.source for chunk in self.stores.chunks()}, {uri, lost})

    def test_25_no_secrets_no_texts_in_the_log(self):
        self.put("doc.txt", "confidentialword " + samples.words(40))
        run = self.run_all(cut=True, OPENAI_API_KEY="sk-secret-of-the-test")
        for text in (run.ended.out, run.ended.err):
            self.assertNotIn("confidentialword", text)
            self.assertNotIn("sk-secret-of-the-test", text)
        events = [json.loads(line) for line in (run.ended.out + run.ended.err).splitlines() if line.startswith("{")]
        self.assertTrue(events, run.ended)
