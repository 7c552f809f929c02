import PackageSearch

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

/// Numbers as people read them.
enum Numbers {
    /// `111,846`
    static func grouped(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "-" : ""
        for (i, digit) in digits.enumerated() {
            if i > 0, (digits.count - i) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// `0.42 ms`
    static func milliseconds(_ value: Double) -> String {
        let hundredths = Int((min(max(value, 0), 1e9) * 100).rounded())
        let rest = String(hundredths % 100)
        return "\(hundredths / 100).\(rest.count < 2 ? "0" : "")\(rest) ms"
    }
}
