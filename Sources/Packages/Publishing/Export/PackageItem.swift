import Basics
import JSON
import Nixpkgs
public import Tables

/// A package as an item of the table, in the layout of earlier versions.
public enum PackageItem {
    /// The keys of the table, and of its index by time.
    public static let schema = TableSchema(
        "packageName", "version", indexes: ["lastUpdated-index": TableIndex("lastUpdated")])
    /// The most bytes that an item may have.
    static let sizeLimit = 400 * 1024

    /// The item of a package that speaks for all of `paths`. `embeddingUpdated` is in seconds since 1970, nil for a
    /// package without a vector; `isFlat`: licence and maintainers as plain texts.
    static func item(
        of package: Package, paths: [String], lastUpdated: String, embeddingUpdated: Int?, isFlat: Bool
    ) -> Item {
        var item: Item = [
            "packageName": .string(package.packageName), "version": .string(package.version),
            "attributePath": .string(package.attributePath), "description": .string(package.description),
            "longDescription": .string(package.longDescription), "homepage": .string(package.homepage),
            "license": license(package.license, isFlat), "platforms": strings(package.platforms),
            "maintainers": .list(package.maintainers.map { maintainer($0, isFlat) }), "broken": .bool(package.broken),
            "unfree": .bool(package.unfree), "available": .bool(package.available),
            "insecure": .bool(package.insecure), "unsupported": .bool(package.unsupported),
            "mainProgram": .string(package.mainProgram), "position": .string(package.position),
            "outputsToInstall": strings(package.outputsToInstall), "lastUpdated": .string(lastUpdated),
            "hasEmbedding": .bool(embeddingUpdated != nil), "attributePaths": strings(paths),
        ]
        if let embeddingUpdated { item["embeddingUpdated"] = .int(embeddingUpdated) }
        shorten(&item)
        return item
    }

    /// The packages that an item stands for, one an attribute path. Throws `malformedInput` for an item without keys.
    static func packages(of item: Item) throws -> [Package] {
        guard let name = item["packageName"]?.string, let version = item["version"]?.string else {
            throw FdnixError(.malformedInput, "an item of the table has no packageName and version")
        }
        func text(_ name: String) -> String { item[name]?.string ?? "" }
        func flag(_ name: String) -> Bool { item[name]?.bool ?? false }
        var package = Package()
        package.packageName = name
        package.version = version
        package.description = text("description")
        package.longDescription = text("longDescription")
        package.homepage = text("homepage")
        package.homepages = package.homepage.isEmpty ? [] : [package.homepage]
        package.license = license(item["license"])
        package.platforms = strings(item["platforms"])
        package.maintainers = maintainers(item["maintainers"])
        (package.broken, package.unfree) = (flag("broken"), flag("unfree"))
        (package.insecure, package.unsupported) = (flag("insecure"), flag("unsupported"))
        package.available = item["available"]?.bool ?? true
        package.mainProgram = text("mainProgram")
        package.position = text("position")
        package.outputsToInstall = strings(item["outputsToInstall"])
        let paths = strings(item["attributePaths"])
        return (paths.isEmpty ? [text("attributePath")] : paths).map { path in
            package.attributePath = path
            return package
        }
    }

    // MARK: Values

    private static func strings(_ texts: [String]) -> AttributeValue { .list(texts.map { .string($0) }) }

    private static func strings(_ value: AttributeValue?) -> [String] {
        guard case .list(let elements) = value else { return [] }
        return elements.compactMap(\.string)
    }

    private static func license(_ license: License?, _ isFlat: Bool) -> AttributeValue {
        guard let license else { return .null }
        if isFlat { return .string(license.label ?? "") }
        var json = JSONWriter()
        license.write(to: &json)
        return (try? JSONValue.parse(json.bytes)).map(PlainValue.attribute) ?? .null
    }

    private static func license(_ value: AttributeValue?) -> License? {
        guard let value else { return nil }
        if let text = value.string { return text.isEmpty ? nil : .string(text) }
        return License(json: PlainValue.json(value))
    }

    private static func maintainer(_ maintainer: Maintainer, _ isFlat: Bool) -> AttributeValue {
        if isFlat { return .string(maintainer.name.isEmpty ? maintainer.email : maintainer.name) }
        return .map([
            "name": .string(maintainer.name), "email": .string(maintainer.email), "github": .string(maintainer.github),
            "githubId": maintainer.githubId.map { .int(Int($0)) } ?? .null,
        ])
    }

    private static func maintainers(_ value: AttributeValue?) -> [Maintainer] {
        guard case .list(let elements) = value else { return [] }
        return elements.map { element in
            element.string.map { Maintainer(name: $0) } ?? Maintainer(json: PlainValue.json(element))
        }
    }

    // MARK: Size

    /// Shortens the long description of an item that is too large, at the end of a character.
    private static func shorten(_ item: inout Item) {
        let excess = size(of: item) - sizeLimit
        guard excess > 0, let text = item["longDescription"]?.string else { return }
        var kept = text.utf8.prefix(max(0, text.utf8.count - excess))
        while !kept.isEmpty, String(kept) == nil { kept = kept.dropLast() }
        item["longDescription"] = .string(String(kept) ?? "")
    }

    /// How many bytes an item counts for, as DynamoDB counts them (a little more).
    static func size(of item: Item) -> Int { item.reduce(0) { $0 + $1.key.utf8.count + size(of: $1.value) } }

    private static func size(of value: AttributeValue) -> Int {
        switch value {
        case .string(let text), .number(let text): text.utf8.count + 1
        case .list(let elements): elements.reduce(3) { $0 + 1 + size(of: $1) }
        case .map(let members): members.reduce(3) { $0 + 1 + $1.key.utf8.count + size(of: $1.value) }
        case .binary(let bytes): bytes.count
        default: 1
        }
    }
}

/// JSON as a table keeps it, and back.
enum PlainValue {
    static func attribute(_ json: JSONValue) -> AttributeValue {
        switch json {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .integer(let number): .int(Int(number))
        case .double(let number): .number(number.description)
        case .string(let text): .string(text)
        case .array(let elements): .list(elements.map(attribute))
        case .object(let object): .map(Dictionary(object.members.map { ($0.key, attribute($0.value)) }) { $1 })
        }
    }

    static func json(_ value: AttributeValue) -> JSONValue {
        switch value {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .string(let text): .string(text)
        case .number(let digits): Int64(digits).map { .integer($0) } ?? Double(digits).map { .double($0) } ?? .null
        case .list(let elements): .array(elements.map(json))
        case .map(let members):
            .object(JSONObject(members.sorted { $0.key < $1.key }.map { .init($0.key, json($0.value)) }))
        case .binary, .stringSet, .numberSet, .binarySet: .null
        }
    }
}
