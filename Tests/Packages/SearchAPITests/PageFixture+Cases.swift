import PackageSearch
import SamplePackages
import ServiceAPI

extension PageFixture {
    /// The query whose embedding fails.
    static let failing = "failing editor"

    static let states = [
        "/", "/?q=+a+b+", "/?q=%3Cb%3E%26%22'!()*~", "/?license=MIT&q=x&license=MIT&license=+&set=s", "/?q=x&offset=30",
        "/?q=x&offset=-3", "/?q=x&offset=1e3", "/?q=x&offset=%2B5", "/?q=x&offset=007",
        "/?q=x&offset=99999999999999999999999", "/?q=x&include_unfree=yes&include_broken=ON", "/?q=x&include_unfree=0",
        "/?maintainer=alice&platform=x86_64-linux&category=editors&utm=1", "/?q=%F0%9F%A6%8A+%C3%A9", "/?q=a&q=b",
    ]

    static let links = [
        "https://example.org", "http://example.org/a?b=c#d", "HTTPS://EXAMPLE.ORG/", "https://example.org:8443/@user",
        "https://[::1]/", "https://例え.jp/", "javascript:alert(1)", " https://example.org", "data:text/html,x",
        "//example.org", "https:example.org", "https://", "https:///x", "ftp://example.org",
        "https://user@example.org/",
        "https://example.org\\@evil", "http://a b", "https://exa\u{202E}mple.org", "https://:80/", "https://a\u{A0}b",
        "https://example.org/\(String(repeating: "a", count: 2028))",
        "https://example.org/\(String(repeating: "a", count: 2029))",
    ]

    static let marks = [
        ("rg", "rg xrg rgx RG-rg"), ("Video GIF", "gif-video gifs avideo"), ("the of an", "the art of an ant"),
        ("category:games chess", "chess games category"), ("é caf", "café caf écaf"), ("\u{212A}b", "kb b \u{212A}b"),
        ("a <b> &", "a <b> & \"quoted\" 'text'"), ("c++ c#", "c++ and c#"), ("", "text"), ("x86 x", "x86_64 x X86"),
        ("abc ab", "abcd ab abd"), ("漢字 kanji", "漢字kanji"),
    ]

    static let picks: [[(String, PackageFlags)]] = [
        [("ripgrep", [])], [("nodePackages.\"@angular/cli\"", .unfree)], [("7zz", .broken), ("a.or", .insecure)],
        [("x${y}", []), ("a'b", []), ("a\\b", [])], [("", [])], [("a\nb", [.broken, .unfree, .insecure])],
        [("a.\"b.c\"", []), ("-p", []), ("#x", [])],
    ]

    static let lists = [
        "/?q=ripgrep", "/?q=editor", "/?q=editor&include_unfree=1&include_broken=1", "/?q=%3Cb%3E",
        "/?q=tool", "/?q=tool&offset=30", "/?q=tool&offset=9000000000000000000", "/?q=zzzz",
        "/?q=tool&license=MIT&platform=x86_64-linux",
        "/?q=tool&category=CAT1&category=nothing&maintainer=alice&set=top-level",
        "/?q=failing+editor", "/?q=markup+hostile", "/?q=third", "/?q=tool1-9.9", "/?q=third+9.9",
        "/?q=editor&include_unfree=1", "/?q=editor_2", "/?q=editor_3",
    ]

    static let details = [
        "/packages/ripgrep", "/packages/prose", "/packages/ripgrep?q=search&license=MIT", "/packages/editor_1",
        "/packages/plain",
        "/packages/keepassxc?q=password",
        "/packages/nodePackages.%22%40angular%2Fcli%22?q=cli", "/packages/hostile%3Cb%3E%26%22'",
    ]

    /// Packages with everything that a page can show, and some that try to break out of it.
    static let packages: [Sample] =
        [
            Sample("ripgrep") {
                $0.description = "Fast search tool & more"
                $0.program = "rg"
                $0.license = "MIT"
                $0.licenses = [["MIT", "mit", "MIT License"]]
                $0.maintainers = [("alice", "Alice Example")]
                $0.platforms = ["x86_64-linux", "aarch64-linux", "aarch64-darwin", "javascript-ghcjs", "all"]
                $0.category = "search"
                $0.stored[.otherPrograms] = "rg-extra rgx"
                $0.stored[.homepage] = "https://example.org/rg?a=1&b=2"
                $0.stored[.homepagesJson] = #"["https://example.org/rg?a=1&b=2","https://example.org/other"]"#
                $0.stored[.changelogJson] = #"["https://example.org/changes","not a link"]"#
                $0.stored[.downloadPage] = "https://example.org/downloads"
                $0.stored[.position] = "pkgs/by-name/ri/ripgrep/package.nix:12"
                $0.stored[.outputsJson] = #"["out","man"]"#
                $0.stored[.maintainersJson] =
                    #"[{"name":"Alice Example","github":"alice"},{"name":"","github":"b-2"},{"name":"No Account","github":""},{"name":"","github":""},{"name":"Odd","github":"../x"}]"#
                $0.stored[.licenseJson] =
                    #"{"licenses":[{"fullName":"MIT License","spdxId":"MIT","url":"https://spdx.org/licenses/MIT.html"},{"spdxId":"Unlicense"},{"shortName":"","value":"own words"},{}]}"#
                $0.stored[.longDescription] =
                    "A tool that\nsearches.\r\nQuickly.\n\n- one\n- two\nmore of two\n  indented\n1. first\n12) twelfth\n2 apples\n\nEnd. \n"
            },
            Sample("editor_1") {
                $0.description = "Text editor of the first kind"
                $0.program = "edit"
                $0.license = "GPL-3.0-or-later WITH exception"
                $0.stored[.licenseJson] =
                    #"{"fullName":"GPL","url":"javascript:alert(1)","exception":{"fullName":"An exception","url":"https://example.org/exception"}}"#
                $0.flags = .insecure
                $0.category = "editors"
                $0.stored[.knownVulnerabilitiesJson] = #"["CVE-2026-1 <b>","CVE-2026-2"]"#
            },
            Sample("editor_2") {
                $0.description = "Text editor of the second kind"
                $0.flags = .unfree
                $0.category = "editors"
            },
            Sample("editor_3") {
                $0.description = "Text editor of the third kind"
                $0.flags = .broken
                $0.category = "editors"
            },
            Sample("plain") { $0.stored[.longDescription] = literalDescription },
            Sample("prose") { $0.stored[.longDescription] = longDescription },
            Sample("keepassxc") { $0.description = "Offline password manager with many features" },
            Sample("pass") { $0.description = "Stores, retrieves and synchronises passwords securely" },
            Sample("nodePackages.\"@angular/cli\"") {
                $0.description = "Command line for angles"
                $0.program = "ng"
                $0.flags = [.unfree, .unavailable, .nested]
                $0.license = "Some licence"
            },
            Sample("hostile<b>&\"'") {
                $0.description = "markup <script>alert(1)</script> &lt; \u{202E}hostile\u{0}\t\u{85}"
                $0.program = "$(id)`x`"
                $0.license = "<i>"
                $0.category = "\"><img src=x>"
                $0.flags = .unavailable
                $0.platforms = ["<u>-linux", "x86_64-linux"]
                $0.stored[.homepage] = "javascript:alert(1)"
                $0.stored[.position] = "javascript:alert(1)//x:1"
                $0.stored[.longDescription] = "</p><script>alert(1)</script>"
                $0.stored[.maintainersJson] = #"[{"name":"<b>","github":"a\"b"}]"#
            },
        ]
        + (0..<34).map { number in
            Sample("tool\(number)") {
                $0.description = "A tool like any other, number \(number)"
                $0.category = "cat\(number % 11)"
                $0.license = number % 2 == 0 ? "MIT" : ""
                $0.licenses = number % 2 == 0 ? [["MIT", "mit", "MIT License"]] : []
                $0.maintainers = number % 3 == 0 ? [("alice", "Alice Example")] : []
            }
        }
}
