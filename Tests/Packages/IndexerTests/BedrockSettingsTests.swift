import Basics
import RemoteEmbedding
import Testing

@testable import Indexer

@Suite("Configuration of Bedrock")
struct BedrockSettingsTests {
    private static let role = "arn:aws:iam::123456789012:role/path/batch"
    private static let batch = [
        "BEDROCK_ROLE_ARN": role, "BEDROCK_INPUT_BUCKET": "in-1", "BEDROCK_OUTPUT_BUCKET": "out-1",
    ]

    private func configuration(_ variables: [String: String]) throws -> IndexerConfiguration {
        try IndexerConfiguration(environment: ["HOME": "/home/someone"].merging(variables) { $1 })
    }

    private func message(_ variables: [String: String]) -> String {
        let error = #expect(throws: FdnixError.self) { try configuration(variables) }
        #expect(error?.code == .usage)
        return error?.message ?? ""
    }

    @Test("A role or a mode means Bedrock, unless the static model is asked for")
    func choice() throws {
        #expect(try configuration([:]).bedrock == nil)
        #expect(try configuration(["BEDROCK_MODEL_ID": "cohere.embed-english-v3"]).bedrock == nil)
        #expect(try configuration(Self.batch).bedrock != nil)
        #expect(try configuration(["BEDROCK_INFERENCE_MODE": "ondemand"]).bedrock != nil)
        #expect(try configuration(["BEDROCK_INFERENCE_MODE": "OnDemand", "FDNIX_EMBEDDER": "auto"]).bedrock != nil)
        #expect(try configuration(["FDNIX_EMBEDDER": "STATIC", "BEDROCK_ROLE_ARN": Self.role]).bedrock == nil)
        #expect(try configuration(["BEDROCK_INFERENCE_MODE": "auto"]).bedrock == nil)
        #expect(message(["FDNIX_EMBEDDER": "oracle"]).contains("auto, static, bedrock, minilm-l6-v2-int8"))
    }

    @Test("Defaults are those of the contract")
    func defaults() throws {
        let setup = try #require(try configuration(Self.batch).bedrock)
        #expect(setup.model.id == "amazon.titan-embed-text-v2:0" && setup.dimension == 256)
        #expect(setup.rules.mode == .auto && setup.rules.hasBatch)
        #expect(setup.rules.minimumRecords == 100 && setup.rules.fallbackTexts == 5000)
        #expect(setup.requestsPerMinute == 600)
        let batch = try #require(setup.batch)
        #expect(batch.role == Self.role && batch.inputBucket == "in-1" && batch.outputBucket == "out-1")
        #expect(batch.recordsPerJob == 50_000 && batch.pollInterval == .seconds(60))
        #expect(batch.maximumWait == .seconds(7200) && batch.timeoutInHours == 24)
        let cohere = try configuration([
            "FDNIX_EMBEDDER": "bedrock", "BEDROCK_MODEL_ID": "cohere.embed-multilingual-v3",
        ])
        #expect(cohere.bedrock?.dimension == 1024 && cohere.bedrock?.batch == nil)
    }

    @Test("Every variable is read")
    func values() throws {
        let setup = try #require(
            try configuration(
                Self.batch.merging([
                    "BEDROCK_OUTPUT_DIMENSIONS": "512", "BEDROCK_BATCH_SIZE": "100000", "BEDROCK_POLL_INTERVAL": "1.5",
                    "BEDROCK_MAX_WAIT_TIME": "1.5", "BEDROCK_INFERENCE_MODE": "batch", "BEDROCK_BATCH_MIN_RECORDS": "7",
                    "BEDROCK_ONDEMAND_MAX_RPM": "60", "BEDROCK_ONDEMAND_MAX_RECORDS": "0",
                ]) { $1 }
            ).bedrock)
        #expect(setup.dimension == 512 && setup.rules.mode == .batch && setup.rules.minimumRecords == 7)
        #expect(setup.requestsPerMinute == 60 && setup.rules.fallbackTexts == 0)
        #expect(setup.batch?.recordsPerJob == 100_000 && setup.batch?.pollInterval == .milliseconds(1500))
        #expect(setup.batch?.maximumWait == .milliseconds(1500))
    }

    @Test(
        "Values that cannot be are told by name, also where they are not used",
        arguments: [
            ("BEDROCK_MODEL_ID", "amazon.titan-embed-text-v1"), ("BEDROCK_MODEL_ID", "titan"),
            ("BEDROCK_BATCH_SIZE", "0"), ("BEDROCK_BATCH_SIZE", "100001"), ("BEDROCK_POLL_INTERVAL", "0.5"),
            ("BEDROCK_POLL_INTERVAL", "3601"), ("BEDROCK_MAX_WAIT_TIME", "59"), ("BEDROCK_MAX_WAIT_TIME", "soon"),
            ("BEDROCK_ROLE_ARN", "role"), ("BEDROCK_ROLE_ARN", "arn:aws:iam::12345:role/x"),
            ("BEDROCK_ROLE_ARN", "arn:aws:iam::123456789012:user/x"),
            ("BEDROCK_ROLE_ARN", "arn:aws:iam::123456789012:role/"),
            ("BEDROCK_INPUT_BUCKET", "Bucket"), ("BEDROCK_OUTPUT_BUCKET", "a"), ("BEDROCK_INFERENCE_MODE", "often"),
            ("BEDROCK_BATCH_MIN_RECORDS", "0"), ("BEDROCK_ONDEMAND_MAX_RPM", "0"),
            ("BEDROCK_ONDEMAND_MAX_RECORDS", "-1"),
            ("BEDROCK_OUTPUT_DIMENSIONS", "0"),
        ])
    func ranges(name: String, value: String) {
        #expect(message([name: value, "FDNIX_EMBEDDER": "static"]).contains(name))
    }

    @Test("A vector's length must be one that the model makes")
    func dimensions() {
        let titan = message(Self.batch.merging(["BEDROCK_OUTPUT_DIMENSIONS": "128"]) { $1 })
        #expect(titan.contains("256, 512, 1024"))
        let cohere = message([
            "FDNIX_EMBEDDER": "bedrock", "BEDROCK_MODEL_ID": "cohere.embed-english-v3",
            "BEDROCK_OUTPUT_DIMENSIONS": "256",
        ])
        #expect(cohere.contains("BEDROCK_OUTPUT_DIMENSIONS is 256"))
    }

    @Test("What batch jobs need has to be there, where they may be used")
    func needs() throws {
        let text = message(["FDNIX_EMBEDDER": "bedrock"])
        for word in [
            "BEDROCK_ROLE_ARN", "BEDROCK_INFERENCE_MODE=ondemand", "FDNIX_EMBEDDER=static", "ENABLE_EMBEDDINGS=false",
            "BEDROCK_INPUT_BUCKET", "BEDROCK_OUTPUT_BUCKET", "ARTIFACTS_BUCKET",
        ] { #expect(text.contains(word)) }
        _ = try configuration(["FDNIX_EMBEDDER": "bedrock", "ENABLE_EMBEDDINGS": "false"])
        _ = try configuration(["FDNIX_EMBEDDER": "bedrock", "PROCESSING_MODE": "minified"])
        _ = try configuration(["FDNIX_EMBEDDER": "bedrock", "BEDROCK_INFERENCE_MODE": "ondemand"])
        _ = try configuration(["FDNIX_EMBEDDER": "bedrock", "BEDROCK_MODEL_ID": "cohere.embed-english-v3"])
        let cohere = message([
            "BEDROCK_INFERENCE_MODE": "batch", "BEDROCK_MODEL_ID": "cohere.embed-english-v3",
        ])
        #expect(cohere.contains("has no batch jobs"))
    }

    @Test("More records a job than usual are worth a warning")
    func warning() throws {
        #expect(try configuration(Self.batch.merging(["BEDROCK_BATCH_SIZE": "50001"]) { $1 }).warnings.count == 1)
        #expect(try configuration(Self.batch.merging(["BEDROCK_BATCH_SIZE": "50000"]) { $1 }).warnings.isEmpty)
    }
}
