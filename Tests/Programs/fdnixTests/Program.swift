import TestSupport
import Testing

/// The `fdnix` executable, run as a child process.
enum Program {
    /// `FDNIX_PROGRAM`, else the one built beside this test bundle.
    static let path = BuiltProgram.path(of: "fdnix", statedBy: "FDNIX_PROGRAM")

    /// Runs `fdnix`, waits for its end.
    static func run(
        _ arguments: [String], _ variables: [String: String] = [:], input: String? = nil
    ) throws -> Outcome {
        try Child(try #require(path), arguments, variables, input: input).outcome()
    }

    /// Runs a shell script that finds the program as `$FDNIX`.
    static func shell(_ script: String, _ variables: [String: String] = [:]) throws -> Outcome {
        let variables = variables.merging(["FDNIX": try #require(path)]) { $1 }
        return try Child("/bin/sh", ["-c", script], variables, input: nil).outcome()
    }
}
