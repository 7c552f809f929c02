import Basics
import JSON
import Nixpkgs

/// Writes the columns that hold JSON; one writer's memory serves all rows.
struct JSONColumnWriter {
    private var writer = JSONWriter()
    private var licenses: [License: String] = [:]

    /// More distinct values than this are not worth remembering.
    static let limit = 20_000

    mutating func strings(_ values: [String]) -> String {
        // Most lists are empty.
        values.isEmpty ? "[]" : write { $0.strings(values) }
    }

    mutating func maintainers(_ maintainers: [Maintainer]) -> String {
        maintainers.isEmpty ? "[]" : write { writer in writer.array { for m in maintainers { m.write(to: &$0) } } }
    }

    /// Without e-mail addresses and account numbers, as the minified database shows them.
    mutating func publicMaintainers(_ maintainers: [Maintainer]) -> String {
        guard !maintainers.isEmpty else { return "[]" }
        return write { writer in writer.array { for m in maintainers { m.writeWithoutEmail(to: &$0) } } }
    }

    /// Written once for every distinct licence: all packages share a few hundred.
    mutating func license(_ license: License?) -> String? {
        guard let license else { return nil }
        if let text = licenses[license] { return text }
        let text = write { license.write(to: &$0) }
        if licenses.count < Self.limit { licenses[license] = text }
        return text
    }

    private mutating func write(_ body: (inout JSONWriter) -> Void) -> String {
        writer.removeAll()
        body(&writer)
        return writer.text
    }
}

/// Reads the columns that hold JSON; equal texts are parsed once, as nixpkgs repeats a few hundred of them.
struct JSONColumnReader {
    private var lists: [String: [String]] = [:]
    private var licenses: [String: License] = [:]
    private var people: [String: [Maintainer]] = [:]

    mutating func strings(_ text: String) throws -> [String] {
        if text.isEmpty || text == "[]" { return [] }
        return try Self.cached(text, &lists) { value in try (value.array ?? []).map { try Self.string($0) } }
    }

    mutating func maintainers(_ text: String) throws -> [Maintainer] {
        if text.isEmpty || text == "[]" { return [] }
        return try Self.cached(text, &people) { value in (value.array ?? []).map(Maintainer.init(json:)) }
    }

    mutating func license(_ text: String?) throws -> License? {
        guard let text, !text.isEmpty else { return nil }
        return try Self.cached(text, &licenses) { value in
            guard let license = License(json: value) else {
                throw FdnixError(.corrupt, "a licence of an unknown form: \(text.prefix(100))")
            }
            return license
        }
    }

    private static func string(_ value: JSONValue) throws -> String {
        guard let text = value.string else { throw FdnixError(.corrupt, "a list holds something that is not a string") }
        return text
    }

    private static func cached<T>(
        _ text: String, _ cache: inout [String: T], _ parse: (JSONValue) throws -> T
    ) throws -> T {
        if let value = cache[text] { return value }
        let value = try parse(try JSONValue.parse(text))
        if cache.count < JSONColumnWriter.limit { cache[text] = value }
        return value
    }
}
