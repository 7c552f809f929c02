import Basics
import Testing

@Suite("Dotted paths")
struct DottedPathTests {
    @Test(
        "segments stand between dots outside quotation marks, without the marks",
        arguments: [
            ("hello", ["hello"]), ("a.b.c", ["a", "b", "c"]), ("", [""]), (".a.", ["", "a", ""]),
            (#"ruby."x.rb""#, ["ruby", "x.rb"]), (#"a."b.c\"d".e"#, ["a", "b.c\"d", "e"]),
            (#"a."b\\.c""#, ["a", #"b\.c"#]),
            (#"a\.b"#, [#"a\"#, "b"]), (#"a."open.end"#, ["a", "open.end"]),
            ("nodePackages.käse", ["nodePackages", "käse"]),
        ])
    func segments(path: String, segments: [String]) { #expect(DottedPath.segments(path) == segments) }

    @Test(
        "the last dot outside quotation marks splits a path, and both parts stay as they are written",
        arguments: [
            ("hello", "", "hello"), ("a.b.c", "a.b", "c"), (#"ruby."x.rb""#, "ruby", #""x.rb""#), ("", "", ""),
            (#"a."b.c".d"#, #"a."b.c""#, "d"), (#"a."b\".c""#, "a", #""b\".c""#), ("a.", "a", ""),
            (".", "", ""), (".a", "", "a"), (#""a.b""#, "", #""a.b""#), (#"a."open.quote"#, "a", #""open.quote"#),
        ])
    func split(path: String, parent: String, last: String) {
        let parts = DottedPath.split(path)
        #expect(parts.parent == parent && parts.last == last)
    }
}
