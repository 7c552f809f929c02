import FoundationEssentials
import SearchEngine

/// Everything a run found out.
struct Report: Codable, Sendable {
    var documents: Int
    var vectors: Int
    var indexBytes: Int
    var limit: Int
    var repetitions: Int
    var queries: Int
    var opening: Opening
    /// Times in microseconds.
    var modes: [ModeReport]
    var batches: [Batch] = []
    var memory = MemoryUse()
    var rescoring: [Rescoring] = []

    /// What the semantic leg costs with this many rescored sketches, in microseconds.
    struct Rescoring: Codable, Sendable {
        var rescored: Int
        var median: Double
    }

    /// Runs the semantic leg with fewer and more rescored sketches than usual, and with all, which is exact search over
    /// the int8 rows; returns what each found: keys for each query, by the number rescored.
    mutating func measureRescoring(_ engine: Engine, _ stream: QueryStream, vectors: Int) throws -> Data {
        var found: [String: [[String]]] = [:]
        let usual = Engine.cosineOnly.rescored
        for rescored in [usual / 4, usual / 2, usual, usual * 2, usual * 4, vectors] {
            let (keys, median) = engine.nearestKeys(of: stream, rescored: rescored)
            found[String(rescored)] = keys
            rescoring.append(Rescoring(rescored: rescored, median: median))
        }
        return try JSONEncoder().encode(found)
    }

    /// One line.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// For people: milliseconds.
    var table: String {
        var rows = [["mode", "class", "queries", "median", "p90", "p99", "max", "best median"]]
        for mode in modes {
            for kind in mode.classes.keys.sorted() {
                if let distribution = mode.classes[kind] { rows.append(row(mode.mode, kind, distribution)) }
            }
            rows.append(row(mode.mode, "all", mode.overall))
        }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        var lines = rows.map { row in
            row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column < 2 ? cell + padding : padding + cell
            }.joined(separator: "  ")
        }
        lines.insert("\(documents) documents, \(queries) queries, \(repetitions) repetitions; milliseconds", at: 0)
        lines.append(
            "open \(milliseconds(opening.open)), searcher \(milliseconds(opening.searcher)), first query"
                + " \(milliseconds(opening.firstQuery)), the same again \(milliseconds(opening.secondQuery))")
        for batch in batches {
            lines.append(
                "\(Int(batch.queriesPerSecond)) queries a second as a batch on \(batch.threads) thread(s),"
                    + " \(milliseconds(batch.processorTime)) of processor time each")
        }
        lines.append("\(memory.peakResident >> 20) MiB resident at most, \(memory.anonymous >> 20) MiB not from files")
        return lines.joined(separator: "\n")
    }

    private func row(_ mode: Mode, _ kind: String, _ distribution: Distribution) -> [String] {
        [mode.rawValue, kind, String(distribution.queries)]
            + [distribution.median, distribution.p90, distribution.p99, distribution.max, distribution.bestMedian]
            .map(milliseconds)
    }

    private func milliseconds(_ microseconds: Double) -> String {
        let rounded = Int(microseconds.rounded())
        let fraction = String(rounded % 1000)
        return "\(rounded / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
