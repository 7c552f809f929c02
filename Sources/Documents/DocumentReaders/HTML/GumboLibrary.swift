import Basics
import CGumbo

/// The system's gumbo, loaded when the first page is read.
struct GumboLibrary: Sendable {
    // Safe to share: the table is written once before it is shared and never freed, and gumbo keeps no state of its own.
    nonisolated(unsafe) let api: UnsafePointer<fdnix_gumbo_api>
    /// What the elements mean that gumbo has numbers for.
    let elements: [HTMLElement]

    private static let names = ["libgumbo.so.1", "libgumbo.1.dylib"]

    private static let loaded = Result<GumboLibrary, FdnixError> { () throws(FdnixError) in
        GumboLibrary(
            try LibraryTable.load(
                names,
                advice: "cannot load gumbo, which reads HTML: install it (Debian: apt-get install libgumbo1)",
                by: fdnix_gumbo_load))
    }

    /// The library, loaded once a process. Throws `notFound` where the system has none.
    static func load() throws(FdnixError) -> GumboLibrary { try loaded.get() }

    private init(_ api: UnsafePointer<fdnix_gumbo_api>) {
        self.api = api
        // Gumbo's number for a name that it does not know comes after all others.
        let known = max(0, api.pointee.tag_number("not-an-element"))
        elements = (0..<known).map { number in
            api.pointee.tag_name(number).map { HTMLElement(name: String(cString: $0)) } ?? .inline
        }
    }

    func element(_ tag: Int32) -> HTMLElement {
        elements.indices.contains(Int(tag)) ? elements[Int(tag)] : .inline
    }
}
