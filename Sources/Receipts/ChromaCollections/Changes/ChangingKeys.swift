import ReceiptModel

/// The names of metadata that a record may have or lack: where it lacks them they are sent as null, so that nothing stays of
/// what somebody else wrote last.
enum ChangingKeys {
    static func of(_ collection: CollectionName) -> Set<String> { collection == .words ? words : lines }

    private static let lines = Set(
        OwnedMerchant.keys + [
            "last_metadata_update", "metadata_removed_at", "normalized_phone_10", "normalized_url",
            "normalized_full_address",
        ])
    private static let words = lines.union([
        "label_proposed_by", "label_confidence", "label_validated_at", "last_label_update", "labels_removed_at",
    ])
}
