public import Basics
public import HTTPTransport
import HTTPTypes
public import Logging

/// A publication behind a web server: a directory of static files is enough.
public struct WebSource: PublicationSource {
    /// What names the place for later runs and for messages.
    public let address: String
    private let client: HTTPClient
    private let retries: RetryPolicy
    private let logger: Logger
    private static let limits = HTTPLimits(idle: .seconds(60))

    /// The publication whose `latest.json` is below `address`. Throws `usage` for what is not an http or https URL, or
    /// has a query.
    public init(
        _ address: String, client: HTTPClient = .shared, retries: RetryPolicy = RetryPolicy(), logger: Logger
    ) throws(FdnixError) {
        let parts = try URLParts(address)
        guard !parts.target.contains("?") else {
            throw FdnixError(.usage, "the address of a publication must not have a query: \(parts.withoutQuery)")
        }
        var base = parts.description
        while base.hasSuffix("/") { base.removeLast() }
        self.address = base
        self.client = client
        self.retries = retries
        self.logger = logger
    }

    func latest(unless tag: String?) async throws -> (bytes: [UInt8], tag: String?)? {
        var fields: HTTPFields = [.cacheControl: "no-cache"]
        if let tag { fields[.ifNoneMatch] = tag }
        let reply = try await get(LatestPointer.name, fields, upTo: LatestPointer.sizeLimit)
        guard let bytes = reply.bytes else { return nil }
        return (bytes, reply.tag)
    }

    func read(_ name: String, of run: String, upTo limit: Int) async throws -> [UInt8] {
        let path = "\(run)/\(name)"
        guard let bytes = try await get(path, [:], upTo: limit).bytes else {
            throw FdnixError(
                .network, "\(address)/\(path): the server answered HTTP 304, though nothing was there before")
        }
        return bytes
    }

    func fetch(
        _ name: String, of run: String, bytes: Int, in directory: String, progress: any ProgressReporter
    ) async throws -> String {
        let url = "\(address)/\(run)/\(name)"
        let part = try PartialFile(for: url, in: directory)
        var download = ResumableDownload(try URLParts(url), limits: Self.limits, retries: retries)
        download.sizeLimit = bytes
        do {
            _ = try await download.run(into: part, client, progress: progress, logger: logger)
        } catch let error as FdnixError where error.code == .corrupt {
            try part.remove()
            throw error
        }
        guard part.size == bytes else {
            try part.remove()
            throw FdnixError(.corrupt, "\(url) has \(part.size) bytes, not the \(bytes) it should have")
        }
        return part.path
    }

    /// A small file; no bytes where the server says that it has not changed.
    private func get(
        _ path: String, _ fields: HTTPFields, upTo limit: Int
    ) async throws -> (bytes: [UInt8]?, tag: String?) {
        let url = try URLParts("\(address)/\(path)")
        let reply = try await client.send(
            url.request(headerFields: fields), limits: Self.limits, retrying: retries, logger: logger)
        switch reply.status {
        case 200:
            let bytes = try await reply.collect(upTo: limit)
            return (bytes, reply.head.headerFields[.eTag])
        case 304: return (nil, nil)
        case 404, 410:
            throw FdnixError(.notFound, "\(url.withoutQuery) is not there (HTTP \(reply.status)); check the address")
        case let status:
            let failure = HTTPFailure(.status(status))
            throw FdnixError(.network, "cannot fetch \(url.withoutQuery): \(failure)", underlying: failure)
        }
    }
}
