import Basics
import HTTPTransport
import JSON
import PackageSearch

/// An `fdnix serve` elsewhere, asked instead of an index here.
struct RemoteIndex {
    private let base: String

    /// Throws `usage` for what is not an http or https URL.
    init(_ url: String) throws {
        guard (try? URLParts(url)) != nil else {
            throw FdnixError(.usage, "--remote takes a URL such as http://127.0.0.1:8080, not \"\(url)\"")
        }
        base = url.hasSuffix("/") ? String(url.dropLast()) : url
    }

    /// The search API's answer to a query.
    func search(_ query: PackageQuery) async throws -> [UInt8] {
        let parameters = query.parameters.map {
            PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value)
        }
        return try await get("/v1/search?" + parameters.joined(separator: "&"))
    }

    /// The API's detail of a package.
    func package(_ attributePath: String) async throws -> [UInt8] {
        try await get("/v1/packages/\(PercentEncoding.encode(attributePath))")
    }

    private static let limits = HTTPLimits(total: .seconds(15))
    private static let maximumBytes = 16 << 20

    private func get(_ target: String) async throws -> [UInt8] {
        do {
            let reply = try await HTTPClient.shared.send(URLParts(base + target).request(), limits: Self.limits)
            let bytes = try await reply.collect(upTo: Self.maximumBytes)
            guard reply.status == 200 else { throw Self.refusal(reply.status, bytes, base) }
            return bytes
        } catch let error as FdnixError {
            guard let failure = error.underlying as? HTTPFailure else { throw error }
            throw FdnixError(
                .network, "cannot ask \(base); is `fdnix serve` running there?", underlying: failure)
        }
    }

    private static func refusal(_ status: Int, _ body: [UInt8], _ base: String) -> FdnixError {
        let message = (try? JSONValue.parse(body))?["message"]?.string
        return FdnixError(
            status == 404 ? .notFound : .network, "\(base) answered \(status)\(message.map { ": \($0)" } ?? "")")
    }
}
