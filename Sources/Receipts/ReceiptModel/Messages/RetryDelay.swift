/// How long a message that failed stays hidden before it comes again.
public enum RetryDelay {
    /// The delay in seconds after a message was received `receives` times: `base` doubled each time, at most 15 minutes.
    public static func seconds(receives: Int, base: Int) -> Int {
        min(900, max(base, 0) << min(max(receives, 1) - 1, 16))
    }
}
