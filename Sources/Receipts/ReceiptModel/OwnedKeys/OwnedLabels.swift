public import JSON

/// The facts of a word's record that belong to its labels: worked out from all of them whenever the record is touched, so that
/// the order in which changes arrive does not matter.
public enum OwnedLabels {
    /// The metadata as the word's labels want them; the same where nothing changes. `isRemoval` where a message says that a
    /// label was removed.
    public static func derive(
        _ labels: [WordLabel], isRemoval: Bool = false, for metadata: [String: JSONValue], at now: ReceiptTime
    ) -> [String: JSONValue] {
        let valid = labels.filter { $0.status == .valid }
        let pending = labels.filter { $0.status == .pending }
        let newest = pending.max { $0.isOlder(than: $1) }
        let status = !valid.isEmpty ? "validated" : newest != nil ? "auto_suggested" : "unvalidated"
        let validated = valid.max { $0.isOlder(than: $1) }?.added.map { ReceiptTime($0)?.text ?? $0 }

        var derived = metadata
        derived["label_status"] = .string(status)
        derived["label_proposed_by"] = newest?.proposedBy.map { .string($0) }
        derived["label_confidence"] = newest?.confidence.map { .double($0) }
        derived["label_validated_at"] = validated.map { .string($0) }
        derived["validated_labels"] = list(valid)
        derived["invalid_labels"] = list(labels.filter { $0.status == .invalid })
        if !labels.isEmpty {
            derived["labels_removed_at"] = nil
        } else if metadata["labels_removed_at"] == nil, isRemoval || hadLabels(metadata) {
            derived["labels_removed_at"] = .string(now.text)
        }
        if derived != metadata { derived["last_label_update"] = .string(now.text) }
        return derived
    }

    /// Names in their order between commas, so that each can be looked for with its commas.
    private static func list(_ labels: [WordLabel]) -> JSONValue {
        labels.isEmpty ? "" : .string(",\(labels.map(\.name).sorted().joined(separator: ",")),")
    }

    private static func hadLabels(_ metadata: [String: JSONValue]) -> Bool {
        ["validated_labels", "invalid_labels"].contains { !(metadata[$0]?.string ?? "").isEmpty }
            || metadata["label_status"]?.string == "auto_suggested"
    }
}
