import Basics
import Catalog
import JSON
import Nixpkgs
import PackageSearch
import SearchEngine

/// The mapping from a package to a document of the search index: the one place where both are known.
struct PackageDocument {
    private var json = JSONWriter()

    /// The document of a package; `vector` is its row in the builder's matrix.
    mutating func document(of record: StoredPackage, vector: Int?) -> IndexDocument {
        let package = record.package
        let (set, name) = DottedPath.split(package.id)
        let last = name.filter { $0 != "\"" }
        var document = IndexDocument(key: package.id)
        document.names = [
            (.key, package.id), (.name, package.packageName), (.program, package.mainProgram), (.lastSegment, last),
        ]
        document.texts = [
            .name: package.packageName, .program: package.mainProgram, .key: last, .set: Self.setWords(set),
            .description: package.description, .details: package.longDescription,
        ]
        document.facets = [
            .license: Self.licenses(of: package),
            .platform: package.supportedPlatforms,
            .maintainer: package.maintainers.filter { !$0.searchText.isEmpty }.map {
                PackageFacet.encode($0.github, $0.name)
            },
            .team: package.teams, .set: [String(set)], .category: [package.category.rawValue],
        ]
        document.flags = Self.flags(of: package).union(set.isEmpty ? [] : .nested).rawValue
        document.prior = Self.prior(of: package, isTopLevel: set.isEmpty, name: last)
        document.group = PackageVariants.group(
            set: set, name: last, packageName: package.packageName,
            subject: package.homepage.isEmpty ? package.description : package.homepage)
        document.stored = stored(package, licenseJSON: record.licenseJSON ?? "")
        document.vector = vector
        return document
    }

    /// The licences, each once, however many parts of the package are under it.
    private static func licenses(of package: Package) -> [String] {
        let all = package.license?.records.map { PackageFacet.encode($0.spdxId, $0.shortName, $0.fullName) } ?? []
        return all.removingDuplicates()
    }

    /// The words of a set's name without what every set is called.
    private static func setWords(_ set: Substring) -> String {
        guard set.hasSuffix("Packages") else { return String(set) }
        return String(set.dropLast("Packages".count))
    }

    private static func flags(of package: Package) -> PackageFlags {
        var flags: PackageFlags = []
        if package.broken { flags.insert(.broken) }
        if package.unfree { flags.insert(.unfree) }
        if package.insecure { flags.insert(.insecure) }
        if package.unsupported { flags.insert(.unsupported) }
        if !package.available { flags.insert(.unavailable) }
        return flags
    }

    /// How good a result a package is whatever the query: things people install by hand stand at the top level,
    /// under their own name, with a program, a description and someone who looks after them.
    private static func prior(of package: Package, isTopLevel: Bool, name: String) -> Float {
        func plain(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }
        var prior: Float = 0
        if isTopLevel { prior += 0.4 }
        if !package.mainProgram.isEmpty { prior += 0.1 }
        if plain(package.packageName) == plain(name) { prior += 0.1 }
        if !package.description.isEmpty { prior += 0.05 }
        if !package.maintainers.isEmpty || !package.teams.isEmpty { prior += 0.05 }
        return prior
    }

    /// Adds what only all packages together tell.
    static func refinePrior(_ document: inout IndexDocument, _ prominence: Prominence) {
        let isTopLevel = document.facets[.set] == [""]
        let value = prominence.value(of: document.texts[.name] ?? "")
        document.prior += (isTopLevel ? 0.3 : 0.05) * value
    }

    // MARK: Stored fields, in the order of PackageField

    private mutating func stored(_ package: Package, licenseJSON: String) -> [StoredValue] {
        let maintainers = package.maintainers.map {
            JSONValue.object(["name": .string($0.name), "github": .string($0.github)])
        }
        return PackageField.allCases.map { field in
            switch field {
            case .attributePath: .inline(package.id)
            case .packageName: .inline(package.packageName)
            case .mainProgram: .inline(package.mainProgram)
            case .otherPrograms: .inline("")
            case .version: .inline(package.version)
            case .description: .inline(package.description)
            case .homepage: .inline(package.homepage)
            case .license: .shared(package.license?.label ?? "")
            case .licenseJson: .shared(licenseJSON)
            case .maintainersJson: .shared(maintainers.isEmpty ? "" : text { $0.value(.array(maintainers)) })
            case .position: .inline(package.publicPosition)
            case .longDescription: .inline(package.longDescription)
            case .knownVulnerabilitiesJson: .shared(list(package.knownVulnerabilities))
            case .outputsJson: .shared(list(package.outputs))
            case .homepagesJson:
                // Most packages have one homepage, which is told already.
                package.homepages == [package.homepage] ? .shared("") : .inline(list(package.homepages))
            case .changelogJson: .inline(list(package.changelog))
            case .downloadPage: .inline(package.downloadPage)
            }
        }
    }

    private mutating func list(_ values: [String]) -> String { values.isEmpty ? "" : text { $0.strings(values) } }

    private mutating func text(_ body: (inout JSONWriter) -> Void) -> String {
        json.removeAll()
        body(&json)
        return json.text
    }
}
