public import ReceiptModel
public import Settings

/// Where objects, items and messages of receipts live.
public struct CloudSettings: Sendable, Hashable {
    /// The two places there are.
    public enum Backend: String, Sendable, CaseIterable {
        /// Buckets of S3, a table of DynamoDB, queues of SQS.
        case aws
        /// Folders and files of one machine.
        case local
    }

    /// What a role cannot do without.
    public struct Needs: OptionSet, Sendable {
        /// The bits of the set.
        public let rawValue: Int
        /// A set of these bits.
        public init(rawValue: Int) { self.rawValue = rawValue }
        /// The bucket of receipts' rows.
        public static let artifacts = Needs(rawValue: 1)
        /// The queue that the worker is asked by.
        public static let embedQueue = Needs(rawValue: 2)
        /// The queue that the compactor of the lines is asked by.
        public static let linesQueue = Needs(rawValue: 4)
        /// The queue that the compactor of the words is asked by.
        public static let wordsQueue = Needs(rawValue: 8)
        /// The queues of both compactors.
        public static let collectionQueues: Needs = [.linesQueue, .wordsQueue]
    }

    /// Where all of it lives: `STORAGE_BACKEND`, else AWS where a table or a queue of it is named, and in Lambda.
    public var backend: Backend
    /// The table: `DYNAMODB_TABLE_NAME`, else `DYNAMO_TABLE_NAME`.
    public var table: String
    /// The bucket of deltas and snapshots: `CHROMADB_BUCKET`.
    public var collectionsBucket: String
    /// The bucket of receipts' rows: `ARTIFACTS_BUCKET`; nil where there is none.
    public var artifactsBucket: String?
    /// The worker's queue: `EMBED_NDJSON_QUEUE_URL`; nil where there is none.
    public var embedQueue: String?
    /// The compactor's queues: `LINES_QUEUE_URL` and `WORDS_QUEUE_URL`, those that are named.
    public var collectionQueues: [CollectionName: String]
    /// The region of AWS: `AWS_REGION`.
    public var region: String
    /// The folder of the local backend: `EMBED_DATA_DIR`.
    public var dataDirectory: String

    /// Reads the variables; what is wrong, and what `needs` wants and is not there, is added to the problems of `settings`.
    public init(_ settings: inout Settings, needs: Needs = []) {
        let queues = ["EMBED_NDJSON_QUEUE_URL", "LINES_QUEUE_URL", "WORDS_QUEUE_URL"].map { settings.string($0) }
        let table = settings.string("DYNAMODB_TABLE_NAME") ?? settings.string("DYNAMO_TABLE_NAME")
        let isAWS =
            table != nil || queues.contains { $0?.hasPrefix("https:") == true }
            || settings.string("AWS_LAMBDA_RUNTIME_API") != nil
        backend = settings.choice(
            "STORAGE_BACKEND", default: isAWS ? .aws : .local, Backend.init(rawValue:), accepted: "aws, local")
        let isLocal = backend == .local
        self.table = table ?? (isLocal ? "receipts" : "")
        collectionsBucket = settings.string("CHROMADB_BUCKET") ?? (isLocal ? "chromadb" : "")
        artifactsBucket = settings.string("ARTIFACTS_BUCKET") ?? (isLocal ? "artifacts" : nil)
        embedQueue = queues[0] ?? (isLocal ? "local:embed" : nil)
        collectionQueues = [:]
        for (collection, queue) in zip([CollectionName.lines, .words], queues.dropFirst()) {
            collectionQueues[collection] = queue ?? (isLocal ? "local:\(collection.rawValue)" : nil)
        }
        region = settings.string("AWS_REGION") ?? settings.string("AWS_DEFAULT_REGION") ?? "us-east-1"
        dataDirectory = settings.string("EMBED_DATA_DIR") ?? "./embed-data"
        check(needs, &settings)
    }

    private func check(_ needs: Needs, _ settings: inout Settings) {
        if table.isEmpty { settings.problem("DYNAMODB_TABLE_NAME is not set: name the table of receipts") }
        if collectionsBucket.isEmpty {
            settings.problem("CHROMADB_BUCKET is not set: name the bucket of deltas and snapshots")
        }
        if needs.contains(.artifacts), artifactsBucket == nil {
            settings.problem("ARTIFACTS_BUCKET is not set: name the bucket of receipts' rows")
        }
        if needs.contains(.embedQueue), embedQueue == nil {
            settings.problem("EMBED_NDJSON_QUEUE_URL is not set: name the worker's queue")
        }
        for (collection, need) in [(CollectionName.lines, Needs.linesQueue), (.words, .wordsQueue)]
        where needs.contains(need) && collectionQueues[collection] == nil {
            let name = "\(collection.rawValue.uppercased())_QUEUE_URL"
            settings.problem("\(name) is not set: name the compactor's queue of \(collection.rawValue)")
        }
    }
}
