import ServiceAPI

extension Link {
    /// The page of a package; `query` is the search it was found by.
    static func package(_ attributePath: String, query: String = "") -> Link {
        .own("/packages", component: attributePath, query: query)
    }

    /// A GitHub account, nil where `name` cannot be one.
    static func gitHub(_ name: String) -> Link? {
        let isName = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return isName && !name.isEmpty && name.utf8.count <= 39 ? Link(web: "https://github.com/\(name)") : nil
    }
}
