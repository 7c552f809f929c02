import Basics
import Digests
import JSON

/// `manifest.json` beside the artifacts: what they are, byte for byte, and how they came to be.
struct Manifest {
    private let run: IndexingRun
    private let report: RunReport

    init(_ run: IndexingRun, _ report: RunReport) {
        self.run = run
        self.report = report
    }

    /// Replaces the file. It comes last in a run: artifacts that are younger belong to a run that did not finish.
    func write() throws {
        var json = JSONWriter()
        try json.object { json in
            json.member("run_id", run.id)
            json.member("created_at", run.startedAt)
            json.member("indexer_version", fdnixVersion)
            json.member("nixpkgs_revision", report.revision)
            json.member("source", report.source)
            json.member("packages", report.packages)
            json.member("embeddings", report.embeddings)
            json.member("embedding_model", report.modelID)
            json.member("embedding_dim", report.dimension)
            try json.arrayMember("artifacts") { json in
                for path in report.artifacts { try Self.artifact(path, &json) }
            }
            json.member("mode", report.mode.rawValue)
            json.member("fingerprint", try UpToDate.fingerprint(run.configuration))
            json.member("skipped", report.skippedCount)
            json.member("duplicates", report.duplicates)
            json.member("texts_requested", report.textsRequested)
            json.member("texts_cached", report.textsCached)
            json.objectMember("phases") { json in
                for phase in report.phases { json.member(phase.name, phase.seconds.roundedToMilliseconds) }
            }
            json.member("peak_memory_bytes", report.peakMemory)
        }
        json.newline()
        try AtomicFile.write(json.bytes, to: run.configuration.manifestPath)
    }

    private static func artifact(_ path: String, _ json: inout JSONWriter) throws {
        let file = ByteView(try MappedFile(path: path))
        let hash = try Digest.hash(.sha256, file)
        json.object { json in
            json.member("key", FileSystem.name(of: path))
            json.member("bytes", file.count)
            json.member("sha256", hash.hexadecimal)
        }
    }
}
