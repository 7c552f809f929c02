public import Basics
public import Logging

/// How long work of a program shows how far it is.
public enum ProgressDisplay {
    /// A bar where someone watches, lines of the log elsewhere.
    public static func make(_ logger: Logger) -> any ProgressReporter {
        Terminal.standardErrorIsTerminal && !Terminal.isDumb ? TerminalProgress() : LogProgress(logger)
    }
}
