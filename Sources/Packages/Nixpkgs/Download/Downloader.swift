import Basics
public import HTTPTransport
public import Logging

/// Fetches what is published about nixpkgs: the document, over several runs if need be, the checksum beside it, and the
/// small files beside it.
public struct Downloader: Sendable {
    /// How patient it is.
    public struct Limits: Sendable {
        /// How often a broken download is continued in one run.
        public var resumes = 5
        /// The longest pause before the first time it is; later ones may be longer.
        public var pause: Duration = .seconds(2)
        /// How long to wait for a connection.
        public var connect: Duration = .seconds(15)
        /// How long a server may stay silent.
        public var idle: Duration = .seconds(60)

        /// Five resumes, two seconds of pause, 15 seconds to connect, and 60 of silence.
        public init() {}

        var http: HTTPLimits { HTTPLimits(connect: connect, idle: idle, total: .seconds(6 * 3600)) }

        /// A network that is not there will not come in a few seconds; one more try is for a lost packet.
        var retries: RetryPolicy {
            RetryPolicy(
                attempts: resumes + 1, unreachableAttempts: min(resumes, 1) + 1, base: pause, cap: .seconds(30))
        }
    }

    /// A file that has arrived.
    struct File {
        var path: String
        /// Where it came from, after redirects.
        var finalURL: String
    }

    /// Where unfinished downloads wait.
    public let cacheDirectory: String
    /// How patient it is.
    public let limits: Limits
    private let client: HTTPClient
    private let logger: Logger

    /// A downloader that keeps unfinished files in `cacheDirectory`.
    public init(
        cacheDirectory: String, limits: Limits = Limits(), client: HTTPClient = .shared,
        logger: Logger = Logger(label: "fdnix.nixpkgs-extractor")
    ) {
        self.cacheDirectory = cacheDirectory
        self.limits = limits
        self.client = client
        self.logger = logger
    }

    /// Fetches `url`, hands the file to `body`, and removes it afterwards.
    ///
    /// Throws `notFound` where there is no such file, `network` where it cannot be had or checked (what has arrived is
    /// kept for the next run) or arrived damaged (it is removed), and what `body` throws.
    func withFile<T>(
        _ url: String, progress: any ProgressReporter, _ body: (File) async throws -> T
    ) async throws -> T {
        let part = try PartialFile(for: url, in: cacheDirectory)
        let file = try await keeping(part) {
            File(
                path: part.path,
                finalURL: try await ResumableDownload(URLParts(url), limits: limits.http, retries: limits.retries)
                    .run(into: part, client, progress: progress, logger: logger))
        }
        let published = try await keeping(part) { try await publishedChecksum(of: file.finalURL) }
        do {
            if let published { try await Self.check(part, file.finalURL, published) }
            let result = try await body(file)
            try part.remove()
            return result
        } catch {
            try? part.remove()
            throw error
        }
    }

    /// Fetches a small file beside a large one; nil when there is none, or it cannot be had.
    func small(_ url: String) async -> [UInt8]? {
        do {
            let reply = try await get(url)
            return reply.status == 200 ? try await beginning(of: reply) : nil
        } catch {
            logger.debug("no \(url): \(error)")
            return nil
        }
    }

    /// Says of a network error what is kept and what to do.
    private func keeping<T>(_ part: PartialFile, _ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch let error as FdnixError where error.code == .network {
            let bytes = part.resumableBytes
            let kept = bytes > 0 ? "; \(bytes) bytes are kept, so run again to go on" : ""
            throw FdnixError(
                .network, "\(error.message)\(kept); check the network, or pass --packages FILE",
                underlying: error.underlying)
        }
    }

    /// The SHA-256 that is published beside a file, nil where none is.
    ///
    /// Only a server that says so (403, 404, 410), or that has something else there, means that none is: whoever can disturb
    /// the network must not be able to turn the check off.
    private func publishedChecksum(of url: String) async throws -> String? {
        let place = "\(url.prefix { $0 != "?" && $0 != "#" }).sha256"
        do {
            let reply = try await get(place)
            switch reply.status {
            case 200:
                let sum = String(decoding: try await beginning(of: reply), as: UTF8.self).prefix(64).lowercased()
                // A server may answer every address with some page.
                if sum.utf8.count == 64, sum.allSatisfy(\.isHexDigit) { return sum }
                logger.debug("\(place) is not a checksum")
                return nil
            // Object stores that keep their listing to themselves answer 403 where there is nothing.
            case 403, 404, 410:
                logger.debug("no checksum is published at \(place)")
                return nil
            case let status: throw HTTPFailure(.status(status))
            }
        } catch let failure as HTTPFailure {
            throw Self.unchecked(url, place, failure)
        } catch let error as FdnixError {
            guard let failure = error.underlying as? HTTPFailure else { throw error }
            throw Self.unchecked(url, place, failure)
        }
    }

    private static func unchecked(_ url: String, _ place: String, _ failure: HTTPFailure) -> FdnixError {
        FdnixError(
            .network, "\(url) arrived but cannot be checked: \(place) cannot be read: \(failure)", underlying: failure)
    }

    private static func check(_ part: PartialFile, _ url: String, _ published: String) async throws {
        let actual = try await part.sha256()
        guard actual == published else {
            throw FdnixError(
                .network,
                "\(url) arrived damaged: its SHA-256 is \(actual), published is \(published); "
                    + "run again to fetch it anew"
            )
        }
    }

    private func get(_ url: String) async throws -> HTTPReply {
        var limits = limits.http
        limits.total = .seconds(30)
        return try await client.send(
            URLParts(url).request(), limits: limits, retrying: self.limits.retries, logger: logger)
    }

    /// The first bytes of a reply, as many as a small file has.
    private func beginning(of reply: HTTPReply) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await piece in reply.body {
            bytes += piece
            if bytes.count >= 4_096 { break }
        }
        return bytes
    }

    /// The last component of an address, without query.
    static func name(of url: String) -> String { FileSystem.name(of: String(url.prefix { $0 != "?" && $0 != "#" })) }
}
