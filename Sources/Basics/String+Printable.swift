extension String {
    /// Without what a terminal would obey: control characters (but line feeds and tabs) and those that turn the
    /// direction of writing become spaces. Texts of packages come from outside.
    public var printable: String {
        guard unicodeScalars.contains(where: \.isObeyed) else { return self }
        return String(UnicodeScalarView(unicodeScalars.map { $0.isObeyed ? " " : $0 }))
    }
}

extension Unicode.Scalar {
    fileprivate var isObeyed: Bool {
        switch value {
        case 0x09, 0x0A: false
        case ..<0x20, 0x7F...0x9F, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
