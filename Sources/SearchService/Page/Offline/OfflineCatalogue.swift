import Basics
import JSON
import PackageSearch
import SearchIndex
import Synchronization

/// `/offline.json`: what a browser needs to answer name and word queries without a server.
///
/// Top-level packages only, descriptions clipped: what people install by hand, in about a megabyte once compressed.
/// Column by column, each column one string with line feeds, which is compact, compresses well and parses at once. The
/// best-known packages come first, so that the order of the rows is the ranking among equals.
enum OfflineCatalogue {
    static let route = Route(
        name: "offline", path: "/offline.json", summary: "The catalogue that browsers keep.", isPublic: false
    ) { service, request, _ in
        let snapshot = try service.snapshot()
        let tag = "W/\"offline-\(version)-\(snapshot.tag)\""
        if request.headers["if-none-match"]?.contains(tag) == true {
            return ServiceResponse(status: 304, type: "application/json", cache: "no-cache", body: [])
                .adding("etag", tag)
        }
        let body = cached(tag) { write(snapshot) }
        return ServiceResponse(type: "application/json", cache: "no-cache", body: body).adding("etag", tag)
    }

    /// Changes when the columns do.
    private static let version = 1
    /// How much of a description is kept, in characters.
    private static let clip = 90
    private static let cache = Mutex<(tag: String, body: [UInt8])?>(nil)

    /// The document of one index is made once. Two that ask first at the same time make it one after the other.
    private static func cached(_ tag: String, make: () -> [UInt8]) -> [UInt8] {
        cache.withLock { cache in
            if let cache, cache.tag == tag { return cache.body }
            let body = make()
            cache = (tag, body)
            return body
        }
    }

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
            func text(_ key: String, _ value: String) {
                json.key(key)
                json.string(value)
            }
            json.key("format")
            json.integer(version)
            text("tag", snapshot.tag)
            json.key("built_at")
            json.string(orNull: snapshot.text("built_at"))
            json.key("total")
            json.integer(index.documentCount)
            json.key("count")
            json.integer(documents.count)
            text("paths", column { stored($0, .attributePath) })
            text("versions", column { stored($0, .version) })
            // Left out where it is the package's own name, as it mostly is.
            text(
                "programs",
                column { document in
                    let programs = "\(stored(document, .mainProgram)) \(stored(document, .otherPrograms))".trimmed
                    return programs == stored(document, .attributePath) ? "=" : programs
                })
            text("licenses", column { stored($0, .license) })
            text("descriptions", column { clipped(stored($0, .description)) })
            text("flags", column { String(flags($0).rawValue) })
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
