import AWS
import AWSServices
import Basics
import Digests
import HTTPTransport
import Synchronization
import TestSupport

/// A server that does what the documentation says of S3, in memory, with the faults that a test wants.
///
/// It checks what S3 checks of the bytes (checksums, sizes and order of parts, conditions), and not who asks.
final class S3StandIn: Sendable {
    struct Stored: Sendable {
        var bytes: [UInt8]
        var tag: String
        var modified = Timestamp.milliseconds
        /// The fields that describe it, as they came.
        var fields: [String: String]
        var checksum: String?
    }

    struct Upload: Sendable {
        var key: String
        var fields: [String: String]
        var parts: [Int: Stored] = [:]
        var begun: Int
    }

    struct State {
        var objects: [ObjectKeyBytes: Stored] = [:]
        var uploads: [String: Upload] = [:]
        var counts: [String: Int] = [:]
        var lastUpload = 0
    }

    struct Request {
        var operation: String
        var key: String
        var query: [String: String]
        var headers: [String: String]
        var body: [UInt8]
    }

    struct Answer {
        var status = 200
        var fields: [String] = []
        var body: [UInt8] = []

        static func error(_ status: Int, _ code: String) -> Answer {
            let body = XMLElement(
                "Error", children: [XMLElement("Code", text: code), XMLElement("Message", text: "m")])
            return Answer(status: status, fields: ["x-amz-request-id: R1"], body: body.document(namespace: ""))
        }

        static func document(_ root: XMLElement) -> Answer { Answer(body: root.document(namespace: "")) }
    }

    let state = Mutex(State())
    private let trouble = Mutex<@Sendable (String, Int) -> Fault?>({ _, _ in nil })
    private let server = Mutex<StandInServer?>(nil)

    init() throws {
        let server = try StandInServer { [self] peer, request in answer(peer, request) }
        self.server.withLock { $0 = server }
    }

    func stop() { server.withLock { $0?.stop() } }

    /// Lets things go wrong from now on: asked for each request by its operation and how many of it there were.
    func trouble(_ trouble: @escaping @Sendable (_ operation: String, _ number: Int) -> Fault?) {
        state.withLock { $0.counts = [:] }
        self.trouble.withLock { $0 = trouble }
    }

    /// How often an operation was asked for since the trouble began.
    func count(_ operation: String) -> Int { state.withLock { $0.counts[operation] ?? 0 } }

    /// A store in a bucket of this server, with small parts and pauses that nobody waits for.
    func store() throws -> S3ObjectStore {
        var endpoints = EndpointRules()
        endpoints.overrides["S3"] = try URLParts(server.withLock { $0?.url ?? "" })
        let configuration = AWSConfiguration(
            region: "us-east-1", credentials: FixedCredentials(AccessKey(id: "test", secret: "test")),
            endpoints: endpoints,
            retries: RetryPolicy(attempts: 4, base: .milliseconds(1), cap: .milliseconds(2), repeatsAnyMethod: true))
        var store = S3ObjectStore("bucket", configuration)
        (store.singlePutLimit, store.partSize) = (10 << 20, 5 << 20)
        return store
    }

    private func answer(_ peer: Peer, _ request: StandInServer.Request) -> Bool {
        let operation = Self.operation(request)
        let number = state.withLock { state in
            state.counts[operation, default: 0] += 1
            return state.counts[operation] ?? 0
        }
        let fault = trouble.withLock { $0 }(operation, number)
        if case .cutRequest = fault { return false }
        guard var body = peer.body(request) else { return false }
        if case .changedRequest = fault, !body.isEmpty { body[body.count / 2] ^= 1 }
        var answer = self.answer(request, operation, body, fault)
        if case .lostAnswer = fault { return false }
        if case .lateError(let code) = fault { answer = Self.late(code) }
        if case .changedAnswer = fault, !answer.body.isEmpty { answer.body[answer.body.count / 2] ^= 1 }
        let isHead = request.method == "HEAD"
        var head = ["HTTP/1.1 \(answer.status) Words"] + answer.fields
        if !isHead || !answer.fields.contains(where: { $0.hasPrefix("Content-Length") }) {
            head.append("Content-Length: \(answer.body.count)")
        }
        peer.write(head.joined(separator: "\r\n") + "\r\n\r\n")
        if case .cutAnswer(let count) = fault {
            peer.write(Array(answer.body.prefix(count)))
            return false
        }
        return isHead || peer.write(answer.body)
    }

    private static func late(_ code: String) -> Answer {
        var answer = Answer.error(200, code)
        answer.status = 200
        return answer
    }

    private func answer(
        _ request: StandInServer.Request, _ operation: String, _ body: [UInt8], _ fault: Fault?
    ) -> Answer {
        if case .refusal(let status, let code) = fault { return .error(status, code) }
        // Nothing is done by a request that ends in an error.
        if case .lateError = fault { return Answer() }
        guard let bytes = Self.unframed(body, request.headers) else { return .error(400, "BadDigest") }
        let parts = request.target.split(separator: "?", maxSplits: 1)
        let path = parts[0].utf8.dropFirst("/bucket/".utf8.count)
        let key = PercentEncoding.decode(String(decoding: path, as: UTF8.self))
        var query: [String: String] = [:]
        for pair in (parts.dropFirst().first ?? "").split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1).map { PercentEncoding.decode($0) }
            query[sides[0]] = sides.dropFirst().first ?? ""
        }
        let asked = Request(
            operation: operation, key: key, query: query, headers: request.headers, body: bytes)
        return state.withLock { Self.act(asked, &$0) }
    }

    private static func operation(_ request: StandInServer.Request) -> String {
        let query = request.target.drop { $0 != "?" }
        return switch request.method {
        case "HEAD": "HeadObject"
        case "PUT" where query.contains("partNumber="): "UploadPart"
        case "PUT": request.headers["x-amz-copy-source"] == nil ? "PutObject" : "CopyObject"
        case "POST" where query.contains("uploadId="): "CompleteMultipartUpload"
        case "POST": query.contains("uploads") ? "CreateMultipartUpload" : "DeleteObjects"
        case "DELETE": query.contains("uploadId=") ? "AbortMultipartUpload" : "DeleteObject"
        default:
            query.contains("uploadId=")
                ? "ListParts"
                : query.contains("uploads")
                    ? "ListMultipartUploads" : query.contains("list-type=2") ? "ListObjectsV2" : "GetObject"
        }
    }
}

/// A key by its bytes.
struct ObjectKeyBytes: Hashable, Comparable {
    var bytes: [UInt8]
    init(_ text: String) { bytes = Array(text.utf8) }
    static func < (a: Self, b: Self) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
    var text: String { String(decoding: bytes, as: UTF8.self) }
}
