import Catalog

/// Which packages are one item: those of one name and version. The one with the shortest attribute path speaks for all.
struct ExportGroups {
    /// One item of the table.
    struct Group: Sendable {
        var name: String
        var version: String
        /// The package that the item is made of.
        var id: String
        var path: String
        /// Every attribute path, in the order of their lengths.
        var paths: [String]

        /// What the vector is found by: `packageName#version`.
        var key: String { "\(name)#\(version)" }
    }

    /// The items, in the order of the bytes of their keys.
    private(set) var groups: [Group] = []

    init(_ database: FullDatabase) throws {
        var places: [[String]: Int] = [:]
        try database.forEachName { id, name, version, path in
            let place = places[[name, version]] ?? groups.count
            if place == groups.count {
                places[[name, version]] = place
                groups.append(Group(name: name, version: version, id: id, path: path, paths: [path]))
                return
            }
            groups[place].paths.append(path)
            if Self.precedes(path, groups[place].path) { (groups[place].id, groups[place].path) = (id, path) }
        }
        for place in groups.indices { groups[place].paths.sort(by: Self.precedes) }
        groups.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    /// Shorter first; of one length, by the bytes.
    private static func precedes(_ a: String, _ b: String) -> Bool {
        let (left, right) = (a.unicodeScalars.count, b.unicodeScalars.count)
        return left == right ? a.utf8.lexicographicallyPrecedes(b.utf8) : left < right
    }
}
