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
    /// Other versions of the same thing, by attribute path.
    public var variants: [String] {
        index.variants(of: document).map { index.stored($0, PackageField.attributePath.rawValue) }
    }

    /// Writes the object of the search API (spec §13.2): every key, always in this order.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            func string(_ key: String, _ value: String) {
                json.key(key)
                json.string(value)
            }
            func bool(_ key: String, _ value: Bool) {
                json.key(key)
                json.bool(value)
            }
            func stored(_ key: String, _ field: PackageField) {
                json.key(key)
                let text = self[field]
                json.raw((text.isEmpty ? "[]" : text).utf8)
            }
            string("packageId", self[.attributePath])
            string("packageName", self[.packageName])
            string("version", self[.version])
            string("description", self[.description])
            string("homepage", self[.homepage])
            json.key("license")
            json.string(orNull: self[.license].isEmpty ? nil : self[.license])
            string("attributePath", self[.attributePath])
            json.key("relevanceScore")
            json.float(score)
            string("category", category)
            string("mainProgram", self[.mainProgram])
            bool("broken", flags.contains(.broken))
            bool("unfree", flags.contains(.unfree))
            bool("available", !flags.contains(.unavailable))
            bool("insecure", flags.contains(.insecure))
            bool("unsupported", flags.contains(.unsupported))
            stored("maintainers", .maintainersJson)
            json.key("platforms")
            json.strings(platforms)
            string("position", self[.position])
            stored("knownVulnerabilities", .knownVulnerabilitiesJson)
            if let explanation {
                json.key("explanation")
                explanation.write(to: &json)
            }
        }
    }
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
