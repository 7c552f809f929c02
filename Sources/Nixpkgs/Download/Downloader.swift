import AsyncHTTPClient
import Basics
import Crypto
import Logging
import NIOCore
import NIOHTTP1

/// Fetches files over HTTP: follows redirects, goes on where a connection broke (also one of an earlier run), and
/// checks the published checksum.
public struct Downloader: Sendable {
    /// How patient it is.
    public struct Limits: Sendable {
        /// How often a broken download is continued.
        public var resumes = 5
        /// The pause before it is.
        public var pause: Duration = .seconds(2)
        /// How long to wait for a connection.
        public var connect: Duration = .seconds(15)
        /// How long a server may stay silent.
        public var idle: Duration = .seconds(60)

        /// The usual limits.
        public init() {}
    }

    /// A file that has arrived.
    struct File {
        var path: String
        var finalURL: String
    }

    /// Where unfinished downloads wait.
    public let cacheDirectory: String
    /// How patient it is.
    public let limits: Limits
    let logger: Logger

    /// A downloader that keeps unfinished files in `cacheDirectory`.
    public init(
        cacheDirectory: String, limits: Limits = Limits(), logger: Logger = Logger(label: "fdnix.nixpkgs-extractor")
    ) {
        self.cacheDirectory = cacheDirectory
        self.limits = limits
        self.logger = logger
    }

    /// Fetches `url`, hands the file to `body`, and removes it afterwards.
    func withFile<T>(
        _ url: String, progress: any ProgressReporter, _ body: (File, HTTPClient) async throws -> T
    ) async throws -> T {
        try FileSystem.createDirectories(cacheDirectory)
        return try await withClient { client in
            let part = try PartialFile(path: "\(cacheDirectory)/\(Self.cacheName(of: url)).part")
            let finalURL = try await fetch(url, into: part, client, progress)
            do {
                try await verify(part, finalURL, client)
                let result = try await body(File(path: part.path, finalURL: finalURL), client)
                try part.remove()
                return result
            } catch {
                try? part.remove()
                throw error
            }
        }
    }

    /// Fetches a small file beside a large one; nil when there is none, or it cannot be had.
    func small(_ url: String, _ client: HTTPClient) async -> [UInt8]? {
        do {
            let response = try await client.execute(Self.request(url), timeout: .seconds(30))
            guard response.status == .ok else { return nil }
            return Array(try await response.body.collect(upTo: 4_096).readableBytesView)
        } catch {
            logger.debug("no \(url): \(error)")
            return nil
        }
    }

    private func verify(_ part: PartialFile, _ finalURL: String, _ client: HTTPClient) async throws {
        let bare = finalURL.prefix { $0 != "?" && $0 != "#" }
        guard let published = await small("\(bare).sha256", client) else { return }
        let expected = String(decoding: published, as: UTF8.self).prefix(64).lowercased()
        // A server may answer every address with some page.
        guard expected.utf8.count == 64, expected.allSatisfy(\.isHexDigit) else { return }
        let actual = try await Self.sha256(of: part.path)
        guard actual == expected else {
            throw FdnixError(
                .network,
                "\(finalURL) arrived damaged: its SHA-256 is \(actual), published is \(expected); "
                    + "run again to fetch it anew")
        }
    }

    /// The SHA-256 of a file, in lower-case hexadecimal.
    static func sha256(of path: String) async throws -> String {
        var hash = SHA256()
        let input = try DescriptorInput(path: path)
        while let bytes = try await input.next() { hash.update(data: bytes) }
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private func withClient<T>(_ body: (HTTPClient) async throws -> T) async throws -> T {
        var configuration = HTTPClient.Configuration()
        configuration.timeout.connect = .init(limits.connect)
        configuration.timeout.read = .init(limits.idle)
        configuration.decompression = .disabled
        configuration.redirectConfiguration = .follow(max: 10, allowCycles: false)
        // Otherwise it tries in secret until the time for connecting is over.
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let result = try await body(client)
            try await client.shutdown()
            return result
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    static func request(_ url: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "User-Agent", value: "fdnix")
        request.headers.add(name: "Accept-Encoding", value: "identity")
        return request
    }

    /// The last component of an address, without query.
    static func name(of url: String) -> String { FileSystem.name(of: String(url.prefix { $0 != "?" && $0 != "#" })) }

    /// A file name of its own for every address.
    private static func cacheName(of url: String) -> String {
        let hash = SHA256.hash(data: Array(url.utf8)).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return String(hash, radix: 16) + "-" + name(of: url).prefix(100)
    }
}
