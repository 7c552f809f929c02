import Basics

/// The sections of AWS's two shared files, `config` and `credentials`
/// (docs.aws.amazon.com/sdkref/latest/guide/file-format.html).
struct ProfileFile: Sendable, Equatable {
    /// Settings by section, such as `default`, `profile NAME` or `services NAME`, and name; nested ones as `s3.name`.
    private(set) var sections: [String: [String: String]] = [:]

    /// A line that is neither a section, nor a setting, nor a comment, is passed over, as AWS's own tools do.
    init(_ text: String) {
        var section: String?
        var parent = ""
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            let isIndented = line.first == " " || line.first == "\t"
            let content = Self.withoutComment(line)
            if content.isEmpty { continue }
            if !isIndented, content.hasPrefix("["), let end = content.firstIndex(of: "]") {
                let words = content[..<end].dropFirst().split { $0 == " " || $0 == "\t" }
                section = words.joined(separator: " ")
                parent = ""
                if let section, !section.isEmpty { sections[section, default: [:]].merge([:]) { old, _ in old } }
                continue
            }
            guard let section, let equals = content.firstIndex(of: "=") else { continue }
            let name = content[..<equals].trimmed.lowercased()
            let value = content[content.index(after: equals)...].trimmed
            if isIndented, !parent.isEmpty {
                sections[section]?["\(parent).\(name)"] = value
            } else {
                sections[section]?[name] = value
                parent = value.isEmpty ? name : ""
            }
        }
    }

    /// The settings of a profile, which `config` calls `profile NAME` and `credentials` plainly `NAME`.
    subscript(profile name: String) -> [String: String]? {
        let long = sections["profile \(name)"]
        guard let short = sections[name] else { return long }
        return short.merging(long ?? [:]) { $1 }
    }

    private static func withoutComment(_ line: Substring) -> String {
        let text = line.trimmed
        guard !text.hasPrefix("#"), !text.hasPrefix(";") else { return "" }
        for mark in [" #", " ;", "\t#", "\t;"] {
            if let range = text.firstRange(of: mark) { return text[..<range.lowerBound].trimmed }
        }
        return text
    }
}
