import Basics
import Crypto
import JSON

/// `manifest.json` beside the artifacts (spec §11.2): what they are, byte for byte, and how they came to be.
struct Manifest {
    private let path: String
    private let run: Run
    private let report: RunReport

    init(_ run: Run, _ report: RunReport) {
        path = "\(FileSystem.directory(of: run.configuration.outputPath))/manifest.json"
        self.run = run
        self.report = report
    }

    func write() throws {
        var json = JSONWriter()
        try json.object { json in
            func string(_ key: String, _ value: String) {
                json.key(key)
                json.string(value)
            }
            func integer(_ key: String, _ value: Int) {
                json.key(key)
                json.integer(value)
            }
            string("run_id", run.id)
            string("created_at", run.startedAt)
            string("indexer_version", fdnixVersion)
            string("nixpkgs_revision", report.revision)
            string("source", report.source)
            integer("packages", report.packages)
            integer("embeddings", report.embeddings)
            string("embedding_model", report.modelID)
            integer("embedding_dim", report.dimension)
            json.key("artifacts")
            try json.array { json in
                for path in report.artifacts { try Self.artifact(path, &json) }
            }
            string("mode", report.mode.rawValue)
            json.key("fingerprint")
            json.string(orNull: UpToDate.fingerprint(run.configuration))
            integer("skipped", report.skippedCount)
            integer("duplicates", report.duplicates)
            integer("texts_requested", report.textsRequested)
            integer("texts_cached", report.textsCached)
            json.key("phases")
            json.object { json in
                for phase in report.phases {
                    json.key(phase.name)
                    json.double((phase.seconds * 1000).rounded() / 1000)
                }
            }
            integer("peak_memory_bytes", report.peakMemory)
        }
        json.newline()
        try AtomicFile.write(json.bytes, to: path)
    }

    private static func artifact(_ path: String, _ json: inout JSONWriter) throws {
        let file = try MappedFile(path: path)
        var hash = SHA256()
        hash.update(bufferPointer: file.bytes)
        json.object { json in
            json.key("key")
            json.string(FileSystem.name(of: path))
            json.key("bytes")
            json.integer(file.count)
            json.key("sha256")
            json.string(hexadecimal(hash.finalize()))
        }
    }
}
