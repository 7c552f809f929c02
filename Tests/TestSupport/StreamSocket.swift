import Platform

/// A TCP socket of IPv4, not yet bound; -1 where there are no descriptors left.
public func streamSocket() -> Int32 {
    // `SOCK_STREAM`, which C libraries declare in different types.
    socket(AF_INET, 1, 0)
}
