import Basics
public import JSON
public import Nixpkgs

/// Licences and maintainers as the columns hold them: keys in the contract's order, always complete.
extension JSONWriter {
    /// The object of a licence (spec §4.3).
    public mutating func license(_ license: License) {
        object { writer in
            switch license {
            case .string(let text):
                writer.member("type", "string")
                writer.member("value", text)
            case .object(let record):
                writer.member("type", "object")
                writer.fields(record)
            case .array(let records, let op):
                writer.member("type", "array")
                if let op { writer.member("operator", op) }
                writer.key("licenses")
                writer.array { writer in
                    for record in records { writer.object { $0.fields(record) } }
                }
            case .exception(let record, let exception):
                writer.member("type", "object")
                writer.fields(record)
                writer.key("exception")
                writer.object { $0.fields(exception) }
            }
        }
    }

    mutating func maintainer(_ maintainer: Maintainer) {
        object { writer in
            writer.member("name", maintainer.name)
            writer.member("email", maintainer.email)
            writer.member("github", maintainer.github)
            writer.key("githubId")
            if let id = maintainer.githubId { writer.integer(id) } else { writer.null() }
        }
    }

    mutating func member(_ name: String, _ value: String) {
        key(name)
        string(value)
    }

    private mutating func fields(_ record: LicenseRecord) {
        member("shortName", record.shortName)
        member("fullName", record.fullName)
        member("spdxId", record.spdxId)
        member("url", record.url)
        for (name, flag) in [
            ("free", record.free), ("redistributable", record.redistributable), ("deprecated", record.deprecated),
        ] {
            key(name)
            bool(orNull: flag)
        }
    }
}

extension JSONValue {
    /// A licence written by `JSONWriter.license`.
    func license() throws -> License {
        switch self["type"]?.string {
        case "string": return .string(text("value"))
        case "array":
            return .array((self["licenses"]?.array ?? []).map { $0.licenseRecord() }, op: self["operator"]?.string)
        case "object":
            guard let exception = self["exception"] else { return .object(licenseRecord()) }
            return .exception(licenseRecord(), exception: exception.licenseRecord())
        default: throw FdnixError(.corrupt, "a licence of an unknown form: \(description.prefix(100))")
        }
    }

    /// A maintainer written by `JSONWriter.maintainer`.
    func maintainer() -> Maintainer {
        Maintainer(
            name: text("name"), email: text("email"), github: text("github"), githubId: self["githubId"]?.int)
    }

    private func licenseRecord() -> LicenseRecord {
        var record = LicenseRecord(shortName: text("shortName"))
        record.fullName = text("fullName")
        record.spdxId = text("spdxId")
        record.url = text("url")
        record.free = self["free"]?.bool
        record.redistributable = self["redistributable"]?.bool
        record.deprecated = self["deprecated"]?.bool
        return record
    }

    private func text(_ key: String) -> String { self[key]?.string ?? "" }
}

extension License {
    /// What people call it: the first of SPDX id, short name and full name of every licence; nil when it has none.
    public var displayLabel: String? {
        let records = if case .exception(let record, _) = self { [record] } else { records }
        let labels = records.compactMap { record in
            [record.spdxId, record.shortName, record.fullName].first { !$0.isEmpty }
        }
        return labels.isEmpty ? nil : labels.joined(separator: ", ")
    }
}
