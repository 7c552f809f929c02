import Basics
import Catalog
import JSON
public import Nixpkgs
import PackageSearch

/// What a run did, for its last words and the manifest. Phases fill it in as soon as they know: after a failure it
/// tells what was known by then.
public struct RunReport: Sendable {
    /// How long a phase took.
    public struct Phase: Sendable {
        /// `metadata`, `embedding` or `minified`.
        public var name: String
        /// The wall time in seconds.
        public var seconds: Double
    }

    /// Names the run, as `IndexingRun.id`.
    public var runID: String
    /// The phases that were asked for.
    public var mode: ProcessingMode
    /// How many packages the source gave, or the full database held where this run did not read a source.
    public var packages = 0
    /// How many records of the source were not packages.
    public var skippedCount = 0
    /// The first of them, at most `Extraction.listedSkips`.
    public var skipped: [SkippedRecord] = []
    /// How many records were replaced by a later one with the same id.
    public var duplicates = 0
    /// How many packages have a vector.
    public var embeddings = 0
    /// How many distinct texts had to be embedded in this run.
    public var textsRequested = 0
    /// How many distinct texts had a vector in the cache.
    public var textsCached = 0
    /// How many distinct texts gave no vector.
    public var textsFailed = 0
    /// Where the packages came from, as the databases record it.
    public var source = ""
    /// The commit of nixpkgs, or `unknown`.
    public var revision = BuildInfo.unknown
    /// The model of the vectors, `""` while it is not known.
    public var modelID = ""
    /// How many numbers a vector has, 0 while it is not known.
    public var dimension = 0
    /// The paths of the artifacts that were written, in that order.
    public var artifacts: [String] = []
    /// The phases that ended, in that order.
    public var phases: [Phase] = []
    /// The wall time of the run in seconds.
    public var seconds = 0.0
    /// The largest resident set in bytes.
    public var peakMemory = 0

    /// A report of a run that has done nothing yet.
    public init(runID: String, mode: ProcessingMode) {
        self.runID = runID
        self.mode = mode
    }

    mutating func take(_ extraction: Extraction) {
        packages = extraction.packages.count
        skippedCount = extraction.skippedCount
        skipped = extraction.skipped
        duplicates = extraction.duplicateCount
        source = extraction.source
        revision = extraction.revision ?? BuildInfo.unknown
    }

    mutating func take(_ metadata: Metadata) {
        source = metadata[.source] ?? ""
        revision = metadata[.nixpkgsRevision] ?? BuildInfo.unknown
        modelID = metadata[.embeddingModel] ?? ""
        dimension = metadata.int(.embeddingDimension) ?? 0
    }

    /// The share of packages with a vector, 0 to 1; 0 while there are no packages.
    public var coverage: Double { packages > 0 ? Double(embeddings) / Double(packages) : 0 }

    /// The last line that a run prints: one JSON object, whose members never change their order.
    public func lastLine(exitCode: Int32) -> String {
        var json = JSONWriter()
        json.object { json in
            json.member("run_id", runID)
            json.member("mode", mode.rawValue)
            json.member("exit_code", exitCode)
            json.member("packages", packages)
            json.member("embeddings", embeddings)
            json.member("coverage", (coverage * 10_000).rounded() / 10_000)
            json.member("texts_requested", textsRequested)
            json.member("texts_failed", textsFailed)
            json.member("duration_s", seconds.roundedToMilliseconds)
        }
        return json.text
    }

    /// A closing summary for people, a line each.
    public var summary: [String] {
        var lines: [String] = []
        func seconds(_ value: Double) -> String { "\((value * 10).rounded() / 10) s" }
        lines.append("\(packages.grouped) packages from \(source.isEmpty ? "the database" : source)")
        if skippedCount > 0 {
            lines.append("\(skippedCount.grouped) records skipped:")
            lines += skipped.map { "  \($0.attribute): \($0.reason)" }
        }
        if duplicates > 0 { lines.append("\(duplicates.grouped) duplicate ids, the last one kept") }
        if textsRequested + textsCached > 0 {
            lines.append(
                "\(embeddings.grouped) vectors: \(textsRequested.grouped) texts embedded, "
                    + "\(textsCached.grouped) from the cache")
        }
        lines += artifacts.map { path in
            let megabytes = Double(FileSystem.size(of: path) ?? 0) / 1e6
            return "\(path)  \((megabytes * 10).rounded() / 10) MB"
        }
        let parts = phases.map { "\($0.name) \(seconds($0.seconds))" }.joined(separator: ", ")
        lines.append("\(seconds(self.seconds)) (\(parts)), peak memory \(peakMemory / 1_000_000) MB")
        return lines
    }
}

extension Double {
    var roundedToMilliseconds: Double { (self * 1000).rounded() / 1000 }
}
