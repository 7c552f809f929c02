import Basics
import PackageSearch
import SearchEngine

/// Which packages are variants of one thing, and which of them comes first where a query prefers none.
///
/// Inside package sets, these are the packages of one name in the versions of a set. At the top level they are called alike
/// and have one home page, or where none is stated one description: `postgresql` and `postgresql_17`, `nginxStable` and
/// `nginxMainline`.
enum PackageVariants {
    /// The group of a package; packages of one group are variants.
    static func group(set: Substring, name: String, packageName: String, subject: String) -> String {
        guard set.isEmpty else { return "\(PackageSet.family(set)).\(name)" }
        return "\(packageName.lowercased()) \(subject)"
    }

    /// Gives each variant its place: the default first, then the newest, as Nix compares versions. Several may share one.
    static func order(_ documents: inout [IndexDocument]) {
        var groups: [String: [Int]] = [:]
        for (i, document) in documents.enumerated() where !document.group.isEmpty {
            groups[document.group, default: []].append(i)
        }
        for members in groups.values where members.count > 1 {
            let variants = members.map { Variant(documents[$0], number: $0) }
            let ordered = variants.sorted { $0.precedes($1) }
            // Where nothing tells two apart, the index does, by their keys.
            var place = 0
            for (i, variant) in ordered.enumerated() {
                if i > 0, ordered[i - 1].precedes(variant) { place = i }
                documents[variant.number].groupPlace = place
            }
        }
    }

    private struct Variant {
        let number: Int
        let version: PackageVersion
        /// 0 for a variant that bears the name of the thing alone, or stands in a set without a version.
        let rank: Int

        init(_ document: IndexDocument, number: Int) {
            self.number = number
            version = PackageVersion(document.stored[PackageField.version.rawValue].text)
            let (set, name) = DottedPath.split(document.key)
            if !set.isEmpty {
                rank = PackageSet.family(set) == set ? 0 : 1
            } else if name.lowercased() == document.texts[.name]?.lowercased() {
                rank = 0
            } else if name.hasSuffix("-unwrapped") {
                // What others are made of: nobody installs it.
                rank = 3
            } else {
                rank = name.contains(where: \.isNumber) ? 2 : 1
            }
        }

        func precedes(_ other: Variant) -> Bool {
            if rank != other.rank, [0, 3].contains(rank) || [0, 3].contains(other.rank) { return rank < other.rank }
            if version != other.version { return other.version < version }
            return rank < other.rank
        }
    }
}

extension StoredValue {
    fileprivate var text: String {
        switch self {
        case .inline(let text), .shared(let text): text
        }
    }
}
