import Basics
import HTTPTransport
import Synchronization
import Testing

@testable import Nixpkgs

@Suite struct DownloadTests {
    private static let document = Array(
        ("{" + (0..<2_000).map { #""a\#($0)":{"name":"a-\#($0)"}"# }.joined(separator: ",") + "}").utf8)

    private func downloader(_ folder: String, resumes: Int = 5) -> Downloader {
        var limits = Downloader.Limits()
        limits.pause = .milliseconds(1)
        limits.resumes = resumes
        limits.idle = .seconds(600)
        return Downloader(cacheDirectory: "\(folder)/cache", limits: limits)
    }

    /// Serves the document; ranges are honoured, and only `portion` bytes of each answer are sent.
    private static func file(_ request: TestServer.Request, portion: Int? = nil, tag: String = "\"v1\"")
        -> TestServer.Answer
    {
        var answer = TestServer.Answer(headers: ["ETag": tag], body: document, sends: portion)
        let range = request.headers["range"]?.dropFirst("bytes=".count).dropLast()
        if let start = range.flatMap({ Int($0) }), request.headers["if-range"] == tag {
            guard start < document.count else {
                return .init(status: 416, headers: ["Content-Range": "bytes */\(document.count)"])
            }
            answer.status = 206
            answer.headers["Content-Range"] = "bytes \(start)-\(document.count - 1)/\(document.count)"
            answer.body = Array(document[start...])
        }
        return answer
    }

    @Test(
        "A document behind redirects: the last address is recorded, so is the revision beside it; nothing stays behind"
    )
    func redirects() async throws {
        try await withServer { request, _ in
            switch request.path {
            case "/p.json": .init(status: 302, headers: ["Location": "/r/1/p.json"])
            case "/r/1/p.json": Self.file(request)
            case "/r/1/git-revision": .init(body: Array("abcdef0123\n".utf8))
            default: .init(status: 404)
            }
        } _: { server, folder in
            let result = try await URLSource(url: "\(server.url)/p.json", downloader: downloader(folder)).packages()
            #expect(result.packages.count == 2_000)
            #expect(result.finalURL == "\(server.url)/r/1/p.json")
            #expect(result.revision == "abcdef0123")
            #expect(try FileSystem.entries(of: "\(folder)/cache").isEmpty)
        }
    }

    @Test("A connection that drops is continued where it broke")
    func resuming() async throws {
        try await withServer { request, _ in
            request.path == "/p.json" ? Self.file(request, portion: 20_000) : .init(status: 404)
        } _: { server, folder in
            let result = try await URLSource(url: "\(server.url)/p.json", downloader: downloader(folder)).packages()
            #expect(result.packages.count == 2_000)
            let ranges = server.requests.filter { $0.path == "/p.json" }.map { $0.headers["range"] }
            #expect(ranges == [nil, "bytes=20000-", "bytes=40000-"])
        }
    }

    @Test("What one run left unfinished the next one continues; a changed file starts afresh")
    func nextRun() async throws {
        for (tag, expectsRange) in [("\"v1\"", true), ("\"v2\"", false)] {
            try await withServer { request, before in
                guard request.path == "/p.json" else { return .init(status: 404) }
                return before == 0 ? Self.file(request, portion: 9_000) : Self.file(request, tag: tag)
            } _: { server, folder in
                let url = "\(server.url)/p.json"
                let error = await #expect(throws: FdnixError.self) {
                    try await URLSource(url: url, downloader: downloader(folder, resumes: 0)).packages()
                }
                #expect(error?.code == .network && error?.message.contains("9000 bytes are kept") == true)
                let result = try await URLSource(url: url, downloader: downloader(folder)).packages()
                #expect(result.packages.count == 2_000)
                #expect(server.requests.filter { $0.path == "/p.json" }[1].headers["range"] == "bytes=9000-")
                #expect(expectsRange == (tag == "\"v1\""))
            }
        }
    }

    @Test("After five resumptions it gives up with a network error")
    func givingUp() async throws {
        try await withServer { request, _ in
            Self.file(request, portion: 100)
        } _: { server, folder in
            let error = await #expect(throws: FdnixError.self) {
                try await URLSource(url: "\(server.url)/p.json", downloader: downloader(folder)).packages()
            }
            #expect(error?.code == .network)
            #expect(server.requests.count == 6)
        }
    }

    @Test("A published checksum is checked")
    func checksums() async throws {
        let good = try await withTemporaryFolder { folder in
            try AtomicFile.write(Self.document, to: "\(folder)/document")
            return try await PartialFile.sha256(of: "\(folder)/document")
        }
        for (sum, isGood) in [(good + "  p.json\n", true), (String(good.reversed()), false), ("<html>", true)] {
            try await withServer { request, _ in
                switch request.path {
                case "/p.json": Self.file(request)
                case "/p.json.sha256": .init(body: Array(sum.utf8))
                default: .init(status: 404)
                }
            } _: { server, folder in
                let source = URLSource(url: "\(server.url)/p.json", downloader: downloader(folder))
                if isGood {
                    let result = try await source.packages()
                    #expect(result.packages.count == 2_000)
                } else {
                    let error = await #expect(throws: FdnixError.self) { try await source.packages() }
                    #expect(error?.message.contains("SHA-256") == true)
                }
                #expect(try FileSystem.entries(of: "\(folder)/cache").isEmpty)
            }
        }
    }

    @Test(
        "A checksum that may be there but cannot be read stops the run; what arrived is kept, and checked next time",
        arguments: [
            TestServer.Answer(status: 503), .init(status: 401),
            .init(body: [UInt8](repeating: 0x61, count: 64), sends: 9),
        ])
    func unreadableChecksum(_ answer: TestServer.Answer) async throws {
        let good = try await withTemporaryFolder { folder in
            try AtomicFile.write(Self.document, to: "\(folder)/document")
            return try await PartialFile.sha256(of: "\(folder)/document")
        }
        let isMended = Mutex(false)
        try await withServer { request, _ in
            switch request.path {
            case "/p.json": Self.file(request)
            case "/p.json.sha256": isMended.withLock { $0 } ? .init(body: Array(good.utf8)) : answer
            default: .init(status: 404)
            }
        } _: { server, folder in
            let source = URLSource(url: "\(server.url)/p.json", downloader: downloader(folder))
            let error = await #expect(throws: FdnixError.self) { try await source.packages() }
            #expect(error?.code == .network)
            for words in ["cannot be checked", "/p.json.sha256", "\(Self.document.count) bytes are kept", "run again"] {
                #expect(error?.message.contains(words) == true)
            }
            isMended.withLock { $0 = true }
            let result = try await source.packages()
            #expect(result.packages.count == 2_000)
            let ranges = server.requests.filter { $0.path == "/p.json" }.map { $0.headers["range"] }
            #expect(ranges == [nil, "bytes=\(Self.document.count)-"])
            #expect(try FileSystem.entries(of: "\(folder)/cache").isEmpty)
        }
    }

    @Test("A server that says that there is no checksum is believed", arguments: [404, 410])
    func noChecksum(_ status: Int) async throws {
        try await withServer { request, _ in
            request.path == "/p.json" ? Self.file(request) : .init(status: status)
        } _: { server, folder in
            let source = URLSource(url: "\(server.url)/p.json", downloader: downloader(folder))
            let result = try await source.packages()
            #expect(result.packages.count == 2_000)
            #expect(server.requests.count { $0.path == "/p.json.sha256" } == 1)
        }
    }

    @Test("Answers that will not change are not asked for again", arguments: [(404, "not there"), (403, "HTTP 403")])
    func refusals(_ status: Int, _ words: String) async throws {
        try await withServer { _, _ in
            .init(status: status)
        } _: { server, folder in
            let error = await #expect(throws: FdnixError.self) {
                try await URLSource(url: "\(server.url)/p.json", downloader: downloader(folder)).packages()
            }
            #expect(error?.message.contains(words) == true)
            #expect(server.requests.count == 1)
        }
    }

    @Test("A server error is asked for again")
    func serverErrors() async throws {
        try await withServer { request, before in
            guard request.path == "/p.json" else { return .init(status: 404) }
            return before < 2 ? .init(status: 503) : Self.file(request)
        } _: { server, folder in
            let source = URLSource(url: "\(server.url)/p.json", downloader: downloader(folder))
            let result = try await source.packages()
            #expect(result.packages.count == 2_000)
        }
    }

    @Test("Without a connection the error says what to do")
    func noConnection() async throws {
        let server = TestServer { _, _ in .init() }
        server.stop()
        try await withTemporaryFolder { folder in
            let error = await #expect(throws: FdnixError.self) {
                try await URLSource(url: "\(server.url)/p.json", downloader: downloader(folder, resumes: 0)).packages()
            }
            #expect(error?.code == .network && error?.message.contains("--packages FILE") == true)
        }
    }

    @Test("Two downloads of one address do not disturb each other")
    func together() async throws {
        try await withServer { request, _ in
            request.path == "/p.json" ? Self.file(request, portion: 30_000) : .init(status: 404)
        } _: { server, folder in
            let source = URLSource(url: "\(server.url)/p.json", downloader: downloader(folder))
            async let first = source.packages()
            async let second = source.packages()
            let counts = try await [first.packages.count, second.packages.count]
            #expect(counts == [2_000, 2_000])
        }
    }
}
