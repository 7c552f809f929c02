import Basics
import JSON
import Subprocess
import TestSupport
import Testing

/// How the program ended, and what it wrote.
struct Outcome {
    /// The exit code.
    var status: Int32
    var output: String
    var errors: String

    var errorLines: [Substring] { errors.split(separator: "\n") }

    /// The objects that `--json` wrote.
    func objects() throws -> [JSONValue] { try output.split(separator: "\n").map { try JSONValue.parse(String($0)) } }
}

/// The `embed-documents` executable, run as a child process.
enum Program {
    /// `EMBED_DOCUMENTS_PROGRAM`, else the one built beside this test bundle.
    static let path: String? = {
        if let stated = ProcessEnvironment.current["EMBED_DOCUMENTS_PROGRAM"], !stated.isEmpty { return stated }
        for argument in CommandLine.arguments {
            guard let end = argument.firstRange(of: ".xctest")?.lowerBound else { continue }
            let candidate = FileSystem.directory(of: String(argument[..<end])) + "/embed-documents"
            if FileSystem.exists(candidate) { return candidate }
        }
        return nil
    }()

    /// Runs the program with `variables` and hardly any other, and waits for its end.
    static func run(_ arguments: [String], _ variables: [String: String] = [:]) async throws -> Outcome {
        let kept = ProcessEnvironment.current.filter { name, _ in
            ["PATH", "LD_LIBRARY_PATH", "FDNIX_DOCUMENTS_PREFIX", "FDNIX_PDFIUM_LIBRARY"].contains(name)
        }
        let environment = kept.merging(variables) { $1 }.map { "\($0)=\($1)" }
        let result = try await Subprocess.run(
            .name("env"), arguments: Arguments(["-i"] + environment + [try #require(path)] + arguments), input: .none,
            output: .string(limit: 64 << 20), error: .string(limit: 1 << 20))
        guard case .exited(let status) = result.terminationStatus else {
            throw FdnixError(.childProcess, "the program ended by \(result.terminationStatus)")
        }
        return Outcome(
            status: Int32(status), output: result.standardOutput ?? "", errors: result.standardError ?? "")
    }

    /// Whether the libraries are there that `sample` needs; noted where one is not.
    static func reads(_ sample: [UInt8], as name: String, for check: String) async throws -> Bool {
        let outcome = try await withTemporaryDirectory { folder in
            try AtomicFile.write(sample, to: "\(folder)/\(name)")
            return try await run(["show", "\(folder)/\(name)"])
        }
        guard outcome.errors.contains("CONFIGURATION_ERROR") else { return true }
        Skips.note(check, "\(outcome.errors); Scripts/setup documents installs what is missing")
        return false
    }
}
