import Basics
import JSON
import PackageSearch
import SearchIndex
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file of its own for `body`, removed afterwards.
func withTemporaryFile<T>(_ text: String = "", _ body: (String) throws -> T) throws -> T {
    let path = "/tmp/fdnix-packages-\(UInt64.random(in: 0 ... .max))"
    defer { unlink(path) }
    try AtomicFile.write(Array(text.utf8), to: path)
    return try body(path)
}

/// What a test says of a package.
struct Sample {
    var path: String
    var description = ""
    var program = ""
    var licenses: [[String]] = []
    var license = ""
    var maintainers: [(github: String, name: String)] = []
    var platforms: [String] = ["x86_64-linux"]
    var category = "misc"
    var flags: PackageFlags = []
    var stored: [PackageField: String] = [:]

    init(_ path: String, _ edit: (inout Sample) -> Void = { _ in }) {
        self.path = path
        edit(&self)
    }

    var document: IndexDocument {
        let (set, name) = PackageSet.split(path)
        var document = IndexDocument(key: path)
        document.names = [(.key, path), (.name, String(name)), (.program, program), (.lastSegment, String(name))]
        document.texts = [.name: String(name), .program: program, .set: String(set), .description: description]
        document.facets = [
            .license: licenses.map { PackageFacet.encode($0[0], $0[1], $0[2]) },
            .maintainer: maintainers.map { PackageFacet.encode($0.github, $0.name) },
            .platform: platforms, .set: [String(set)], .category: [category],
        ]
        document.flags = flags.rawValue
        let values: [PackageField: String] = [
            .attributePath: path, .packageName: String(name), .mainProgram: program, .version: "1.0",
            .description: description, .license: license,
        ].merging(stored) { $1 }
        document.stored = PackageField.allCases.map { .inline(values[$0] ?? "") }
        return document
    }
}

/// A searcher on an index of these packages.
func searcher(_ samples: [Sample]) throws -> PackageSearcher {
    try withTemporaryFile { path in
        try IndexBuilder().write(samples.map(\.document), to: path)
        return try PackageSearcher(SearchIndex(bytes: ByteView(copying: FileSystem.read(path))))
    }
}

extension PackageSearcher {
    /// The attribute paths a query finds, in order of their bytes: ranking is tested elsewhere.
    func paths(_ text: String, _ edit: (inout PackageQuery) -> Void = { _ in }) -> [String] {
        var query = PackageQuery(text)
        edit(&query)
        return search(query).hits.map { $0[.attributePath] }.sorted()
    }
}
