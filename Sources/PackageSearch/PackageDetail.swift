import JSON

/// Everything the index tells about one package.
public struct PackageDetail: Sendable {
    /// The package.
    public let hit: PackageHit
    /// Packages whose descriptions mean nearly the same, best first.
    public let similar: [PackageHit]
    /// Other versions and sets of the same thing.
    public let variants: [PackageHit]
    /// The page of the exact nixpkgs file and line, nil where the position is unknown.
    public let sourceURL: String?

    /// How many similar packages a detail lists.
    public static let similarCount = 8

    /// The detail of `hit`; `revision` is the nixpkgs commit that the index was made from, where known.
    public init(_ hit: PackageHit, similar: [PackageHit] = [], revision: String? = nil) {
        self.hit = hit
        self.similar = similar
        variants = hit.variants
        sourceURL = Self.sourceURL(position: hit[.position], revision: revision)
    }

    /// `pkgs/by-name/ri/ripgrep/package.nix:12` as a page of the nixpkgs repository.
    static func sourceURL(position: String, revision: String?) -> String? {
        let parts = position.split(separator: ":", maxSplits: 1)
        guard let path = parts.first, !path.hasPrefix("/"), !path.contains("..") else { return nil }
        let safe = path.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7F && !"\"<>\\^`{|}?#%".utf8.contains(byte)
        }
        guard safe else { return nil }
        let isCommit = revision.map { $0.utf8.count >= 7 && $0.utf8.allSatisfy(Self.isHexadecimal) } ?? false
        let line = parts.count > 1 && parts[1].utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } ? "#L\(parts[1])" : ""
        return "https://github.com/NixOS/nixpkgs/blob/\(isCommit ? revision ?? "" : "master")/\(path)\(line)"
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }

    /// Writes one object: the members of the search API's package, then those that only the detail has.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            hit.writeMembers(to: &json, fields: Self.shared)
            func string(_ key: String, _ value: String?) {
                json.key(key)
                json.string(orNull: value)
            }
            func raw(_ key: String, _ field: PackageField, empty: String) {
                json.key(key)
                let text = hit[field]
                json.raw((text.isEmpty ? empty : text).utf8)
            }
            string("longDescription", hit[.longDescription])
            json.key("programs")
            json.strings(hit.programs)
            string("set", hit.set)
            raw("licenses", .licenseJson, empty: "null")
            json.key("teams")
            json.strings(hit.teams)
            raw("outputs", .outputsJson, empty: "[]")
            raw("homepages", .homepagesJson, empty: "[]")
            raw("changelog", .changelogJson, empty: "[]")
            string("downloadPage", hit[.downloadPage])
            string("sourceUrl", sourceURL)
            list("variants", variants, ["attributePath", "version"], to: &json)
            list("similar", similar, ["attributePath", "version", "description", "relevanceScore"], to: &json)
        }
    }

    private func list(_ key: String, _ hits: [PackageHit], _ fields: Set<String>, to json: inout JSONWriter) {
        json.key(key)
        json.array { json in
            for hit in hits { hit.write(to: &json, fields: fields) }
        }
    }

    private static let shared = Set(PackageHit.fieldNames).subtracting(["relevanceScore", "explanation"])
}
