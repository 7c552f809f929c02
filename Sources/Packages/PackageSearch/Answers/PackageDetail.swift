import JSON

/// Everything the index tells about one package.
public struct PackageDetail: Sendable {
    /// The package that the detail is of.
    public let hit: PackageHit
    /// Packages whose descriptions mean nearly the same, best first.
    public let similar: [PackageHit]
    /// Other versions and sets of the same thing.
    public let variants: [PackageHit]
    /// The page of the exact nixpkgs file and line, nil where the position is unknown.
    public let sourceURL: String?

    /// How many similar packages a detail lists.
    public static let similarCount = 8

    /// The detail of `hit`; `revision` is the nixpkgs commit or branch that the index was made from, where known.
    public init(_ hit: PackageHit, similar: [PackageHit] = [], revision: String? = nil) {
        self.hit = hit
        self.similar = similar
        variants = hit.variants
        sourceURL = SourceLink.address(position: hit[.position], reference: revision)
    }

    /// The members that only a detail has, after those of every package.
    public static let fields: [AnswerField<PackageDetail>] = [
        AnswerField("longDescription", AnswerSchema.text) { $1.string($0.hit[.longDescription]) },
        AnswerField("programs", AnswerSchema.texts) { $1.strings($0.hit.programs) },
        AnswerField("set", AnswerSchema.text) { $1.string($0.hit.set) },
        raw("licenses", .licenseJson, empty: "null", #"{"type":["object","array","string","null"]}"#),
        AnswerField("teams", AnswerSchema.texts) { $1.strings($0.hit.teams) },
        raw("outputs", .outputsJson),
        AnswerField("homepages", AnswerSchema.texts) { detail, json in
            // One that is of the web alone is told by `homepage`, and not stored twice.
            let (list, first) = (detail.hit[.homepagesJson], detail.hit[.homepage])
            if list.isEmpty { json.strings(first.isEmpty ? [] : [first]) } else { json.raw(list.utf8) }
        },
        raw("changelog", .changelogJson),
        AnswerField("downloadPage", AnswerSchema.text) { $1.string($0.hit[.downloadPage]) },
        AnswerField("sourceUrl", AnswerSchema.textOrNull) { $1.string(orNull: $0.sourceURL) },
        list("variants", \.variants, ["attributePath", "version"]),
        list("similar", \.similar, ["attributePath", "version", "description", "relevanceScore"]),
    ]

    /// The members of a package that a detail has, too: all but those that only a search gives.
    public static let sharedFields = PackageHit.fields.filter {
        !["relevanceScore", "explanation", "variants"].contains($0.name)
    }

    /// A list, or a licence, that is stored as JSON text.
    private static func raw(
        _ name: String, _ field: PackageField, empty: String = "[]", _ schema: String = AnswerSchema.texts
    ) -> AnswerField<PackageDetail> {
        AnswerField(name, schema) { detail, json in
            let text = detail.hit[field]
            json.raw((text.isEmpty ? empty : text).utf8)
        }
    }

    private static func list(
        _ name: String, _ hits: any (KeyPath<PackageDetail, [PackageHit]> & Sendable), _ fields: Set<String>
    ) -> AnswerField<PackageDetail> {
        AnswerField(name, AnswerSchema.list(of: "Package")) { detail, json in
            json.array { json in
                for hit in detail[keyPath: hits] { hit.write(to: &json, fields: fields) }
            }
        }
    }

    /// Writes one object: the members of the search API's package, then those that only the detail has.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            for field in Self.sharedFields { field.write(hit, to: &json) }
            for field in Self.fields { field.write(self, to: &json) }
        }
    }
}
