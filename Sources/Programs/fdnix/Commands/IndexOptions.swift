import ArgumentParser
import Basics
import Embedding
import PackageSearch
import SearchEngine
import Settings

/// The option that every reading command has.
struct IndexOptions: ParsableArguments {
    @Option(name: .long, help: "The search index (FDNIX_INDEX; default: fdnix's data folder).", completion: .file())
    var index: String?

    /// Where the index is.
    var path: String { index ?? IndexLocation.index(environment: ProcessEnvironment.current) }

    /// Opens the index. Throws `notFound`, `corrupt` or `incompatible`, and says how to make a good one.
    func open() throws -> SearchIndex {
        do { return try SearchIndex(path: path, schema: .packages) } catch let error as FdnixError {
            switch error.code {
            case .notFound: throw error.adding(": run `fdnix index` first, or name one with --index")
            case .corrupt, .incompatible: throw error.adding(" with `fdnix index`")
            default: throw error
            }
        }
    }

    /// Tells whoever watches that the index is old: after `FDNIX_MAX_AGE_DAYS` days, 30 where it is not set, never
    /// where it is 0. Throws `usage` for a value that is not a number of days.
    func tellAge(of index: SearchIndex) throws {
        guard Terminal.standardErrorIsTerminal else { return }
        let limit = try Environment.int("FDNIX_MAX_AGE_DAYS", 0...36_500) ?? IndexAge.usualLimit
        guard let notice = IndexAge.notice(BuildInfo(index: index), limit: limit) else { return }
        Terminal.writeToStandardError("fdnix: \(notice)\n")
    }

    /// What embeds queries for an index: the model that it carries, or the one that embedded it; nil where it has no
    /// vectors.
    static func embedding(of index: SearchIndex) throws -> QueryEmbedding? {
        try QueryEmbedding(index: index, models: .ofProgram)
    }

    /// Says on standard error why an answer came by words alone.
    static func tell(_ outcome: QueryEmbedding.Outcome) {
        guard case .failed(let reason) = outcome else { return }
        Terminal.writeToStandardError("fdnix: searched by words alone: \(reason)\n")
    }
}

/// The environment variables that stand in for options which were not given.
enum Environment {
    /// The text of a variable, nil where it is unset or empty.
    static func string(_ name: String) -> String? { Settings(ProcessEnvironment.current).string(name) }

    /// A flag. Throws `usage` for a value that says neither yes nor no.
    static func bool(_ name: String) throws -> Bool? {
        var settings = Settings(ProcessEnvironment.current)
        let flag = settings.bool(name)
        try settings.check()
        return flag
    }

    /// A whole number within a range. Throws `usage` for any other text.
    static func int(_ name: String, _ range: ClosedRange<Int>) throws -> Int? {
        var settings = Settings(ProcessEnvironment.current)
        let number = settings.int(name, range)
        try settings.check()
        return number
    }
}
