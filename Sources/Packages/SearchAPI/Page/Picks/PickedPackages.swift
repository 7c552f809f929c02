import Basics
import PackageSearch
import ServiceAPI

/// The packages that an address names: `?packages=a,b` or `?packages=a&packages=b`.
struct PickedPackages {
    /// Those that exist, each once, in order.
    let hits: [PackageHit]
    /// Those that do not.
    let missing: [String]

    /// More than anyone picks by hand.
    static let limit = 50

    init(_ parameters: QueryParameters, _ snapshot: IndexSnapshot) {
        var hits: [PackageHit] = []
        var missing: [String] = []
        var seen: Set<String> = []
        for name in Self.names(parameters).prefix(Self.limit) where seen.insert(name).inserted {
            if let hit = snapshot.package(name) { hits.append(hit) } else { missing.append(name) }
        }
        self.hits = hits
        self.missing = missing
    }

    /// Commas separate names, but not those inside quotes.
    private static func names(_ parameters: QueryParameters) -> [String] {
        parameters.all("packages").flatMap { list in
            var names = [""]
            var inQuotes = false
            for character in list {
                if character == "\"" { inQuotes.toggle() }
                if character == ",", !inQuotes { names.append("") } else { names[names.count - 1].append(character) }
            }
            return names.map(\.trimmed).filter { !$0.isEmpty }
        }
    }

    func writeMissing(to html: inout HTML) {
        guard !missing.isEmpty else { return }
        html.element("p", .class("warning"), text: "Not in this index: \(missing.joined(separator: ", "))")
    }

    func writeNothing(_ text: String, to html: inout HTML) {
        html.element("p", .class("lead"), text: text)
        html.element("p") { $0.element("a", .href(.own("/")), text: "Search packages") }
    }
}
