/// The order of document numbers, which is the order of ties.
///
/// Shorter keys come first, equally long ones by their bytes. The variants of one thing stand together, where the first of
/// them would stand alone: so a search sees them one after the other, and can make one result of them without a table.
enum DocumentOrder {
    static func sorted(_ documents: [IndexDocument]) -> [IndexDocument] {
        var first: [String: Int] = [:]
        for (i, document) in documents.enumerated() where !document.group.isEmpty {
            if let known = first[document.group], !isEarlier(document, documents[known]) { continue }
            first[document.group] = i
        }
        let leaders = documents.indices.map { first[documents[$0].group] ?? $0 }
        let order = documents.indices.sorted { a, b in
            guard leaders[a] != leaders[b] else { return isEarlier(documents[a], documents[b]) }
            return precedes(documents[leaders[a]].key, documents[leaders[b]].key)
        }
        return order.map { documents[$0] }
    }

    /// Among variants of one thing.
    private static func isEarlier(_ a: IndexDocument, _ b: IndexDocument) -> Bool {
        a.groupPlace != b.groupPlace ? a.groupPlace < b.groupPlace : precedes(a.key, b.key)
    }

    private static func precedes(_ a: String, _ b: String) -> Bool {
        let (x, y) = (a.utf8, b.utf8)
        return x.count != y.count ? x.count < y.count : x.lexicographicallyPrecedes(y)
    }
}
