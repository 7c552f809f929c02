public import ReceiptCollections
public import Settings

/// What keeps the collections.
public struct CollectionSettings: Sendable, Hashable {
    /// The two kinds of keepers there are.
    public enum Backend: String, Sendable, CaseIterable {
        /// Versions made of segments.
        case segments
        /// A running Chroma server.
        case chroma
    }

    /// What keeps them: `COLLECTION_BACKEND`.
    public var backend: Backend
    /// Where the versions lie that readers map: `CHROMA_ROOT`.
    public var root: String
    /// Where a reader looks: `CHROMADB_STORAGE_MODE`.
    public var mode: StorageMode
    /// Where snapshots lie, with `{collection}` for its name: `SNAPSHOT_KEY_TEMPLATE`.
    public var keyTemplate: String
    /// Where snapshots of old may lie: `SNAPSHOT_FALLBACK_TEMPLATE`.
    public var fallbackTemplate: String
    /// How many versions the object store keeps: `SNAPSHOT_KEEP_S3`.
    public var keptObjects: Int
    /// How many versions the root keeps: `SNAPSHOT_KEEP_ROOT`.
    public var keptAtRoot: Int
    /// Minutes for which a version stays once the next one is there: `SNAPSHOT_MIN_AGE_MINUTES`.
    public var minimumAgeMinutes: Int
    /// The address of the Chroma server: `CHROMA_URL`.
    public var server: String?
    /// Its tenant and database: `CHROMA_TENANT`, `CHROMA_DATABASE`.
    public var tenant, database: String
    /// What it lets one in by: `CHROMA_TOKEN`, or the secret that `CHROMA_TOKEN_SECRET_ARN` names.
    public var token: SecretPlace?
    /// What its collections' names begin with: `CHROMA_COLLECTION_PREFIX`.
    public var prefix: String

    /// Reads the variables; what is wrong is added to the problems of `settings`.
    public init(_ settings: inout Settings, _ cloud: CloudSettings) {
        backend = settings.choice(
            "COLLECTION_BACKEND", default: .segments, Backend.init(rawValue:), accepted: "segments, chroma")
        root =
            settings.string("CHROMA_ROOT")
            ?? (cloud.backend == .local ? "\(cloud.dataDirectory)/chroma" : "/mnt/chroma")
        mode = settings.choice(
            "CHROMADB_STORAGE_MODE", default: .auto, StorageMode.init(rawValue:), accepted: "auto, efs, s3")
        keyTemplate = settings.string("SNAPSHOT_KEY_TEMPLATE") ?? "{collection}/snapshot"
        fallbackTemplate = settings.string("SNAPSHOT_FALLBACK_TEMPLATE") ?? "snapshots/{collection}"
        keptObjects = settings.int("SNAPSHOT_KEEP_S3", default: 4, 1...10_000)
        keptAtRoot = settings.int("SNAPSHOT_KEEP_ROOT", default: 3, 1...10_000)
        minimumAgeMinutes = settings.int("SNAPSHOT_MIN_AGE_MINUTES", default: 15, 0...525_600)
        server = settings.string("CHROMA_URL")
        tenant = settings.string("CHROMA_TENANT") ?? "default_tenant"
        database = settings.string("CHROMA_DATABASE") ?? "default_database"
        token = SecretPlace("CHROMA_TOKEN", settings)
        prefix = settings.string("CHROMA_COLLECTION_PREFIX") ?? ""
        for (name, template) in [
            ("SNAPSHOT_KEY_TEMPLATE", keyTemplate), ("SNAPSHOT_FALLBACK_TEMPLATE", fallbackTemplate),
        ] where !template.contains("{collection}") {
            settings.problem("\(name) is \"\(template)\": it needs {collection}, or both would lie in one place")
        }
        if backend == .chroma, server == nil {
            settings.problem(Self.withoutServer)
        }
    }

    /// What is told where a server is needed and not named.
    public static let withoutServer = "CHROMA_URL is not set: name the server, as http://127.0.0.1:8000"
}
