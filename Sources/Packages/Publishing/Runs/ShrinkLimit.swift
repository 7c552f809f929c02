public import Basics

/// How many packages may be gone from one run to the next: a source that lost many at once is at fault, not news.
public struct ShrinkLimit: Sendable, Equatable {
    /// The largest share that may be gone, 0 to 1.
    public var share: Double

    /// A limit; the usual share is a fifth.
    public init(share: Double = 0.2) { self.share = share }

    /// Throws `gate` where `packages` are too few beside the `previous` ones of `place`.
    public func check(_ packages: Int, previous: Int, of place: String) throws(FdnixError) {
        guard previous > 0, 1 - Double(packages) / Double(previous) > share else { return }
        throw FdnixError(
            .gate,
            "\(packages) packages where \(place) has \(previous): more than FDNIX_MAX_SHRINK \(share) are gone; check the "
                + "source, or raise it; nothing was published")
    }
}
