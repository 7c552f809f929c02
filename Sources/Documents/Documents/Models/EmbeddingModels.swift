public import Basics
public import DocumentStore
import JSON

/// The configured models, the first of which is used where a run names none: the variable
/// `EMBEDDINGS_SAGEMAKER_MODELS`.
public struct EmbeddingModels: Sendable, Hashable {
    /// All models, in the order in which they are configured; at least one.
    public let all: [EmbeddingModelSpec]
    /// The model of runs that name none.
    public let first: EmbeddingModelSpec

    /// The model `first` and others.
    public init(_ first: EmbeddingModelSpec, _ others: EmbeddingModelSpec...) {
        self.first = first
        all = [first] + others
    }

    /// Reads a JSON array of models. Throws `usage` that names every mistake.
    public init(json: String) throws(FdnixError) {
        let parsed: JSONValue
        do { parsed = try JSONValue.parse(json) } catch { throw Self.unusable(["it is not JSON (\(error))"]) }
        var problems: [String] = []
        var all: [EmbeddingModelSpec] = []
        for (index, entry) in (parsed.array ?? []).enumerated() {
            if let spec = EmbeddingModelSpec(entry, "model \(index + 1)", &problems) { all.append(spec) }
        }
        let keys = all.map(\.key)
        if Set(keys).count < keys.count { problems.append("two models have the same modelRefKey") }
        guard problems.isEmpty else { throw Self.unusable(problems) }
        guard let first = all.first else { throw Self.unusable(["it is not a list with a model"]) }
        self.all = all
        self.first = first
    }

    private static func unusable(_ problems: [String]) -> FdnixError {
        FdnixError(
            .usage,
            "EMBEDDINGS_SAGEMAKER_MODELS cannot be used: \(problems.joined(separator: ", ")); write a JSON array of objects "
                + "with provider, modelId, modelRefKey and dimensions")
    }

    /// The model of this key, the first one for nil. Throws `usage` where no model has the key.
    public func model(_ key: String?) throws(FdnixError) -> EmbeddingModelSpec {
        guard let key else { return first }
        guard let model = all.first(where: { $0.key == key }) else {
            throw FdnixError(
                .usage,
                "no model has the key \"\(key.printable(onOneLine: true))\": use one of \(all.map(\.key).joined(separator: ", "))"
                    + ", or add it to EMBEDDINGS_SAGEMAKER_MODELS")
        }
        return model
    }

    /// A collection for each model, as `migrate` makes them.
    public var collections: [DocumentCollection] { all.map(\.collection) }
}

extension EmbeddingModelSpec {
    /// Where its vectors are kept.
    public var collection: DocumentCollection { DocumentCollection(key, dimension: dimension) }

    /// Reads one entry of the list; nil, with the problems told, where it cannot be used.
    init?(_ entry: JSONValue, _ name: String, _ problems: inout [String]) {
        func text(_ key: String) -> String? { entry[key]?.string.flatMap { $0.isEmpty ? nil : $0 } }
        let before = problems.count
        let provider = text("provider").flatMap(Provider.init(rawValue:))
        if provider == nil {
            let words = Provider.allCases.map(\.rawValue).joined(separator: ", ")
            problems.append("\(name) needs a provider (\(words))")
        }
        for key in ["modelId", "modelRefKey"] where text(key) == nil { problems.append("\(name) needs \(key)") }
        let dimension = entry["dimensions"]?.int ?? 0
        if !(1...Self.largestDimension).contains(dimension) {
            problems.append("\(name) needs dimensions from 1 to \(Self.largestDimension)")
        }
        if provider == .sagemaker, text("modelEndpointName") == nil {
            problems.append("\(name) needs modelEndpointName")
        }
        guard before == problems.count, let provider, let modelID = text("modelId"), let key = text("modelRefKey")
        else {
            return nil
        }
        self.init(
            provider, modelID: modelID, key: key, dimension: Int(dimension), endpointName: text("modelEndpointName"),
            region: text("region"))
    }

    /// What a column of pgvector can keep.
    private static let largestDimension: Int64 = 16_000
}
