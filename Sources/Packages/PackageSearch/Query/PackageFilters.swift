import Basics
import SearchEngine

/// Filters and flags of a query, and the `label:value` terms that say the same inside its text.
enum PackageFilters {
    /// The labels that a query's text may use.
    static let labels = Set(SearchOption.all.flatMap(\.labels)).union(rankedLabels)
    /// Labels whose values are words to rank by as well.
    static let rankedLabels: Set<String> = ["name", "program"]

    static func nameFilters(_ labels: [Query.Label]) -> [NameFilter] {
        labels.filter { !$0.isExcluded }.compactMap { label in
            switch label.name {
            case "name": NameFilter([.key, .name, .lastSegment], contain: label.value)
            case "program": NameFilter([.program], contain: label.value)
            default: nil
            }
        }
    }

    /// What must hold, and what must not.
    static func filters(for query: PackageQuery, labels: [Query.Label], _ index: SearchIndex) -> [FacetFilter] {
        let excluded = labels.filter(\.isExcluded)
        return filters(query, labels.filter { !$0.isExcluded }, index)
            + excluded.flatMap { filters(PackageQuery(""), [$0], index) }.map(\.inverted)
    }

    private static func filters(
        _ query: PackageQuery, _ labels: [Query.Label], _ index: SearchIndex
    ) -> [FacetFilter] {
        func wanted(_ option: SearchOption) -> [String] {
            guard case .values(let path) = option.kind else { return [] }
            return (query[keyPath: path] + labels.filter { option.labels.contains($0.name) }.map(\.value))
                .flatMap { $0.split(separator: ",") }
                .map { $0.trimmed.lowercased() }
                .filter { !$0.isEmpty }
                .removingDuplicates()
        }
        var filters: [FacetFilter] = []
        // What is the whole of some value means that value and no other: so that choosing a value gives what is counted
        // for it, and `GPL-2.0-only` leaves `LGPL-2.0-only` out.
        func add(_ column: FacetColumn, _ wanted: [String], _ matches: (_ parts: [Substring], _ wanted: String) -> Bool)
        {
            guard !wanted.isEmpty else { return }
            var whole: Set<String> = []
            let exact = index.filter(column) { value in
                let value = PackageFacet.filterValue(value, of: column).lowercased()
                guard wanted.contains(value) else { return false }
                whole.insert(value)
                return true
            }
            let others = wanted.filter { !whole.contains($0) }
            guard !others.isEmpty else { return filters.append(exact) }
            let partial = index.filter(column) { value in
                let value = value.lowercased()
                let parts = PackageFacet.parts(value)
                return others.contains { matches(parts, $0) }
            }
            filters.append(exact.union(partial))
        }
        add(.license, wanted(.license)) { parts, wanted in
            parts.contains { $0.contains(wanted) }
        }
        add(.platform, wanted(.platform)) { $0 == [$1[...]] }
        add(.maintainer, wanted(.maintainer)) { parts, wanted in
            parts.first.map { $0 == wanted } ?? false || parts.dropFirst().contains { $0.contains(wanted) }
        }
        add(.set, wanted(.set)) { parts, wanted in
            let set = String(parts.first ?? "")
            return PackageSet.is(set, aVersionOf: wanted) || (wanted == "top-level" && set.isEmpty)
        }
        add(.category, wanted(.category)) { $0 == [$1[...]] }
        return filters
    }

    /// The flags that exclude a package, and those of them that are forgiven where the query names the package itself: who
    /// asks for it by name should see why it is not offered.
    static func flags(for query: PackageQuery) -> (excluded: UInt8, forgiven: UInt8) {
        var excluded: PackageFlags = []
        var forgiven: PackageFlags = []
        func apply(_ choice: Bool?, _ flag: PackageFlags) {
            if choice != true { excluded.insert(flag) }
            if choice == nil { forgiven.insert(flag) }
        }
        apply(query.includeBroken, .broken)
        apply(query.includeUnfree, .unfree)
        if query.includeInsecure == false { excluded.insert(.insecure) }
        if query.includeUnsupported == false { excluded.insert(.unsupported) }
        return (excluded.rawValue, forgiven.rawValue)
    }
}
