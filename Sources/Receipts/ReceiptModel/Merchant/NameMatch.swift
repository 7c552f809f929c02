import Basics

/// The words of a shop's name that tell it from others.
enum NameMatch {
    /// The words of a text in capitals, apostrophes left out and initials as one word: `JOES` of `Joe's`, `DIY` of `D.I.Y.`
    static func tokens(_ text: String) -> [String] {
        var (tokens, token): ([String], String.UnicodeScalarView) = ([], .init())
        // Whether the last word is of initials, and nothing but a full stop has come after it.
        var (isOfInitials, isOpen) = (false, false)
        func end(at scalar: Unicode.Scalar?) {
            let isInitial = token.count == 1 && token.first?.properties.isAlphabetic == true
            if isInitial, isOfInitials, isOpen {
                tokens[tokens.count - 1] += String(token)
            } else if !token.isEmpty {
                tokens.append(String(token))
                isOfInitials = isInitial
            }
            isOpen = !token.isEmpty && scalar == "."
            token.removeAll()
        }
        for scalar in text.uppercased().unicodeScalars where !apostrophes.contains(scalar) {
            if scalar.isLetterOrNumber { token.append(scalar) } else { end(at: scalar) }
        }
        end(at: nil)
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
        // Of Malaysia, and words that receipts have whatever the shop.
        "BERHAD", "ENTERPRISES", "KEDAI", "PASARAYA", "PERNIAGAAN", "RESTORAN", "SYARIKAT", "CARD", "CARRY", "CASH",
        "CITY", "INVOICE", "MALAYSIA", "RECEIPT", "SALE", "SALES", "TAX", "TOTAL",
    ]
}
