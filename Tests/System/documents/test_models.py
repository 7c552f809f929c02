"""Models: what they are asked, and collections of several of them."""

import json

import samples
from case import Local, Stubbed, hash_model


class Requests(Stubbed):
    def model(self, provider: str, name: str, **more: object) -> None:
        self.models = [{"provider": provider, "modelId": name, "modelRefKey": "key", "dimensions": 64,
                        "region": "us-east-1", **more}]

    def rows(self, count: int) -> str:
        return self.put("rows.csv", samples.table(["n", "word"], *(
            [number, samples.WORDS[number % len(samples.WORDS)]] for number in range(count))))

    def test_14_sagemaker_gets_batches_of_64(self):
        self.model("sagemaker", "my-model", modelEndpointName="endpoint-1")
        uri = self.rows(130)
        run = self.run_all()
        self.assertEqual(run.results[uri]["EmbeddingsGenerated"], 130)
        calls = self.stub.of("InvokeEndpoint")
        self.assertEqual(sorted(len(call.body["input"]) for call in calls), [2, 64, 64])
        for call in calls:
            self.assertEqual(set(call.body), {"type", "input", "model"})
            self.assertEqual((call.body["type"], call.body["model"]), ("embeddings", "my-model"))
            self.assertEqual(call.members["EndpointName"], "endpoint-1")
            self.assertEqual(call.members["ContentType"], "application/json")
        texts = [text for call in calls for text in call.body["input"]]
        self.assertIn("n: 7 word: candle".split()[0], texts[0])
        self.assertEqual(len(set(texts)), 130)
        self.assertFalse([text for text in texts if "\n" in text])
        self.assertEqual(set(self.stub.operations()), {"InvokeEndpoint"})

    def test_14_titan_gets_dimensions(self):
        self.model("bedrock", "amazon.titan-embed-text-v2:0", dimensions=256)
        uri = self.put("doc.txt", "words\nin lines")
        self.run_all()
        call, = self.stub.of("InvokeModel")
        self.assertEqual(call.body, {"inputText": "words in lines", "dimensions": 256, "normalize": True})
        self.assertEqual(call.members["modelId"], "amazon.titan-embed-text-v2:0")
        self.assertEqual(len(self.active(uri)[0].vector), 256)
        self.assertEqual(self.texts(uri), ["words\nin lines"])

    def test_14_cohere_by_a_profile(self):
        self.model("bedrock", "us.cohere.embed-english-v3")
        self.rows(100)
        self.run_all()
        calls = self.stub.of("InvokeModel")
        self.assertEqual(sum(len(call.body["texts"]) for call in calls), 100)
        self.assertLessEqual(max(len(call.body["texts"]) for call in calls), 96)
        self.assertEqual({call.body["input_type"] for call in calls}, {"search_document"})
        self.assertTrue(all("inputText" not in call.body for call in calls))
        self.search("a question\nin lines")
        last = self.stub.calls[-1].body
        self.assertEqual((last["texts"], last["input_type"]), (["a question in lines"], "search_query"))

    def test_14_cohere_has_a_smaller_limit(self):
        self.model("bedrock", "cohere.embed-multilingual-v3")
        uri = self.put("doc.txt", samples.letters(6000))
        self.run_all(CHUNK_SIZE_DOC_SPLIT="5000", OVERLAP_FOR_DOC_SPLIT="0")
        self.assertTrue(all(len(text) <= 2048 for text in self.texts(uri)))

    def test_14_openai(self):
        self.model("openai", "text-embedding-stub")
        uri = self.rows(600)
        self.run_all()
        calls = self.stub.of("openai")
        self.assertEqual({call.body["model"] for call in calls}, {"text-embedding-stub"})
        self.assertLessEqual(max(len(call.body["input"]) for call in calls), 512)
        self.assertEqual(len(self.active(uri)), 600)


class Collections(Local):
    def test_18_purge_empties_and_fills_again(self):
        uris = [self.put(f"{number}.txt", samples.words(40, number)) for number in range(3)]
        self.run_all()
        self.put("0.txt", samples.words(40, 77))
        self.run_all()
        old = {chunk.id for chunk in self.stores.chunks()}
        self.assertEqual(len(old), 4)
        run = self.run_all("--purge")
        self.assertEqual([item["FileURI"] for item in run.config], uris)
        new = self.stores.chunks()
        self.assertEqual(({chunk.id for chunk in new} & old, len(new)), (set(), 3))
        self.assertEqual({chunk.status for chunk in new}, {"active"})
        self.assertEqual({self.status(uri) for uri in uris}, {"INGESTED"})
        self.assertEqual(self.stores.collections(), {"hash"})

    def test_19_a_second_model_has_its_own_collection(self):
        self.models = [hash_model("first"), hash_model("second", 32)]
        uris = [self.put(f"{number}.txt", samples.words(40, number)) for number in range(3)]
        self.run_all()
        before = {uri: self.active(uri, "first") for uri in uris}
        run = self.run_all("--model", "second")
        self.assertEqual([item["model_ref_key"] for item in run.config], ["second"] * 3)
        for uri in uris:
            self.assertEqual(self.active(uri, "first"), before[uri])
            second, = self.active(uri, "second")
            self.assertEqual(len(second.vector), 32)
            self.assertEqual(self.row(uri)["IngestedModels"], {"first", "second"})
        self.assertEqual(self.run_all("--model", "second").config, [])
        self.assertEqual(self.run_all().config, [])
        # A change is a change for both.
        self.put("0.txt", samples.words(40, 99))
        self.run_all()
        self.assertEqual(self.row(uris[0])["IngestedModels"], {"first"})
        self.assertEqual([item["FileURI"] for item in self.run_all("--model", "second").config], uris[:1])
        # The purge of one leaves the other.
        first = {chunk.id: chunk for chunk in self.stores.chunks() if chunk.collection == "first"}
        self.run_all("--model", "second", "--purge")
        left = {chunk.id: chunk for chunk in self.stores.chunks() if chunk.collection == "first"}
        self.assertEqual(left, first)

    def test_19_an_unknown_model(self):
        self.put("doc.txt", samples.words(40))
        ended = self.call("run", "--input", str(self.input), "--model", "nobody", code=None)
        self.assertIn(ended.code, (1, 2), ended)
        self.assertEqual(self.stores.chunks(), [])

    def test_19_search_asks_the_collection_that_is_named(self):
        self.models = [hash_model("first"), hash_model("second", 32)]
        self.put("doc.txt", "granite orchard")
        self.run_all()
        self.assertEqual(len(self.search("granite orchard")), 1)
        self.assertEqual(self.search("granite orchard", "--model", "second"), [])
        found = self.search("granite orchard", "--model", "first", "--filter", json.dumps({"chunk_index": {"$gte": 0}}))
        self.assertAlmostEqual(found[0]["score"], 1, 3)
        self.assertEqual(self.search("granite orchard", "--filter", '{"chunk_index": {"$gt": 0}}'), [])
        self.assertEqual(self.search("granite", "--threshold", "0.99"), [])
        self.assertNotEqual(self.call("search", "--query", "x", "--filter", '{"a": {"$no": 1}}', code=None).code, 0)
