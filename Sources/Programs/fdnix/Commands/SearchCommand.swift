import ArgumentParser
import Basics
import Embedding
import JSON
import PackageSearch
import SearchEngine
import Synchronization

/// `fdnix search`: one query, or a batch of them.
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Search packages.",
        discussion: """
            "a phrase" must occur, -word must not (quote the query, or put -- before it); name:TEXT and program:TEXT must \
            be part of a name; license:MIT, platform:x86_64-linux, set:python313Packages, maintainer:NAME and \
            category:editors filter like the options of the same name.
            """)

    @Argument(help: "What to look for.")
    var query: [String] = []
    @OptionGroup var options: SearchOptions
    @Flag(help: "Print the search API's JSON object.")
    var json = false
    @Flag(help: "Count it as success where no word of the query occurs anywhere, and only meaning found packages.")
    var nearest = false
    @Option(help: "Read one query a line from FILE or -, print one JSON object a line.", completion: .file())
    var batch: String?
    @Option(help: "How many queries of a batch are answered at once (default: as many as there are processors).")
    var threads: Int?
    @OptionGroup var source: ResultSource

    func run() async throws {
        let start = ContinuousClock.now
        let query = try options.query(query.joined(separator: " "))
        let batch = batch ?? Environment.string("FDNIX_BATCH")
        guard batch != nil || !query.text.isEmpty || query.hasFilter else {
            throw FdnixError(.usage, "nothing to search for: fdnix search QUERY, a filter, or --batch FILE")
        }
        if let server = try source.server() {
            guard batch == nil else { throw FdnixError(.usage, "--batch asks an index here; leave --remote out") }
            return try write(envelope: await server.search(try shown(query)), since: start)
        }
        let index = try source.indexOptions.open()
        try source.indexOptions.tellAge(of: index)
        if let batch { return try await run(batch: batch, query, index) }
        let searcher = try PackageSearcher(index)
        let prepared = PreparedQuery(query, on: index)
        let vector = try await IndexOptions.embedding(of: index)?.embed(prepared) ?? .nothing
        IndexOptions.tell(vector)
        let results = searcher.search(prepared, vector)
        try write(envelope: Self.envelope(results, try shown(query).fields, since: start), since: start)
    }

    private func printsJSON() throws -> Bool {
        try json || options.fields != nil || Environment.bool("FDNIX_JSON") ?? false
    }

    /// The query as it is printed: for people the envelope is only a means, and needs all of its keys.
    private func shown(_ query: PackageQuery) throws -> PackageQuery {
        var query = query
        if try !printsJSON() { query.fields = nil }
        return query
    }

    private func write(envelope: [UInt8], since start: ContinuousClock.Instant) throws {
        let page = try ResultPage(envelope: envelope)
        var output = StandardOutput()
        if try printsJSON() {
            try output.write(envelope)
            try output.line()
        } else {
            try ResultText(page, milliseconds: (ContinuousClock.now - start).seconds * 1000).write(to: &output)
        }
        try output.flush()
        let isNearEnough = try !page.isByMeaningOnly || nearest || Environment.bool("FDNIX_NEAREST") ?? false
        if page.packages.isEmpty || !isNearEnough { throw ExitCode(ExitStatus.failure) }
    }

    private func run(batch path: String, _ template: PackageQuery, _ index: SearchIndex) async throws {
        let threads = try threads ?? Environment.int("FDNIX_THREADS", 1...256) ?? CPU.count
        guard (1...256).contains(threads) else { throw FdnixError(.usage, "--threads takes 1 to 256") }
        let pool = try SearcherPool(index, count: threads)
        let embedding = try IndexOptions.embedding(of: index)
        let output = Mutex(StandardOutput())
        let hasFailed = Atomic(false)
        try await BatchSearch.run(try Lines(of: path), width: threads) { line in
            let start = ContinuousClock.now
            var query = template
            query.text = line
            let prepared = PreparedQuery(query, on: index)
            let vector = await embedding?.embed(prepared) ?? .nothing
            if case .failed = vector, !hasFailed.exchange(true, ordering: .relaxed) { IndexOptions.tell(vector) }
            return Self.envelope(pool.withSearcher { $0.search(prepared, vector) }, template.fields, since: start)
        } deliver: { answer in
            try output.withLock { output in
                try output.write(answer)
                try output.line()
                // Someone may be waiting at the other end of a pipe.
                if path == "-" { try output.flush() }
            }
        }
        try output.withLock { try $0.flush() }
    }

    private static func envelope(
        _ results: PackageResults, _ fields: Set<String>?, since start: ContinuousClock.Instant
    ) -> [UInt8] {
        var json = JSONWriter()
        let milliseconds = (ContinuousClock.now - start).seconds * 1000
        SearchEnvelope(results, milliseconds: milliseconds, fields: fields).write(to: &json)
        return json.bytes
    }
}
