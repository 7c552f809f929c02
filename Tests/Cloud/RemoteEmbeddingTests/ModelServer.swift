import Basics
import Dispatch
import JSON
import Platform
import TestSupport

/// A model's server on 127.0.0.1 that answers each POST as a test tells it, and keeps what it was asked. A connection is
/// good for one request.
final class ModelServer: Sendable {
    struct Request: Sendable {
        var target: String
        /// Names in lower case.
        var fields: [String: String]
        var body: [UInt8]
        /// The body as JSON, `null` where it is not.
        var json: JSONValue { (try? JSONValue.parse(body)) ?? .null }
    }

    /// What is sent back: a status with a body, or nothing, after which the connection is closed.
    enum Answer: Sendable {
        case reply(Int, [String], String)
        case broken
        static func ok(_ body: String) -> Answer { .reply(200, [], body) }
    }

    let port: Int
    private let listener: Int32
    private let seen = Shared<[Request]>([])

    var requests: [Request] { seen.value }
    var url: String { "http://127.0.0.1:\(port)" }

    init(_ answer: @escaping @Sendable (Int, Request) -> Answer) {
        let listener = streamSocket()
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(listener, $0, length)
                _ = listen(listener, 256)
                _ = getsockname(listener, $0, &length)
            }
            return Int(UInt16(bigEndian: pointer.pointee.sin_port))
        }
        self.listener = listener
        DispatchQueue(label: "model-server").async { [seen] in
            while case let socket = accept(listener, nil, nil), socket >= 0 {
                DispatchQueue(label: "model-server-connection").async {
                    defer { close(socket) }
                    guard let request = Self.read(socket) else { return }
                    let number = seen.change { seen in
                        seen.append(request)
                        return seen.count - 1
                    }
                    guard case .reply(let status, let fields, let body) = answer(number, request) else { return }
                    let head = ["HTTP/1.1 \(status) Words", "Content-Length: \(body.utf8.count)", "Connection: close"]
                    Self.write(Array(((head + fields).joined(separator: "\r\n") + "\r\n\r\n" + body).utf8), to: socket)
                }
            }
            close(listener)
        }
    }

    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func write(_ bytes: [UInt8], to socket: Int32) {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { send(socket, $0.baseAddress, $0.count, 0) }
            guard count > 0 || errno == EINTR else { return }
            done += max(count, 0)
        }
    }

    private static func read(_ socket: Int32) -> Request? {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        var request: (head: Request, start: Int, length: Int)?
        while true {
            if request == nil, let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) {
                let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
                var head = Request(target: "", fields: [:], body: [])
                head.target = lines.first?.split(separator: " ").dropFirst().first.map(String.init) ?? ""
                for line in lines.dropFirst() {
                    guard let colon = line.firstIndex(of: ":") else { continue }
                    head.fields[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmed
                }
                request = (head, end.upperBound, head.fields["content-length"].flatMap { Int($0) } ?? 0)
            }
            if let request, bytes.count >= request.start + request.length {
                var whole = request.head
                whole.body = Array(bytes[request.start..<request.start + request.length])
                return whole
            }
            let count = recv(socket, &piece, piece.count, 0)
            guard count > 0 || (count < 0 && errno == EINTR) else { return nil }
            bytes += piece[..<max(count, 0)]
        }
    }
}

/// Runs `body` with a server, which refuses connections afterwards.
func withModelServer<T>(
    _ answer: @escaping @Sendable (Int, ModelServer.Request) -> ModelServer.Answer,
    _ body: (ModelServer) async throws -> T
) async throws -> T {
    let server = ModelServer(answer)
    defer { server.stop() }
    return try await body(server)
}
