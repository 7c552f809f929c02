import PackageSearch
import SearchEngine

/// How prominent a package is among the others: what many packages are named after, or speak of, is well known.
///
/// nixpkgs has no download counts. But firefox has `firefox-esr`, `firefox-unwrapped` and plugins beside it, and
/// descriptions say "client for Jellyfin": names cite names. A word that prose also uses in lower case (`time`,
/// `notion`) is not a citation, so only capitalised mentions inside a sentence count.
struct Prominence {
    /// Distinct names that begin with a name and a separator.
    private var led: [String: Set<String>] = [:]
    /// Capitalised mentions in other packages' descriptions.
    private var mentions: [String: Int] = [:]
    /// Lower-case occurrences, which tell words of the language from names.
    private var common: [String: Int] = [:]

    /// Counts over all documents.
    init(_ documents: [IndexDocument]) {
        for document in documents {
            let name = Self.plain(document.texts[.name] ?? "")
            let parts = name.split(separator: "-")
            for count in 1..<max(parts.count, 1) {
                led[parts[..<count].joined(separator: "-"), default: []].insert(name)
            }
            count(document.texts[.description] ?? "", of: name)
        }
    }

    private mutating func count(_ description: String, of name: String) {
        var isFirst = true
        for word in description.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "-" }) {
            let folded = word.lowercased()
            if word.contains(where: \.isUppercase) {
                if !isFirst && folded != name { mentions[folded, default: 0] += 1 }
            } else {
                common[folded, default: 0] += 1
            }
            isFirst = false
        }
    }

    /// 0 for a name nobody cites, towards 1 for one that hundreds do.
    func value(of name: String) -> Float {
        let name = Self.plain(name)
        let capitalised = mentions[name] ?? 0
        let isName = capitalised * 2 >= common[name] ?? 0
        let cited = Float(led[name]?.count ?? 0) + (isName ? 0.5 * Float(capitalised) : 0)
        return cited / (cited + 12)
    }

    private static func plain(_ name: String) -> String {
        String(name.lowercased().map { $0 == "_" || $0 == "." ? "-" : $0 })
    }
}
