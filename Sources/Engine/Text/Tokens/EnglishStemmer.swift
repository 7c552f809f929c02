/// The English (Porter2) stemmer of Snowball: <https://snowballstem.org/algorithms/english/stemmer.html>.
///
/// Works in place on one folded ASCII word; anything else is left as it is.
public enum EnglishStemmer {
    /// The stem of `word`: of "packages", "packag".
    public static func stem(_ word: String) -> String {
        var bytes = Array(word.utf8)
        stem(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Makes of `word` its stem, in place; it never grows.
    public static func stem(_ word: inout [UInt8]) {
        guard word.count > 2, word.allSatisfy({ $0 &- 0x61 < 26 || $0 == 0x27 }) else { return }
        if let special = special[String(decoding: word, as: UTF8.self)] {
            word = Array(special.utf8)
            return
        }
        var state = State(word)
        state.run()
        word = state.w
    }

    private static let special: [String: String] = [
        "skis": "ski", "skies": "sky", "dying": "die", "lying": "lie", "tying": "tie", "idly": "idl", "gently": "gentl",
        "ugly": "ugli", "early": "earli",
        "only": "onli", "singly": "singl", "sky": "sky", "news": "news", "howe": "howe", "atlas": "atlas",
        "cosmos": "cosmos", "bias": "bias", "andes": "andes",
    ]
    private static let special1a: Set<String> = [
        "inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed",
    ]

    private struct State {
        var w: [UInt8]
        var r1 = 0
        var r2 = 0

        init(_ word: [UInt8]) {
            w = word
            if w[0] == 0x27 { w.removeFirst() }
            // A `y` that acts as a consonant is marked by its upper case.
            for i in w.indices where w[i] == 0x79 && (i == 0 || isVowel(w[i - 1])) { w[i] = 0x59 }
            r1 = region(after: 0)
            for prefix in ["gener", "commun", "arsen"] where hasPrefix(prefix) { r1 = prefix.utf8.count }
            r2 = region(after: r1)
        }

        mutating func run() {
            for suffix in ["'s'", "'s", "'"] where hasSuffix(suffix) {
                w.removeLast(suffix.utf8.count)
                break
            }
            step1a()
            guard !special1a.contains(String(decoding: w, as: UTF8.self)) else { return }
            step1b()
            step1c()
            step2()
            step3()
            step4()
            step5()
            for i in w.indices where w[i] == 0x59 { w[i] = 0x79 }
        }

        // MARK: Word shape

        func isVowel(_ b: UInt8) -> Bool {
            b == 0x61 || b == 0x65 || b == 0x69 || b == 0x6F || b == 0x75 || b == 0x79
        }
        func region(after start: Int) -> Int {
            guard start < w.count else { return w.count }
            var i = start + 1
            while i < w.count {
                if !isVowel(w[i]) && isVowel(w[i - 1]) { return i + 1 }
                i += 1
            }
            return w.count
        }
        func hasPrefix(_ s: String) -> Bool { w.starts(with: s.utf8) }
        func hasSuffix(_ s: String) -> Bool {
            let n = s.utf8.count
            return w.count >= n && w[(w.count - n)...].elementsEqual(s.utf8)
        }
        func inR1(_ s: String) -> Bool { w.count - s.utf8.count >= r1 }
        func inR2(_ s: String) -> Bool { w.count - s.utf8.count >= r2 }
        mutating func replace(_ s: String, _ with: String) {
            w.removeLast(s.utf8.count)
            w.append(contentsOf: with.utf8)
        }
        func containsVowel(before end: Int) -> Bool { w[..<end].contains(where: isVowel) }
        func endsShortSyllable(_ end: Int) -> Bool {
            if end == 2 { return isVowel(w[0]) && !isVowel(w[1]) }
            guard end >= 3 else { return false }
            let (a, b, c) = (w[end - 3], w[end - 2], w[end - 1])
            return !isVowel(a) && isVowel(b) && !isVowel(c) && c != 0x77 && c != 0x78 && c != 0x59
        }
        var isShort: Bool { r1 >= w.count && endsShortSyllable(w.count) }

        // MARK: Steps

        mutating func step1a() {
            if hasSuffix("sses") {
                replace("sses", "ss")
            } else if hasSuffix("ied") || hasSuffix("ies") {
                replace("ies", w.count > 4 ? "i" : "ie")
            } else if hasSuffix("us") || hasSuffix("ss") {
                return
            } else if hasSuffix("s") && w.count > 2 && containsVowel(before: w.count - 2) {
                w.removeLast()
            }
        }

        mutating func step1b() {
            if hasSuffix("eedly") {
                if inR1("eedly") { replace("eedly", "ee") }
                return
            }
            if hasSuffix("eed") {
                if inR1("eed") { replace("eed", "ee") }
                return
            }
            for suffix in ["ingly", "edly", "ing", "ed"] where hasSuffix(suffix) {
                guard containsVowel(before: w.count - suffix.utf8.count) else { return }
                w.removeLast(suffix.utf8.count)
                if hasSuffix("at") || hasSuffix("bl") || hasSuffix("iz") {
                    w.append(0x65)
                } else if ["bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt"].contains(where: hasSuffix) {
                    w.removeLast()
                } else if isShort {
                    w.append(0x65)
                }
                return
            }
        }

        mutating func step1c() {
            guard w.count > 2, let last = w.last, last == 0x79 || last == 0x59, !isVowel(w[w.count - 2]) else { return }
            w[w.count - 1] = 0x69
        }

        mutating func step2() {
            let table: [(String, String)] = [
                ("ization", "ize"), ("ational", "ate"), ("fulness", "ful"), ("ousness", "ous"), ("iveness", "ive"),
                ("tional", "tion"), ("biliti", "ble"), ("lessli", "less"), ("entli", "ent"), ("ation", "ate"),
                ("alism", "al"), ("aliti", "al"), ("ousli", "ous"), ("iviti", "ive"), ("fulli", "ful"),
                ("enci", "ence"), ("anci", "ance"), ("abli", "able"), ("izer", "ize"), ("ator", "ate"), ("alli", "al"),
                ("bli", "ble"), ("ogi", "og"), ("li", ""),
            ]
            for (suffix, with) in table where hasSuffix(suffix) {
                guard inR1(suffix) else { return }
                if suffix == "ogi" {
                    guard w.count > 3, w[w.count - 4] == 0x6C else { return }
                }
                if suffix == "li" {
                    guard w.count > 2, "cdeghkmnrt".utf8.contains(w[w.count - 3]) else { return }
                }
                replace(suffix, with)
                return
            }
        }

        mutating func step3() {
            let table: [(String, String)] = [
                ("ational", "ate"), ("tional", "tion"), ("alize", "al"), ("icate", "ic"), ("iciti", "ic"),
                ("ative", ""), ("ical", "ic"), ("ness", ""), ("ful", ""),
            ]
            for (suffix, with) in table where hasSuffix(suffix) {
                guard inR1(suffix), suffix != "ative" || inR2(suffix) else { return }
                replace(suffix, with)
                return
            }
        }

        mutating func step4() {
            let table = [
                "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive",
                "ize", "ion", "al", "er", "ic",
            ]
            for suffix in table where hasSuffix(suffix) {
                guard inR2(suffix) else { return }
                if suffix == "ion" {
                    guard w.count > 3, w[w.count - 4] == 0x73 || w[w.count - 4] == 0x74 else { return }
                }
                w.removeLast(suffix.utf8.count)
                return
            }
        }

        mutating func step5() {
            if w.last == 0x65 {
                if w.count - 1 >= r2 || (w.count - 1 >= r1 && !endsShortSyllable(w.count - 1)) { w.removeLast() }
            } else if hasSuffix("ll") && w.count - 1 >= r2 {
                w.removeLast()
            }
        }
    }
}
