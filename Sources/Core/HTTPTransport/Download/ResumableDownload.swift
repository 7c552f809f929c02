public import Basics
public import HTTPTypes
public import Logging

/// Fetches a file that may be large over connections that may break: what has arrived is kept, and the rest asked for,
/// also by a later run (RFC 9110 §14, `Range` and `If-Range`).
public struct ResumableDownload: Sendable {
    /// The address of the file that is fetched.
    public var address: URLParts
    /// Fields of each request. The file is wanted as it lies there, not compressed for the journey.
    public var headerFields: HTTPFields = [.acceptEncoding: "identity"]
    /// The limits of each try.
    public var limits: HTTPLimits
    /// When a broken download goes on, and how often.
    public var retries: RetryPolicy
    /// The most bytes that the file may have, nil for no limit; more throw `corrupt`.
    public var sizeLimit: Int?

    /// A download of the file at `address`.
    public init(_ address: URLParts, limits: HTTPLimits = HTTPLimits(), retries: RetryPolicy = RetryPolicy()) {
        self.address = address
        self.limits = limits
        self.retries = retries
    }

    /// Fetches until the file is whole; returns the address after redirects.
    ///
    /// Throws `notFound` where the server has no such file, `network` (with an `HTTPFailure` beneath) where it refuses
    /// or the retries are used up, `io` for the disk. What has arrived stays in `part` in every case.
    public func run(
        into part: PartialFile, _ client: HTTPClient, progress: any ProgressReporter, logger: Logger
    ) async throws -> String {
        var attempt = 1
        while true {
            let outcome = try await fetch(into: part, client, progress)
            let failure: HTTPFailure
            switch outcome {
            case .whole(let url): return url
            case .again: continue
            case .failed(.failure(let cause)): failure = cause
            case .failed(.status(let status, _)):
                failure = HTTPFailure(.status(status))
                if status == 404 || status == 410 {
                    throw FdnixError(
                        .notFound, "\(address.withoutQuery) is not there (HTTP \(status)); check the name",
                        underlying: failure)
                }
            }
            guard case .failed(let result) = outcome,
                case .retry(let pause) = retries.decision(
                    after: result, attempt: attempt, method: .get, random: .random(in: 0..<1),
                    now: Timestamp.milliseconds / 1000)
            else {
                throw FdnixError(.network, "cannot fetch \(address.withoutQuery): \(failure)", underlying: failure)
            }
            logger.warning("\(address.withoutQuery): \(failure); going on from byte \(part.size)")
            attempt += 1
            try await Task.sleep(for: pause)
        }
    }

    private enum Outcome {
        case whole(url: String)
        /// What was there is of no use; it is gone now, so that this comes once.
        case again
        case failed(RetryPolicy.Outcome)
    }

    private func fetch(
        into part: PartialFile, _ client: HTTPClient, _ progress: any ProgressReporter
    ) async throws -> Outcome {
        do {
            let start = part.resumableBytes
            let reply = try await client.send(request(part), limits: limits)
            let fields = reply.head.headerFields
            switch reply.head.status.code {
            case 200:
                // The whole file: the first time, after a change, or from a server that knows no ranges.
                try part.restart(validator: Self.validator(fields))
            case 206 where start > 0:
                guard Self.rangeStart(fields) == start else { return try restart(part) }
            case 416 where start > 0:
                // The version is the same, or the server would have ignored the range: nothing may be missing.
                if fields[.contentRange] == "bytes */\(start)" { return .whole(url: reply.url) }
                return try restart(part)
            case let status:
                return .failed(.status(status, retryAfter: fields[.retryAfter]))
            }
            let length = fields[.contentLength].flatMap { Int($0) }
            progress.begin("downloading \(name)", total: length.map { part.size + $0 })
            defer { progress.end() }
            for try await piece in reply.body {
                if let sizeLimit, piece.count > sizeLimit - part.size {
                    throw FdnixError(
                        .corrupt, "\(address.withoutQuery) has more than the \(sizeLimit) bytes it should have")
                }
                try part.append(piece)
                progress.update(part.size)
            }
            return .whole(url: reply.url)
        } catch let error as FdnixError {
            guard let failure = error.underlying as? HTTPFailure else { throw error }
            return .failed(.failure(failure))
        }
    }

    private func restart(_ part: PartialFile) throws -> Outcome {
        try part.restart(validator: nil)
        return .again
    }

    private func request(_ part: PartialFile) -> HTTPRequest {
        var request = address.request(headerFields: headerFields)
        if part.resumableBytes > 0, let validator = part.validator {
            request.headerFields[.range] = "bytes=\(part.size)-"
            request.headerFields[.ifRange] = validator
        }
        return request
    }

    /// The last component of the path.
    private var name: String { FileSystem.name(of: String(address.path)) }

    /// What tells this version of the file from others: a strong `ETag`, else the date.
    private static func validator(_ fields: HTTPFields) -> String? {
        if let tag = fields[.eTag], !tag.hasPrefix("W/") { return tag }
        return fields[.lastModified]
    }

    /// `bytes 100-199/200` → 100
    private static func rangeStart(_ fields: HTTPFields) -> Int? {
        guard let range = fields[.contentRange], range.hasPrefix("bytes ") else { return nil }
        return Int(range.dropFirst(6).prefix { $0.isNumber })
    }
}
