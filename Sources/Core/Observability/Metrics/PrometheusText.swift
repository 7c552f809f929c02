/// Writes the Prometheus text format, version 0.0.4
/// (prometheus.io/docs/instrumenting/exposition_formats/#text-based-format).
struct PrometheusText {
    private(set) var text = ""

    /// The head of a family: what it is for, where that is known, and its type.
    mutating func begin(_ name: String, _ family: MetricFamily) {
        if !family.help.isEmpty { text += "# HELP \(name) \(Self.escaped(family.help, quotes: false))\n" }
        text += "# TYPE \(name) \(family.kind.rawValue)\n"
    }

    /// The samples of one series.
    mutating func series(_ name: String, _ labels: [MetricLabel], _ cell: PrometheusFamilies.Cell) {
        let pairs = labels.map { "\($0.name)=\"\(Self.escaped($0.value, quotes: true))\"" }
        switch cell {
        case .counter(let cell): sample(name, pairs, Self.number(cell.value))
        case .gauge(let cell): sample(name, pairs, Self.number(cell.value))
        case .histogram(let cell):
            let counts = cell.counts
            var sum = 0
            for (bound, count) in zip(cell.bounds.map { "\($0)" } + ["+Inf"], counts) {
                sum += count
                sample("\(name)_bucket", pairs + ["le=\"\(bound)\""], "\(sum)")
            }
            sample("\(name)_sum", pairs, Self.special(cell.sum) ?? "\(cell.sum)")
            sample("\(name)_count", pairs, "\(sum)")
        }
    }

    /// A line that readers pass over.
    mutating func comment(_ comment: String) { text += "# \(Self.escaped(comment, quotes: false))\n" }

    private mutating func sample(_ name: String, _ pairs: [String], _ value: String) {
        text += pairs.isEmpty ? "\(name) \(value)\n" : "\(name){\(pairs.joined(separator: ","))} \(value)\n"
    }

    /// Whole numbers without a fraction, others as the shortest text that reads back.
    private static func number(_ value: Double) -> String {
        special(value) ?? (Int64(exactly: value).map { "\($0)" } ?? "\(value)")
    }

    private static func special(_ value: Double) -> String? {
        if value.isNaN { return "NaN" }
        return value.isFinite ? nil : value > 0 ? "+Inf" : "-Inf"
    }

    /// A metric's name: what the format does not allow, `[a-zA-Z_:][a-zA-Z0-9_:]*`, becomes `_`.
    static func name(_ text: String) -> String { identifier(text) { $0 == ":" } }

    /// A label's name, `[a-zA-Z_][a-zA-Z0-9_]*`. `le` belongs to the buckets of histograms.
    static func labelName(_ text: String) -> String {
        let name = identifier(text) { _ in false }
        return name == "le" ? "le_" : name
    }

    private static func identifier(_ text: String, also allowed: (Unicode.Scalar) -> Bool) -> String {
        var name = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isDigit = ("0"..."9").contains(scalar)
            if isDigit && name.isEmpty { name.append("_") }
            let isLetter = ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
            name.append(isDigit || isLetter || allowed(scalar) ? scalar : "_")
        }
        return name.isEmpty ? "_" : String(name)
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": out.append(contentsOf: "\\\\".unicodeScalars)
            case "\n": out.append(contentsOf: "\\n".unicodeScalars)
            case "\"" where quotes: out.append(contentsOf: "\\\"".unicodeScalars)
            default: out.append(scalar)
            }
        }
        return String(out)
    }
}
