import Basics
import Digests
import HTTPTransport
import Platform
import Synchronization
import TestSupport

@testable import Publishing

/// A web server for a directory, as any is: tags, ranges, and nothing of fdnix. It counts the bytes that it sends.
final class StaticFiles: Sendable {
    private let box: Mutex<StandInServer?> = Mutex(nil)
    private let sent = Mutex(0)
    /// Of each answer's body only as many bytes are sent, then the connection is cut; nil for all.
    let portion = Mutex<Int?>(nil)
    /// Whether it tells versions apart by tags.
    let hasTags = Mutex(true)
    private let directory: String

    var url: String { box.withLock { $0?.url ?? "" } }
    var sentBytes: Int { sent.withLock { $0 } }
    /// The paths that were asked for, with the first byte where a range was.
    var requests: [String] {
        box.withLock { server in
            (server?.requests ?? []).map { $0.target + ($0.headers["range"].map { " " + $0 } ?? "") }
        }
    }

    init(_ directory: String) throws {
        self.directory = directory
        let server = try StandInServer { [unowned self] peer, request in self.answer(peer, request) }
        box.withLock { $0 = server }
    }

    deinit { box.withLock { $0?.stop() } }

    private func answer(_ peer: Peer, _ request: StandInServer.Request) -> Bool {
        let path = directory + request.target
        guard let bytes = try? FileSystem.read(path), let hash = try? Digest.hash(.md5, bytes).hexadecimal else {
            return peer.reply(404)
        }
        let tag = "\"\(hash)\""
        let hasTags = hasTags.withLock { $0 }
        if hasTags, request.headers["if-none-match"] == tag {
            return send(peer, "HTTP/1.1 304 Not Modified\r\nETag: \(tag)\r\n\r\n", [], false)
        }
        var start = 0
        var head = "HTTP/1.1 200 OK\r\n"
        if request.headers["if-range"] == tag, let range = request.headers["range"] {
            start = Int(range.dropFirst(6).dropLast()) ?? 0
            guard start < bytes.count else { return peer.reply(416, ["Content-Range: bytes */\(bytes.count)"]) }
            head = "HTTP/1.1 206 Partial\r\nContent-Range: bytes \(start)-\(bytes.count - 1)/\(bytes.count)\r\n"
        }
        head += "\(hasTags ? "ETag: \(tag)\r\n" : "")Content-Length: \(bytes.count - start)\r\n\r\n"
        let rest = Array(bytes[start...])
        let portion = portion.withLock { $0 } ?? .max
        return send(peer, head, Array(rest.prefix(portion)), portion < rest.count)
    }

    private func send(_ peer: Peer, _ head: String, _ body: [UInt8], _ isCut: Bool) -> Bool {
        sent.withLock { $0 += head.utf8.count + body.count }
        peer.write(head)
        peer.write(body)
        return !isCut
    }
}

/// A client that the environment of the tests does not change.
func webSource(_ address: String, attempts: Int = 1) throws -> WebSource {
    var configuration = HTTPClient.Configuration(environment: [:])
    configuration.proxies = ProxySettings(http: nil, https: nil)
    return try WebSource(
        address, client: HTTPClient(configuration), retries: RetryPolicy(attempts: attempts, base: .milliseconds(1)),
        logger: quiet)
}
