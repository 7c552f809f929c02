public import Basics

/// Why a receipt does not count any more.
public enum Receipt {
    /// The message was received again, by someone who is at it now.
    public static var replaced: FdnixError {
        FdnixError(.conflict, "the message was received again since; this receipt does not count any more")
    }

    /// The message was deleted, or went to the dead-letter queue.
    public static var gone: FdnixError { FdnixError(.notFound, "the message of this receipt is gone") }
}
