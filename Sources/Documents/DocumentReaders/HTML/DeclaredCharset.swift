/// The charset that a page declares in itself, found as browsers find it before they parse:
/// <https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding>.
enum DeclaredCharset {
    /// What an XML declaration or the first `meta` with a charset in `bytes` says; nil where none does.
    static func find(in bytes: UnsafeRawBufferPointer) -> Charset? {
        var scan = MarkupScan(bytes)
        if scan.skip("<?xml"), let label = scan.attributes()["encoding"], let charset = Charset(label: label) {
            return charset.readInBytes
        }
        while scan.skipTo(UInt8(ascii: "<")) {
            if scan.skip("<!--") {
                scan.skipComment()
            } else if scan.skip("<meta"), scan.isAtEndOfName {
                if let charset = charset(of: scan.attributes()) { return charset.readInBytes }
            } else {
                scan.skipOne()
            }
        }
        return nil
    }

    private static func charset(of attributes: [String: String]) -> Charset? {
        if let label = attributes["charset"] { return Charset(label: label) }
        guard attributes["http-equiv"]?.lowercased() == "content-type",
            let content = attributes["content"]?.lowercased(),
            let start = content.range(of: "charset")
        else { return nil }
        let rest = content[start...].drop { $0.isWhitespace }
        guard rest.first == "=" else { return nil }
        let label = rest.dropFirst().drop { $0.isWhitespace || $0 == "\"" || $0 == "'" }
            .prefix { !$0.isWhitespace && !";\"'".contains($0) }
        return Charset(label: String(label))
    }
}

extension Charset {
    /// A page whose declaration could be read byte by byte is not UTF-16, whatever it says.
    fileprivate var readInBytes: Charset { unit == 1 ? self : .utf8 }
}

extension String {
    /// The place behind the first occurrence of `word`.
    fileprivate func range(of word: String) -> String.Index? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(word) { return index(start, offsetBy: word.count) }
            start = index(after: start)
        }
        return nil
    }
}
