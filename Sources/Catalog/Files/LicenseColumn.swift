public import JSON
public import Nixpkgs

extension JSONWriter {
    /// The structured form of a licence, as the columns hold it.
    public mutating func license(_ license: License) { license.write(to: &self) }
}

extension License {
    /// What the column `license` of the minified database shows.
    public var displayLabel: String? { label }
}
