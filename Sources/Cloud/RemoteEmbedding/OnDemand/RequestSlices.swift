import Basics

/// Which texts go into which call: in their order, as many as the limits allow; texts without a word are left out.
enum RequestSlices {
    static func make(_ texts: [String], _ limits: EndpointLimits) -> [[Int]] {
        var slices: [[Int]] = []
        var slice: [Int] = []
        var bytes = 0
        for (index, text) in texts.enumerated() where !text.trimmed.isEmpty {
            let size = text.utf8.count
            if !slice.isEmpty, slice.count == limits.texts || size > limits.bytes - bytes {
                slices.append(slice)
                slice = []
                bytes = 0
            }
            slice.append(index)
            bytes += min(size, limits.bytes)
        }
        return slice.isEmpty ? slices : slices + [slice]
    }
}
