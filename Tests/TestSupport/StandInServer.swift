import Basics
import Dispatch
import Platform
import Synchronization

/// A server on 127.0.0.1 that does what a test tells it, byte by byte: a thread a connection, keep-alive unless the
/// handler ends it. Also serves as a proxy, which is a server that is asked for other hosts.
public final class StandInServer: Sendable {
    /// The head of a request as it came.
    public struct Request: Sendable {
        /// `GET` and the like.
        public var method: String
        /// Path and query.
        public var target: String
        /// Names in lower case.
        public var headers: [String: String]
        /// Counts the connections of the server from 0.
        public var connection: Int
    }

    /// Answers a request; false closes the connection.
    public typealias Handler = @Sendable (Peer, Request) -> Bool

    /// The port that the system chose.
    public let port: Int
    private let listener: Int32
    private let seen = Mutex<[Request]>([])

    /// The server's address, without a path.
    public var url: String { "http://127.0.0.1:\(port)" }
    /// All requests so far, in the order in which they came.
    public var requests: [Request] { seen.withLock { $0 } }

    /// Listens on a port of its own, and answers by `handler`.
    public init(_ handler: @escaping Handler) throws {
        listener = streamSocket()
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        port = withUnsafeMutablePointer(to: &address) { [listener] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(listener, $0, length)
                _ = listen(listener, 256)
                _ = getsockname(listener, $0, &length)
            }
            return Int(UInt16(bigEndian: pointer.pointee.sin_port))
        }
        startThread { [self] in
            var count = 0
            while case let socket = retryingInterrupts({ accept(listener, nil, nil) }), socket >= 0 {
                let number = count
                count += 1
                startThread { [self] in serve(Peer(socket, self), number, handler) }
            }
            // Closed by the thread that uses it, so that the number is not another socket's meanwhile.
            close(listener)
        }
    }

    /// Refuses connections from now on.
    public func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve(_ peer: Peer, _ number: Int, _ handler: Handler) {
        while let request = peer.request(number) {
            seen.withLock { $0.append(request) }
            guard handler(peer, request) else { return }
        }
    }
}

/// The server's end of a connection; closed when it goes away.
public final class Peer {
    private let socket: Int32
    private var buffer: [UInt8] = []

    private let server: StandInServer

    init(_ socket: Int32, _ server: StandInServer) {
        self.socket = socket
        self.server = server
    }

    deinit { close(socket) }

    /// How many requests for the same target the server has seen, this one included.
    public func count(_ request: StandInServer.Request) -> Int { server.requests.count { $0.target == request.target } }

    /// Writes all of it; false where the client is gone.
    @discardableResult public func write(_ bytes: [UInt8]) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { rest in
                retryingInterrupts { send(socket, rest.baseAddress, rest.count, quietly) }
            }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }

    /// Writes a text, as UTF-8; false where the client is gone.
    @discardableResult public func write(_ text: String) -> Bool { write(Array(text.utf8)) }

    /// A whole reply; false where the client is gone.
    public func reply(_ status: Int = 200, _ fields: [String] = [], _ body: String = "") -> Bool {
        let head = (["HTTP/1.1 \(status) Words", "Content-Length: \(body.utf8.count)"] + fields)
            .joined(separator: "\r\n")
        return write("\(head)\r\n\r\n\(body)")
    }

    /// Whether the client takes nothing for `milliseconds`.
    public func isHeldBack(_ milliseconds: Int32) -> Bool {
        var question = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
        return retryingInterrupts { poll(&question, 1, milliseconds) } == 0
    }

    /// Writes what fits; the number of bytes.
    public func writeSome(_ bytes: [UInt8]) -> Int {
        bytes.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT) | quietly) }
    }

    /// Waits for the client to close its end.
    public func waitForClose() { while readMore() { buffer = [] } }

    private func readMore() -> Bool {
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        // Other suites send signals to this process, and any thread may get them.
        let count = retryingInterrupts { recv(socket, &piece, piece.count, 0) }
        guard count > 0 else { return false }
        buffer += piece[..<count]
        return true
    }

    private func line() -> String? {
        while true {
            // A TLS handshake, which has no lines.
            if buffer.first == 0x16 { return nil }
            if let end = buffer.firstIndex(of: 0x0A) {
                let line = String(decoding: buffer[..<end].filter { $0 != 0x0D }, as: UTF8.self)
                buffer.removeSubrange(...end)
                return line
            }
            guard readMore() else { return nil }
        }
    }

    func request(_ connection: Int) -> StandInServer.Request? {
        guard let parts = line()?.split(separator: " "), parts.count == 3 else { return nil }
        var headers: [String: String] = [:]
        while let line = line() {
            if line.isEmpty {
                return .init(
                    method: String(parts[0]), target: String(parts[1]), headers: headers, connection: connection)
            }
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmed
        }
        return nil
    }

    /// The body of a request, by its length or in chunks; nil where the client broke off.
    public func body(_ request: StandInServer.Request) -> [UInt8]? {
        if let length = request.headers["content-length"].flatMap({ Int($0) }) { return bytes(length) }
        guard request.headers["transfer-encoding"] == "chunked" else { return [] }
        var body: [UInt8] = []
        while let size = line().flatMap({ Int($0, radix: 16) }) {
            guard let chunk = bytes(size), line() != nil else { return nil }
            if size == 0 { return body }
            body += chunk
        }
        return nil
    }

    private func bytes(_ count: Int) -> [UInt8]? {
        while buffer.count < count { guard readMore() else { return nil } }
        defer { buffer.removeFirst(count) }
        return Array(buffer.prefix(count))
    }
}

/// A client that is gone shows as an error, not as a signal that ends the tests.
#if canImport(Darwin)
    private let quietly: Int32 = 0
#else
    private let quietly = Int32(MSG_NOSIGNAL)
#endif

/// Runs `body` on a thread of its own.
private func startThread(_ body: @escaping @Sendable () -> Void) {
    DispatchQueue(label: "fdnix.stand-in").async(execute: body)
}

/// Runs a system call again for as long as a signal interrupts it.
private func retryingInterrupts<T: FixedWidthInteger>(_ call: () -> T) -> T {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}
