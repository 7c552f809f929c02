import Basics

/// A name with a version behind it: `hello-2.12.3`, `hello 2.12.3`, `hello@2.12.3`.
struct VersionedName: Equatable {
    var name: String
    var version: String

    /// More dashes than this no version has.
    private static let maximumDashes = 8
    /// Longer names nothing has.
    private static let maximumBytes = 128

    /// The ways in which a text can be read so: behind a separator that is for that, then at each dash, the longest name
    /// first; none for a text without a version.
    static func readings(of text: String) -> [VersionedName] {
        var readings: [VersionedName] = []
        for separator in ["==", "@", " "] {
            guard let cut = text.ranges(of: separator).last else { continue }
            let name = text[..<cut.lowerBound].trimmed
            readings.append(VersionedName(name: name, version: text[cut.upperBound...].trimmed))
        }
        if !text.contains(where: \.isWhitespace) {
            for dash in text.indices.reversed().filter({ text[$0] == "-" }).prefix(maximumDashes) {
                let version = text[text.index(after: dash)...]
                readings.append(VersionedName(name: String(text[..<dash]), version: String(version)))
            }
        }
        return readings.filter { !$0.name.isEmpty && $0.name.utf8.count <= maximumBytes && !$0.version.isEmpty }
    }

    /// The version without a `v` before it.
    private var plain: Substring { version.first == "v" ? version.dropFirst() : version[...] }

    /// The version to compare with others; `12_x` is all of 12.
    var comparable: PackageVersion { PackageVersion(plain.hasSuffix("_x") ? plain.dropLast(2) : plain) }

    /// Whether a package's version is this one to the letter.
    func isVersion(_ version: String) -> Bool {
        [self.version, String(plain)].contains { $0.lowercased() == version.lowercased() }
    }

    /// Whether the version looks like one: a number, and what it likes behind a separator. `1080p` and `7b` do not.
    var looksVersioned: Bool {
        let rest = plain
        guard let first = rest.first, first.isASCII, first.isNumber else { return false }
        guard rest.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "._+~-".contains($0)) }) else {
            return false
        }
        return rest.drop { $0.isNumber }.first.map("._+~-".contains) ?? true
    }
}

/// A name that ends in a number, as nixpkgs calls the versions of a thing: `go_1_22`, `python27`, `nodejs-12_x`.
struct NumberedName: Equatable {
    /// What stands before the number.
    var family: String
    /// The numbers, in order.
    var numbers: [Int]
    /// Whether something stands between family and number.
    var isSeparated: Bool

    /// The ways in which a text can be read so, the longest family first.
    static func readings(of text: String) -> [NumberedName] {
        var readings: [NumberedName] = []
        var rest = text[...]
        if rest.hasSuffix("_x") || rest.hasSuffix(".x") { rest = rest.dropLast(2) }
        var numbers: [Int] = []
        while let digits = rest.trailingDigits, let number = Int(digits) {
            numbers.insert(number, at: 0)
            rest = rest.dropLast(digits.count)
            let isSeparated = rest.last.map("._-".contains) ?? false
            if isSeparated { rest.removeLast() }
            guard let last = rest.last, last.isLetter || last.isNumber || last == "+" else { break }
            readings.append(NumberedName(family: String(rest), numbers: numbers, isSeparated: isSeparated))
            guard isSeparated else { break }
        }
        return readings
    }

    /// The numbers as they are cut where a family writes `27` for 2.7, whose first number has `width` digits.
    func cut(after width: Int) -> [Int] {
        guard numbers.count == 1, let number = numbers.first else { return numbers }
        let digits = String(number)
        guard digits.count > width, let first = Int(digits.prefix(width)), let second = Int(digits.dropFirst(width))
        else {
            return numbers
        }
        return [first, second]
    }
}

extension Substring {
    fileprivate var trailingDigits: Substring? {
        var start = endIndex
        while start > startIndex, case let before = index(before: start), self[before].isASCII, self[before].isNumber {
            start = before
        }
        return start < endIndex ? self[start...] : nil
    }
}
