public import Basics
public import Logging

/// How long work of a program shows how far it is.
public enum ProgressDisplay {
    /// Whether it is a bar, on a terminal that can draw one.
    public static var isDrawn: Bool { Terminal.standardErrorIsTerminal && !Terminal.isDumb }

    /// A bar where someone watches, lines of the log elsewhere.
    public static func make(_ logger: Logger) -> any ProgressReporter {
        isDrawn ? TerminalProgress() : LogProgress(logger)
    }
}
