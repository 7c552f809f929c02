import Basics
import JSON

/// What roles print for programs.
enum Output {
    /// Writes one JSON object as a line to standard output.
    static func line(_ object: JSONObject) throws {
        var output = StandardOutput()
        try output.write(JSONValue.object(object).encoded)
        try output.line()
        try output.flush()
    }
}
