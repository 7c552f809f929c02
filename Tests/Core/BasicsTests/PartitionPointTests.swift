import Basics
import Testing

struct PartitionPointTests {
    @Test func `the first element is found of which something holds, in collections of every size`() {
        for count in 0..<20 {
            let numbers = (100..<100 + count).map { $0 }
            for limit in 99...100 + count {
                let expected = numbers.firstIndex { $0 > limit } ?? numbers.endIndex
                #expect(numbers.partitionPoint { $0 > limit } == expected)
                let slice = numbers.dropFirst(3)
                #expect(slice.partitionPoint { $0 > limit } == slice.firstIndex { $0 > limit } ?? slice.endIndex)
            }
        }
    }
}
