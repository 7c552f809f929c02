import Basics
import HTTPTransport
import JSON
import ObjectStorage
import ReceiptEvents
import ReceiptModel
import Segments
import Synchronization
import Tables
import TestSupport

@testable import ChromaCollections

let space = VectorSpace(model: "local-hash-v1", dimension: 4, textFormat: "tagged-1")
let client = HTTPClient(HTTPClient.Configuration(environment: [:]))

func receipt(_ number: Int = 1) throws -> ReceiptKey {
    try ReceiptKey(imageID: "3f2b8c1e-5a7d-4c90-9b1a-0d6e4f2a7c55", receiptID: number)
}

/// Time that passes only where somebody waits.
func patience() -> TimeSource {
    let now = SharedNumber(1_750_000_000_000)
    return TimeSource(
        now: { now.value.withLock { $0 } },
        sleep: { duration in now.value.withLock { $0 += Int(duration.seconds * 1000) } })
}

final class SharedNumber: Sendable {
    let value: Mutex<Int>
    init(_ value: Int) { self.value = Mutex(value) }
}

/// Names that were seen.
final class SharedNames: Sendable {
    private let names = Mutex<Set<String>>([])
    func isNew(_ name: String) -> Bool { names.withLock { $0.insert(name).inserted } }
}

/// Runs `body` with a stand-in, which refuses connections afterwards.
func withChroma<T>(
    preflight: String = #"{"max_batch_size":5461,"supports_base64_encoding":true}"#,
    _ fault: @escaping @Sendable (Int, StandInChroma.Request) -> StandInChroma.Fault? = { _, _ in nil },
    _ body: (StandInChroma) async throws -> T
) async throws -> T {
    let server = try StandInChroma(preflight: preflight, fault)
    defer { server.stop() }
    return try await body(server)
}

extension StandInChroma {
    func server(events: ReceiptEvents = .none, _ change: (inout ChromaSettings) -> Void = { _ in }) throws
        -> ChromaServer
    {
        var settings = try ChromaSettings(url: url)
        change(&settings)
        return ChromaServer(settings, client: client, events: events, time: patience())
    }
}

/// What an error says; nil where there was none.
func error(_ body: () async throws -> Void) async -> FdnixError? {
    do {
        try await body()
        return nil
    } catch { return error as? FdnixError ?? FdnixError(.io, "\(error)") }
}

func write(
    _ id: String, _ vector: [Float] = [1, 0, 0, 0], document: String? = "text", metadata: [String: JSONValue] = ["a": 1]
) -> RecordWrite {
    RecordWrite(id: id, document: document, metadata: metadata, vector: .numbers(vector))
}

/// Buckets in which nothing is.
enum MemoryBuckets {
    static var one: any ObjectStore { MemoryObjectStore() }
}
