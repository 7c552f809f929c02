import JSON

/// Readers for values that may be of any type: what does not fit is skipped.
extension JSONReader {
    /// The string, nil for null, `""` for a value of another type.
    mutating func readText() throws -> String? {
        switch try peek() {
        case .string: return try readString()
        case .null:
            try readNull()
            return nil
        default:
            try skipValue()
            return ""
        }
    }

    /// The cleaned string, `""` for a value of another type.
    mutating func readClean(limit: Int = Cleaning.limit, keepsLines: Bool = false) throws -> String {
        Cleaning.clean(try readText() ?? "", limit: limit, keepsLines: keepsLines)
    }

    /// The flag, nil for null, false for a value of another type.
    mutating func readFlag() throws -> Bool? {
        switch try peek() {
        case .bool: return try readBool()
        case .null:
            try readNull()
            return nil
        default:
            try skipValue()
            return false
        }
    }

    /// The flag, nil for a value of another type.
    mutating func readStrictFlag() throws -> Bool? {
        guard try peek() == .bool else {
            try skipValue()
            return nil
        }
        return try readBool()
    }

    /// The integer, nil for a value of another type.
    mutating func readInteger() throws -> Int64? {
        guard try peek() == .number else {
            try skipValue()
            return nil
        }
        if case .integer(let value) = try readNumber() { return value }
        return nil
    }

    /// Reads each element of a list, and of lists inside it; false (and nothing read) where there is no list.
    mutating func readFlat(_ body: (inout JSONReader) throws -> Void) throws -> Bool {
        guard try peek() == .array else { return false }
        try readArray {
            if try !$0.readFlat(body) { try body(&$0) }
        }
        return true
    }

    /// The cleaned, non-empty strings of a list, and how many elements are not strings. Not a list: none.
    mutating func readStrings() throws -> (strings: [String], dropped: Int) {
        var strings: [String] = []
        var dropped = 0
        let isList = try readFlat {
            guard try $0.peek() == .string else {
                dropped += 1
                return
            }
            let text = try $0.readClean()
            if !text.isEmpty { strings.append(text) }
        }
        if !isList { try skipValue() }
        return (strings, dropped)
    }

    /// As `readStrings`, where a lone string counts as a list of one.
    mutating func readStringOrStrings() throws -> [String] {
        guard try peek() == .string else { return try readStrings().strings }
        let text = try readClean()
        return text.isEmpty ? [] : [text]
    }
}
