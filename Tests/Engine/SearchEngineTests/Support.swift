import Basics
import Testing

@testable import SearchEngine

/// The schema of an application that is not about packages: the engine knows what it is told.
extension IndexSchema {
    static let tests = IndexSchema(
        fields: [
            TextField("name", isName: true, weight: 5, lengthDiscount: 0.3),
            TextField("program", isName: true, weight: 5, lengthDiscount: 0.3),
            TextField("key", isName: true, weight: 2.5, lengthDiscount: 0.3),
            TextField("set", isName: true, weight: 0.6, lengthDiscount: 0),
            TextField("description", weight: 1.6, lengthDiscount: 0.6),
            TextField("details", weight: 0.4, lengthDiscount: 0.7),
            TextField("topics", weight: 1.6, lengthDiscount: 0.4),
        ],
        facets: ["license", "platform", "maintainer", "team", "set", "category"],
        names: StoredNames(key: 0, name: 1, program: 2, programs: 3), nestedFlag: 0x20, demotedFlags: 0x1F)
}

extension Field {
    static let name = Field(rawValue: 0)
    static let program = Field(rawValue: 1)
    static let key = Field(rawValue: 2)
    static let description = Field(rawValue: 4)
    static let topics = Field(rawValue: 6)
}

extension FacetColumn {
    static let license = FacetColumn(rawValue: 0)
    static let platform = FacetColumn(rawValue: 1)
    static let set = FacetColumn(rawValue: 4)
}

/// A small document as the application makes them: key, name and program stored first.
func document(
    _ key: String, name: String? = nil, program: String = "", description: String = "", flags: UInt8 = 0,
    prior: Float = 0.6, license: [String] = [], group: String = "", vector: Int? = nil
) -> IndexDocument {
    let name = name ?? key
    let last = key.split(separator: ".").last.map(String.init) ?? key
    var document = IndexDocument(key: key)
    document.names = [(.key, key), (.name, name), (.program, program), (.lastSegment, last)]
    document.texts = [.name: name, .program: program, .key: last, .description: description]
    document.facets = [.license: license, .set: [key.contains(".") ? String(key.split(separator: ".")[0]) : ""]]
    document.flags = flags | (key.contains(".") ? 0x20 : 0)
    document.prior = prior
    document.group = group
    document.vector = vector
    document.stored = [.inline(key), .inline(name), .inline(program), .inline(""), .inline(description)]
    return document
}

/// The file of an index, in memory.
func indexBytes(_ documents: [IndexDocument], _ configure: (inout IndexBuilder) -> Void = { _ in }) throws -> [UInt8] {
    var builder = IndexBuilder(schema: .tests)
    configure(&builder)
    let path = "/tmp/fdnix-test-\(UInt64.random(in: 0 ... .max)).idx"
    defer { try? FileSystem.remove(path) }
    try builder.write(documents, to: path)
    return try FileSystem.read(path)
}

/// An index in memory.
func index(_ documents: [IndexDocument], _ configure: (inout IndexBuilder) -> Void = { _ in }) throws -> SearchIndex {
    try SearchIndex(bytes: ByteView(copying: indexBytes(documents, configure)), schema: .tests)
}

/// The keys of the best results of a lexical search.
func keys(_ index: SearchIndex, _ text: String, _ configure: (inout SearchRequest) -> Void = { _ in }) -> [String] {
    var request = SearchRequest(Query(parsing: text))
    configure(&request)
    return Searcher(index).search(request).hits.map { index.stored($0.document, 0) }
}
