import Nixpkgs
import TestSupport

/// A package with anything in its fields: quotes, control characters, SQL, emoji, long texts, empty lists.
func randomPackage(_ index: Int, _ generator: inout SplitMix) -> Package {
    var package = Package()
    func text() -> String { randomText(&generator) }
    func list() -> [String] { (0..<Int.random(in: 0...3, using: &generator)).map { _ in randomText(&generator) } }
    func flag() -> Bool { Bool.random(using: &generator) }
    package.attributePath = "set.\(index)"
    package.packageName = text()
    package.version = text()
    package.description = text()
    package.longDescription = flag() ? String(repeating: text(), count: 20) : ""
    package.homepage = text()
    package.homepages = list()
    package.license = randomLicense(&generator)
    package.platforms = list()
    package.badPlatforms = list()
    package.maintainers = list().map {
        Maintainer(name: $0, email: text(), github: text(), githubId: flag() ? Int64(index) << 30 : nil)
    }
    package.teams = list()
    (package.broken, package.unfree, package.insecure) = (flag(), flag(), flag())
    (package.unsupported, package.available) = (flag(), flag())
    package.mainProgram = text()
    package.position = text()
    package.outputsToInstall = list()
    package.outputs = list()
    package.output = text()
    package.knownVulnerabilities = list()
    package.changelog = list()
    package.downloadPage = text()
    package.category = Category.allCases.randomElement(using: &generator) ?? .misc
    package.categorySource = CategorySource.allCases.randomElement(using: &generator) ?? .path
    return package
}

private let pieces = [
    "a", "'", "\"", "\\", "; DROP TABLE packages; --", "ü", "🧀", "\u{1}", "\u{7F}", "\n", "\u{2028}", "%", "?", "{",
    "[]",
    "null", "e\u{301}", "twelve bytes", "$1", "word ",
]

private func randomText(_ generator: inout SplitMix) -> String {
    (0..<Int.random(in: 0...5, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
}

private func randomLicense(_ generator: inout SplitMix) -> License? {
    func record() -> LicenseRecord {
        var record = LicenseRecord(shortName: randomText(&generator))
        record.fullName = randomText(&generator)
        record.spdxId = randomText(&generator)
        record.url = randomText(&generator)
        record.free = [nil, true, false].randomElement(using: &generator) ?? nil
        record.redistributable = [nil, true, false].randomElement(using: &generator) ?? nil
        record.deprecated = [nil, true, false].randomElement(using: &generator) ?? nil
        return record
    }
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: return nil
    case 1: return .string(randomText(&generator))
    case 2: return .object(record())
    case 3: return .array([record(), record()], op: nil)
    case 4: return .array([record()], op: "OR")
    default: return .exception(record(), exception: record())
    }
}
