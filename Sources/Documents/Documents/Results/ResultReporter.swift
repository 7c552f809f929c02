public import Basics
import JSON
public import ObjectStorage

/// Tells what became of documents: an object beside the others of the run, and an event in the log.
public struct ResultReporter: Sendable {
    private let store: (any ObjectStore)?
    private let time: TimeSource

    /// Writes to `store`, the bucket of results; where there is none, to the log alone.
    public init(_ store: (any ObjectStore)?, time: TimeSource = .system) {
        self.store = store
        self.time = time
    }

    /// Writes one result, and an event to `log`. What fails is tried again, five times in all, and then a warning: a document that was ingested
    /// stays ingested.
    public func report(_ result: IngestionResult, _ log: EventLog) async {
        log.event(.result, result.json)
        guard let store else {
            return log.warning("PROCESSED_BUCKET_NAME is not set: the result is in this log only")
        }
        let key = ResultKey.key(of: result.uri, run: result.run, random: .random(in: 0 ... .max))
        let options = PutOptions(contentType: "application/json")
        var attempt = 1
        while true {
            do {
                try await store.put(key, .bytes(JSONValue.object(result.json).encoded), options)
                return
            } catch {
                guard attempt < Self.attempts, !Task.isCancelled else {
                    return log.warning("cannot write the result \(key) to \(store.location): \(error)")
                }
                try? await time.sleep(Self.backoff.pause(after: attempt, random: .random(in: 0..<1)))
                attempt += 1
            }
        }
    }

    private static let attempts = 5
    private static let backoff = Backoff(base: .milliseconds(200), cap: .seconds(3))
}
