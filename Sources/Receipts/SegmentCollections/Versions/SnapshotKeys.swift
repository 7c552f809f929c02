import ReceiptModel

/// The keys of a collection's versions in the object store.
struct SnapshotKeys: Sendable {
    private let root: String
    /// Where a collection is read that has no version of its own, with a slash at its end.
    let fallback: String

    init(_ collection: CollectionName, _ settings: SegmentSettings) {
        func key(_ template: String) -> String {
            let parts = template.split(separator: "{collection}", omittingEmptySubsequences: false)
            let key = parts.joined(separator: collection.rawValue)
            return key.hasSuffix("/") ? String(key.dropLast()) : key
        }
        root = key(settings.keyTemplate)
        fallback = key(settings.fallbackTemplate) + "/"
    }

    /// The object that says which version readers use.
    var pointer: String { "\(root)/latest-pointer.txt" }
    /// What the keys of all versions begin with.
    var versions: String { "\(root)/timestamped/" }
    /// Where a version lies that nothing points at, as others wrote it.
    var latest: String { "\(root)/latest/" }

    /// What the keys of a version's files begin with.
    func version(_ name: String) -> String { "\(versions)\(name)/" }
}
