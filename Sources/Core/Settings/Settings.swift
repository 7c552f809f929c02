import Basics

/// Reads settings from environment variables one by one and collects every problem, so that the user can mend all of
/// them at once.
///
/// Unset and empty variables are equal. A value that cannot be read is a problem, and counts as not set.
public struct Settings: Sendable {
    /// The variables, by name.
    public let environment: [String: String]
    /// What is wrong, a line each, in the order in which it was found.
    public private(set) var problems: [String] = []

    /// Settings that stand in `environment`.
    public init(_ environment: [String: String]) { self.environment = environment }

    /// Adds something that the caller found wrong.
    public mutating func problem(_ text: String) { problems.append(text) }

    /// Throws a `usage` error that names every problem, where there is one.
    public func check() throws(FdnixError) {
        guard problems.isEmpty else { throw FdnixError(.usage, problems.joined(separator: "; ")) }
    }

    /// The text of a variable, nil where it is unset or empty.
    public func string(_ name: String) -> String? {
        guard let value = environment[name], !value.isEmpty else { return nil }
        return value
    }

    /// A flag, nil where it is not set: see `Settings.flag`.
    public mutating func bool(_ name: String) -> Bool? {
        guard let value = string(name) else { return nil }
        if let flag = Self.flag(value) { return flag }
        problem("\(name) is \"\(value)\": use true or false")
        return nil
    }

    /// A flag, `fallback` where it is not set.
    public mutating func bool(_ name: String, default fallback: Bool) -> Bool { bool(name) ?? fallback }

    /// A whole number within a range, nil where it is not set.
    public mutating func int(_ name: String, _ range: ClosedRange<Int>) -> Int? {
        guard let value = string(name) else { return nil }
        if let number = Int(value), range.contains(number) { return number }
        let limits =
            range.upperBound == .max
            ? "of \(range.lowerBound) or more" : "from \(range.lowerBound) to \(range.upperBound)"
        problem("\(name) is \"\(value)\": use a whole number \(limits)")
        return nil
    }

    /// A whole number within a range, `fallback` where it is not set.
    public mutating func int(_ name: String, default fallback: Int, _ range: ClosedRange<Int>) -> Int {
        int(name, range) ?? fallback
    }

    /// A decimal number within a range, `fallback` where it is not set.
    public mutating func double(_ name: String, default fallback: Double, _ range: ClosedRange<Double>) -> Double {
        guard let value = string(name) else { return fallback }
        if let number = Double(value), range.contains(number) { return number }
        problem("\(name) is \"\(value)\": use a number from \(range.lowerBound) to \(range.upperBound)")
        return fallback
    }

    /// One of several words, `fallback` where it is not set; `accepted` lists the words for the message.
    public mutating func choice<T>(
        _ name: String, default fallback: T, _ parse: (String) -> T?, accepted: String
    ) -> T {
        guard let value = string(name) else { return fallback }
        if let choice = parse(value) { return choice }
        problem("\(name) is \"\(value)\": use one of \(accepted)")
        return fallback
    }

    /// What people write for yes and no: `1`, `true`, `yes`, `on`, and `0`, `false`, `no`, `off`, in any case; nil for
    /// any other text. The one list for variables, HTTP parameters and options.
    public static func flag(_ text: some StringProtocol) -> Bool? {
        switch text.trimmed.lowercased() {
        case "1", "true", "yes", "on": true
        case "0", "false", "no", "off": false
        default: nil
        }
    }
}
