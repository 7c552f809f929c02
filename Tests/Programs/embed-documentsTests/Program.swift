import Basics
import JSON
import TestSupport
import Testing

extension Outcome {
    /// The objects that `--json` wrote.
    func objects() throws -> [JSONValue] { try output.split(separator: "\n").map { try JSONValue.parse(String($0)) } }
}

/// The `embed-documents` executable, run as a child process.
enum Program {
    /// `EMBED_DOCUMENTS_PROGRAM`, else the one built beside this test bundle.
    static let path = BuiltProgram.path(of: "embed-documents", statedBy: "EMBED_DOCUMENTS_PROGRAM")

    /// Runs the program with `variables` and hardly any other, and waits for its end.
    static func run(_ arguments: [String], _ variables: [String: String] = [:]) async throws -> Outcome {
        let program = try #require(path)
        return try await BlockingWork.run { try Child(program, arguments, variables, input: nil).outcome() }
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
