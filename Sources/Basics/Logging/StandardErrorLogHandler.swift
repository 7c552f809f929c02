public import Logging

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes each event as one line, in one system call, so that lines of several threads never mix.
public struct StandardErrorLogHandler: LogHandler {
    /// The least severe level written.
    public var logLevel: Logger.Level = .info
    /// Fields added to every line.
    public var metadata: Logger.Metadata = [:]
    private let label: String
    private let format: LogFormat

    /// A handler for the logger `label`.
    public init(label: String, format: LogFormat) {
        self.label = label
        self.format = format
    }

    /// Reads or sets one field.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one event.
    public func log(event: LogEvent) {
        var line = render(
            level: event.level, message: event.message.description,
            metadata: metadata.merging(event.metadata ?? [:]) { $1 })
        line += "\n"
        Terminal.writeToStandardError(line)
    }

    /// The line of one event, without its end.
    public func render(level: Logger.Level, message: String, metadata: Logger.Metadata) -> String {
        let fields = metadata.sorted { $0.key < $1.key }
        switch format {
        case .text:
            let suffix = fields.map { " \($0.key)=\($0.value)" }.joined()
            let text = (message + suffix).printable(onOneLine: true)
            return "\(Timestamp.iso8601()) - \(label) - \(level.rawValue.uppercased()) - \(text)"
        case .json:
            let rest = fields.map { ",\(quoted($0.key)):\(quoted($0.value.description))" }.joined()
            return "{\"time\":\"\(Timestamp.iso8601())\",\"logger\":\(quoted(label)),\"level\":\"\(level.rawValue)\","
                + "\"message\":\(quoted(message))\(rest)}"
        }
    }

    private func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            default:
                if scalar.value < 0x20 {
                    let hex = String(scalar.value, radix: 16)
                    out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
                } else {
                    out.unicodeScalars.append(scalar)
                }
            }
        }
        return out + "\""
    }
}

/// The terminal behind standard error.
public enum Terminal {
    /// Whether standard error is a terminal.
    public static var standardErrorIsTerminal: Bool { isatty(2) == 1 }
    /// Whether standard output is a terminal.
    public static var standardOutputIsTerminal: Bool { isatty(1) == 1 }

    /// Writes text to standard error, unbuffered; failures are ignored, as nobody could be told.
    public static func writeToStandardError(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var done = 0
            while done < bytes.count, let base = bytes.baseAddress {
                let n = retryingInterrupts { write(2, base + done, bytes.count - done) }
                if n <= 0 { return }
                done += n
            }
        }
    }
}
