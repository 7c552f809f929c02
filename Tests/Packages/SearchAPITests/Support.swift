import Basics
import HTTPTypes
import JSON
import PackageSearch
import SamplePackages
import SearchAPI
import ServiceAPI
import StaticEmbedding
import TestSupport
import Testing

/// Packages with something to find, to filter and to hide.
let samples: [Sample] = [
    Sample("ripgrep") {
        $0.description = "Fast line-oriented search tool"
        $0.program = "rg"
        $0.license = "MIT"
        $0.licenses = [["MIT", "mit", "MIT License"]]
        $0.maintainers = [("alice", "Alice Example")]
        $0.stored[.position] = "pkgs/by-name/ri/ripgrep/package.nix:12"
        $0.stored[.maintainersJson] = #"[{"name":"Alice Example","github":"alice"}]"#
    },
    Sample("keepassxc") {
        $0.description = "Offline password manager with many features"
        $0.category = "security"
        $0.platforms = ["x86_64-linux", "aarch64-darwin"]
    },
    Sample("pass") { $0.description = "Stores, retrieves and synchronises passwords securely" },
    Sample("gopass") {
        $0.description = "Password manager for teams"
        $0.flags = .broken
    },
    Sample("python313Packages.requests") { $0.description = "HTTP library for people" },
]

/// A directory of its own for `body`, removed with all that is in it.
func withTemporaryDirectory<T>(_ body: (String) async throws -> T) async throws -> T {
    let directory = "/tmp/fdnix-test-\(UInt64.random(in: 0 ... .max))"
    try FileSystem.createDirectories(directory)
    defer { removeTree(directory) }
    return try await body(directory)
}

/// A service on an index of `samples`, and the path of that index.
func withService<T>(
    _ configure: (inout SearchService.Configuration) -> Void = { _ in }, models: QueryModels? = nil,
    _ body: (SearchService, _ path: String) async throws -> T
) async throws -> T {
    try await withTemporaryDirectory { directory in
        let path = "\(directory)/fdnix.idx"
        try writeIndex(samples, to: path, model: StaticModel.bundled(), info: buildInfo)
        var configuration = SearchService.Configuration()
        configure(&configuration)
        let source = IndexSource(path: path, searchers: 2, interval: .zero, models: models)
        return try await body(SearchService(source, configuration: configuration), path)
    }
}

private let buildInfo = """
    {"run_id":"20260102T030405Z-0123abcd","built_at":"2026-01-02T03:04:05+00:00","embeddings":5,
    "nixpkgs_revision":"0123456789abcdef0123456789abcdef01234567"}
    """

extension SearchService {
    /// The answer to a request for `target`, a path with or without a query.
    func get(
        _ target: String, method: HTTPRequest.Method = .get, headers: HTTPFields = [:]
    ) async -> ServiceResponse {
        let request = HTTPRequest(
            method: method, scheme: nil, authority: nil, path: target, headerFields: headers)
        return await respond(to: ServiceRequest(request, id: "test"))
    }

    /// The JSON of a GET, which must be answered with `status`.
    func json(_ target: String, status: Int = 200) async throws -> JSONValue {
        let response = await get(target)
        #expect(response.status == status, "\(target)")
        return try JSONValue.parse(response.body)
    }

    /// The attribute paths that a search finds, in order.
    func paths(_ target: String) async throws -> [String] {
        try await json(target)["packages"]?.array?.compactMap { $0["attributePath"]?.string } ?? []
    }

    /// How many searches of a type have been made.
    func searches(_ type: String = "hybrid") async -> Int? {
        let text = String(decoding: await get("/metrics").body, as: UTF8.self)
        let start = "fdnix_searches_total{type=\"\(type)\"} "
        return text.split(separator: "\n").first { $0.hasPrefix(start) }.flatMap { Int($0.dropFirst(start.count)) }
    }
}
