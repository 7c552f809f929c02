import Basics
import JSON

/// What the last update left beside the artifacts, so that the next asks for no more than it must. It is a memory,
/// never a proof: where it is missing or damaged everything is looked at again.
struct UpdateState: Equatable {
    /// What is known of a file that was fetched.
    struct File: Equatable {
        var bytes: Int
        var sha256: String
        /// When the file was last changed, in nanoseconds since 1970.
        var modified: Int
    }

    static let name = ".fdnix-update.json"

    /// Where the artifacts came from.
    var address: String
    /// The version of the pointer that led to them.
    var tag: String?
    /// The run that they are of.
    var runID: String
    /// The public key that the run was signed with, where the reader gave one.
    var key: String?
    /// Whether all artifacts were asked for, not only the index.
    var all: Bool
    /// The files by name.
    var files: [String: File]

    /// Reads what an earlier update wrote; nil where it cannot be used.
    init?(in directory: String) {
        guard let bytes = try? FileSystem.read("\(directory)/\(Self.name)"), let json = try? JSONValue.parse(bytes),
            let address = json["from"]?.string, let run = json["run_id"]?.string
        else { return nil }
        self.address = address
        tag = json["tag"]?.string
        runID = run
        key = json["key"]?.string
        all = json["all"]?.bool ?? false
        files = [:]
        for member in json["files"]?.object?.members ?? [] {
            guard let bytes = member.value["bytes"]?.int, let sha256 = member.value["sha256"]?.string,
                let modified = member.value["modified"]?.int
            else { continue }
            files[member.key] = File(bytes: Int(bytes), sha256: sha256, modified: Int(modified))
        }
    }

    init(
        address: String, tag: String?, runID: String, key: String?, all: Bool, files: [String: File]
    ) {
        self.address = address
        self.tag = tag
        self.runID = runID
        self.key = key
        self.all = all
        self.files = files
    }

    /// Replaces what was remembered. Throws `io`.
    func write(in directory: String) throws {
        var json = JSONWriter()
        json.object { json in
            json.member("from", address)
            json.member("tag", tag)
            json.member("run_id", runID)
            json.member("key", key)
            json.member("all", all)
            json.objectMember("files") { json in
                for (name, file) in files.sorted(by: { $0.key < $1.key }) {
                    json.objectMember(name) { json in
                        json.member("bytes", file.bytes)
                        json.member("sha256", file.sha256)
                        json.member("modified", file.modified)
                    }
                }
            }
        }
        json.newline()
        try AtomicFile.write(json.bytes, to: "\(directory)/\(Self.name)")
    }

    /// Whether a file is as it was when it was fetched, by its length and time.
    func stillHolds(_ name: String, in directory: String) -> Bool {
        guard let file = files[name], let identity = FileSystem.identity(of: "\(directory)/\(name)") else {
            return false
        }
        return identity.size == file.bytes && identity.modified == file.modified
    }
}
