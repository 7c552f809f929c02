/// Colours, where standard output is a terminal that has them and `NO_COLOR` is unset (<https://no-color.org>).
public struct TerminalStyle: Sendable {
    private let isColored: Bool

    /// What the environment and standard output allow.
    public init() {
        let refused = ProcessEnvironment.current["NO_COLOR"].map { !$0.isEmpty } ?? false
        isColored = Terminal.standardOutputIsTerminal && !Terminal.isDumb && !refused
    }

    /// Text that matters less.
    public func dim(_ text: String) -> String { wrap(text, "2") }
    /// What the eye looks for first.
    public func name(_ text: String) -> String { wrap(text, "1;36") }
    /// What should be noticed.
    public func warning(_ text: String) -> String { wrap(text, "33") }

    /// Words that were looked for.
    public func mark(_ text: String) -> String { wrap(text, "1;33") }

    private func wrap(_ text: String, _ code: String) -> String {
        isColored && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
