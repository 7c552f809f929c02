extension RandomAccessCollection {
    /// The index of the first element of which `isBehind` holds, which holds of all elements after it too; the end where it
    /// holds of none. Looks at as many elements as their number has bits.
    public func partitionPoint(where isBehind: (Element) throws -> Bool) rethrows -> Index {
        var (low, length) = (startIndex, count)
        while length > 0 {
            let half = length / 2
            let middle = index(low, offsetBy: half)
            if try isBehind(self[middle]) {
                length = half
            } else {
                low = index(after: middle)
                length -= half + 1
            }
        }
        return low
    }
}
