public import Nixpkgs

/// How a package becomes the text that a model embeds.
///
/// Any change of a rule here must raise `version` (or make a new template): vectors are reused by text, and a text by
/// its template.
public enum EmbeddingTemplate: Sendable, Hashable {
    /// Template 1: labelled fields for models that read sentences, at most `limit` characters.
    case labelled(limit: Int)
    /// Template `static-1`: only words that carry meaning, for models that average word vectors.
    case words

    /// The name recorded in `fdnix_meta.embedding_template_version`.
    public var name: String {
        switch self {
        case .labelled: "1"
        case .words: "static-1"
        }
    }

    /// The number in the vector cache's key. Both templates are in version 1: their model ids differ, so their keys
    /// never meet.
    public var version: Int { 1 }

    /// The final text of a package.
    public func text(of package: Package) -> String {
        switch self {
        case .labelled(let limit): Self.truncate(Self.labelledText(package), to: limit)
        case .words: Self.words(package)
        }
    }

    /// At most `limit` characters; a longer text ends in `...`.
    static func truncate(_ text: String, to limit: Int) -> String {
        let scalars = text.unicodeScalars
        // UTF-8 is never shorter than its scalars: most texts need no counting.
        guard text.utf8.count > limit, scalars.count > limit else { return text }
        return String(String.UnicodeScalarView(scalars.prefix(max(limit - 3, 0)))) + "..."
    }

    private static func labelledText(_ package: Package) -> String {
        let fields = [
            ("Version", package.version),
            ("Main Program", package.mainProgram),
            ("Description", description(package)),
            ("Homepage", package.homepage),
            ("License", package.license.map(label) ?? ""),
            ("Maintainers", package.maintainers.prefix(3).map(label).joined(separator: ", ")),
            ("Platforms", package.platforms.prefix(5).joined(separator: ", ")),
            ("Attribute", package.attributePath),
        ]
        // Only the name stands there when it is empty.
        return fields.reduce(into: "Package: \(package.packageName)") { text, field in
            if !field.1.isEmpty { text += ". \(field.0): \(field.1)" }
        }
    }

    private static func description(_ package: Package) -> String {
        let (short, long) = (package.description, package.longDescription)
        if short.isEmpty { return long }
        return long.isEmpty || long == short ? short : "\(short). \(long)"
    }

    private static func label(_ license: License) -> String {
        switch license {
        case .string(let text): text
        case .object(let record), .exception(let record, _): label(record)
        case .array(let records, _):
            records.prefix(3).map(label).filter { !$0.isEmpty }.joined(separator: ", ")
        }
    }

    private static func label(_ record: LicenseRecord) -> String {
        [record.spdxId, record.shortName, record.fullName].first { !$0.isEmpty } ?? ""
    }

    private static func label(_ maintainer: Maintainer) -> String {
        [maintainer.name, maintainer.email, maintainer.github].first { !$0.isEmpty } ?? ""
    }

    private static func words(_ package: Package) -> String {
        let name = String(package.packageName.map { "-_.".contains($0) ? " " : $0 })
        let prose =
            package.description.isEmpty
            ? String(String.UnicodeScalarView(package.longDescription.unicodeScalars.prefix(200)))
            : package.description
        return prose.isEmpty ? name : "\(name) \(prose)"
    }
}
