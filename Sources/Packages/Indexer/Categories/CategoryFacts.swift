import Basics
import Nixpkgs
import PackageSearch

/// What of a package tells what it is for.
struct CategoryFacts {
    let id: String
    /// What its path tells; nil where it is to be inferred.
    let category: Category?
    /// The words of its name and description, and marks of what it installs and where it runs.
    let words: [String]
    /// The set it is in without a version, `""` at the top level.
    let set: String
    /// Whether it is kept out when the classifier is measured: told by the name, so that versions stay together.
    let isKeptOut: Bool

    /// Nil for a package that is neither an example nor asks for a category: its language or its set is known.
    init?(_ package: Package) {
        switch package.categorySource {
        case .set: return nil
        case .path where !Category.purposes.contains(package.category): return nil
        case .path: category = package.category
        case .inferred: category = nil
        }
        id = package.id
        var words = Self.words(of: package.packageName).map { "name:\($0)" } + Self.words(of: package.description)
        words += package.outputs.map { "output:\($0)" }
        words.append(package.mainProgram.isEmpty ? "program:no" : "program:yes")
        for system in ["darwin", "windows"] where package.platforms.contains(where: { $0.hasSuffix(system) }) {
            words.append("system:\(system)")
        }
        if package.platforms.count == 1 { words.append("system:one") }
        self.words = words.removingDuplicates()
        set = PackageSet.unversioned(DottedPath.split(package.id).parent)
        var name = package.packageName.lowercased()
        isKeptOut = name.withUTF8 { XXHash64.hash(UnsafeRawBufferPointer($0)) }.isMultiple(of: 5)
    }

    /// The words of a text in lower case, each once; `+` and `#` belong to words.
    static func words(of text: String) -> [String] {
        text.lowercased().utf8.split { byte in
            !((0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2B || byte == 0x23)
        }.map { String(decoding: $0, as: UTF8.self) }.removingDuplicates()
    }
}
