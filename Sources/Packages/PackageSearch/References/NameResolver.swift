import Basics
import SearchEngine

/// Finds the package that a name means when no package is called exactly so.
struct NameResolver {
    /// A package that was found, and what is to be said of it.
    struct Package {
        /// The name without its version: what is searched for beside it.
        var text: String
        /// The document meant, then others that come before all else.
        var documents: [Int]
        var note: String?
    }

    private let index: SearchIndex

    init(_ index: SearchIndex) { self.index = index }

    /// The package of a name that stood where only a package can stand.
    func resolve(_ name: PastedText.Name) -> Package? {
        if let first = candidates(name.text).first { return Package(text: name.text, documents: [first], note: nil) }
        let (parent, last) = DottedPath.split(name.text)
        if PastedText.outputs.contains(String(last)), !parent.isEmpty {
            return resolve(PastedText.Name(text: String(parent)))
        }
        return resolve(freely: name.text) ?? ofVersion(name.text, isNested: true)
    }

    /// The package of a text that may as well mean something else: what is inside a set counts only in the very version
    /// asked for, and a number that makes another name with the word before it is part of that.
    func resolve(freely text: String) -> Package? {
        let isSpelling = !index.documents(named: text).isEmpty
        if !isSpelling, let package = ofVersion(text, isNested: false) { return package }
        guard !text.contains(where: \.isWhitespace) else { return nil }
        let (parent, last) = DottedPath.split(text)
        if let package = member(of: parent, called: String(last)) ?? ofLanguage(text) { return package }
        // Only versions are written with an underscore.
        return (isSpelling && !text.contains("_") ? nil : gone(text)) ?? respelled(text)
    }

    /// A name and a version behind it; the longest name that there is. Packages inside sets count where `isNested` says so.
    private func ofVersion(_ text: String, isNested: Bool) -> Package? {
        for reading in VersionedName.readings(of: text) {
            let found = candidates(reading.name).filter { calls($0, reading.name) }
            if let same = found.first(where: { reading.isVersion(version($0)) }) {
                return Package(text: reading.name, documents: [same], note: nil)
            }
            let top = found.filter(isTopLevel)
            let pool = top.isEmpty && isNested ? found : top
            if reading.looksVersioned, let package = choose(pool, reading, text) { return package }
        }
        return nil
    }

    /// Derivations of a language's packages have the language's version before their name: `python3.13-numpy-2.1`.
    private func ofLanguage(_ text: String) -> Package? {
        guard let dash = text.firstIndex(of: "-") else { return nil }
        let language = text[..<dash].prefix { $0.isLetter }
        guard ["python", "perl", "ruby", "lua", "luajit", "ocaml", "emacs", "php"].contains(language),
            text[..<dash].dropFirst(language.count).first?.isNumber == true
        else { return nil }
        let rest = String(text[text.index(after: dash)...])
        return candidates(rest).first.map { Package(text: rest, documents: [$0], note: nil) }
            ?? ofVersion(rest, isNested: true)
    }

    /// A package of a set that nixpkgs has under another name: of another version (`python27Packages.numpy`), or of none
    /// any more (`nodePackages.prettier`).
    private func member(of set: Substring, called name: String) -> Package? {
        guard !set.isEmpty, !name.isEmpty else { return nil }
        let named = index.documents(named: name).filter { [.key, .name].contains($0.match) }.map(\.document)
        let wanted = PackageSet.unversioned(set).lowercased()
        let inSet = named.filter { PackageSet.unversioned(self.set($0)).lowercased() == wanted }
        let exact = inSet.first { PackageSet.is(self.set($0), aVersionOf: String(set)) }
        if let exact { return Package(text: name, documents: [exact], note: nil) }
        let others = inSet.isEmpty && set.hasSuffix("Packages") ? named.filter { self.set($0).isEmpty } : inSet
        return others.first.map { Package(text: name, documents: [$0], note: "there is no \(set).\(name) here") }
    }

    /// Symbols that names spell out.
    private func respelled(_ text: String) -> Package? {
        guard text.contains(where: { "+#".contains($0) }) else { return nil }
        for (plus, sharp) in [("x", "sharp"), ("plus", "sharp"), ("p", "s")] {
            let spelled = text.reduce(into: "") { spelled, character in
                spelled += character == "+" ? plus : character == "#" ? sharp : String(character)
            }
            let found = index.documents(named: spelled).filter { isTopLevel($0.document) && $0.match <= .program }
            if let first = found.min(by: { $0.match < $1.match }) {
                return Package(text: spelled, documents: [first.document], note: nil)
            }
        }
        return nil
    }

    // MARK: Versions

    /// The documents called `name`: by attribute path, by name, by program, those of the top level first.
    private func candidates(_ name: String) -> [Int] {
        let named = index.documents(named: name)
        let best = named.map { rank($0) }.min()
        let found = named.filter { rank($0) == best || [.key, .name].contains($0.match) }
        return found.sorted { (rank($0), $0.document) < (rank($1), $1.document) }.map(\.document)
    }

    private func rank(_ named: SearchIndex.NamedDocument) -> Int {
        Int(named.match.rawValue) * 2 + (isTopLevel(named.document) ? 0 : 1)
    }

    /// Of several versions one of the series that was asked for, else the nearest; then the text stays as it is, since the
    /// number may be more than a version.
    private func choose(_ found: [Int], _ reading: VersionedName, _ text: String) -> Package? {
        guard let first = found.first else { return nil }
        let asked = reading.comparable
        if let series = found.first(where: { PackageVersion(version($0)).isVersion(of: asked) }) {
            return Package(text: reading.name, documents: [series], note: nil)
        }
        func shared(_ document: Int) -> Int {
            zip(PackageVersion(version(document)).numbers, asked.numbers).prefix { $0 == $1 }.count
        }
        let nearest = found.max { shared($0) < shared($1) }.flatMap { shared($0) > 0 ? $0 : nil } ?? first
        return Package(text: text, documents: [nearest], note: "\(key(nearest)) is \(version(nearest)) here")
    }

    // MARK: Versions that are gone

    /// The family of a versioned attribute that nixpkgs does not have, the nearest version first.
    private func gone(_ text: String) -> Package? {
        let readings = NumberedName.readings(of: text)
        for reading in readings {
            let named = candidates(reading.family).filter { isTopLevel($0) && calls($0, reading.family) }
            guard !named.isEmpty else { continue }
            let siblings = self.siblings(of: reading.family)
            // Without a separator a number is more often part of a word: `http2`, `s3`.
            let isClear = reading.isSeparated || !siblings.isEmpty || reading.family.count >= 4 && !index.hasWord(text)
            if isClear { return nearest(of: named + siblings, reading, text) }
        }
        // A word that stands somewhere means what it says there, unless it is plainly a version's.
        let isWord = index.hasWord(text)
        for reading in readings.reversed() where reading.family.count >= (isWord ? 3 : 2) {
            let numbered = isWord ? siblings(of: reading.family) : numbered(reading.family)
            if !numbered.isEmpty { return nearest(of: numbered, reading, text) }
        }
        return nil
    }

    private func numbered(_ family: String) -> [Int] {
        index.documents(withNumberedKey: family, limit: 64).filter(isTopLevel)
    }

    /// The versions of a family: what is called by a number that its version begins with, or is the same package.
    private func siblings(of family: String) -> [Int] {
        numbered(family).filter { document in
            if index.stored(document, PackageField.packageName.rawValue).lowercased() == family.lowercased() {
                return true
            }
            let digits = key(document).dropFirst(family.count).filter(\.isNumber)
            return version(document).filter(\.isNumber).hasPrefix(digits)
        }
    }

    private func nearest(of documents: [Int], _ reading: NumberedName, _ text: String) -> Package? {
        let wanted = reading.cut(after: width(of: documents, reading.family))
        func isNearer(_ a: [Int], _ b: [Int]) -> Bool {
            for (i, number) in wanted.enumerated() {
                let (x, y) = (i < a.count ? abs(a[i] - number) : .max, i < b.count ? abs(b[i] - number) : .max)
                if x != y { return x < y }
            }
            return false
        }
        let numbers = documents.map { ($0, PackageVersion(version($0)).numbers) }
        guard let nearest = numbers.min(by: { isNearer($0.1, $1.1) })?.0, let first = documents.first else {
            return nil
        }
        let leading = nearest == first ? [nearest] : [nearest, first]
        return Package(
            text: reading.family, documents: leading,
            note: "there is no \(text) here: \(key(nearest)) is \(version(nearest))")
    }

    /// How many digits the first number of a version has where a family writes several as one: 1 for `python313` of 3.13;
    /// more than there are where it does not.
    private func width(of documents: [Int], _ family: String) -> Int {
        for document in documents {
            let numbers = PackageVersion(version(document)).numbers.map(String.init)
            guard numbers.count > 1, let last = NumberedName.readings(of: key(document)).first, !last.isSeparated,
                last.family.lowercased() == family.lowercased(), last.numbers.count == 1
            else { continue }
            if "\(last.numbers[0])" == numbers[0] + numbers[1] { return numbers[0].count }
        }
        return .max
    }

    // MARK: Documents

    func isTopLevel(_ document: Int) -> Bool {
        !PackageFlags(rawValue: index.flags(of: document)).contains(.nested)
    }

    private func calls(_ document: Int, _ name: String) -> Bool {
        [PackageField.attributePath, .packageName].contains {
            index.stored(document, $0.rawValue).lowercased() == name.lowercased()
        }
    }

    private func key(_ document: Int) -> String { index.stored(document, PackageField.attributePath.rawValue) }
    private func version(_ document: Int) -> String { index.stored(document, PackageField.version.rawValue) }
    private func set(_ document: Int) -> String { index.facetValues(document, .set).first ?? "" }
}
