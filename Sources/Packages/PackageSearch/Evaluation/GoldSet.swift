import Basics
import JSON

/// A query with judgements: how good a result each of some packages is.
public struct GoldQuery: Sendable {
    /// Its id in the set, by which two runs are compared.
    public let id: String
    /// What kind of query it is: `exact`, `typo`, `task`, …
    public let kind: String
    /// What a user would type.
    public let text: String
    /// Grade by attribute path: 3 wanted, 2 good, 1 acceptable.
    public let grades: [String: Int]
    /// The lowest grade that counts as found for MRR and Success@5/10.
    public let foundGrade: Int
    /// The lowest grade that counts for Success@1.
    public let topGrade: Int

    /// The same query with only the judgements of packages that `exists` knows.
    func keeping(_ exists: (String) -> Bool) -> GoldQuery {
        GoldQuery(
            id: id, kind: kind, text: text, grades: grades.filter { exists($0.key) }, foundGrade: foundGrade,
            topGrade: topGrade)
    }
}

/// A set of graded queries, as a file holds it.
public struct GoldSet: Sendable {
    /// The queries, in file order.
    public let queries: [GoldQuery]

    /// Reads our own format (JSON Lines of `id, kind, query, relevant: {attribute: grade}`) or the external set's
    /// (one JSON array of `id, q, category, relevant: [[best tier], [next tier]]`, labels `pkg:ATTRIBUTE`).
    public init(path: String) throws {
        let bytes = try FileSystem.read(path)
        let isArray = bytes.first { $0 > 0x20 } == UInt8(ascii: "[")
        if isArray {
            let items = try Self.parse(bytes[...], path, 1).array ?? []
            queries = try items.enumerated().map { try Self.external($1, path, $0 + 1) }
        } else {
            queries = try bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
                .filter { $1.contains { $0 > 0x20 } }
                .map { try Self.own(Self.parse($1, path, $0 + 1), path, $0 + 1) }
        }
        guard !queries.isEmpty else { throw FdnixError(.malformedInput, "\(path): no queries in it") }
    }

    private static func parse(_ bytes: ArraySlice<UInt8>, _ path: String, _ line: Int) throws -> JSONValue {
        do {
            return try JSONValue.parse(Array(bytes))
        } catch {
            throw FdnixError(.malformedInput, "\(path):\(line): not JSON", underlying: error)
        }
    }

    private static func own(_ value: JSONValue, _ path: String, _ line: Int) throws -> GoldQuery {
        guard let text = value["query"]?.string, let relevant = value["relevant"]?.object else {
            throw FdnixError(.malformedInput, "\(path):\(line): needs \"query\" and \"relevant\"")
        }
        let grades = relevant.members.map { ($0.key, Int($0.value.int ?? 0)) }
        return GoldQuery(
            id: value["id"]?.string ?? "\(line)", kind: value["kind"]?.string ?? "all", text: text,
            grades: Dictionary(grades) { $1 }, foundGrade: 2, topGrade: 3)
    }

    private static func external(_ value: JSONValue, _ path: String, _ number: Int) throws -> GoldQuery {
        guard let text = value["q"]?.string, let tiers = value["relevant"]?.array else {
            throw FdnixError(.malformedInput, "\(path): query \(number) needs \"q\" and \"relevant\"")
        }
        var grades: [String: Int] = [:]
        for (i, tier) in tiers.enumerated() {
            for label in tier.array ?? [] {
                guard let name = label.string, name.hasPrefix("pkg:") else { continue }
                grades[String(name.dropFirst(4))] = max(1, 3 - i)
            }
        }
        return GoldQuery(
            id: value["id"]?.string ?? "\(number)", kind: value["category"]?.string ?? "all", text: text,
            grades: grades, foundGrade: 1, topGrade: 1)
    }
}
