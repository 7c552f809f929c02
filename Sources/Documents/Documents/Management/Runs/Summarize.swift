import Basics
import JSON
public import ObjectStorage

/// The last step of a run: gathers the results of its documents into one summary.
public struct Summarize: Sendable {
    private let processed: any ObjectStore

    /// Reads the list and the results in the bucket `processed`, and writes the summary there.
    public init(processed: any ObjectStore) { self.processed = processed }

    /// The summary of the run `name`, once it is written. Throws `notFound` where the run has no list, and what the bucket
    /// throws.
    public func run(_ name: String) async throws -> RunSummary {
        var latest: [String: FoundResult] = [:]
        for uri in try await documents(of: name) { latest[uri] = .some(FoundResult.missing(uri)) }
        try await forEachResult(of: name) { result in
            if let other = latest[result.uri], !other.isBefore(result) { return }
            latest[result.uri] = result
        }
        var summary = RunSummary(run: name)
        summary.total = latest.count
        for result in latest.values.sorted(by: { $0.uri.utf8.lexicographicallyPrecedes($1.uri.utf8) }) {
            result.add(to: &summary)
        }
        try await processed.put(
            RunKey.summary(of: name), .bytes(JSONValue.object(summary.json).encoded),
            PutOptions(contentType: "application/json"))
        return summary
    }

    private func documents(of run: String) async throws -> [String] {
        do {
            let list = try await processed.get(RunKey.list(of: run))
            return try PendingDocument.uris(inList: try await list.collect(upTo: 1 << 30))
        } catch let error as FdnixError where error.code == .notFound {
            throw error.adding("; is \(run.printable(onOneLine: true)) the name of a run?")
        }
    }

    /// How many results are read at once.
    private static let width = 16
    /// Bytes of the longest result.
    private static let longestResult = 1 << 20

    /// Reads the results of a run, several at once, in no special order.
    private func forEachResult(of run: String, _ body: (FoundResult) -> Void) async throws {
        let folder = ResultKey.folder(of: run)
        // Whoever started the tasks has lists of its own there, one folder deeper.
        var objects = processed.objects(prefix: folder).filter {
            !$0.key.dropFirst(folder.count).contains("/") && $0.key.hasSuffix(".json")
        }.makeAsyncIterator()
        try await concurrently(width: Self.width) {
            try await objects.next()
        } body: { object in
            try await result(object)
        } take: {
            if let result = $0 { body(result) }
        }
    }

    /// The result that an object is; nil where it is something else, or gone.
    private func result(_ object: ObjectInfo) async throws -> FoundResult? {
        do {
            let bytes = try await processed.get(object.key).collect(upTo: Self.longestResult)
            return FoundResult(try JSONValue.parse(bytes), object)
        } catch let error as FdnixError where [.notFound, .malformedInput, .incompatible].contains(error.code) {
            return nil
        }
    }
}
