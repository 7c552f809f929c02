import Platform

/// Where the standard streams lead, and the ways to them.
public enum Terminal {
    /// Whether standard error is a terminal.
    public static var standardErrorIsTerminal: Bool { isatty(2) == 1 }
    /// Whether standard input is a terminal.
    public static var standardInputIsTerminal: Bool { isatty(0) == 1 }
    /// Whether standard output is a terminal.
    public static var standardOutputIsTerminal: Bool { isatty(1) == 1 }

    /// How many characters a line of the terminal has that standard output is; nil where it is none, and where it does not say.
    public static var width: Int? {
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Whether the terminal can do no more than print lines (`TERM=dumb`): no escape sequence may be written to it.
    public static var isDumb: Bool { ProcessEnvironment.current["TERM"] == "dumb" }

    /// Writes text to standard error, unbuffered and in one call where the system takes it whole, so that lines of
    /// several threads do not mix. Failures are ignored, as nobody could be told.
    public static func writeToStandardError(_ text: String) {
        var text = text
        text.withUTF8 { write(UnsafeRawBufferPointer($0)) }
    }

    /// Writes bytes to standard error, as `writeToStandardError(_:)` does text.
    public static func writeToStandardError(_ bytes: [UInt8]) { bytes.withUnsafeBytes { write($0) } }

    /// Writes bytes to standard output, unbuffered and in one call where the system takes them whole: lines of a log, which
    /// several threads write. Failures are ignored.
    public static func writeToStandardOutput(_ bytes: [UInt8]) { bytes.withUnsafeBytes { write($0, to: 1) } }

    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32 = 2) {
        var done = 0
        while done < bytes.count, let base = bytes.baseAddress {
            let count = retryingInterrupts { systemWrite(descriptor, base + done, bytes.count - done) }
            if count <= 0 { return }
            done += count
        }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
