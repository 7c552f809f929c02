import Foundation
import Platform
import Synchronization
import TestSupport

@testable import Basics

/// A small HTTP server on 127.0.0.1, one request a connection, that can be told to misbehave.
final class TestServer: Sendable {
    struct Request: Sendable {
        var path: String
        var headers: [String: String]
    }

    struct Answer: Sendable {
        var status = 200
        var headers: [String: String] = [:]
        var body: [UInt8] = []
        /// How much of the body is sent before the connection is dropped; nil: all.
        var sends: Int?
    }

    let port: UInt16
    private let listener: Int32
    private let seen = Mutex<[Request]>([])
    private let respond: @Sendable (Request, Int) -> Answer

    var url: String { "http://127.0.0.1:\(port)" }
    var requests: [Request] { seen.withLock { $0 } }

    /// `respond` gets each request and how many for the same path came before it.
    init(_ respond: @escaping @Sendable (Request, Int) -> Answer) {
        self.respond = respond
        listener = streamSocket()
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        port = withUnsafeMutablePointer(to: &address) { [listener] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length)
                listen(listener, 16)
                getsockname(listener, $0, &length)
            }
            return UInt16(bigEndian: pointer.pointee.sin_port)
        }
        Thread.detachNewThread { [self] in
            while true {
                let connection = retryingInterrupts { accept(listener, nil, nil) }
                // The thread closes what it listens on, so that the number is not another server's meanwhile.
                guard connection >= 0 else {
                    close(listener)
                    return
                }
                serve(connection)
                close(connection)
            }
        }
    }

    /// Refuses connections from now on.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func serve(_ connection: Int32) {
        var text = ""
        while !text.contains("\r\n\r\n") {
            var buffer = [UInt8](repeating: 0, count: 4_096)
            let count = retryingInterrupts { recv(connection, &buffer, buffer.count, 0) }
            guard count > 0 else { return }
            text += String(decoding: buffer[..<count], as: UTF8.self)
        }
        let lines = text.components(separatedBy: "\r\n")
        var request = Request(path: lines[0].components(separatedBy: " ").dropFirst().first ?? "", headers: [:])
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            request.headers[line[..<colon].lowercased()] = line[line.index(after: colon)...]
                .trimmingCharacters(in: .whitespaces)
        }
        let before = seen.withLock { seen in
            defer { seen.append(request) }
            return seen.count { $0.path == request.path }
        }
        let answer = respond(request, before)
        var head = "HTTP/1.1 \(answer.status) X\r\nConnection: close\r\nContent-Length: \(answer.body.count)\r\n"
        for (name, value) in answer.headers { head += "\(name): \(value)\r\n" }
        let bytes = Array((head + "\r\n").utf8) + answer.body.prefix(answer.sends ?? answer.body.count)
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { raw in
                raw.baseAddress.map { send(connection, $0 + done, bytes.count - done, Int32(MSG_NOSIGNAL)) }
                    ?? -1
            }
            guard count > 0 else { return }
            done += count
        }
        shutdown(connection, Int32(SHUT_WR))
    }
}

/// Runs `body` with a server and a folder of its own.
func withServer<T>(
    _ respond: @escaping @Sendable (TestServer.Request, Int) -> TestServer.Answer,
    _ body: (TestServer, String) async throws -> T
) async throws -> T {
    let server = TestServer(respond)
    defer { server.stop() }
    return try await withTemporaryFolder { try await body(server, $0) }
}
