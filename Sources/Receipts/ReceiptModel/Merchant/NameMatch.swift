import Basics

/// The words of a shop's name that tell it from others.
enum NameMatch {
    /// The words of a text in capitals, apostrophes left out: `JOES` of `Joe's`.
    static func tokens(_ text: String) -> [String] {
        var (tokens, token): ([String], String.UnicodeScalarView) = ([], .init())
        func end() {
            if !token.isEmpty { tokens.append(String(token)) }
            token.removeAll()
        }
        for scalar in text.uppercased().unicodeScalars where !apostrophes.contains(scalar) {
            if scalar.isLetterOrNumber { token.append(scalar) } else { end() }
        }
        end()
        return tokens
    }

    /// Those of at least three characters that are not on every second shop, each once.
    static func distinctive(_ name: String) -> [String] {
        tokens(name).filter { $0.count >= 3 && !generic.contains($0) }.removingDuplicates()
    }

    private static let apostrophes: Set<Unicode.Scalar> = ["'", "\u{2019}", "\u{2018}", "`", "\u{00B4}"]

    private static let generic: Set<String> = [
        "STORE", "STORES", "MARKET", "MARKETS", "SUPERMARKET", "RESTAURANT", "RESTAURANTS", "INC", "LLC", "LTD", "CORP",
        "COMPANY", "SHOP", "SHOPS", "THE", "AND", "OF", "CAFE", "COFFEE", "BAR", "GRILL", "KITCHEN", "FOOD", "FOODS",
        "GROCERY", "PHARMACY", "DELI", "BAKERY", "PIZZA", "CENTER", "CENTRE", "MALL", "PLAZA", "HOUSE", "EXPRESS",
        "SERVICE", "SERVICES", "STATION", "GAS", "FUEL", "HOTEL", "GROUP", "ENTERPRISE", "TRADING", "SDN", "BHD",
        "SUPER", "MART", "MINI", "NEW", "FRESH", "USA", "AMERICA", "AMERICAN", "INTERNATIONAL",
        // Malay words for shops, and words that receipts have whatever the shop.
        "BERHAD", "ENTERPRISES", "KEDAI", "PASARAYA", "PERNIAGAAN", "RESTORAN", "SYARIKAT", "CARD", "CARRY", "CASH",
        "CITY",
        "INVOICE", "RECEIPT", "SALE", "SALES", "TAX", "TOTAL",
    ]
}
