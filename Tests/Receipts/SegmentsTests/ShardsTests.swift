import ReceiptModel
import Segments
import Testing

@Suite struct ShardsTests {
    private let image = "3f2b8c1e-5a7d-4c90-9b1a-0d6e4f2a7c55"

    @Test func `the vectors of the contract`() throws {
        let shards = try (1...2).map { Shards.shard(of: try ReceiptKey(imageID: image, receiptID: $0), count: 64) }
        #expect(shards == [44, 5])
    }

    @Test func `records lie with their receipt, others by their whole id`() throws {
        let id = "IMAGE#\(image)#RECEIPT#00002#LINE#00001"
        #expect(Shards.shard(ofRecord: id, count: 64) == 5)
        #expect(Shards.shard(ofRecord: "\(id)#WORD#00007", count: 64) == 5)
        #expect(Set((0..<100).map { Shards.shard(ofRecord: "note-\($0)", count: 64) }).count > 30)
    }
}
