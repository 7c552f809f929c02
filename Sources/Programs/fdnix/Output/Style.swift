import Basics

/// Colours, where standard output is a terminal that has them and `NO_COLOR` is unset (<https://no-color.org>).
struct Style {
    private let isColored: Bool

    init() {
        let refused = ProcessEnvironment.current["NO_COLOR"].map { !$0.isEmpty } ?? false
        isColored = Terminal.standardOutputIsTerminal && !Terminal.isDumb && !refused
    }

    func dim(_ text: String) -> String { wrap(text, "2") }
    func name(_ text: String) -> String { wrap(text, "1;36") }
    func warning(_ text: String) -> String { wrap(text, "33") }

    private func wrap(_ text: String, _ code: String) -> String {
        isColored && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
