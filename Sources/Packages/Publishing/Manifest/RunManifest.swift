public import Basics
public import JSON

/// `manifest.json` of a run: what its artifacts are, byte for byte, and how they came to be.
public struct RunManifest: Sendable, Equatable {
    /// One file, as its readers must find it.
    public struct Artifact: Sendable, Equatable {
        /// The file's name, such as `fdnix.idx`.
        public var name: String
        /// The length in bytes.
        public var bytes: Int
        /// The SHA-256 of its bytes, in lower-case hexadecimal.
        public var sha256: String
        /// The length of the gzip copy beside it, under the same name with `.gz`; nil where there is none.
        public var compressedBytes: Int?

        /// A file of a run; without a compressed copy unless told otherwise.
        public init(name: String, bytes: Int, sha256: String, compressedBytes: Int? = nil) {
            self.name = name
            self.bytes = bytes
            self.sha256 = sha256
            self.compressedBytes = compressedBytes
        }

        /// The name of the gzip copy.
        public var compressedName: String { name + ".gz" }
    }

    /// The name of the file in a run's folder.
    public static let name = "manifest.json"
    /// The name of its signature, 64 bytes.
    public static let signatureName = "manifest.json.sig"
    /// The most bytes that a manifest may have.
    public static let sizeLimit = 1 << 20
    private static let artifactLimit = 64

    /// The name of the run, as `RunID` makes it.
    public var runID: String
    /// When the run began, ISO-8601.
    public var createdAt: String
    /// How many packages it has.
    public var packages: Int
    /// The files that the run made, each once.
    public var artifacts: [Artifact]
    /// All members as they were read, those that only people want among them.
    public var members: JSONObject

    /// Reads a manifest; keys of artifacts may be paths, of which the name counts. Throws `malformedInput` where a
    /// member that readers rely on is missing or of another form: the text comes from the network.
    public init(_ text: [UInt8], from place: String) throws(FdnixError) {
        func problem(_ what: String) -> FdnixError {
            FdnixError(.malformedInput, "\(place) is not a manifest of fdnix: \(what)")
        }
        guard text.count <= Self.sizeLimit else { throw problem("it has more than \(Self.sizeLimit) bytes") }
        let json: JSONValue
        do { json = try JSONValue.parse(text) } catch { throw problem("\(error)") }
        guard let object = json.object else { throw problem("it is not a JSON object") }
        guard let run = object["run_id"]?.string, RunID.isValid(run) else { throw problem("it has no valid run_id") }
        guard let packages = object["packages"]?.int.flatMap({ Int(exactly: $0) }), packages >= 0 else {
            throw problem("it does not tell the number of packages")
        }
        guard let entries = object["artifacts"]?.array, !entries.isEmpty, entries.count <= Self.artifactLimit else {
            throw problem("it names no artifacts, or more than \(Self.artifactLimit)")
        }
        runID = run
        createdAt = object["created_at"]?.string ?? ""
        self.packages = packages
        members = object
        artifacts = []
        for entry in entries {
            guard let artifact = Artifact(entry) else {
                throw problem("an artifact has no valid name, length or SHA-256")
            }
            guard !artifacts.contains(where: { $0.name == artifact.name }) else {
                throw problem("it names \(artifact.name) twice")
            }
            artifacts.append(artifact)
        }
    }

    /// The file with this name, nil where the run has none.
    public func artifact(named name: String) -> Artifact? { artifacts.first { $0.name == name } }

    /// The manifest as it is published: every artifact under its key in the folder `folder`, and a line feed at the
    /// end.
    public func published(in folder: String) -> [UInt8] {
        var object = members
        object["artifacts"] = .array(
            artifacts.map { artifact in
                var entry: JSONObject = [
                    "key": .string(folder + artifact.name), "bytes": .integer(Int64(artifact.bytes)),
                    "sha256": .string(artifact.sha256),
                ]
                if let bytes = artifact.compressedBytes { entry["compressed_bytes"] = .integer(Int64(bytes)) }
                return .object(entry)
            })
        return JSONValue.object(object).encoded + [UInt8(ascii: "\n")]
    }
}

extension RunManifest.Artifact {
    /// Reads an element of `artifacts`; nil where it is not one.
    init?(_ json: JSONValue) {
        guard let key = json["key"]?.string, let bytes = json["bytes"]?.int.flatMap({ Int(exactly: $0) }), bytes >= 0,
            let sha256 = json["sha256"]?.string, Self.isDigest(sha256)
        else { return nil }
        let name = FileSystem.name(of: key)
        // It becomes the name of a file here.
        guard Self.isName(name) else { return nil }
        let compressed = json["compressed_bytes"]?.int.flatMap { Int(exactly: $0) }
        self.init(name: name, bytes: bytes, sha256: sha256, compressedBytes: compressed.flatMap { $0 >= 0 ? $0 : nil })
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 100 && !text.hasPrefix(".")
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || ".-_".utf8.contains(byte)
            }
    }

    private static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
