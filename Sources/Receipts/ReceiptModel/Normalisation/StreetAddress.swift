import Basics

/// Postal addresses, in the form that is compared.
public enum StreetAddress {
    /// The address in capitals, each word without the marks around it, words joined by one blank, and what kind of street it is
    /// abbreviated as the US post office does; empty where nothing is left.
    public static func normalized(_ text: String) -> String { tokens(text).joined(separator: " ") }

    static func tokens(_ text: String) -> [String] {
        text.uppercased().split(whereSeparator: \.isWhitespace).compactMap { part in
            var token = part
            while let first = token.first, marks.contains(first) { token.removeFirst() }
            while let last = token.last, marks.contains(last) { token.removeLast() }
            return token.isEmpty ? nil : abbreviations[String(token)] ?? String(token)
        }
    }

    private static let marks: Set<Character> = [",", ".", ";", ":", "|", "/", "\\", "-"]
    private static let abbreviations = [
        "STREET": "ST", "ROAD": "RD", "AVENUE": "AVE", "BOULEVARD": "BLVD", "DRIVE": "DR", "LANE": "LN",
        "HIGHWAY": "HWY", "PARKWAY": "PKWY", "SUITE": "STE", "APARTMENT": "APT",
    ]

    /// Whether at least 85 % of the characters of two normalised addresses agree, place by place of the longer one.
    public static func agree(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left), Array(right))
        let longest = max(left.count, right.count)
        guard longest > 0 else { return false }
        let same = zip(left, right).count { $0 == $1 }
        return Double(same) >= 0.85 * Double(longest)
    }
}

extension StreetAddress {
    /// The address of a receipt, put together from what was recognised on it; nil where nothing was.
    ///
    /// A value that has both a street's number and a ZIP code or a state is it; else the first with a number and the first
    /// other one with ZIP code or state; else the two longest.
    public static func ofReceipt(_ values: [String]) -> String? {
        let parts = values.map(normalized).filter { !$0.isEmpty }.removingDuplicates().enumerated()
            .sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }.map(\.element)
        let kinds = parts.map(Kind.init)
        if let whole = parts.indices.first(where: { kinds[$0].hasNumber && kinds[$0].hasRegion }) {
            return parts[whole]
        }
        if let street = parts.indices.first(where: { kinds[$0].hasNumber }),
            let town = parts.indices.first(where: { $0 != street && kinds[$0].hasRegion })
        {
            return "\(parts[street]) \(parts[town])"
        }
        return parts.isEmpty ? nil : parts.prefix(2).joined(separator: " ")
    }

    /// What a part of an address has: five digits are a ZIP code unless the part begins with them; these and other numbers of
    /// up to six digits are the street's.
    private struct Kind {
        var hasNumber = false
        var hasRegion = false

        init(_ part: String) {
            let runs = part.split { !$0.isLetter && !$0.isNumber }
            var zip: Substring?
            for (index, run) in runs.enumerated() {
                let isDigits = run.utf8.allSatisfy { (0x30...0x39).contains($0) }
                if isDigits, run.count == 5, index > 0 {
                    (zip, hasRegion) = (run, true)
                } else if isDigits, run.count <= 6 {
                    // The four digits behind a ZIP code belong to it.
                    let isExtension = run.count == 4 && zip.map { part[$0.endIndex..<run.startIndex] == "-" } ?? false
                    if !isExtension { hasNumber = true }
                } else if USState.codes.contains(String(run)) {
                    hasRegion = true
                }
            }
        }
    }
}
