import Basics
import JSON

extension DocumentScanner {
    /// Goes through what `buffer` holds from `cursor`.
    mutating func scan() throws {
        while cursor < buffer.count {
            switch expectation {
            case .insideValue(let state): try scanValue(state)
            case .insideKey(let escaped): scanKey(escaped)
            case .insideScalar: try scanScalar()
            default:
                switch buffer[cursor] {
                case 0x20, 0x09, 0x0A, 0x0D: cursor += 1
                default: try scanStructure(buffer[cursor])
                }
            }
        }
    }

    /// A byte between values.
    private mutating func scanStructure(_ byte: UInt8) throws {
        switch (expectation, byte) {
        case (.documentStart, UInt8(ascii: "{")): expectation = .keyOrEnd
        case (.documentStart, _): throw syntaxError("expected an object", at: cursor)
        case (.keyOrEnd, UInt8(ascii: "\"")), (.key, UInt8(ascii: "\"")):
            key = cursor..<cursor
            expectation = .insideKey(escaped: false)
        case (.keyOrEnd, UInt8(ascii: "}")), (.commaOrEnd, UInt8(ascii: "}")): closeObject()
        case (.keyOrEnd, _), (.key, _): throw syntaxError("expected a key in quotes", at: cursor)
        case (.colon, UInt8(ascii: ":")): expectation = .value
        case (.colon, _): throw syntaxError("expected a colon after the key", at: cursor)
        case (.value, _): return try beginValue(byte)
        case (.commaOrEnd, UInt8(ascii: ",")): expectation = .key
        case (.commaOrEnd, _): throw syntaxError("expected a comma or a closing brace", at: cursor)
        default: throw syntaxError("expected the end of the document", at: cursor)
        }
        cursor += 1
    }

    private mutating func closeObject() {
        expectation = isInsidePackages ? .commaOrEnd : .nothing
        isInsidePackages = false
    }

    private mutating func beginValue(_ byte: UInt8) throws {
        let isObject = byte == UInt8(ascii: "{")
        if isChannel == nil {
            // A package could be called "version" or "packages", so the value counts too.
            isChannel = keyIs("version") && !isObject || keyIs("packages") && isObject
        }
        valueStart = cursor
        if isChannel == true, !isInsidePackages, keyIs("packages") {
            guard isObject else { throw syntaxError("expected an object of packages", at: cursor) }
            (isInsidePackages, sawPackages) = (true, true)
            expectation = .keyOrEnd
            cursor += 1
            return
        }
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""): expectation = .insideValue(ValueState())
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"):
            throw syntaxError("expected a value", at: cursor)
        default: expectation = .insideScalar
        }
    }

    /// A value is complete, up to `cursor`.
    private mutating func endValue() throws {
        expectation = .commaOrEnd
        if isChannel == true && !isInsidePackages {
            try checkHeader()
        } else {
            members.append(.init(key: key, value: valueStart..<cursor))
        }
    }

    /// A member of the channel's outer object: its version must be ours, the rest only valid.
    private func checkHeader() throws {
        try buffer.withUnsafeBytes { bytes in
            var reader = JSONReader(
                UnsafeRawBufferPointer(rebasing: bytes[valueStart..<cursor]), baseOffset: bufferOffset + valueStart)
            guard keyIs("version") else {
                try reader.skipValue()
                return try reader.finish()
            }
            let version = try reader.readValue()
            try reader.finish()
            guard version == 2 || version == "2" else {
                throw FdnixError(
                    .incompatible,
                    "packages.json has version \(version), and only version 2 is understood; "
                        + "use another channel or a newer fdnix")
            }
        }
    }

    private func keyIs(_ name: String) -> Bool { buffer[key].dropFirst().dropLast().elementsEqual(name.utf8) }

    private mutating func scanKey(_ escaped: Bool) {
        var escaped = escaped
        if cursor == key.lowerBound { cursor += 1 }
        while cursor < buffer.count {
            let byte = buffer[cursor]
            cursor += 1
            if escaped {
                escaped = false
            } else if byte == UInt8(ascii: "\\") {
                escaped = true
            } else if byte == UInt8(ascii: "\"") {
                key = key.lowerBound..<cursor
                expectation = .colon
                return
            }
        }
        expectation = .insideKey(escaped: escaped)
    }

    private mutating func scanScalar() throws {
        while cursor < buffer.count {
            switch buffer[cursor] {
            case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0x20, 0x09, 0x0A, 0x0D: return try endValue()
            default: cursor += 1
            }
        }
    }

    /// Inside a string, an object or an array: only quotes, escapes and brackets matter.
    private mutating func scanValue(_ state: ValueState) throws {
        var state = state
        var at = cursor
        var isComplete = false
        var isBroken = false
        buffer.withUnsafeBytes { bytes in
            while at < bytes.count && !isComplete {
                if state.isEscaped {
                    state.isEscaped = false
                    at &+= 1
                } else if state.isInString {
                    at = JSONReader.endOfPlainText(bytes, from: at)
                    guard at < bytes.count else { break }
                    switch bytes[at] {
                    case UInt8(ascii: "\""):
                        state.isInString = false
                        isComplete = state.depth == 0
                    case UInt8(ascii: "\\"): state.isEscaped = true
                    default:
                        isBroken = true
                        return
                    }
                    at &+= 1
                } else {
                    switch bytes[at] {
                    case UInt8(ascii: "\""): state.isInString = true
                    case UInt8(ascii: "{"), UInt8(ascii: "["): state.depth &+= 1
                    case UInt8(ascii: "}"), UInt8(ascii: "]"):
                        state.depth &-= 1
                        isComplete = state.depth == 0
                    default: break
                    }
                    at &+= 1
                }
            }
        }
        cursor = at
        if isBroken { throw syntaxError("a control character inside a string", at: at) }
        if isComplete { try endValue() } else { expectation = .insideValue(state) }
    }
}
