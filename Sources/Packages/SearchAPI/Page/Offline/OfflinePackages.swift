import Basics
import JSON
import PackageSearch
import SearchEngine
import ServiceAPI

/// `/offline.json`: what a browser needs to answer name and word queries without a server.
///
/// Top-level packages only, descriptions clipped: what people install by hand, in about a megabyte once compressed.
/// Column by column, each column one string with line feeds, which is compact, compresses well and parses at once. The
/// best-known packages come first, so that the order of the rows is the ranking among equals.
enum OfflinePackages {
    static let route = Route(
        name: "offline", path: "/offline.json", summary: "The catalogue that browsers keep.", isPublic: false
    ) { service, request, _ in
        let snapshot = try service.snapshot()
        return await representation.answer(request, tag: EntityTag("offline-\(version)-\(snapshot.tag)")) {
            // Too large for the cache of answers, and one an index.
            Representation.Contents(bytes: snapshot.offlinePackages.bytes { write(snapshot) })
        }
    }

    private static let representation = Representation(
        ServiceResponse(type: "application/json", cache: "no-cache", body: []))
    /// Changes when the columns do.
    private static let version = 1
    /// How much of a description is kept, in characters.
    private static let clip = 90

    private static func write(_ snapshot: IndexSnapshot) -> [UInt8] {
        let index = snapshot.index
        func flags(_ document: Int) -> PackageFlags { PackageFlags(rawValue: index.flags(of: document)) }
        let documents = (0..<index.documentCount).filter { !flags($0).contains(.nested) }
            .sorted { (index.prior(of: $1), $0) < (index.prior(of: $0), $1) }
        func column(_ value: (Int) -> String) -> String {
            documents.map { document in
                String(value(document).map { $0.isNewline ? " " : $0 })
            }.joined(separator: "\n")
        }
        func stored(_ document: Int, _ field: PackageField) -> String { index.stored(document, field.rawValue) }
        var json = JSONWriter(capacity: documents.count * 120)
        json.object { json in
            json.member("format", version)
            json.member("tag", snapshot.tag)
            json.member("built_at", snapshot.build.builtAt)
            json.member("total", index.documentCount)
            json.member("count", documents.count)
            json.member("paths", column { stored($0, .attributePath) })
            json.member("versions", column { stored($0, .version) })
            // Left out where it is the package's own name, as it mostly is.
            json.member(
                "programs",
                column { document in
                    let programs = "\(stored(document, .mainProgram)) \(stored(document, .otherPrograms))".trimmed
                    return programs == stored(document, .attributePath) ? "=" : programs
                })
            json.member("licenses", column { stored($0, .license) })
            json.member("descriptions", column { clipped(stored($0, .description)) })
            json.member("flags", column { String(flags($0).rawValue) })
        }
        return json.bytes
    }

    /// Cut at a word, with an ellipsis.
    private static func clipped(_ text: String) -> String {
        guard text.count > clip else { return text }
        let head = text.prefix(clip)
        let end = head.lastIndex(of: " ") ?? head.endIndex
        return head[..<end] + "…"
    }
}
