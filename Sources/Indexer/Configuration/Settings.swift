/// Reads settings one by one and collects every problem, so that the user mends all of them at once.
struct Settings {
    let environment: [String: String]
    private(set) var problems: [String] = []

    init(_ environment: [String: String]) { self.environment = environment }

    /// A variable's value; unset and empty are equal.
    func string(_ name: String) -> String? {
        guard let value = environment[name], !value.isEmpty else { return nil }
        return value
    }

    mutating func problem(_ text: String) { problems.append(text) }

    /// `1`, `true`, `yes`, `on`, and their opposites.
    mutating func bool(_ name: String, default fallback: Bool) -> Bool {
        guard let value = string(name) else { return fallback }
        switch value.lowercased().filter({ !$0.isWhitespace }) {
        case "1", "true", "yes", "on": return true
        case "0", "false", "no", "off": return false
        default:
            problem("\(name) is \"\(value)\": use true or false")
            return fallback
        }
    }

    /// A whole number in a range.
    mutating func int(_ name: String, default fallback: Int, _ range: ClosedRange<Int>) -> Int {
        guard let value = string(name) else { return fallback }
        guard let number = Int(value), range.contains(number) else {
            problem("\(name) is \"\(value)\": use a whole number from \(range.lowerBound) to \(range.upperBound)")
            return fallback
        }
        return number
    }

    /// A decimal number in a range.
    mutating func double(_ name: String, default fallback: Double, _ range: ClosedRange<Double>) -> Double {
        guard let value = string(name) else { return fallback }
        guard let number = Double(value), range.contains(number) else {
            problem("\(name) is \"\(value)\": use a number from \(range.lowerBound) to \(range.upperBound)")
            return fallback
        }
        return number
    }

    /// One of several words.
    mutating func choice<T>(_ name: String, default fallback: T, _ parse: (String) -> T?, accepted: String) -> T {
        guard let value = string(name) else { return fallback }
        guard let choice = parse(value) else {
            problem("\(name) is \"\(value)\": use one of \(accepted)")
            return fallback
        }
        return choice
    }
}
