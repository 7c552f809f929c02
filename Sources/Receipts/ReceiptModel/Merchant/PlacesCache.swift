public import Basics
import Digests
public import Tables

/// The items in which answers of Google Places are kept for a while, as its terms allow for its ids.
public enum PlacesCache {
    /// What was asked for.
    public enum Query: Sendable, Hashable {
        /// A telephone number, as it is asked for.
        case phone(String)
        /// A postal address, as it is asked for.
        case address(String)
        /// A web page's address.
        case url(String)
    }

    /// The ids under which an answer is kept that found nothing.
    public static let negatives: Set<String> = ["INVALID", "NO_RESULTS"]
    /// How long an answer is kept, in seconds: 30 days.
    public static let lifetime = 30 * 86_400

    /// The key of the item for a question; nil where its answer is not kept, as for an address without a street's number. Throws
    /// where there is no libcrypto.
    public static func key(_ query: Query) throws(FdnixError) -> ItemKey? {
        switch query {
        case .phone(let text):
            return key("PHONE", text.filter { ("0"..."9").contains($0) || "()+-".contains($0) }, 30)
        case .address(let text):
            guard let first = text.utf8.first, (0x30...0x39).contains(first) else { return nil }
            let digest = try Digest.hash(.md5, Array(text.utf8)).hexadecimal.prefix(8)
            return key("ADDRESS", "\(digest)_\(text)", 400)
        case .url(let text):
            let joined = text.lowercased().split(separator: " ", omittingEmptySubsequences: false).joined(
                separator: "_")
            return key("URL", joined, 100)
        }
    }

    private static func key(_ kind: String, _ value: String, _ width: Int) -> ItemKey {
        let padding = String(repeating: "_", count: max(0, width - value.count))
        return ItemKey(.string("PLACES#\(kind)"), .string("VALUE#\(padding)\(value)"))
    }
}
