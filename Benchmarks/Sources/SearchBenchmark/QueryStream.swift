import ArgumentParser
import FoundationEssentials

/// The queries of a run, in order, each with the class it is reported under.
struct QueryStream: Sendable {
    struct Query: Sendable {
        var kind: String
        var text: String
    }

    let queries: [Query]
    /// The classes, in the order of their first query.
    let kinds: [String]

    init(path: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        queries = try text.split(separator: "\n").map { line in
            guard let tab = line.firstIndex(of: "\t") else {
                throw ValidationError("\(path): no tab in '\(line)'; a line is CLASS<TAB>QUERY")
            }
            return Query(kind: String(line[..<tab]), text: String(line[line.index(after: tab)...]))
        }
        guard !queries.isEmpty else { throw ValidationError("\(path): no queries") }
        var seen: Set<String> = []
        kinds = queries.map(\.kind).filter { seen.insert($0).inserted }
    }
}
