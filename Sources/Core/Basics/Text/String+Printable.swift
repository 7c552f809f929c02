extension String {
    /// Without what a terminal would obey: control characters and those that turn the direction of writing become
    /// spaces, line feeds and tabs only where `onOneLine`. Texts of packages come from outside.
    public func printable(onOneLine: Bool = false) -> String {
        func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.value {
            case 0x09, 0x0A: onOneLine
            case ..<0x20, 0x7F...0x9F, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
            default: false
            }
        }
        guard unicodeScalars.contains(where: isObeyed) else { return self }
        return String(UnicodeScalarView(unicodeScalars.map { isObeyed($0) ? " " : $0 }))
    }
}
