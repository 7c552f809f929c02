public import ReceiptCollections
public import Segments

/// Where the versions of a collection are kept, and how many of them.
public struct SegmentSettings: Sendable {
    /// The directory that has the versions of all collections, perhaps of many machines.
    public var root: String
    /// Where versions are read from.
    public var mode: StorageMode
    /// What keys of versions begin with; `{collection}` stands for the collection's name.
    public var keyTemplate: String
    /// Where a collection is read that has no version there.
    public var fallbackTemplate: String
    /// How many versions stay in the object store.
    public var keepS3: Int
    /// How many versions stay below the root.
    public var keepRoot: Int
    /// Minutes for which a version stays once the next one is there.
    public var minimumAgeMinutes: Int
    /// What vectors are, where neither the collection nor a bundle says so.
    public var space: VectorSpace
    /// A directory of this machine's for files on their way.
    public var temporaryDirectory: String

    /// Settings, the defaults where nothing else is told.
    public init(
        root: String, mode: StorageMode = .auto, keyTemplate: String = "{collection}/snapshot",
        fallbackTemplate: String = "snapshots/{collection}", keepS3: Int = 4, keepRoot: Int = 3,
        minimumAgeMinutes: Int = 15, space: VectorSpace, temporaryDirectory: String = "/tmp"
    ) {
        self.root = root
        self.mode = mode
        self.keyTemplate = keyTemplate
        self.fallbackTemplate = fallbackTemplate
        self.keepS3 = keepS3
        self.keepRoot = keepRoot
        self.minimumAgeMinutes = minimumAgeMinutes
        self.space = space
        self.temporaryDirectory = temporaryDirectory
    }
}
