import JSON
import SearchEngine

/// A package as the index tells it: read from the mapping when asked.
public struct PackageHit: Sendable {
    /// The document's number in the index.
    public let document: Int
    /// How well it answers: comparable within one answer only.
    public let score: Float
    /// Where the score comes from, when asked for.
    public let explanation: Explanation?
    let index: SearchIndex
    /// The other variants among the matches of a search.
    let matching: [Int]

    init(document: Int, score: Float, explanation: Explanation?, index: SearchIndex, matching: [Int] = []) {
        (self.document, self.score, self.explanation) = (document, score, explanation)
        (self.index, self.matching) = (index, matching)
    }

    /// A stored text of the package, `""` where it has none.
    public subscript(field: PackageField) -> String { index.stored(document, field.rawValue) }
    /// What a user should know before taking it.
    public var flags: PackageFlags { PackageFlags(rawValue: index.flags(of: document)) }
    /// What it is for: one of the categories, `misc` where none fits.
    public var category: String { index.facetValues(document, .category).first ?? "misc" }
    /// The systems it supports.
    public var platforms: [String] { index.facetValues(document, .platform) }
    /// The teams that maintain it.
    public var teams: [String] { index.facetValues(document, .team) }
    /// Other versions of the same thing.
    public var variants: [PackageHit] {
        index.variants(of: document).map { PackageHit(document: $0, score: 0, explanation: nil, index: index) }
    }
    /// The variants that a search made one answer with this one, in their order.
    public var matchingVariants: [PackageHit] {
        matching.map { PackageHit(document: $0, score: 0, explanation: nil, index: index) }
    }
    /// The package set it is in, `""` at the top level.
    public var set: String { index.facetValues(document, .set).first ?? "" }
    /// The programs it is known to install, the main one first.
    public var programs: [String] {
        ([self[.mainProgram]] + self[.otherPrograms].split(separator: " ").map(String.init)).filter { !$0.isEmpty }
    }
}

extension PackageHit {
    /// The members of a package in the API's answers, in their order.
    public static let fields: [AnswerField<PackageHit>] = [
        stored("packageId", .attributePath), stored("packageName", .packageName), stored("version", .version),
        stored("description", .description), stored("homepage", .homepage),
        AnswerField("license", AnswerSchema.textOrNull) { hit, json in
            let label = hit[.license]
            json.string(orNull: label.isEmpty ? nil : label)
        },
        stored("attributePath", .attributePath),
        AnswerField("relevanceScore", AnswerSchema.number) { $1.float($0.score) },
        AnswerField("category", AnswerSchema.text) { $1.string($0.category) },
        stored("mainProgram", .mainProgram),
        flag("broken") { $0.contains(.broken) }, flag("unfree") { $0.contains(.unfree) },
        flag("available") { !$0.contains(.unavailable) }, flag("insecure") { $0.contains(.insecure) },
        flag("unsupported") { $0.contains(.unsupported) },
        list("maintainers", .maintainersJson, AnswerSchema.list(of: "Maintainer")),
        AnswerField("platforms", AnswerSchema.texts) { hit, json in
            json.array { json in hit.index.forEachFacetValue(hit.document, .platform) { json.string(utf8: $0) } }
        },
        stored("position", .position),
        list("knownVulnerabilities", .knownVulnerabilitiesJson, AnswerSchema.texts),
        AnswerField("variants", AnswerSchema.list(of: "Variant")) { hit, json in
            json.array { json in
                for variant in hit.matchingVariants { variant.writeVariant(to: &json) }
            }
        },
        AnswerField("explanation", AnswerSchema.object, where: { $0.explanation != nil }) { hit, json in
            hit.explanation?.write(to: &json)
        },
    ]

    /// The names that an answer's `fields` may choose from.
    public static let fieldNames = fields.map(\.name)

    private static func stored(_ name: String, _ field: PackageField) -> AnswerField<PackageHit> {
        AnswerField(name, AnswerSchema.text) { hit, json in
            hit.index.withStored(hit.document, field.rawValue) { json.string(utf8: $0) }
        }
    }

    private static func flag(
        _ name: String, _ value: @escaping @Sendable (PackageFlags) -> Bool
    ) -> AnswerField<PackageHit> {
        AnswerField(name, AnswerSchema.flag) { $1.bool(value($0.flags)) }
    }

    /// A list that is stored as JSON text, `""` for none.
    private static func list(_ name: String, _ field: PackageField, _ schema: String) -> AnswerField<PackageHit> {
        AnswerField(name, schema) { hit, json in
            hit.index.withStored(hit.document, field.rawValue) { value in
                if value.isEmpty { json.array { _ in } } else { json.raw(value) }
            }
        }
    }

    /// Writes what tells one variant from another: attribute path and version.
    func writeVariant(to json: inout JSONWriter) { write(to: &json, fields: ["attributePath", "version"]) }

    /// Writes an object of every member, always in the same order; of `fields`, where given, only those.
    public func write(to json: inout JSONWriter, fields: Set<String>? = nil) {
        json.object { writeMembers(to: &$0, fields: fields) }
    }

    /// Writes the members of that object.
    func writeMembers(to json: inout JSONWriter, fields: Set<String>? = nil) {
        for field in Self.fields where fields?.contains(field.name) ?? true { field.write(self, to: &json) }
    }
}

extension Explanation {
    /// Writes the parts of the score as an object.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("match", "\(match)")
            json.member("tier", tier)
            json.member("name", name)
            json.member("topic", topic)
            json.member("lexical", lexical)
            json.member("coverage", coverage)
            json.objectMember("words") { json in
                for (word, part) in words.sorted(by: { $0.key < $1.key }) { json.member(word, part) }
            }
            if let cosine { json.member("cosine", cosine) } else { json.nullMember("cosine") }
            json.member("prior", prior)
            json.member("penalty", penalty)
        }
    }
}
