/// What happened to an object of a bucket.
public struct ObjectEvent: Sendable, Hashable {
    /// The kinds of events that matter to documents.
    public enum Change: Sendable, Hashable {
        /// The object was written; tag and size where they are told.
        case created(etag: String?, size: Int?)
        /// The object was removed, or hidden by a delete marker.
        case removed
        /// One version was removed, be it the newest or not, or a delete marker: whether there is an object now, only the
        /// bucket knows.
        case versionRemoved
    }

    /// The bucket and the key, decoded.
    public var object: ObjectURI
    /// What happened to it.
    public var change: Change
    /// The event's place among those of the object, in hexadecimal; nil where there is no order.
    public var sequencer: String?

    /// An event of an object.
    public init(_ object: ObjectURI, _ change: Change, sequencer: String? = nil) {
        self.object = object
        self.change = change
        self.sequencer = sequencer
    }
}
