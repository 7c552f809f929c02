extension Array where Element: Hashable {
    /// Each element once, at its first place.
    public func removingDuplicates() -> [Element] {
        if count < 2 { return self }
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
