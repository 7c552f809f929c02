import Basics
import JSON
import Platform
import TestSupport
import Testing

/// Whether the program is built and can index (it needs DuckDB for that); says once why not.
let programCanIndex: Bool = {
    guard Program.path != nil else {
        Skips.note(
            "the end-to-end tests", "no fdnix is beside the test bundle; build it, or name one in FDNIX_PROGRAM")
        return false
    }
    if let reason = SampleIndex.shared.problem {
        Skips.note("the end-to-end tests", reason)
        return false
    }
    return true
}()

/// The bundled sample, indexed once for all tests that only read.
struct SampleIndex: Sendable {
    let directory: String
    /// Why the tests cannot run here; other failures are for the tests to find.
    let problem: String?
    let output: String

    static let shared = SampleIndex()

    private init() {
        directory = "/tmp/fdnix-sample-\(UInt64.random(in: 0 ... .max))"
        let outcome = try? Program.run(["index", "--source", "sample", "--output", directory], ["HOME": directory])
        let errors = outcome?.errors ?? "the program did not start"
        problem = outcome?.status != 0 && errors.contains("DuckDB") ? errors : nil
        output = outcome?.output ?? ""
        atexit { removeTree(SampleIndex.shared.directory) }
    }

    var index: String { "\(directory)/fdnix.idx" }

    /// Runs a reading command on this index.
    func run(_ arguments: [String], _ variables: [String: String] = [:], input: String? = nil) throws -> Outcome {
        try Program.run(arguments, variables.merging(["FDNIX_INDEX": index, "HOME": directory]) { $1 }, input: input)
    }

    func json(_ arguments: [String]) throws -> JSONValue { try JSONValue.parse(run(arguments).output) }
}

/// A directory of its own; whoever makes one removes it.
struct Workspace {
    let directory: String

    init() throws {
        directory = "/tmp/fdnix-e2e-\(UInt64.random(in: 0 ... .max))"
        try FileSystem.createDirectories(directory)
    }

    func remove() { removeTree(directory) }

    var output: String { "\(directory)/out" }
    var index: String { "\(output)/fdnix.idx" }
    var source: String { "\(directory)/packages.json" }

    static let artifacts = ["fdnix-data.duckdb", "fdnix-vectors.duckdb", "fdnix.duckdb", "fdnix.idx", "manifest.json"]

    /// Files in the output directory that are neither artifacts nor the lock.
    var leftovers: [String] {
        get throws { try FileSystem.entries(of: output).filter { !Self.artifacts.contains($0) && $0 != ".fdnix.lock" } }
    }

    /// Starts `fdnix index` of `packages` into the output directory.
    func start(_ packages: Corpus? = nil, _ arguments: [String] = [], _ variables: [String: String] = [:]) throws
        -> Child
    {
        if let packages { try AtomicFile.write(packages.encoded, to: source) }
        let variables = ["HOME": directory, "FDNIX_VSS_INDEX": "off"].merging(variables) { $1 }
        return try Child(
            try #require(Program.path), ["index", "--packages", source, "--output", output] + arguments, variables,
            input: nil)
    }

    func index(_ packages: Corpus? = nil, _ variables: [String: String] = [:]) throws -> Outcome {
        try start(packages, [], variables).outcome()
    }

    func run(_ arguments: [String]) throws -> Outcome {
        try Program.run(arguments, ["FDNIX_INDEX": index, "HOME": directory])
    }

    /// Copies the artifacts of another directory.
    func copy(from other: Workspace) throws {
        removeTree(output)
        try FileSystem.createDirectories(output)
        for name in Self.artifacts { try FileSystem.copy("\(other.output)/\(name)", to: "\(output)/\(name)") }
    }

    func bytes(_ name: String) throws -> [UInt8] { try FileSystem.read("\(output)/\(name)") }
}

/// Made-up packages, all of one generation: their descriptions tell which.
struct Corpus {
    var count: Int
    var generation: String

    /// The attribute path only this generation has.
    var marker: String { "only-\(generation)" }

    var encoded: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("version")
            json.integer(2)
            json.key("packages")
            json.object { json in
                for i in 0..<count { write("package-\(i)", &json) }
                write(marker, &json)
            }
        }
        return json.bytes
    }

    private func write(_ name: String, _ json: inout JSONWriter) {
        let meta: JSONObject = [
            "description": .string("\(name) is a tool of generation \(generation)"), "mainProgram": .string(name),
            "longDescription": .string("Reads, writes and converts files of kind \(name), over the network too."),
        ]
        json.key(name)
        json.raw(
            JSONValue.object(["pname": .string(name), "version": .string(generation), "meta": .object(meta)]).encoded)
    }
}
