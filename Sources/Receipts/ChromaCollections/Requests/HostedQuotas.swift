import JSON
import ReceiptModel

/// What Chroma's own service keeps of a record (<https://docs.trychroma.com/cloud/quotas-limits>): a record that has more is
/// refused there.
enum HostedQuotas {
    private static let keys = 32
    private static let valueBytes = 4096
    private static let documentBytes = 16_384

    /// The metadata that fit: the kind of text goes first, as the collection tells it, then the oldest times of removals; long texts
    /// are cut.
    static func fitted(_ metadata: [String: JSONValue]) -> [String: JSONValue] {
        var fitted = metadata.mapValues { value in value.string.map { .string(cut($0, valueBytes)) } ?? value }
        if fitted.count > keys { fitted["embedding_type"] = nil }
        while fitted.count > keys, let oldest = oldestRemoval(fitted) { fitted[oldest] = nil }
        return fitted
    }

    /// The document, cut where it is too long.
    static func fitted(document: String?) -> String? { document.map { cut($0, documentBytes) } }

    private static func oldestRemoval(_ metadata: [String: JSONValue]) -> String? {
        metadata.filter { $0.key.hasSuffix("_removed_at") }
            .min { ($0.value.string ?? "", $0.key) < ($1.value.string ?? "", $1.key) }?.key
    }

    private static func cut(_ text: String, _ limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: limit)
        while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        return String(text[..<end])
    }
}
