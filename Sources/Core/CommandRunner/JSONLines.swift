import Basics
public import JSON

/// Answers of a command for programs: JSON objects on standard output, one a line.
public struct JSONLines: ~Copyable {
    private var output = StandardOutput()

    /// Lines that are written when `flush` is called, or earlier where they are many.
    public init() {}

    /// Writes a line. Throws where nobody reads any more.
    public mutating func write(_ object: JSONObject) throws { try write(JSONValue.object(object).encoded) }

    /// Writes a line that is JSON already. Throws where nobody reads any more.
    public mutating func write(_ json: [UInt8]) throws {
        try output.write(json)
        try output.line()
    }

    /// Hands over what was written. Throws where nobody reads any more.
    public mutating func flush() throws { try output.flush() }

    /// Writes one object as the whole answer. Throws where nobody reads any more.
    public static func print(_ object: JSONObject) throws {
        var lines = JSONLines()
        try lines.write(object)
        try lines.flush()
    }
}
