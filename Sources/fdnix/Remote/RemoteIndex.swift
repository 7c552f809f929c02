import AsyncHTTPClient
import Basics
import JSON
import NIOCore
import NIOHTTP1
import PackageSearch
import SearchService

/// An `fdnix serve` elsewhere, asked instead of an index here.
struct RemoteIndex {
    private let base: String

    /// Throws `usage` for what is no http or https URL.
    init(_ url: String) throws {
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw FdnixError(.usage, "--remote takes a URL such as http://127.0.0.1:8080, not \"\(url)\"")
        }
        base = url.hasSuffix("/") ? String(url.dropLast()) : url
    }

    /// The search API's answer to a query; `fields` are the keys of each package, all where nil.
    func search(_ query: PackageQuery, fields: Set<String>?) async throws -> [UInt8] {
        var parameters = QueryParameters(query)
        if let fields { parameters.append("fields", fields.sorted().joined(separator: ",")) }
        return try await get("/v1/search?\(parameters.encoded())")
    }

    /// The API's detail of a package.
    func package(_ attributePath: String) async throws -> [UInt8] {
        try await get("/v1/packages/\(PercentEncoding.encode(attributePath))")
    }

    private static let timeout = TimeAmount.seconds(15)
    private static let maximumBytes = 16 << 20

    private func get(_ target: String) async throws -> [UInt8] {
        do {
            var request = HTTPClientRequest(url: base + target)
            request.headers.add(name: "user-agent", value: "fdnix/\(fdnixVersion)")
            let response = try await HTTPClient.shared.execute(request, timeout: Self.timeout)
            let body = try await response.body.collect(upTo: Self.maximumBytes)
            let bytes = Array(body.readableBytesView)
            guard response.status == .ok else { throw Self.refusal(Int(response.status.code), bytes, base) }
            return bytes
        } catch let error as FdnixError {
            throw error
        } catch {
            throw FdnixError(
                .network, "cannot ask \(base); is `fdnix serve` running there?", underlying: error)
        }
    }

    private static func refusal(_ status: Int, _ body: [UInt8], _ base: String) -> FdnixError {
        let message = (try? JSONValue.parse(body))?["message"]?.string
        return FdnixError(
            status == 404 ? .notFound : .network, "\(base) answered \(status)\(message.map { ": \($0)" } ?? "")")
    }
}
