import ArgumentParser
import FoundationEssentials
import PackageSearch
import SearchEngine

/// Times searches on one index inside this process: what a query costs without a shell, a process or a network.
@main
struct SearchBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search-benchmark",
        abstract: "Time searches on an index inside one process; print a table and, last, one line of JSON.")

    @Option(help: "The search index.")
    var index: String
    @Option(help: "The queries: CLASS<TAB>QUERY, one a line.")
    var queries: String
    @Option(help: "How many times the stream is run, after one run to warm up.")
    var repetitions = 5
    @Option(help: "How many hits a query asks for.")
    var limit = 20
    @Option(help: "How many threads the batch uses.")
    var threads = 2
    @Option(help: "Write the embeddings of the queries here: 32-bit floats, zeros where the model knows no word.")
    var vectors: String?
    @Option(help: "Write here (JSON) the ten nearest keys of each query, for several numbers of rescored sketches.")
    var nearest: String?

    func validate() throws {
        guard repetitions > 0, threads > 0, limit > 0 else { throw ValidationError("counts must be positive") }
    }

    mutating func run() throws {
        let stream = try QueryStream(path: queries)
        let opening = try Opening.measure(path: index, stream, limit: limit)
        let index = try SearchIndex(path: index, schema: .packages)
        let engine = try Engine(index, limit: limit)

        var modes: [ModeReport] = []
        for mode in Mode.allCases {
            modes.append(ModeReport(mode, stream, repetitions: repetitions, engine))
        }
        var report = Report(
            documents: index.documentCount, vectors: index.vectorCount, indexBytes: index.size, limit: limit,
            repetitions: repetitions, queries: stream.queries.count, opening: opening, modes: modes)
        for count in Set([1, threads]).sorted() {
            report.batches.append(try Batch.measure(index, stream, threads: count, limit: limit))
        }
        report.memory = MemoryUse.current()

        if let vectors { try write(engine.vectors(of: stream), to: vectors) }
        if let nearest { try write(report.measureRescoring(engine, stream, vectors: index.vectorCount), to: nearest) }
        print(report.table)
        print(try report.json())
    }

    private func write(_ data: Data, to path: String) throws { try data.write(to: URL(filePath: path)) }
}
