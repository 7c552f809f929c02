import Basics
import JSON
import TestSupport
import Testing

@testable import RemoteEmbedding

@Suite("Answers of models")
struct VectorAnswerTests {
    private func parse(_ text: String) throws -> [[Float]] { try VectorAnswer.parse(Array(text.utf8)) }

    @Test(
        "Every form is read",
        arguments: [
            #"{"embedding":[1,2.5],"inputTextTokenCount":3,"embeddingsByType":{"float":[9,9]}}"#,
            #"{"embeddings":[[1,2.5]],"id":"x","response_type":"embeddings_floats","texts":["a"]}"#,
            #"{"id":"x","embeddings":{"float":[[1,2.5]]}}"#,
            #"[[1,2.5]]"#, #" [ 1.0, 25e-1 ] "#,
            #"{"object":"list","data":[{"object":"embedding","index":0,"embedding":[1,2.5]}],"usage":{}}"#,
            #"{"data":[{"embedding":"AACAPwAAIEA="}]}"#, #"{"data":[{"embedding":[1,2.5]}]}"#,
        ])
    func forms(_ text: String) throws { #expect(try parse(text) == [[1, 2.5]]) }

    @Test("Vectors are matched by index, whatever their order")
    func indexes() throws {
        let text = #"{"data":[{"index":2,"embedding":[3]},{"index":0,"embedding":[1]},{"embedding":[2],"index":1}]}"#
        #expect(try parse(text) == [[1], [2], [3]])
    }

    @Test(
        "Answers that cannot be trusted are refused",
        arguments: [
            "", "{", "{}", #"{"data":5}"#, #"{"embedding":null}"#, #"{"embedding":[1,null]}"#, "[[1,[2]]]", "[[[1]]]",
            "[1,[2]]", #"{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}"#,
            #"{"data":[{"index":1,"embedding":[1]}]}"#, #"{"data":[{"index":-1,"embedding":[1]}]}"#,
            #"{"data":[{"embedding":"AACAPwAAIE="}]}"#, #"{"data":[{"embedding":"AACA"}]}"#, "[[1]] x",
            #"{"embedding":[1e999]}"#, #"{"data":[{"index":9223372036854775807,"embedding":[1]}]}"#,
        ])
    func malformed(_ text: String) { #expect(throws: FdnixError.self) { try parse(text) } }

    @Test("No damage to an answer does harm")
    func fuzz() {
        let originals = [
            #"{"data":[{"index":1,"embedding":[1,2]},{"index":0,"embedding":"AACAPwAAIEA="}],"usage":{"a":[1]}}"#,
            #"{"embeddings":{"float":[[0.1,0.2],[1e-3,-4]]},"x":"\u00e9"}"#,
        ]
        var random = SplitMix(17)
        var accepted = 0
        for _ in 0..<TestSettings.fuzzIterations(2000) {
            var bytes = Array(originals.randomElement(using: &random)!.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(place...)
                default: bytes.insert(Array("[]{},\":0".utf8).randomElement(using: &random)!, at: place)
                }
                if bytes.isEmpty { break }
            }
            if let vectors = try? VectorAnswer.parse(bytes) {
                accepted += 1
                #expect(vectors.count <= 4)
            }
        }
        #expect(accepted > 0)
    }
}
