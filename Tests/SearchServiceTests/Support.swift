import Basics
import Embedding
import JSON
import PackageSearch
import SamplePackages
import SearchService
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

/// A service on an index of `samples`, and the directory that holds it.
func withService<T>(
    _ configure: (inout SearchService.Configuration) -> Void = { _ in },
    _ body: (SearchService, _ path: String) throws -> T
) throws -> T {
    try withTemporaryDirectory { directory in
        let path = "\(directory)/fdnix.idx"
        try writeIndex(samples, to: path, model: StaticModel.bundled(), info: buildInfo)
        var configuration = SearchService.Configuration()
        configure(&configuration)
        let source = IndexSource(path: path, searchers: 2, interval: .zero)
        return try body(SearchService(source, configuration: configuration), path)
    }
}

private let buildInfo = """
    {"run_id":"20260102T030405Z-0123abcd","built_at":"2026-01-02T03:04:05+00:00","embeddings":5,
    "nixpkgs_revision":"0123456789abcdef0123456789abcdef01234567"}
    """

extension SearchService {
    func get(_ target: String, method: String = "GET", headers: [String: String] = [:]) -> ServiceResponse {
        respond(to: ServiceRequest(method: method, target: target, headers: headers, id: "test"))
    }

    /// The JSON of a GET that must succeed.
    func json(_ target: String, status: Int = 200) throws -> JSONValue {
        let response = get(target)
        #expect(response.status == status, "\(target)")
        return try JSONValue.parse(response.body)
    }

    /// The attribute paths that a search finds, in order.
    func paths(_ target: String) throws -> [String] {
        try json(target)["packages"]?.array?.compactMap { $0["attributePath"]?.string } ?? []
    }
}
