import Basics
import JSON
import Nixpkgs

/// What a run did, for its last words and the manifest.
public struct RunReport: Sendable {
    /// How long a phase took.
    public struct Phase: Sendable {
        /// Its name.
        public var name: String
        /// Wall time.
        public var seconds: Double
    }

    /// The run.
    public var runID: String
    /// Its mode.
    public var mode: ProcessingMode
    /// Packages in the full database.
    public var packages = 0
    /// Records that were no packages.
    public var skippedCount = 0
    /// The first of them.
    public var skipped: [SkippedRecord] = []
    /// Records with an id seen before.
    public var duplicates = 0
    /// Packages with a vector.
    public var embeddings = 0
    /// Distinct texts that had to be embedded in this run.
    public var textsRequested = 0
    /// Distinct texts found in the vector cache.
    public var textsCached = 0
    /// Texts that no vector came of.
    public var textsFailed = 0
    /// Where the packages came from.
    public var source = ""
    /// The nixpkgs revision.
    public var revision = "unknown"
    /// The model of the vectors.
    public var modelID = ""
    /// Their length.
    public var dimension = 0
    /// What was written.
    public var artifacts: [String] = []
    /// Phases in the order they ran.
    public var phases: [Phase] = []
    /// Wall time of the run.
    public var seconds = 0.0
    /// The largest resident set, in bytes.
    public var peakMemory = 0

    /// A report of a run that has done nothing yet.
    public init(runID: String, mode: ProcessingMode) {
        self.runID = runID
        self.mode = mode
    }

    /// The share of packages with a vector.
    public var coverage: Double { packages > 0 ? Double(embeddings) / Double(packages) : 0 }

    /// The last line of a run (spec §1): one JSON object.
    public func lastLine(exitCode: Int32) -> String {
        var json = JSONWriter()
        json.object { json in
            json.key("run_id")
            json.string(runID)
            json.key("mode")
            json.string(mode.rawValue)
            json.key("exit_code")
            json.integer(exitCode)
            json.key("packages")
            json.integer(packages)
            json.key("embeddings")
            json.integer(embeddings)
            json.key("coverage")
            json.double((coverage * 10_000).rounded() / 10_000)
            json.key("texts_requested")
            json.integer(textsRequested)
            json.key("texts_failed")
            json.integer(textsFailed)
            json.key("duration_s")
            json.double((seconds * 1000).rounded() / 1000)
        }
        return json.text
    }

    /// A closing summary for people.
    public var summary: [String] {
        var lines: [String] = []
        func seconds(_ value: Double) -> String { "\((value * 10).rounded() / 10) s" }
        let grouped = TerminalProgress.grouped
        lines.append("\(grouped(packages)) packages from \(source.isEmpty ? "the database" : source)")
        if skippedCount > 0 {
            lines.append("\(grouped(skippedCount)) records skipped:")
            lines += skipped.map { "  \($0.attribute): \($0.reason)" }
        }
        if duplicates > 0 { lines.append("\(grouped(duplicates)) duplicate ids, the last one kept") }
        if textsRequested + textsCached > 0 {
            lines.append(
                "\(grouped(embeddings)) vectors: \(grouped(textsRequested)) texts embedded, \(grouped(textsCached)) from the cache"
            )
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
