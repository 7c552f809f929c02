import JSON
import SearchIndex

/// A package as the index tells it: read from the mapping when asked.
public struct PackageHit: Sendable {
    /// The document's number in the index.
    public let document: Int
    /// Comparable within one answer.
    public let score: Float
    /// Where the score comes from, when asked for.
    public let explanation: Explanation?
    let index: SearchIndex

    /// One stored text.
    public subscript(field: PackageField) -> String { index.stored(document, field.rawValue) }
    /// Its flags.
    public var flags: PackageFlags { PackageFlags(rawValue: index.flags(of: document)) }
    /// What it is for.
    public var category: String { index.facetValues(document, .category).first ?? "misc" }
    /// The systems it supports.
    public var platforms: [String] { index.facetValues(document, .platform) }
    /// The teams that maintain it.
    public var teams: [String] { index.facetValues(document, .team) }
    /// Other versions of the same thing.
    public var variants: [PackageHit] {
        index.variants(of: document).map { PackageHit(document: $0, score: 0, explanation: nil, index: index) }
    }
    /// The package set it is in, `""` at the top level.
    public var set: String { index.facetValues(document, .set).first ?? "" }
    /// The programs it is known to install, the main one first.
    public var programs: [String] {
        ([self[.mainProgram]] + self[.otherPrograms].split(separator: " ").map(String.init)).filter { !$0.isEmpty }
    }

    /// Writes the object of the search API (spec §13.2): every key, always in this order; of `fields`, where given,
    /// only those.
    public func write(to json: inout JSONWriter, fields: Set<String>? = nil) {
        json.object { writeMembers(to: &$0, fields: fields) }
    }

    /// Writes the members of that object.
    func writeMembers(to json: inout JSONWriter, fields: Set<String>? = nil) {
        func begin(_ key: String) -> Bool {
            if let fields, !fields.contains(key) { return false }
            json.key(key)
            return true
        }
        func string(_ key: String, _ field: PackageField) {
            if begin(key) { index.withStored(document, field.rawValue) { json.string(utf8: $0) } }
        }
        func bool(_ key: String, _ value: Bool) { if begin(key) { json.bool(value) } }
        func list(_ key: String, _ field: PackageField) {
            guard begin(key) else { return }
            index.withStored(document, field.rawValue) { value in
                if value.isEmpty { json.array { _ in } } else { json.raw(value) }
            }
        }
        let flags = flags
        string("packageId", .attributePath)
        string("packageName", .packageName)
        string("version", .version)
        string("description", .description)
        string("homepage", .homepage)
        if begin("license") { json.string(orNull: self[.license].isEmpty ? nil : self[.license]) }
        string("attributePath", .attributePath)
        if begin("relevanceScore") { json.float(score) }
        if begin("category") { json.string(category) }
        string("mainProgram", .mainProgram)
        bool("broken", flags.contains(.broken))
        bool("unfree", flags.contains(.unfree))
        bool("available", !flags.contains(.unavailable))
        bool("insecure", flags.contains(.insecure))
        bool("unsupported", flags.contains(.unsupported))
        list("maintainers", .maintainersJson)
        if begin("platforms") {
            json.array { json in index.forEachFacetValue(document, .platform) { json.string(utf8: $0) } }
        }
        string("position", .position)
        list("knownVulnerabilities", .knownVulnerabilitiesJson)
        if let explanation, begin("explanation") { explanation.write(to: &json) }
    }

    /// The names that `fields` may choose from.
    public static let fieldNames = [
        "packageId", "packageName", "version", "description", "homepage", "license", "attributePath",
        "relevanceScore", "category", "mainProgram", "broken", "unfree", "available", "insecure", "unsupported",
        "maintainers", "platforms", "position", "knownVulnerabilities", "explanation",
    ]
}

extension Explanation {
    /// Writes the parts of the score as an object.
    func write(to json: inout JSONWriter) {
        json.object { json in
            func number(_ key: String, _ value: Float?) {
                json.key(key)
                if let value { json.float(value) } else { json.null() }
            }
            json.key("match")
            json.string("\(match)")
            number("tier", tier)
            number("name", name)
            number("topic", topic)
            number("lexical", lexical)
            number("coverage", coverage)
            json.key("words")
            json.object { json in
                for (word, part) in words.sorted(by: { $0.key < $1.key }) {
                    json.key(word)
                    json.float(part)
                }
            }
            number("cosine", cosine)
            number("prior", prior)
            number("penalty", penalty)
        }
    }
}
