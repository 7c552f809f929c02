import AWS
import AWSServices
import Basics
import LocalCloud
import ObjectStorage
import Observability
import Queues
import ReceiptCollections
import ReceiptEvents
import ReceiptModel
import Receipts
import SegmentCollections
import Settings
import Synchronization

/// Makes what the roles work with, as the environment says: on one machine or at AWS. A role asks for the parts that it
/// needs, and only the settings of those must be there.
final class Workshop: Sendable {
    /// The variables that everything is read from.
    let environment: [String: String]
    /// Where the role tells what it does.
    let events: ReceiptEvents
    private let metrics: EMFMetrics?
    private let made = Mutex<Made>(Made())

    /// What several roles share: one database file, one client of AWS.
    private struct Made {
        var cloud: ReceiptCloud?
        var amazon: AWSConfiguration?
        var segments: [CollectionName: SegmentCollection] = [:]
    }

    /// A workshop that reads `environment`; `metrics` are written when it is told to.
    init(_ environment: [String: String], events: ReceiptEvents, metrics: EMFMetrics?) {
        self.environment = environment
        self.events = events
        self.metrics = metrics
    }

    /// Writes the metrics of what was done since the last time.
    func flush() { metrics?.flush() }

    /// Writes metrics every ten seconds until the task is cancelled.
    func flushRegularly() async {
        while (try? await Task.sleep(for: .seconds(10))) != nil { flush() }
    }

    /// The collection of this name that was made before, else the one that `make` gives: it keeps open what it has read.
    func kept(_ name: CollectionName, _ make: () throws -> SegmentCollection) rethrows -> SegmentCollection {
        try made.withLock { made in
            if let collection = made.segments[name] { return collection }
            let collection = try make()
            made.segments[name] = collection
            return collection
        }
    }

    // MARK: Settings

    /// Reads a part of the settings. Throws `usage` that names all that is wrong with it.
    func read<T>(_ part: (inout Settings) -> T) throws(FdnixError) -> T {
        var settings = Settings(environment)
        let value = part(&settings)
        try settings.check()
        return value
    }

    /// Where everything lives, with what `needs` wants. Throws `usage`.
    func places(_ needs: CloudSettings.Needs = []) throws(FdnixError) -> CloudSettings {
        try read { CloudSettings(&$0, needs: needs) }
    }

    /// The bounds of the roles. Throws `usage`.
    func bounds() throws(FdnixError) -> RoleSettings {
        try read { RoleSettings(&$0, CloudSettings(&$0).backend) }
    }

    /// Where files are put while they are made.
    var temporaryDirectory: String { environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp" }

    /// How AWS is asked: in the region of the settings.
    func amazon() throws -> AWSConfiguration {
        if let amazon = made.withLock({ $0.amazon }) { return amazon }
        var environment = environment
        environment["AWS_REGION"] = try places().region
        let amazon = try AWSConfiguration(environment: environment)
        return made.withLock { made in
            made.amazon = made.amazon ?? amazon
            return made.amazon ?? amazon
        }
    }

    /// The secret that a setting names, asked for where it is kept; nil where nothing is set. Throws `usage` for an empty one.
    func secret(_ place: SecretPlace?) async throws -> String? {
        switch place {
        case nil: return nil
        case .value(let secret)?: return secret.value
        case .named(let id)?:
            let text = try await SecretsManagerClient(try amazon()).secretString(id).trimmed
            guard !text.isEmpty else { throw FdnixError(.usage, "the secret \(id) is empty: store the key in it") }
            return String(text)
        }
    }

    /// Removes what killed processes left among temporary files.
    func removeAbandoned() { WorkingFolder.removeAbandoned(in: temporaryDirectory, prefix: "receipts-") }

    // MARK: Objects, items and messages

    /// Throws `notFound` where the folder of this machine's data is not there: a command that only reads makes nothing.
    func checkThere() throws(FdnixError) {
        let places = try places()
        guard !isThere(places) else { return }
        throw FdnixError(
            .notFound,
            "there is nothing at \(places.dataDirectory.printable(onOneLine: true)): name the folder of the data in "
                + "EMBED_DATA_DIR, or submit receipts first")
    }

    /// Throws `io` where there is a folder of this machine's data that this process may only read: whoever works on it says so at
    /// once, and not with each message.
    func checkWritable() throws(FdnixError) {
        let places = try places()
        guard places.backend == .local, isThere(places) else { return }
        let database = "\(places.dataDirectory)/\(Self.database)"
        for path in [places.dataDirectory, database] where FileSystem.exists(path) && !FileSystem.isWritable(path) {
            throw FdnixError(
                .io,
                "\(path.printable(onOneLine: true)) may not be written to by this user: run as its owner, or name another "
                    + "folder of data in EMBED_DATA_DIR")
        }
    }

    private static let database = "tables.sqlite"

    /// Whether there is a folder of data; at AWS everything always is there.
    func isThere(_ places: CloudSettings) -> Bool {
        places.backend == .aws || FileSystem.isDirectory(places.dataDirectory)
    }

    /// Where objects, items and messages are.
    func cloud(_ needs: CloudSettings.Needs = []) async throws -> ReceiptCloud {
        let places = try places(needs)
        if let cloud = made.withLock({ $0.cloud }) { return cloud }
        let cloud = places.backend == .aws ? try atAmazon(places) : try await onThisMachine(places)
        return made.withLock { made in
            made.cloud = made.cloud ?? cloud
            return made.cloud ?? cloud
        }
    }

    /// The same, with queues that know where messages are put aside.
    func cloudWithDeadLetters() async throws -> ReceiptCloud {
        var cloud = try await cloud()
        let places = try places()
        guard places.backend == .aws else { return cloud }
        let amazon = try amazon()
        if let url = places.embedQueue { cloud.embedQueue = try await SQSQueue.withDeadLetters(url, amazon) }
        for (name, url) in places.collectionQueues {
            cloud.collectionQueues[name] = try await SQSQueue.withDeadLetters(url, amazon)
        }
        return cloud
    }

    private func atAmazon(_ places: CloudSettings) throws -> ReceiptCloud {
        let amazon = try amazon()
        return ReceiptCloud(
            bucket: { S3ObjectStore($0, amazon) }, collectionsBucket: places.collectionsBucket,
            artifactsBucket: places.artifactsBucket, table: DynamoTable(places.table, RunTable.schema, amazon),
            embedQueue: places.embedQueue.map { SQSQueue($0, amazon) },
            collectionQueues: places.collectionQueues.mapValues { SQSQueue($0, amazon) })
    }

    private func onThisMachine(_ places: CloudSettings) async throws -> ReceiptCloud {
        let directory = places.dataDirectory
        let database = try await LocalDatabase.open("\(directory)/\(Self.database)")
        func queue(_ name: String, _ receives: Int) -> any Queue {
            database.queue(name.removingPrefix("local:"), maxReceiveCount: receives)
        }
        let buckets = LocalBuckets(directory)
        let table = database.table(places.table, RunTable.schema, changes: .untilForgotten)
        return ReceiptCloud(
            bucket: { buckets.bucket($0) }, collectionsBucket: places.collectionsBucket,
            artifactsBucket: places.artifactsBucket, table: table,
            embedQueue: places.embedQueue.map { queue($0, RetryLimits.embed) },
            collectionQueues: places.collectionQueues.mapValues { queue($0, RetryLimits.compaction) },
            holders: database)
    }
}

extension LocalDatabase: LockHolders {}

/// How often a message may be received before it becomes a dead letter, as the queues at AWS are made too.
private enum RetryLimits {
    static let embed = 5
    static let compaction = 100
}

extension String {
    /// The text without what it begins with, or as it is.
    fileprivate func removingPrefix(_ prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}
