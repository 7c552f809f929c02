import ArgumentParser
import Basics
import JSON
import PackageSearch
import SearchIndex
import Synchronization

/// `fdnix search`: one query, or a batch of them.
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Search packages.",
        discussion: """
            "a phrase" must occur, -word must not (quote the query, or put -- before it); name:TEXT and program:TEXT must be part of a name; license:MIT, \
            platform:x86_64-linux, set:python313Packages, maintainer:NAME and category:editors filter like the \
            options of the same name.
            """)

    @Argument(help: "What to look for.")
    var query: [String] = []
    @Option(help: "How many results, 1 to 200 (default 20).")
    var limit: Int?
    @Option(help: "How many of the best to pass over.")
    var offset: Int?
    @Flag(help: "Print the search API's JSON object.")
    var json = false
    @Option(help: "Part of a licence's SPDX id or name; may be repeated.")
    var license: [String] = []
    @Option(help: "A system, such as x86_64-linux; may be repeated.")
    var platform: [String] = []
    @Option(help: "A package set, such as python313Packages; may be repeated.")
    var set: [String] = []
    @Option(help: "A GitHub account or part of a name; may be repeated.")
    var maintainer: [String] = []
    @Option(help: "A category, such as editors; may be repeated.")
    var category: [String] = []
    @Flag(inversion: .prefixedNo, help: "Broken packages are results (default: only one whose name is the query).")
    var includeBroken: Bool?
    @Flag(inversion: .prefixedNo, help: "Unfree packages are results (default: only one whose name is the query).")
    var includeUnfree: Bool?
    @Flag(inversion: .prefixedNo, help: "Use embeddings beside words (default: yes).")
    var semantic: Bool?
    @Flag(help: "Show where each score comes from.")
    var explain = false
    @Option(help: "Read one query a line from FILE or -, print one JSON object a line.", completion: .file())
    var batch: String?
    @Option(help: "How many threads answer a batch (default: as many as there are processors).")
    var threads: Int?
    @Option(help: "Keys of each package to print with --json, comma-separated (default: all).")
    var fields: String?
    @OptionGroup var source: ResultSource

    func run() async throws {
        let template = try packageQuery("")
        let batch = batch ?? Defaults.string("BATCH")
        let hasFilter = [
            template.licenses, template.platforms, template.sets, template.maintainers, template.categories,
        ]
        .contains { !$0.isEmpty }
        guard batch != nil || !query.joined().isEmpty || hasFilter else {
            throw FdnixError(.usage, "nothing to search for: fdnix search QUERY, a filter, or --batch FILE")
        }
        if let server = try source.server() {
            guard batch == nil else { throw FdnixError(.usage, "--batch asks an index here; leave --remote out") }
            return try await run(template, server)
        }
        let index = try source.indexOptions.open()
        if let batch { return try run(batch: batch, template, index) }
        let searcher = PackageSearcher(index)
        let start = ContinuousClock.now
        var packageQuery = template
        packageQuery.text = query.joined(separator: " ")
        let results = searcher.search(packageQuery)
        // For people the envelope is only a means, and needs all of it.
        let fields = try printsJSON() ? packageFields() : nil
        try write(envelope: Self.envelope(results, fields, since: start).bytes, since: start)
    }

    private func printsJSON() throws -> Bool { try json || fields != nil || Defaults.bool("JSON") ?? false }

    private func write(envelope: [UInt8], since start: ContinuousClock.Instant) throws {
        let page = try ResultPage(envelope: envelope)
        var output = StandardOutput()
        if try printsJSON() {
            output.write(envelope)
            output.line()
        } else {
            ResultText(page, milliseconds: (ContinuousClock.now - start).seconds * 1000).write(to: &output)
        }
        output.flush()
        if page.packages.isEmpty { throw ExitCode(ExitStatus.failure) }
    }

    private func run(_ template: PackageQuery, _ server: RemoteIndex) async throws {
        let start = ContinuousClock.now
        var packageQuery = template
        packageQuery.text = query.joined(separator: " ")
        let fields = try printsJSON() ? packageFields() : nil
        try write(envelope: await server.search(packageQuery, fields: fields), since: start)
    }

    private func run(batch path: String, _ template: PackageQuery, _ index: SearchIndex) throws {
        let fields = try packageFields()
        let threads = try threads ?? Defaults.int("THREADS") ?? CPU.count
        guard (1...256).contains(threads) else { throw FdnixError(.usage, "--threads takes 1 to 256") }
        let output = Mutex(StandardOutput())
        let search = BatchSearch(index, threads: threads) { searcher, line in
            let start = ContinuousClock.now
            var packageQuery = template
            packageQuery.text = line
            return Self.envelope(searcher.search(packageQuery), fields, since: start).bytes
        } deliver: { answer in
            output.withLock { output in
                output.write(answer)
                output.line()
                // Someone may be waiting at the other end of a pipe.
                if path == "-" { output.flush() }
            }
        }
        defer {
            search.finish()
            output.withLock { $0.flush() }
        }
        try LineReader.forEachLine(of: path) { search.submit($0) }
    }

    private static func envelope(
        _ results: PackageResults, _ fields: Set<String>?, since start: ContinuousClock.Instant
    ) -> JSONWriter {
        var json = JSONWriter()
        let milliseconds = (ContinuousClock.now - start).seconds * 1000
        SearchEnvelope(results, milliseconds: milliseconds, fields: fields).write(to: &json)
        return json
    }

    private func packageFields() throws -> Set<String>? {
        guard let text = fields ?? Defaults.string("FIELDS") else { return nil }
        let names = text.split(separator: ",").map(\.trimmed).filter { !$0.isEmpty }
        guard !names.isEmpty, names.allSatisfy(PackageHit.fieldNames.contains) else {
            throw FdnixError(.usage, "--fields takes some of \(PackageHit.fieldNames.joined(separator: ","))")
        }
        return Set(names)
    }

    private func packageQuery(_ text: String) throws -> PackageQuery {
        var query = PackageQuery(text)
        query.limit = try limit ?? Defaults.int("LIMIT") ?? 20
        query.offset = try offset ?? Defaults.int("OFFSET") ?? 0
        guard (1...200).contains(query.limit) else { throw FdnixError(.usage, "--limit takes 1 to 200") }
        guard query.offset >= 0 else { throw FdnixError(.usage, "--offset takes 0 or more") }
        query.licenses = license.isEmpty ? Defaults.list("LICENSE") : license
        query.platforms = platform.isEmpty ? Defaults.list("PLATFORM") : platform
        query.sets = set.isEmpty ? Defaults.list("SET") : set
        query.maintainers = maintainer.isEmpty ? Defaults.list("MAINTAINER") : maintainer
        query.categories = category.isEmpty ? Defaults.list("CATEGORY") : category
        query.includeBroken = try includeBroken ?? Defaults.bool("INCLUDE_BROKEN")
        query.includeUnfree = try includeUnfree ?? Defaults.bool("INCLUDE_UNFREE")
        query.semantic = try semantic ?? Defaults.bool("SEMANTIC") ?? true
        query.explain = try explain || Defaults.bool("EXPLAIN") ?? false
        return query
    }
}
