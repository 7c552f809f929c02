public import JSON
public import ReceiptModel
public import Tables

/// What the table says of a receipt, as far as the collections carry it.
public struct ReceiptItems: Sendable, Hashable {
    /// The receipt's merchant item; nil where there is none.
    public var merchant: Item?
    /// The labels of each word that has any, by the word's record id.
    public var labels: [String: [WordLabel]]

    /// Items of one receipt.
    public init(merchant: Item?, labels: [String: [WordLabel]]) {
        self.merchant = merchant
        self.labels = labels
    }

    /// The metadata of one record of the receipt as the items want them; the same where nothing changes. The removals are what
    /// messages say was removed.
    public func derive(
        _ collection: CollectionName, id: String, _ metadata: [String: JSONValue], merchantRemoved: Bool = false,
        labelsRemoved: Bool = false, at now: ReceiptTime
    ) -> [String: JSONValue] {
        var derived = OwnedMerchant.derive(
            OwnedMerchant.Source(merchant, isRemoval: merchantRemoved), for: metadata, at: now)
        if collection == .words {
            derived = OwnedLabels.derive(labels[id] ?? [], isRemoval: labelsRemoved, for: derived, at: now)
        }
        return derived
    }
}
