import Basics
import CModel
import TestSupport
import Testing

@testable import StaticEmbedding

@Suite struct SafetensorsTests {
    func file(_ header: String, data: [UInt8]) -> [UInt8] {
        let length = UInt64(header.utf8.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8) + data
    }

    func open(_ bytes: [UInt8]) throws -> Safetensors { try Safetensors(ByteView(copying: bytes), name: "test") }

    let good = #"""
        {"__metadata__":{"model_id":"m"},"embeddings":{"dtype":"I8","shape":[2,3],"data_offsets":[0,6]},
        "scales":{"dtype":"F32","shape":[2],"data_offsets":[6,14]},
        "vocabulary":{"dtype":"U8","shape":[7],"data_offsets":[14,21]}}
        """#
    /// Two rows, the scales 1 and 2, the tokens `[UNK]` and `a`.
    let data: [UInt8] = [9, 9, 9, 2, 0, 0, 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40] + Array("[UNK]\na".utf8)

    @Test func readsAGoodFile() throws {
        let tensors = try open(file(good, data: data))
        #expect(tensors.metadata == ["model_id": "m"])
        #expect(tensors.tensors["embeddings"]?.shape == [2, 3])
        let model = try StaticModel(safetensors: ByteView(copying: file(good, data: data)), name: "test")
        #expect(model.vector("a q a") == [1, 0, 0])
    }

    @Test(arguments: [
        #"[]"#, #"{"#, #""#,
        #"{"a":{"dtype":"I8","shape":[4],"data_offsets":[0,5]}}"#,
        #"{"a":{"dtype":"I8","shape":[5],"data_offsets":[0,5]}}"#,
        #"{"a":{"dtype":"I8","shape":[3],"data_offsets":[0,3]}}"#,
        #"{"a":{"dtype":"I8","shape":[3],"data_offsets":[1,4]}}"#,
        #"{"a":{"dtype":"I8","shape":[-4],"data_offsets":[4,0]}}"#,
        #"{"a":{"dtype":"I8","shape":[-2,-2],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#,
        #"{"a":{"dtype":"F32","shape":[1]}}"#,
        #"{"a":4}"#,
        #"{"a":{"dtype":"I8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"I8","shape":[2],"data_offsets":[2,4]}}"#,
        #"{"a":{"dtype":"I8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"I8","shape":[2],"data_offsets":[2,4]}}"#,
    ])
    func refuses(header: String) {
        #expect(throws: FdnixError.self) { try open(file(header, data: [1, 2, 3, 4])) }
    }

    @Test func refusesLengthsPastTheEnd() {
        for bytes: [UInt8] in [[], [1, 2, 3], [UInt8](repeating: 0xFF, count: 8), [1, 0, 0, 0, 0, 0, 0, 0]] {
            #expect(throws: FdnixError.self) { try open(bytes) }
        }
    }

    @Test func damageGivesAnErrorOrAnAnswer() {
        var random = SplitMix(11)
        let whole = file(good, data: data)
        for round in 0..<TestSettings.fuzzIterations() {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                // Digits for digits reach deeper than random bytes, which mostly break the JSON.
                bytes[index] =
                    (0x30...0x39).contains(bytes[index])
                    ? UInt8.random(in: 0x30...0x39, using: &random) : UInt8.random(in: 0...255, using: &random)
            }
            if round.isMultiple(of: 4) { bytes.removeLast(Int.random(in: 0...bytes.count, using: &random)) }
            guard let model = try? StaticModel(safetensors: ByteView(copying: bytes), name: "test") else { continue }
            #expect(model.vector("a a").allSatisfy { $0.isFinite })
        }
    }

    /// All 65,536 values, against the definition.
    @Test func widensFloat16() {
        let halves = (0...UInt16.max).map { $0 }
        var wide = [Float](repeating: 0, count: halves.count)
        fdnix_widen_float16(halves, halves.count, &wide)
        for (half, value) in zip(halves, wide) {
            let sign: Float = half & 0x8000 == 0 ? 1 : -1
            let exponent = Int(half >> 10 & 31)
            let mantissa = Float(half & 1023)
            switch exponent {
            case 31: #expect(mantissa == 0 ? value == sign * .infinity : value.isNaN)
            case 0: #expect(value == sign * mantissa * Float(sign: .plus, exponent: -24, significand: 1))
            default:
                let power = Float(sign: .plus, exponent: exponent - 15, significand: 1)
                #expect(value == sign * (1 + mantissa / 1024) * power)
            }
        }
    }
}
