import Basics
import PackageSearch
import SearchEngine
import StaticEmbedding
import TestSupport

/// What a test says of a package.
public struct Sample: Sendable {
    /// The attribute path.
    public var path: String
    /// What it is called, nil where that is the last segment of its path.
    public var name: String?
    /// What it is.
    public var description = ""
    /// Its main program.
    public var program = ""
    /// SPDX id, short name and full name of each licence.
    public var licenses: [[String]] = []
    /// The licence as it is shown.
    public var license = ""
    /// Who looks after it.
    public var maintainers: [(github: String, name: String)] = []
    /// Where it runs.
    public var platforms: [String] = ["x86_64-linux"]
    /// What it is for.
    public var category = "misc"
    /// What it is a variant of, `""` for nothing.
    public var group = ""
    /// Its flags.
    public var flags: PackageFlags = []
    /// Stored fields beside those above.
    public var stored: [PackageField: String] = [:]

    /// A package with this attribute path; `edit` says the rest.
    public init(_ path: String, _ edit: (inout Sample) -> Void = { _ in }) {
        self.path = path
        edit(&self)
    }

    /// It, as the index takes it.
    public var document: IndexDocument {
        let (set, last) = DottedPath.split(path)
        let name = self.name ?? String(last)
        var document = IndexDocument(key: path)
        document.names = [(.key, path), (.name, name), (.program, program), (.lastSegment, String(last))]
        document.texts = [.name: name, .program: program, .set: String(set), .description: description]
        document.facets = [
            .license: licenses.map { PackageFacet.encode($0[0], $0[1], $0[2]) },
            .maintainer: maintainers.map { PackageFacet.encode($0.github, $0.name) },
            .platform: platforms, .set: [String(set)], .category: [category],
        ]
        document.group = group
        document.flags = flags.union(set.isEmpty ? [] : .nested).rawValue
        let values: [PackageField: String] = [
            .attributePath: path, .packageName: name, .mainProgram: program, .version: "1.0",
            .description: description, .license: license,
        ].merging(stored) { $1 }
        document.stored = PackageField.allCases.map { .inline(values[$0] ?? "") }
        return document
    }
}

/// Writes an index of these packages, with the embeddings of their descriptions where `model` is given.
public func writeIndex(_ samples: [Sample], to path: String, model: StaticModel? = nil, info: String = "{}") throws {
    var builder = IndexBuilder(schema: .packages)
    builder.buildInfo = Array(info.utf8)
    var documents = samples.map(\.document)
    if let model {
        builder.model = model.sections
        builder.dimension = model.dimension
        for i in documents.indices {
            documents[i].vector = i
            builder.vectors += [Float](unsafeUninitializedCapacity: model.dimension) { vector, count in
                model.embed(samples[i].description, into: vector)
                count = model.dimension
            }
        }
    }
    try builder.write(documents, to: path)
}

/// A searcher on an index of these packages.
public func searcher(_ samples: [Sample], model: StaticModel? = nil) throws -> PackageSearcher {
    try withTemporaryFile { path in
        try writeIndex(samples, to: path, model: model)
        return try PackageSearcher(
            SearchIndex(bytes: ByteView(copying: FileSystem.read(path)), schema: .packages))
    }
}

extension PackageSearcher {
    /// The attribute paths a query finds, in order of their bytes: ranking is tested elsewhere.
    public func paths(_ text: String, _ edit: (inout PackageQuery) -> Void = { _ in }) -> [String] {
        var query = PackageQuery(text)
        edit(&query)
        return search(query).hits.map { $0[.attributePath] }.sorted()
    }
}
