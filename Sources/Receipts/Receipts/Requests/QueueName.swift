public import Basics
public import ObjectStorage
public import Queues
public import ReceiptModel

/// The queues, in the order in which work goes through them.
public enum QueueName: String, Sendable, Hashable, CaseIterable {
    /// What the worker is asked for.
    case embed
    /// What the compactor of the lines is asked for.
    case lines
    /// What the compactor of the words is asked for.
    case words

    /// The queue of one of the collections.
    public static func of(_ collection: CollectionName) -> QueueName { collection == .lines ? .lines : .words }

    /// The need of a command that works with it.
    public var need: CloudSettings.Needs {
        switch self {
        case .embed: .embedQueue
        case .lines: .linesQueue
        case .words: .wordsQueue
        }
    }

    /// The environment variable that names it.
    public var variable: String {
        switch self {
        case .embed: "EMBED_NDJSON_QUEUE_URL"
        case .lines: "LINES_QUEUE_URL"
        case .words: "WORDS_QUEUE_URL"
        }
    }
}

extension ReceiptCloud {
    /// A queue by its name; nil where it is not configured.
    public func queue(_ name: QueueName) -> (any Queue)? {
        switch name {
        case .embed: embedQueue
        case .lines: collectionQueues[.lines]
        case .words: collectionQueues[.words]
        }
    }

    /// A queue that cannot be done without. Throws `usage` where it is not configured.
    public func needed(_ name: QueueName) throws(FdnixError) -> any Queue {
        guard let queue = queue(name) else {
            throw FdnixError(.usage, "there is no \(name.rawValue) queue: set \(name.variable)")
        }
        return queue
    }

    /// The bucket of receipts' rows. Throws `usage` where it is not configured.
    public var artifacts: (name: String, store: any ObjectStore) {
        get throws(FdnixError) {
            guard let artifactsBucket else {
                throw FdnixError(.usage, "there is no bucket of receipts' rows: set ARTIFACTS_BUCKET")
            }
            return (artifactsBucket, bucket(artifactsBucket))
        }
    }
}
