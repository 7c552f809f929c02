import JSON

/// Parses records, remembering the values that most of them share. One worker at a time uses it.
struct RecordReader: Sendable {
    private var licenses = RawCache<License?>()
    private var platforms = RawCache<PlatformList>()
    private var maintainers = RawCache<[Maintainer]>()
    private var teams = RawCache<[String]>()
    private var names = RawCache<[String]>()

    /// Reads a record; `reader` stands before its opening brace.
    mutating func read(_ reader: inout JSONReader) throws -> RawRecord {
        var record = RawRecord()
        try reader.readObject { reader, key in
            switch key {
            case "name": record.name = try reader.readText()
            case "pname": record.pname = try reader.readText()
            case "version": record.version = try reader.readText()
            case "attr": record.attribute = try reader.readText()
            case "attrPath":
                let segments = try reader.readStrings().strings
                if record.attribute == nil, !segments.isEmpty { record.attribute = AttributePath.joined(segments) }
            case "error": record.error = try reader.readText()
            case "outputName": record.outputName = try reader.readText()
            case "outputs": record.outputs = try readOutputs(&reader)
            case "meta":
                guard try reader.peek() == .object else { return try reader.skipValue() }
                try reader.readObject { try readMeta(&$0, $1, into: &record.meta) }
            case "description": record.top.description = try reader.readText()
            case "broken": record.top.broken = try reader.readFlag()
            case "unfree": record.top.unfree = try reader.readFlag()
            default: try reader.skipValue()
            }
        }
        return record
    }

    private mutating func readMeta(_ reader: inout JSONReader, _ key: JSONKey, into meta: inout RawMeta) throws {
        switch key {
        case "description": meta.description = try reader.readText()
        case "longDescription":
            meta.longDescription = try reader.readClean(limit: Cleaning.longLimit, keepsLines: true)
        case "homepage": meta.homepages = try Homepages.read(&reader)
        case "license":
            meta.license = try Self.cached(&reader, &licenses) { try License.read(&$0) }
        case "platforms":
            let list = try readPlatforms(&reader, &meta)
            meta.platforms = list.isStated ? list.names : nil
        case "badPlatforms": meta.badPlatforms = try readPlatforms(&reader, &meta).names
        case "maintainers":
            meta.maintainers = try Self.cached(&reader, &maintainers) { try Maintainer.readList(&$0) }
        case "teams": meta.teams = try Self.cached(&reader, &teams) { try Maintainer.readTeams(&$0) }
        case "broken": meta.broken = try reader.readFlag()
        case "unfree": meta.unfree = try reader.readFlag()
        case "insecure": meta.insecure = try reader.readFlag()
        case "unsupported": meta.unsupported = try reader.readFlag()
        case "available": meta.available = try reader.readFlag()
        case "mainProgram": meta.mainProgram = try reader.readClean()
        case "position": meta.position = try reader.readClean()
        case "outputsToInstall":
            meta.outputsToInstall = try Self.cached(&reader, &names) { try $0.readStrings().strings }
        case "knownVulnerabilities": meta.knownVulnerabilities = try reader.readStringOrStrings()
        case "changelog": meta.changelog = try reader.readStringOrStrings()
        case "downloadPage": meta.downloadPage = try reader.readClean()
        default: try reader.skipValue()
        }
    }

    private mutating func readPlatforms(_ reader: inout JSONReader, _ meta: inout RawMeta) throws -> PlatformList {
        let list = try Self.cached(&reader, &platforms) { try PlatformList.read(&$0) }
        meta.droppedPatterns += list.droppedPatterns
        return list
    }

    /// Names of outputs: the keys of an object, or a list; sorted.
    private mutating func readOutputs(_ reader: inout JSONReader) throws -> [String] {
        try Self.cached(&reader, &names) { reader in
            guard try reader.peek() == .object else { return try reader.readStrings().strings.sorted() }
            var outputs: [String] = []
            try reader.readObject { reader, key in
                outputs.append(Cleaning.clean(key.string))
                try reader.skipValue()
            }
            return outputs.sorted()
        }
    }

    /// The value of the next bytes, parsed only when they are new.
    private static func cached<Value: Sendable>(
        _ reader: inout JSONReader, _ cache: inout RawCache<Value>, _ parse: (inout JSONReader) throws -> Value
    ) throws -> Value {
        let raw = try reader.readRawValueUnchecked()
        return try cache.value(of: raw) {
            var inner = reader.reader(of: raw)
            let value = try parse(&inner)
            try inner.finish()
            return value
        }
    }
}
