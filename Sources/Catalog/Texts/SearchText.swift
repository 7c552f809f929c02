public import Nixpkgs

/// The text that the full-text index of the minified database covers.
public enum SearchText {
    /// The non-empty items, joined with a space and a line feed.
    public static func text(of package: Package) -> String {
        let items = [
            package.packageName, package.version, package.attributePath, package.mainProgram, package.description,
            package.longDescription, package.homepage, maintainers(package), package.license.map(license) ?? "",
            IdentifierTokens.tokens(of: [package.packageName, package.attributePath, package.mainProgram])
                .joined(separator: " "),
        ]
        return items.filter { !$0.isEmpty }.joined(separator: " \n")
    }

    private static func maintainers(_ package: Package) -> String {
        package.maintainers.map { $0.name.isEmpty ? $0.github : $0.name }.filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    private static func license(_ license: License) -> String {
        if case .string(let text) = license { return text }
        // What is licensed counts, not what the exception's own record says.
        let records = if case .exception(let record, _) = license { [record] } else { license.records }
        return records.flatMap { [$0.shortName, $0.fullName, $0.spdxId] }.filter { !$0.isEmpty }
            .joined(separator: " ")
    }
}
