import Basics
import ReceiptEvents
import ReceiptModel
import Segments

/// Opens bundles and finds out whether they may come into the collection.
struct BundleChecks {
    /// What came of reading bundles, by prefix.
    private var fetched: [String: Result<OpenBundle, any Error>]
    /// What was found.
    var found: [RunReference: BundleCheck] = [:]
    private let compaction: Compaction
    /// What vectors must be: those of the collection, or those of the first bundle where that has none.
    private var space: VectorSpace?

    init(_ compaction: Compaction, space: VectorSpace?, opened: [String: OpenBundle]) {
        self.compaction = compaction
        fetched = opened.mapValues { .success($0) }
        self.space = space
    }

    /// The bundles that were read, by prefix: they never change, and are kept for a further try.
    var opened: [String: OpenBundle] { fetched.compactMapValues { try? $0.get() } }

    /// How many bundles are fetched at once.
    private static let width = 16

    /// Fetches bundles, several at once; what fails is told when they are opened. Throws `CancellationError` alone.
    mutating func fetch(_ prefixes: [String]) async throws {
        let (store, name) = (compaction.bundles, compaction.writer.name)
        let missing = prefixes.filter { fetched[$0] == nil }.removingDuplicates()
        let results = try await missing.concurrentMap(limit: Self.width) { prefix -> Result<OpenBundle, any Error> in
            do { return .success(try await store.open(prefix, for: name)) } catch let error as CancellationError {
                throw error
            } catch { return .failure(error) }
        }
        for (prefix, result) in zip(missing, results) { fetched[prefix] = result }
    }

    /// Opens the bundle of a run. Throws `CancellationError` alone.
    mutating func open(_ reference: RunReference) async throws -> (BundleCheck, OpenBundle?) {
        try await open(prefix: reference.prefix, of: reference)
    }

    /// Opens the bundle under a prefix, of a run or of none. Throws `CancellationError` alone.
    mutating func open(
        prefix: String, of reference: RunReference? = nil
    ) async throws -> (BundleCheck, OpenBundle?) {
        let events = reference.map { compaction.events.of($0.receipt, run: $0.id) } ?? compaction.events
        do {
            try await fetch([prefix])
            guard let bundle = try fetched[prefix]?.get() else {
                throw FdnixError(.io, "the bundle \(prefix) was not fetched")
            }
            try check(bundle, reference)
            return (.valid(count: bundle.count, replaces: bundle.receipt != nil), bundle)
        } catch let error as CancellationError { throw error } catch {
            try Task.checkCancellation()
            let reason = Compaction.reason(error)
            guard Self.isFinal(error) else {
                events.count(.deltaDownloadError)
                events.warning("a bundle cannot be read: \(reason)")
                return (.unreadable(reason), nil)
            }
            events.count(.deltaMergeError)
            events.error("a bundle is refused: \(reason)")
            return (.invalid(reason), nil)
        }
    }

    private mutating func check(_ bundle: OpenBundle, _ reference: RunReference?) throws {
        if let reference {
            guard bundle.receipt ?? reference.receipt == reference.receipt, bundle.run ?? reference.id == reference.id
            else { throw FdnixError(.corrupt, "the bundle \(reference.prefix) is that of another run") }
        }
        guard let own = bundle.space ?? unsaid(bundle) else { return }
        if let space { try space.check(own, of: "the bundle") } else { space = own }
    }

    /// What a bundle of Chroma's is taken for: it says how many numbers a vector has, and nothing else.
    private func unsaid(_ bundle: OpenBundle) -> VectorSpace? {
        guard let dimension = bundle.dimension, var space = space ?? compaction.writer.expectedSpace else { return nil }
        space.dimension = dimension
        return space
    }

    /// Whether another try would find the same. An object that is not there may still come, or be made again.
    private static func isFinal(_ error: any Error) -> Bool {
        guard let error = error as? FdnixError else { return false }
        return [.corrupt, .incompatible, .malformedInput, .usage].contains(error.code)
    }
}
