import JSON

extension License {
    /// Reads `meta.license` in any of the forms nixpkgs writes; nil for null and other empty values.
    static func read(_ reader: inout JSONReader) throws -> License? {
        switch try reader.peek() {
        case .null:
            try reader.readNull()
            return nil
        case .string:
            let text = try reader.readClean()
            return text.isEmpty ? nil : .string(text)
        case .array:
            var records: [LicenseRecord] = []
            var isEmpty = true
            try reader.readArray {
                isEmpty = false
                records += try element(&$0)
            }
            return isEmpty ? nil : .array(records, op: nil)
        case .object: return try readObject(&reader)
        case .bool, .number:
            let value = try reader.readValue()
            if value == false || value.double == 0 { return nil }
            return .string(String(String.UnicodeScalarView(value.description.unicodeScalars.prefix(500))))
        }
    }

    /// The records of an element of a list: a string, an object, or a list again.
    private static func element(_ reader: inout JSONReader) throws -> [LicenseRecord] {
        switch try reader.peek() {
        case .string, .object, .array: try read(&reader)?.records ?? []
        default: []
        }
    }

    private static func readObject(_ reader: inout JSONReader) throws -> License? {
        var record = LicenseRecord()
        var isEmpty = true
        var type = ""
        var op: String?
        var parts: [LicenseRecord] = []
        var base: [LicenseRecord] = []
        var exception: [LicenseRecord] = []
        try reader.readObject { reader, key in
            isEmpty = false
            switch key {
            case "shortName": record.shortName = try reader.readClean()
            case "fullName": record.fullName = try reader.readClean()
            case "spdxId": record.spdxId = try reader.readClean()
            case "url": record.url = try reader.readClean()
            case "free": record.free = try reader.readStrictFlag()
            case "redistributable": record.redistributable = try reader.readStrictFlag()
            case "deprecated": record.deprecated = try reader.readStrictFlag()
            case "licenseType": type = try reader.readClean()
            case "operator": op = try reader.readClean().uppercased()
            case "licenses": parts = try element(&reader)
            case "license": base = try element(&reader)
            case "exception": exception = try element(&reader)
            default: try reader.skipValue()
            }
        }
        switch type {
        case "compound": return .array(parts, op: op == "AND" || op == "OR" ? op : nil)
        case "exception" where base.count > 1: return .array(base + exception, op: nil)
        case "exception":
            return .exception(base.first ?? LicenseRecord(), exception: exception.first ?? LicenseRecord())
        default: return isEmpty ? nil : .object(record)
        }
    }
}
