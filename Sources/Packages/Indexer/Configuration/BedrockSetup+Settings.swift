import Basics
import RemoteEmbedding
import Settings
import TransformerEmbedding

/// What `FDNIX_EMBEDDER` says, with what it depends on.
enum EmbedderChoice: Equatable {
    /// The static model.
    case `static`
    /// Amazon Bedrock.
    case bedrock
    /// A transformer on this machine.
    case local(LocalModel)

    /// Reads the variable; `auto` is Bedrock where a role or a mode for it is set, else the static model.
    init(_ settings: inout Settings, mode: InferenceMode) {
        let automatic = settings.string("BEDROCK_ROLE_ARN") != nil || mode != .auto ? Self.bedrock : .static
        let names = ["auto", "static", "bedrock"] + LocalModel.known.map(\.modelID)
        self = settings.choice(
            "FDNIX_EMBEDDER", default: automatic,
            { name in
                switch name.lowercased() {
                case "auto": automatic
                case "static": .static
                case "bedrock": .bedrock
                case let name: LocalModel.named(name).map { .local($0) }
                }
            }, accepted: names.joined(separator: ", "))
    }
}

extension InferenceMode {
    /// Reads `BEDROCK_INFERENCE_MODE`.
    init(_ settings: inout Settings) {
        self = settings.choice(
            "BEDROCK_INFERENCE_MODE", default: .auto, { InferenceMode(rawValue: $0.lowercased()) },
            accepted: "auto, batch, ondemand")
    }
}

extension BedrockSetup {
    /// Reads and checks the variables of Bedrock; nil where another embedder is the choice. `isUsed` says that the run
    /// embeds texts, so that what only calls need has to be there.
    ///
    /// A value that cannot be read is a problem whether it is used or not.
    init?(
        _ settings: inout Settings, choice: EmbedderChoice, mode: InferenceMode, isUsed: Bool,
        warnings: inout [String]
    ) {
        let model = settings.choice(
            "BEDROCK_MODEL_ID", default: BedrockModel(BedrockModel.known[0]),
            { BedrockModel($0).isKnown ? BedrockModel($0) : nil },
            accepted: BedrockModel.known.joined(separator: ", "))
        var rules = EmbeddingPathRules(mode: mode, hasBatch: model.hasBatch)
        rules.minimumRecords = settings.int("BEDROCK_BATCH_MIN_RECORDS", default: 100, 1...100_000)
        rules.fallbackTexts = settings.int("BEDROCK_ONDEMAND_MAX_RECORDS", default: 5000, 0...10_000_000)
        let requests = settings.int("BEDROCK_ONDEMAND_MAX_RPM", default: 600, 1...1_000_000)
        let batch = BatchSettings(&settings, warnings: &warnings)
        guard choice == .bedrock else { return nil }
        let dimension = Self.dimension(&settings, model)
        if mode == .batch, !model.hasBatch {
            settings.problem(
                "BEDROCK_INFERENCE_MODE is batch, but \(model.id) has no batch jobs: use auto or ondemand")
        }
        let mayBatch = model.hasBatch && mode != .onDemand
        if mayBatch, isUsed { batch.check(&settings) }
        self.init(model: model, dimension: dimension, rules: rules, batch: mayBatch ? batch : nil)
        requestsPerMinute = requests
    }

    private static func dimension(_ settings: inout Settings, _ model: BedrockModel) -> Int {
        guard let value = settings.string("BEDROCK_OUTPUT_DIMENSIONS") else { return model.dimensions[0] }
        // Whatever is not a number was told of where the variable is read for all models.
        guard let dimension = Int(value), !model.dimensions.contains(dimension) else {
            return Int(value) ?? model.dimensions[0]
        }
        settings.problem(
            "BEDROCK_OUTPUT_DIMENSIONS is \(dimension): \(model.id) makes vectors of "
                + "\(model.dimensions.map(String.init).joined(separator: ", ")) numbers")
        return model.dimensions[0]
    }
}

extension BatchSettings {
    /// Reads the variables of batch jobs; whether what is needed is there, `check` says.
    init(_ settings: inout Settings, warnings: inout [String]) {
        let bucket = settings.string("ARTIFACTS_BUCKET") ?? ""
        self.init(
            role: settings.string("BEDROCK_ROLE_ARN") ?? "",
            inputBucket: settings.string("BEDROCK_INPUT_BUCKET") ?? bucket,
            outputBucket: settings.string("BEDROCK_OUTPUT_BUCKET") ?? bucket)
        if !role.isEmpty, !Self.isRole(role) {
            settings.problem("BEDROCK_ROLE_ARN is not the ARN of a role: use arn:aws:iam::ACCOUNT:role/NAME")
        }
        for name in ["BEDROCK_INPUT_BUCKET", "BEDROCK_OUTPUT_BUCKET"] {
            guard let bucket = settings.string(name), !BucketName.isValid(bucket) else { continue }
            settings.problem("\(name) is \"\(bucket)\", which cannot be the name of a bucket")
        }
        recordsPerJob = settings.int("BEDROCK_BATCH_SIZE", default: 50_000, 1...100_000)
        if recordsPerJob > 50_000 {
            warnings.append(
                "BEDROCK_BATCH_SIZE is \(recordsPerJob): Bedrock takes 50000 records a job unless told more")
        }
        let poll = settings.double("BEDROCK_POLL_INTERVAL", default: 60, 1...3600)
        pollInterval = .seconds(poll)
        let wait = settings.double("BEDROCK_MAX_WAIT_TIME", default: 7200, 1...604_800)
        maximumWait = .seconds(wait)
        if wait < poll { settings.problem("BEDROCK_MAX_WAIT_TIME is less than BEDROCK_POLL_INTERVAL") }
    }

    /// Tells what is missing for batch jobs to be possible.
    func check(_ settings: inout Settings) {
        if role.isEmpty {
            settings.problem(
                "batch jobs need BEDROCK_ROLE_ARN: set it, or BEDROCK_INFERENCE_MODE=ondemand, FDNIX_EMBEDDER=static or "
                    + "ENABLE_EMBEDDINGS=false")
        }
        for (name, bucket) in [("BEDROCK_INPUT_BUCKET", inputBucket), ("BEDROCK_OUTPUT_BUCKET", outputBucket)]
        where bucket.isEmpty {
            settings.problem("batch jobs need \(name), or ARTIFACTS_BUCKET for both")
        }
    }

    /// `arn:PARTITION:iam::ACCOUNT:role/NAME`.
    private static func isRole(_ text: String) -> Bool {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[1] == "aws" || parts[1].hasPrefix("aws-"), parts[2] == "iam",
            parts[3].isEmpty, parts[4].utf8.count == 12, parts[4].utf8.allSatisfy({ $0 &- 0x30 < 10 })
        else { return false }
        return parts[5].hasPrefix("role/") && parts[5].utf8.count > 5 && !text.contains { $0.isWhitespace }
    }
}
