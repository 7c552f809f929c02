public import Publishing
import Settings

/// Where a run's artifacts go beside this machine, and the layer they become; read where `ARTIFACTS_BUCKET` is set.
public struct PublishingSettings: Sendable, Equatable {
    /// What becomes a Lambda layer, and who uses it.
    public struct Layer: Sendable, Equatable {
        /// The layer's ARN without a version, or its name: `LAYER_ARN`.
        public var name: String
        /// The function that is moved to the new layer, nil for none: `SEARCH_FUNCTION_NAME`.
        public var function: String?
        /// The function's alias: `SEARCH_FUNCTION_ALIAS`.
        public var alias: String
        /// How many versions of the layer stay: `LAYER_KEEP_VERSIONS`.
        public var keep: Int
        /// Which artifacts it holds: `LAYER_CONTENTS`.
        public var contents: LayerContents
    }

    /// The bucket of the artifacts.
    public var bucket: String
    /// The key of the full database.
    public var dataKey: String
    /// The key of the minified database.
    public var minifiedKey: String
    /// The key of the vector cache.
    public var cacheKey: String
    /// The layer, nil where none is published.
    public var layer: Layer?

    /// What stands before the file's name in the key of the full database, `snapshots` where nothing does.
    public var folder: String {
        dataKey.lastIndex(of: "/").map { String(dataKey[..<$0]) } ?? "snapshots"
    }

    /// Reads and checks the variables; nil where the run writes local files only.
    init?(_ settings: inout Settings, _ mode: ProcessingMode) {
        let region = settings.string("AWS_REGION") ?? settings.string("AWS_DEFAULT_REGION")
        let bucket = settings.string("ARTIFACTS_BUCKET")
        let keys = ["DUCKDB_DATA_KEY", "DUCKDB_MINIFIED_KEY"].map { settings.string($0) }
        let layer = Self.layer(&settings, mode)
        if bucket == nil, keys.contains(where: { $0 != nil }) {
            settings.problem("S3 upload requested but missing envs: ARTIFACTS_BUCKET")
        }
        if bucket != nil, region == nil { settings.problem("S3 upload requested but missing envs: AWS_REGION") }
        if layer != nil {
            let needed = [
                ("ARTIFACTS_BUCKET", bucket), ("AWS_REGION", region), ("DUCKDB_MINIFIED_KEY", keys[1]),
                ("LAYER_ARN", settings.string("LAYER_ARN")),
            ]
            let missing = needed.filter { $0.1 == nil }.map(\.0)
            if !missing.isEmpty {
                settings.problem("Layer publish requested but missing envs: \(missing.joined(separator: ", "))")
            }
        }
        guard let bucket else { return nil }
        if !BucketName.isValid(bucket) {
            settings.problem("ARTIFACTS_BUCKET is \"\(bucket)\", which cannot be the name of a bucket")
        }
        self.bucket = bucket
        dataKey = keys[0] ?? "fdnix-data.duckdb"
        minifiedKey = keys[1] ?? "fdnix.duckdb"
        cacheKey = settings.string("FDNIX_VECTOR_CACHE_KEY") ?? "cache/fdnix-vectors.duckdb"
        self.layer = layer
        if dataKey == minifiedKey { settings.problem("DUCKDB_DATA_KEY and DUCKDB_MINIFIED_KEY must differ") }
    }

    /// The layer, where one is asked for. Its variables are read in any case, so that a mistake in one is told.
    private static func layer(_ settings: inout Settings, _ mode: ProcessingMode) -> Layer? {
        let isWanted = settings.bool("PUBLISH_LAYER", default: false) || mode == .publish
        let layer = Layer(
            name: settings.string("LAYER_ARN") ?? "", function: settings.string("SEARCH_FUNCTION_NAME"),
            alias: settings.string("SEARCH_FUNCTION_ALIAS") ?? "live",
            keep: settings.int("LAYER_KEEP_VERSIONS", default: 5, 1...1000),
            contents: settings.choice(
                "LAYER_CONTENTS", default: .both, { LayerContents(rawValue: $0.lowercased()) },
                accepted: "both, index, duckdb"))
        let parts = layer.name.split(separator: ":", omittingEmptySubsequences: false)
        // arn:PARTITION:lambda:REGION:ACCOUNT:layer:NAME, and an eighth part for a version.
        if parts.count > 1, parts.count != 7 || parts[0] != "arn" || parts[5] != "layer" {
            settings.problem(
                parts.count == 8
                    ? "LAYER_ARN names a version: leave out the number at its end"
                    : "LAYER_ARN is neither the ARN of a layer nor a name")
        } else if layer.name.utf8.count > (parts.count > 1 ? 300 : 140) {
            settings.problem("LAYER_ARN is too long: the name of a layer has at most 140 characters")
        }
        return isWanted ? layer : nil
    }
}
