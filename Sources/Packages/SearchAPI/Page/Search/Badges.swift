import PackageSearch
import ServiceAPI

/// What a user must know of a package before taking it.
enum Badges {
    static func write(_ flags: PackageFlags, to html: inout HTML) {
        for name in names(flags) { html.element("span", .class("badge \(name)"), text: name) }
    }

    /// The flags worth telling: unfree, broken and insecure packages always are unavailable as well.
    static func names(_ flags: PackageFlags) -> [String] {
        let names = flags.names
        return names.count > 1 ? names.filter { $0 != "unavailable" } : names
    }
}

/// Times as people read them.
enum Times {
    /// `0.42 ms`
    static func milliseconds(_ value: Double) -> String {
        let hundredths = Int((min(max(value, 0), 1e9) * 100).rounded())
        let rest = String(hundredths % 100)
        return "\(hundredths / 100).\(rest.count < 2 ? "0" : "")\(rest) ms"
    }
}
