/// A text on its way to the model, with the row that its vector belongs to.
struct WantedText: Sendable, Equatable {
    var row: Int
    var text: String
    /// Whether this is the half of a text that was refused.
    var isHalf = false

    /// What to send instead of texts that were refused together: both halves of the list, or half of the one text; nil
    /// where that has been tried.
    static func smaller(_ texts: [WantedText]) -> [[WantedText]]? {
        if texts.count > 1 {
            let middle = texts.count / 2
            return [Array(texts[..<middle]), Array(texts[middle...])]
        }
        guard let only = texts.first, !only.isHalf else { return nil }
        let scalars = only.text.unicodeScalars
        let half = String(String.UnicodeScalarView(scalars.prefix(scalars.count / 2)))
        return half.isEmpty ? nil : [[WantedText(row: only.row, text: half, isHalf: true)]]
    }
}
