import Basics

extension SearchIndex {
    /// How good a result a document is whatever the query, 0...255.
    public func prior(of document: Int) -> UInt8 { priors[checked: document] ?? 0 }
}
