/// What an element means for the text of a page.
///
/// Which elements are blocks is what browsers' own style sheet says:
/// <https://html.spec.whatwg.org/multipage/rendering.html#the-css-user-agent-style-sheet-and-presentational-hints>.
enum HTMLElement: Sendable {
    /// Runs on in its line.
    case inline
    /// Stands on lines of its own.
    case block
    /// A block whose words name the section that it begins.
    case heading
    /// A block whose white space counts.
    case preformatted
    /// A cell of a table's row, a tabulator away from the one before it.
    case cell
    /// Ends the line.
    case lineBreak
    /// Names the page.
    case title
    /// Not seen, with all that is in it.
    case dropped

    /// The meaning of the element with this lower-case name.
    init(name: String) { self = Self.meanings[name] ?? .inline }

    private static let meanings: [String: HTMLElement] = {
        let blocks = """
            address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption \
            figure footer form frameset header hgroup hr html legend li main menu nav ol optgroup option p search \
            section select summary table tbody textarea tfoot thead tr ul
            """
        var meanings: [String: HTMLElement] = [:]
        for name in blocks.split(separator: " ") { meanings[String(name)] = .block }
        for level in 1...6 { meanings["h\(level)"] = .heading }
        for name in ["pre", "listing", "xmp", "plaintext"] { meanings[name] = .preformatted }
        for name in ["td", "th"] { meanings[name] = .cell }
        meanings["br"] = .lineBreak
        meanings["title"] = .title
        // What a browser that shows pictures and frames does not show is not part of the page.
        for name in ["script", "style", "template", "iframe", "noembed", "noframes"] { meanings[name] = .dropped }
        return meanings
    }()
}
