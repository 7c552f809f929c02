/// Where a reader looks for the version of a collection.
public enum StorageMode: String, Sendable, Hashable, CaseIterable {
    /// The root, and the object store where the root has nothing, is behind, or cannot be used.
    case auto
    /// The root alone, and never the object store.
    case efs
    /// The object store alone, through a directory of this process's own.
    case s3
}
