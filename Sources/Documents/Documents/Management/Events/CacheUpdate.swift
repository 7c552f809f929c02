import Basics
import DocumentReaders
public import JSON
import LambdaEvents
public import ObjectStorage

/// Keeps the rows of documents up to date with the objects of buckets.
///
/// Objects are looked at, never changed. Events may come twice, late and in any order.
public struct CacheUpdate: Sendable {
    private let cache: CacheTable
    private let bucket: @Sendable (String) -> any ObjectStore

    /// Writes to `cache`; `bucket` gives the bucket of a name.
    public init(_ cache: CacheTable, bucket: @escaping @Sendable (String) -> any ObjectStore) {
        self.cache = cache
        self.bucket = bucket
    }

    /// What came of events.
    public struct Report: Sendable, Equatable {
        /// How many made a row another one.
        public var applied = 0
        /// How many told nothing new, or of objects that are not documents.
        public var unchanged = 0
        /// How many came after later ones.
        public var outdated = 0
        /// Those that could not be handled and must come again.
        public var failures: [DocumentFailure] = []

        /// The report as it is logged and printed.
        public var json: JSONObject {
            [
                "Applied": .integer(Int64(applied)), "Unchanged": .integer(Int64(unchanged)),
                "Outdated": .integer(Int64(outdated)), "Failures": .array(failures.map { .object($0.json) }),
            ]
        }
    }

    /// Handles events in their order. One that fails does not keep the others from being handled. Throws
    /// `CancellationError`.
    public func run(_ events: [ObjectEvent]) async throws -> Report {
        var report = Report()
        for event in events {
            do {
                switch try await apply(event) {
                case .applied: report.applied += 1
                case .unchanged: report.unchanged += 1
                case .outdated: report.outdated += 1
                }
            } catch let error as FdnixError {
                report.failures.append(DocumentFailure(event.object.text, error))
            }
        }
        return report
    }

    /// Handles what a function is called with and gives its answer: the messages of a queue that failed, or a report.
    /// Throws the first failure where the caller is not a queue, so that the whole event comes again, and `malformedInput`
    /// for anything but notifications of S3.
    public func respond(to event: [UInt8]) async throws -> [UInt8] {
        let json = try JSONValue.parse(event)
        guard json["Records"]?[0]?["eventSource"]?.string == "aws:sqs" else {
            let report = try await run(try ObjectEvent.events(in: json))
            guard let first = report.failures.first else { return JSONValue.object(report.json).encoded }
            throw first.error.adding("; \(report.failures.count) events failed and must come again")
        }
        var failed: [SQSEvent.Record] = []
        for message in try SQSEvent(event).records {
            do {
                let report = try await run(try ObjectEvent.events(inText: message.body))
                if !report.failures.isEmpty { failed.append(message) }
            } catch is FdnixError {
                failed.append(message)
            }
        }
        return BatchAnswer(retrying: failed).encoded
    }

    // MARK: One event

    func apply(_ event: ObjectEvent) async throws -> EventAnswer {
        // What consoles show as folders.
        guard !event.object.key.hasSuffix("/") else { return .unchanged }
        if let parent = Sidecar.parent(of: event.object.key) { return try await applySidecar(event, parent) }
        let (uri, sequencer) = (event.object.text, event.sequencer)
        guard let version = try await version(event) else {
            return try await cache.change(uri) { $0.removed($1, uri, sequencer) }
        }
        return try await cache.change(uri) { $0.created($1, version) }
    }

    private func applySidecar(_ event: ObjectEvent, _ parent: String) async throws -> EventAnswer {
        let etag: String?
        switch event.change {
        case .created(let told?, _): etag = told
        case .removed: etag = nil
        case .created(nil, _), .versionRemoved: etag = try await info(event.object)?.tag
        }
        let uri = ObjectURI(bucket: event.object.bucket, key: parent).text
        return try await cache.change(uri) { $0.sidecarChanged($1, to: etag) }
    }

    /// The version that an event tells of; nil where the object is gone. Events do not tell the type, which the object is
    /// asked for. Where it is gone already the event's word counts: that it was removed is told by another event.
    private func version(_ event: ObjectEvent) async throws -> ObjectVersion? {
        if event.change == .removed { return nil }
        let found = try await info(event.object)
        var (etag, size) = (found?.tag, found?.size)
        if case .created(let toldTag, let toldSize) = event.change {
            (etag, size) = (toldTag ?? etag, toldSize ?? size)
        }
        guard let etag else { return nil }
        let type = DocumentType(contentType: found?.contentType ?? "", key: event.object.key)
        return ObjectVersion(
            uri: event.object.text, contentType: type?.rawValue, etag: etag, size: size ?? 0,
            sequencer: event.sequencer)
    }

    private func info(_ object: ObjectURI) async throws -> ObjectInfo? {
        try await bucket(object.bucket).head(object.key)
    }
}
