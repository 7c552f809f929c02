import AsyncHTTPClient
import Basics
import Logging
import NIOCore
import NIOHTTP1

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Downloader {
    /// Fetches until the file is whole; answers the address after redirects.
    func fetch(
        _ url: String, into part: PartialFile, _ client: HTTPClient, _ progress: any ProgressReporter
    ) async throws -> String {
        var failures = 0
        while true {
            do {
                return try await fetchOnce(url, into: part, client, progress)
            } catch let error as Refusal {
                throw error.error
            } catch let error as FdnixError where error.code != .network {
                throw error
            } catch {
                try Task.checkCancellation()
                failures += 1
                // A network that is not there will not come in a few seconds; one more try is for a lost packet.
                let patience = Self.isUnreachable(error) ? min(limits.resumes, 1) : limits.resumes
                guard failures <= patience else {
                    throw Self.networkError(url, error, bytes: part.validator == nil ? 0 : part.size)
                }
                logger.warning("\(url): \(Self.reason(error)); going on from byte \(part.size)")
                try await Task.sleep(for: limits.pause)
            }
        }
    }

    /// An answer that will not change by asking again.
    private struct Refusal: Error {
        let error: FdnixError
    }

    private func fetchOnce(
        _ url: String, into part: PartialFile, _ client: HTTPClient, _ progress: any ProgressReporter
    ) async throws -> String {
        var request = Self.request(url)
        if part.size > 0, let validator = part.validator {
            request.headers.add(name: "Range", value: "bytes=\(part.size)-")
            request.headers.add(name: "If-Range", value: validator)
        }
        // The idle limit ends a silent transfer; this one only bounds the whole.
        let response = try await client.execute(request, timeout: .hours(6))
        let finalURL = response.history.last?.request.url ?? url
        switch response.status.code {
        case 200:
            // The whole file: the first time, after a change, or from a server that knows no ranges.
            try part.restart(validator: Self.validator(response.headers))
        case 206:
            guard Self.rangeStart(response.headers) == part.size else {
                try part.restart(validator: nil)
                throw FdnixError(.network, "the server sent another part than asked for")
            }
        case 416:
            try part.restart(validator: nil)
            throw FdnixError(.network, "the server has no more than what is there")
        case 404, 410:
            throw Refusal(
                error: FdnixError(.notFound, "\(finalURL) is not there (HTTP \(response.status.code)); check the name"))
        case 408, 429, 500...: throw FdnixError(.network, "the server answered HTTP \(response.status.code)")
        default:
            throw Refusal(
                error: FdnixError(
                    .network, "cannot fetch \(finalURL): the server answered HTTP \(response.status.code)"))
        }
        let length = response.headers.first(name: "Content-Length").flatMap { Int($0) }
        let expected = length.map { part.size + $0 }
        progress.begin("downloading \(Self.name(of: url))", total: expected)
        defer { progress.end() }
        for try await buffer in response.body {
            try buffer.withUnsafeReadableBytes { try part.append($0) }
            progress.update(part.size)
        }
        if let expected, part.size != expected {
            throw FdnixError(.network, "the connection ended after \(part.size) of \(expected) bytes")
        }
        return finalURL
    }

    /// What tells this version of the file from others: a strong `ETag`, else the date.
    private static func validator(_ headers: HTTPHeaders) -> String? {
        if let tag = headers.first(name: "ETag"), !tag.hasPrefix("W/") { return tag }
        return headers.first(name: "Last-Modified")
    }

    /// `bytes 100-199/200` → 100
    private static func rangeStart(_ headers: HTTPHeaders) -> Int? {
        guard let range = headers.first(name: "Content-Range"), range.hasPrefix("bytes ") else { return nil }
        return Int(range.dropFirst(6).prefix { $0.isNumber })
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError where error == .connectTimeout: "no connection in time"
        case let error as HTTPClientError where error == .readTimeout: "the server fell silent"
        case let error as HTTPClientError where error == .remoteConnectionClosed: "the connection broke"
        case let error as FdnixError: error.message
        default: isUnreachable(error) ? "cannot connect" : "\(error)"
        }
    }

    /// Whether there was no connection at all.
    private static func isUnreachable(_ error: any Error) -> Bool {
        if let error = error as? HTTPClientError { return error == .connectTimeout }
        if let error = error as? IOError { return error.errnoCode == ECONNREFUSED }
        // The error's type belongs to a module that is not imported for one name.
        return "\(type(of: error))" == "NIOConnectionError"
    }

    private static func networkError(_ url: String, _ error: any Error, bytes: Int) -> FdnixError {
        let kept = bytes > 0 ? "; \(bytes) bytes are kept, so run again to go on" : ""
        return FdnixError(
            .network, "cannot fetch \(url): \(reason(error))\(kept); check the network, or pass --packages FILE")
    }
}
