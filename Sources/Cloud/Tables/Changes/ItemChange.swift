/// A change of one item, as a table's stream tells it.
public struct ItemChange: Sendable, Hashable {
    /// What was done to an item, with DynamoDB's words.
    public enum Kind: String, Sendable {
        /// The item was not there before.
        case insert = "INSERT"
        /// The item was there, and is another now.
        case modify = "MODIFY"
        /// The item is gone: deleted, or past its time to live.
        case remove = "REMOVE"
    }

    /// Names the change; the same each time it is read.
    public var id: String
    /// What was done to the item.
    public var kind: Kind
    /// The item's key attributes.
    public var keys: Item
    /// The item as it was; nil where it is new.
    public var oldImage: Item?
    /// The item as it is now; nil where it is gone.
    public var newImage: Item?
    /// When the change was made, in milliseconds since 1970.
    public var time: Int

    /// A change with both images.
    public init(id: String, kind: Kind, keys: Item, oldImage: Item?, newImage: Item?, time: Int) {
        self.id = id
        self.kind = kind
        self.keys = keys
        self.oldImage = oldImage
        self.newImage = newImage
        self.time = time
    }

    /// The change from one image of an item to another; nil where nothing changed, as a stream does not tell that.
    public init?(id: String, from oldImage: Item?, to newImage: Item?, keys: Item, time: Int) {
        let kind: Kind
        switch (oldImage, newImage) {
        case (nil, nil): return nil
        case (nil, _): kind = .insert
        case (_, nil): kind = .remove
        case (let old?, let new?):
            guard !AttributeValue.map(old).isSame(as: .map(new)) else { return nil }
            kind = .modify
        }
        self.init(id: id, kind: kind, keys: keys, oldImage: oldImage, newImage: newImage, time: time)
    }
}

/// A part of a table's changes.
public struct ChangePage: Sendable, Hashable {
    /// The changes, those of one item in their order; none where nothing happened since the cursor.
    public var changes: [ItemChange]
    /// Where to read on; it can be kept, and used by another process.
    public var cursor: String

    /// A page of changes.
    public init(_ changes: [ItemChange], cursor: String) {
        self.changes = changes
        self.cursor = cursor
    }
}
