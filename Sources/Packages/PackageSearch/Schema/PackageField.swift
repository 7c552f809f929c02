import SearchEngine

/// What the index stores of a package, in order. The first four are the names the engine compares queries with.
public enum PackageField: Int, CaseIterable, Sendable {
    case attributePath, packageName, mainProgram
    /// Other programs that the package is known to install, with spaces between them.
    case otherPrograms
    case version, description, homepage
    /// The display label, `""` when unknown.
    case license
    /// The structured licence (JSON), `""` when unknown.
    case licenseJson
    /// The maintainers (JSON): an array of objects with `name` and `github`.
    case maintainersJson
    case position, longDescription
    /// JSON arrays of strings.
    case knownVulnerabilitiesJson, outputsJson, homepagesJson, changelogJson
    case downloadPage
}

/// The bits of a document's flags.
public struct PackageFlags: OptionSet, Sendable, Hashable {
    /// The bits as the index stores them, in one byte.
    public let rawValue: UInt8
    /// The flags whose bits are set in a stored byte.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Marked as broken by its maintainers.
    public static let broken = PackageFlags(rawValue: 1)
    /// Under a licence that nixpkgs counts as unfree.
    public static let unfree = PackageFlags(rawValue: 2)
    /// Insecure or with known vulnerabilities.
    public static let insecure = PackageFlags(rawValue: 4)
    /// Not supported on the evaluated system.
    public static let unsupported = PackageFlags(rawValue: 8)
    /// Cannot be built for another reason.
    public static let unavailable = PackageFlags(rawValue: 16)

    /// One of a package set, not at the top level.
    public static let nested = PackageFlags(rawValue: 32)

    /// The names of the flags that a user should know of.
    public var names: [String] {
        let all: [(PackageFlags, String)] = [
            (.broken, "broken"), (.unfree, "unfree"), (.insecure, "insecure"), (.unsupported, "unsupported"),
            (.unavailable, "unavailable"),
        ]
        return all.filter { contains($0.0) }.map(\.1)
    }
}

/// How facet values with several parts are written into one string.
public enum PackageFacet {
    /// What to filter by to get the packages with a facet value: an SPDX id or a licence's name, a GitHub account or a
    /// person's name, `top-level` for packages of no set; else the value itself.
    public static func filterValue(_ value: String, of column: FacetColumn) -> String {
        switch column {
        case .license, .maintainer: parts(value).first { !$0.isEmpty }.map(String.init) ?? value
        case .set: value.isEmpty ? "top-level" : value
        default: value
        }
    }

    /// A facet value as people read it: a licence's or a person's name, `top level` for packages of no set.
    public static func label(_ value: String, of column: FacetColumn) -> String {
        switch column {
        case .license: parts(value).first { !$0.isEmpty }.map(String.init) ?? value
        case .maintainer: parts(value).last { !$0.isEmpty }.map(String.init) ?? value
        case .set: value.isEmpty ? "top level" : value
        default: value
        }
    }

    /// The parts of a value in one string, U+001F (unit separator) between them.
    public static func encode(_ parts: String...) -> String { parts.joined(separator: "\u{1F}") }
    /// The parts of a value that `encode` joined; empty ones are kept.
    public static func parts(_ value: String) -> [Substring] {
        value.split(separator: "\u{1F}", omittingEmptySubsequences: false)
    }
}

/// The package set of an attribute path: `python313Packages` of `python313Packages.numpy`, `""` at the top level.
public enum PackageSet {
    /// Whether `set` is what `wanted` names: itself, or a version of it where `wanted` states less of one
    /// (`linuxPackages`, and `python3Packages` for `python313Packages`).
    public static func `is`(_ set: String, aVersionOf wanted: String) -> Bool {
        if set == wanted { return true }
        let plain = unversioned(wanted)
        guard !plain.isEmpty, unversioned(set) == plain else { return false }
        func numbers(_ set: String) -> [Substring] { set.split { !$0.isNumber } }
        let (have, want) = (numbers(set), numbers(wanted))
        if have.starts(with: want) { return true }
        // The major version alone, where nothing stands between it and the minor one.
        return want.count == 1 && want[0].count == 1 && have.first?.hasPrefix(want[0]) == true
    }

    /// What the versions of a set have in common, wherever they stand: `ocamlPackages` of `ocamlPackages_latest` and of
    /// `ocaml-ng.ocamlPackages_5_2`.
    public static func family(_ set: some StringProtocol) -> String {
        let last = String(set.reversed().prefix { $0 != "." }.reversed())
        guard last.contains("Packages") else { return unversioned(set) }
        let plain = last.hasSuffix("_latest") ? String(last.dropLast("_latest".count)) : last
        return unversioned(plain)
    }

    /// The set without its version (`python313Packages` and `python314Packages` are one): variants of a thing share it.
    public static func unversioned(_ set: some StringProtocol) -> String {
        set.split(separator: ".").map { part in
            // `linuxPackages_6_12`, `python313Packages`, `ocaml-ng.ocamlPackages_5_2`
            var out = ""
            var skippingTail = false
            for character in part {
                if character.isNumber || (character == "_" && !out.isEmpty) {
                    skippingTail = skippingTail || character == "_"
                    continue
                }
                if skippingTail && !character.isLetter { continue }
                out.append(character)
            }
            return out
        }.joined(separator: ".")
    }
}
