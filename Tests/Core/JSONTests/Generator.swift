import JSON
import TestSupport

extension SplitMix {
    mutating func value(depth: Int = 0) -> JSONValue {
        switch Int.random(in: 0..<(depth < 5 ? 8 : 6), using: &self) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &self))
        case 2: return .integer(Int64(bitPattern: next()) >> Int64.random(in: 0..<64, using: &self))
        case 3: return .double(double())
        case 4, 5: return .string(string())
        case 6: return .array((0..<Int.random(in: 0..<5, using: &self)).map { _ in value(depth: depth + 1) })
        default:
            let count = Int.random(in: 0..<5, using: &self)
            return .object(JSONObject((0..<count).map { _ in .init(string(), value(depth: depth + 1)) }))
        }
    }

    mutating func double() -> Double {
        while true {
            let number = Double(bitPattern: next())
            // A double without fraction is written as one and stays one.
            if number.isFinite { return number }
        }
    }

    mutating func string() -> String {
        let pieces =
            ["a", "Z", "\"", "\\", "/", "\n", "\r", "\t", "\u{08}", "\u{0C}", "\u{00}", "\u{1F}", "\u{7F}"]
            + ["é", "ß", "\u{2028}", "語", "🙂", "e\u{301}", " ", "0", "}", "]", "plain text of some length"]
        let count = Int.random(in: 0..<12, using: &self)
        return (0..<count).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &self)] }.joined()
    }
}
