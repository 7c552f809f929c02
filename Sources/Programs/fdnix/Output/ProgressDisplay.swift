import Basics
import Logging
import Observability

/// How long work shows how far it is.
enum ProgressDisplay {
    /// A bar where someone watches, lines of the log elsewhere.
    static func make(_ logger: Logger) -> any ProgressReporter {
        Terminal.standardErrorIsTerminal && !Terminal.isDumb ? TerminalProgress() : LogProgress(logger)
    }
}
