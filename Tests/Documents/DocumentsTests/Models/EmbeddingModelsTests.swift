import Basics
import DocumentStore
import Testing

@testable import Documents

/// The list of configured models.
struct EmbeddingModelsTests {
    @Test func `models by their keys`() throws {
        let models = try EmbeddingModels(
            json: """
                [{"provider":"bedrock","modelId":"amazon.titan-embed-text-v2:0","modelRefKey":"t","dimensions":1024,
                  "region":"us-east-1","more":1},
                 {"provider":"sagemaker","modelId":"m","modelRefKey":"mine","modelEndpointName":"e","dimensions":768}]
                """)
        #expect(models.first.key == "t")
        #expect(models.first.region == "us-east-1")
        #expect(try models.model(nil) == models.first)
        #expect(try models.model("mine").endpointName == "e")
        #expect(models.collections.map(\.dimension) == [1024, 768])
        let error = #expect(throws: FdnixError.self) { try models.model("x") }
        #expect(error?.code == .usage)
    }

    @Test func `every mistake is told`() {
        let error = #expect(throws: FdnixError.self) {
            try EmbeddingModels(
                json:
                    #"[{"provider":"x","modelId":"","dimensions":0},{"provider":"sagemaker","modelId":"m","modelRefKey":"k","dimensions":3}]"#
            )
        }
        for word in [
            "model 1 needs a provider", "modelId", "modelRefKey", "dimensions", "model 2 needs modelEndpointName",
        ] {
            #expect(error?.message.contains(word) == true, "\(word)")
        }
        for wrong in ["", "{}", "[]", "nonsense"] {
            #expect(throws: FdnixError.self) { try EmbeddingModels(json: wrong) }
        }
    }
}
