import AWS
import Basics
import DocumentRecognition
import Documents
import HTTPTransport
import JSON
import Logging
import ObjectStorage
import Synchronization
import Tables
import TestSupport

/// Time that passes only while somebody waits.
final class TestTime: Sendable {
    private let state = Mutex<(now: Int, pauses: [Duration])>((1_700_000_000_000, []))
    var pauses: [Duration] { state.withLock { $0.pauses } }
    var passed: Duration { pauses.reduce(.zero, +) }

    var source: TimeSource {
        TimeSource(now: { self.state.withLock { $0.now } }) { pause in
            try Task.checkCancellation()
            self.state.withLock { state in
                state.now += Int(pause.seconds * 1000)
                state.pauses.append(pause)
            }
        }
    }
}

/// A service of AWS JSON that answers as a test tells it, and keeps what it was asked.
final class StandInService: Sendable {
    enum Answer: Sendable {
        case document(JSONValue)
        case error(String)
        case lost
    }

    struct Call: Sendable {
        let operation: String
        let input: JSONValue
    }

    private let seen = Mutex<[Call]>([])
    var calls: [Call] { seen.withLock { $0 } }
    func inputs(_ operation: String) -> [JSONValue] { calls.filter { $0.operation == operation }.map(\.input) }

    /// Runs `body` with a configuration that leads to a service which answers by `answer`, told a call and the how
    /// many-eth of its operation it is.
    static func run<T>(
        _ answer: @escaping @Sendable (Call, Int) -> Answer,
        _ body: (AWSConfiguration, StandInService) async throws -> T
    ) async throws -> T {
        let service = StandInService()
        let server = try StandInServer { peer, request in
            guard let bytes = peer.body(request), let input = try? JSONValue.parse(bytes) else { return false }
            let operation = request.headers["x-amz-target"]?.split(separator: ".").last.map(String.init) ?? ""
            let call = Call(operation: operation, input: input)
            let count = service.seen.withLock { seen in
                seen.append(call)
                return seen.count { $0.operation == operation }
            }
            switch answer(call, count) {
            case .document(let document): return peer.reply(200, [], document.description)
            case .error(let code):
                let body: JSONValue = ["__type": .string(code), "message": "of the test"]
                return peer.reply(400, [], body.description)
            case .lost: return false
            }
        }
        defer { server.stop() }
        var endpoints = EndpointRules()
        endpoints.overrides = ["": try URLParts(server.url)]
        return try await body(.ofTests(endpoints), service)
    }
}

extension AWSConfiguration {
    /// A configuration with the key that stand-ins know, whose retries are not waited for.
    static func ofTests(_ endpoints: EndpointRules) -> AWSConfiguration {
        AWSConfiguration(
            region: "us-east-1", credentials: FixedCredentials(AccessKey(id: "test", secret: "test")),
            endpoints: endpoints,
            retries: RetryPolicy(attempts: 2, base: .milliseconds(1), cap: .milliseconds(2), repeatsAnyMethod: true),
            http: HTTPClient(HTTPClient.Configuration(environment: [:])))
    }
}

/// A cloud in memory, with what its parts hold.
struct TestCloud {
    let stores = Stores()
    let links = LinksTable(MemoryTable(LinksTable.schema))

    /// Buckets by their names, made when they are first asked for.
    final class Stores: Sendable {
        private let stores = Mutex<[String: MemoryObjectStore]>([:])

        func bucket(_ name: String) -> MemoryObjectStore {
            stores.withLock { stores in
                let store = stores[name] ?? MemoryObjectStore()
                stores[name] = store
                return store
            }
        }
    }

    func cloud(media: String? = "media") -> DocumentCloud {
        DocumentCloud(
            bucket: { [stores] in stores.bucket($0) }, cache: CacheTable(MemoryTable(CacheTable.schema)), links: links,
            mediaBucket: media)
    }
}

extension EventLog {
    /// A log that nobody reads.
    static let silent = EventLog(Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
}
