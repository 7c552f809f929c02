import Basics
import HTTPTypes
import Logging
import Platform
import TestSupport
import Testing

@testable import HTTPTransport

@Suite(.timeLimit(.minutes(15))) struct DownloadTests {
    private static let document = String(repeating: "0123456789", count: 5_000)
    private static let policy = RetryPolicy(attempts: 6, base: .milliseconds(1))

    /// Serves the document with ranges; of each answer only `portion` bytes.
    private static func serve(
        _ peer: Peer, _ request: StandInServer.Request, portion: Int = .max, tag: String = "\"1\""
    )
        -> Bool
    {
        let total = document.utf8.count
        var start = 0
        var head = "HTTP/1.1 200 OK\r\n"
        if request.headers["if-range"] == tag, let range = request.headers["range"] {
            start = Int(range.dropFirst(6).dropLast()) ?? 0
            guard start < total else { return peer.reply(416, ["Content-Range: bytes */\(total)"]) }
            head = "HTTP/1.1 206 Partial\r\nContent-Range: bytes \(start)-\(total - 1)/\(total)\r\n"
        }
        peer.write("\(head)ETag: \(tag)\r\nContent-Length: \(total - start)\r\n\r\n")
        peer.write(String(document.dropFirst(start).prefix(portion)))
        return portion >= total - start
    }

    private static func run(
        _ server: StandInServer, _ part: PartialFile, _ policy: RetryPolicy = policy
    ) async throws -> String {
        try await ResumableDownload(URLParts("\(server.url)/file"), retries: policy).run(
            into: part, client(), progress: SilentProgress(), logger: Logger(label: "test"))
    }

    private static func inFolder(_ body: (String) async throws -> Void) async throws {
        let folder = "/tmp/fdnix-test-\(UInt64.random(in: 0 ... .max))"
        try FileSystem.createDirectories(folder)
        defer { removeTree(folder) }
        try await body(folder)
    }

    @Test("A broken download goes on where it broke, in the same run and in the next")
    func resuming() async throws {
        try await withServer { peer, request in
            Self.serve(peer, request, portion: peer.count(request) == 4 ? .max : 15_000)
        } _: { server, _ in
            try await Self.inFolder { folder in
                do {
                    let part = try PartialFile(for: "\(server.url)/file", in: folder)
                    let failure = await failure {
                        _ = try await Self.run(server, part, RetryPolicy(attempts: 2, base: .milliseconds(1)))
                    }
                    #expect(failure?.reason == .closedEarly)
                    #expect(part.resumableBytes == 30_000)
                }
                let part = try PartialFile(for: "\(server.url)/file", in: folder)
                #expect(part.resumableBytes == 30_000)
                let url = try await Self.run(server, part)
                #expect(url == "\(server.url)/file")
                #expect(try FileSystem.read(part.path) == Array(Self.document.utf8))
                #expect(
                    server.requests.map { $0.headers["range"] } == [
                        nil, "bytes=15000-", "bytes=30000-", "bytes=45000-",
                    ])
                // All of it is there: the next run is told so.
                _ = try await Self.run(server, part)
                #expect(server.requests.count == 5 && part.size == Self.document.utf8.count)
                try part.remove()
                #expect(try FileSystem.entries(of: folder).isEmpty)
            }
        }
    }

    @Test("Another version, another range or another size: the file begins anew, once")
    func changed() async throws {
        for variant in 0..<4 {
            try await withServer { peer, request in
                if peer.count(request) == 1 { return Self.serve(peer, request, portion: 1_000) }
                guard request.headers["range"] != nil else { return Self.serve(peer, request, tag: "\"2\"") }
                switch variant {
                case 0: return Self.serve(peer, request, tag: "\"2\"")
                case 1: return peer.reply(206, ["Content-Range: bytes 7-9/50000"], "xyz")
                case 2: return peer.reply(416, ["Content-Range: bytes */500"])
                default: return peer.reply(416)
                }
            } _: { server, _ in
                try await Self.inFolder { folder in
                    let part = try PartialFile(path: "\(folder)/file")
                    _ = try await Self.run(server, part)
                    #expect(try FileSystem.read(part.path) == Array(Self.document.utf8))
                    #expect(part.validator == "\"2\"")
                    #expect(server.requests.count == (variant == 0 ? 2 : 3))
                }
            }
        }
    }

    @Test("A server that answers with ranges nobody asked for is given up at once", arguments: [206, 416, 403])
    func nonsense(_ status: Int) async throws {
        try await withServer { peer, _ in
            peer.reply(status, ["Content-Range: bytes */0"])
        } _: { server, _ in
            try await Self.inFolder { folder in
                let failure = await failure {
                    _ = try await Self.run(server, try PartialFile(path: "\(folder)/file"))
                }
                #expect(failure?.reason == .status(status))
                #expect(server.requests.count == 1)
            }
        }
    }

    @Test("A file that is not there is `notFound`")
    func notFound() async throws {
        try await withServer { peer, _ in
            peer.reply(404)
        } _: { server, _ in
            try await Self.inFolder { folder in
                let error = await #expect(throws: FdnixError.self) {
                    try await Self.run(server, try PartialFile(path: "\(folder)/file"))
                }
                #expect(error?.code == .notFound && error?.message.contains("\(server.url)/file") == true)
            }
        }
    }

    @Test("A file is gone on with, though a child that was being started still has it open")
    func inherited() async throws {
        try await Self.inFolder { folder in
            let path = "\(folder)/file"
            var part: PartialFile? = try PartialFile(path: path)
            #expect(part?.path == path)
            let duplicate = try duplicateDescriptor(ofFileAt: path)
            defer { if let duplicate { close(duplicate) } }
            part = nil
            #expect(try PartialFile(path: path).path == path)
        }
    }

    @Test("Names of unfinished files come from their address, stay in their folder, and do not collide")
    func names() async throws {
        try await Self.inFolder { folder in
            let urls = [
                "http://h/a/../..", "http://h/a?x=/../../b", "http://h/", "http://h/ü", "http://h/a?x", "http://h/a",
            ]
            let paths = try urls.map { try PartialFile(for: $0, in: folder).path }
            #expect(Set(paths).count == urls.count)
            for path in paths { #expect(FileSystem.directory(of: path) == folder) }
            // A second writer gets a file of its own.
            let first = try PartialFile(path: "\(folder)/one")
            let second = try PartialFile(path: "\(folder)/one")
            #expect(first.path != second.path)
        }
    }

    @Test("SHA-256 of a file")
    func sha256() async throws {
        try await Self.inFolder { folder in
            try AtomicFile.write(Array("abc".utf8), to: "\(folder)/abc")
            let digest = try await PartialFile.sha256(of: "\(folder)/abc")
            #expect(digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        }
    }
}
