public import Nixpkgs

/// The text that the full-text index of the minified database covers.
public enum SearchText {
    /// The non-empty items, joined with a space and a line feed.
    public static func text(of package: Package) -> String {
        let items = [
            package.packageName, package.version, package.attributePath, package.mainProgram, package.description,
            package.longDescription, package.homepage, maintainers(package), package.license?.searchText ?? "",
            IdentifierTokens.tokens(of: [package.packageName, package.attributePath, package.mainProgram])
                .joined(separator: " "),
        ]
        return items.filter { !$0.isEmpty }.joined(separator: " \n")
    }

    private static func maintainers(_ package: Package) -> String {
        package.maintainers.map(\.searchText).filter { !$0.isEmpty }.joined(separator: " ")
    }
}
