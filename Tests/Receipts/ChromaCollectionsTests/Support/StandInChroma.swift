import Basics
import JSON
import Synchronization
import TestSupport

/// A Chroma server in memory, as far as it is used here: what chromadb 1.5.9 answers to these requests, and what goes wrong
/// as a test tells it.
final class StandInChroma: Sendable {
    struct Request: Sendable {
        var method: String
        /// Below `/api/v2`.
        var path: String
        /// Names in lower case.
        var fields: [String: String]
        var json: JSONValue
        var bytes: Int
        /// The last part of the path: `upsert` and the like.
        var verb: String { String(path.split(separator: "/").last ?? "") }
    }

    /// What goes wrong with a request.
    enum Fault: Sendable {
        /// It is refused.
        case refused(Int, [String] = [], String = "")
        /// The connection ends within the answer, before or after it is carried out.
        case lost(isDone: Bool)
    }

    struct Stored: Sendable, Equatable {
        var vector: [Float]
        var document: String?
        var metadata: [String: JSONValue]
    }

    struct Collection: Sendable {
        var id: String
        var metadata: JSONValue
        var distance = "l2"
        var dimension: Int?
        var records: [String: Stored] = [:]
        /// Ids as they came.
        var order: [String] = []
    }

    private struct State: Sendable {
        var requests: [Request] = []
        var collections: [String: Collection] = [:]
        var made = 0
    }

    private let state: SharedState
    private let server: StandInServer

    private final class SharedState: Sendable {
        let value = Mutex(State())
    }

    /// A server; `fault` says of each request, counted from 0, what goes wrong with it, `preflight` what it says of its limits.
    init(
        preflight: String = #"{"max_batch_size":5461,"supports_base64_encoding":true}"#,
        _ fault: @escaping @Sendable (Int, Request) -> Fault? = { _, _ in nil }
    ) throws {
        let state = SharedState()
        self.state = state
        server = try StandInServer { peer, head in
            guard let body = peer.body(head) else { return false }
            let path = head.target.range(of: "/api/v2").map { String(head.target[$0.upperBound...]) } ?? head.target
            let request = Request(
                method: head.method, path: path, fields: head.headers, json: (try? JSONValue.parse(body)) ?? .null,
                bytes: body.count)
            let number = state.value.withLock {
                $0.requests.append(request)
                return $0.requests.count - 1
            }
            let fault = fault(number, request)
            switch fault {
            case .refused(let status, let fields, let text): return peer.reply(status, fields, text)
            case .lost(isDone: false): return peer.breakOff()
            case .lost(isDone: true), nil: break
            }
            let (status, answer) = state.value.withLock { Self.answer(request, preflight, &$0) }
            guard fault == nil else { return peer.breakOff() }
            return peer.reply(status, ["Content-Type: application/json"], answer)
        }
    }

    var url: String { server.url }
    var requests: [Request] { state.value.withLock { $0.requests } }
    func requests(_ verb: String) -> [Request] { requests.filter { $0.verb == verb } }
    func stop() { server.stop() }

    /// The collections by name, as they are or are to be.
    func change<T: Sendable>(_ body: (inout [String: Collection]) -> T) -> T {
        state.value.withLock { body(&$0.collections) }
    }

    private static func answer(_ request: Request, _ preflight: String, _ state: inout State) -> (Int, String) {
        let parts = request.path.split(separator: "/").map(String.init)
        if parts == ["pre-flight-checks"] { return (200, preflight) }
        guard parts.count >= 4, parts[0] == "tenants", parts[2] == "databases" else { return (404, "") }
        guard parts.count > 4 else { return parts[3] == "nowhere" ? missing(parts[3]) : (200, "{}") }
        guard parts[4] == "collections" else { return (404, "") }
        switch (request.method, parts.count) {
        case ("POST", 5): return make(request.json, &state)
        case ("GET", 6): return state.collections[parts[5]].map { (200, describe(parts[5], $0)) } ?? missing(parts[5])
        case ("DELETE", 6):
            return state.collections.removeValue(forKey: parts[5]) == nil ? missing(parts[5]) : (200, "{}")
        case ("PUT", 6): return rename(parts[5], request.json["new_name"]?.string ?? "", &state)
        case (_, 7):
            guard let name = state.collections.first(where: { $0.value.id == parts[5] })?.key,
                var collection = state.collections[name]
            else { return missing(parts[5]) }
            defer { state.collections[name] = collection }
            return collection.answer(parts[6], request.json)
        default: return (405, "")
        }
    }

    private static func make(_ json: JSONValue, _ state: inout State) -> (Int, String) {
        let name = json["name"]?.string ?? ""
        if state.collections[name] == nil {
            state.made += 1
            state.collections[name] = Collection(
                id: "00000000-0000-4000-8000-00000000000\(state.made)", metadata: json["metadata"] ?? .null,
                distance: json["configuration"]?["hnsw"]?["space"]?.string ?? "l2")
        }
        return state.collections[name].map { (200, describe(name, $0)) } ?? (500, "")
    }

    private static func rename(_ id: String, _ name: String, _ state: inout State) -> (Int, String) {
        guard let old = state.collections.first(where: { $0.value.id == id })?.key else { return missing(id) }
        guard old == name || state.collections[name] == nil else { return (500, #"{"error":"InternalError"}"#) }
        state.collections[name] = state.collections.removeValue(forKey: old)
        return (200, "{}")
    }

    private static func describe(_ name: String, _ collection: Collection) -> String {
        let json: JSONValue = [
            "id": .string(collection.id), "name": .string(name), "metadata": collection.metadata,
            "dimension": collection.dimension.map { .integer(Int64($0)) } ?? .null,
            "configuration_json": ["hnsw": ["space": .string(collection.distance)], "spann": nil],
        ]
        return json.description
    }

    private static func missing(_ name: String) -> (Int, String) {
        (404, #"{"error":"NotFoundError","message":"Collection [\#(name)] does not exist."}"#)
    }
}

extension String {
    fileprivate func range(of part: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
            start = index(after: start)
        }
        return nil
    }
}

extension Peer {
    /// Begins an answer; false, so that the connection ends within it.
    fileprivate func breakOff() -> Bool { write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{") && false }
}
