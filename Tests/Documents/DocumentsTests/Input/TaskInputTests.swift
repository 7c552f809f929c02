import Basics
import Testing

@testable import Documents

/// The input of tasks and the keys of their results.
struct TaskInputTests {
    private func run(_ json: String, variable: String? = nil) throws -> [String] {
        try TaskInput(json: json, executionName: variable, random: 0xAB).items.map(\.run)
    }

    @Test func `a document, and the name of its run`() throws {
        let json =
            #"{"FileURI":"s3://b/k","ContentType":"text/plain","model_ref_key":null,"ETag":"x","_executionName":"e","z":1}"#
        let item = try #require(try TaskInput(json: json, executionName: "v", random: 1).items.first)
        #expect(item == TaskInput.Item(uri: "s3://b/k", contentType: "text/plain", run: "e"))
        let plain = #""FileURI":"s3://b/k","ContentType":"""#
        #expect(try run("{\(plain)}", variable: "v") == ["v"])
        #expect(try run("{\(plain),\"_executionName\":\"\"}", variable: "v") == ["v"])
        #expect(try run("{\(plain),\"Execution\":{\"Name\":\"n\"}}") == ["n"])
        #expect(try run("{\(plain)}") == ["ecs-task-000000ab"])
        #expect(try run("{\"Items\":[{\(plain),\"_executionName\":\"a\"},{\(plain)}]}", variable: "v") == ["a", "v"])
    }

    @Test(arguments: [
        nil, "", "no JSON", "[]", "{}", #"{"FileURI":1,"ContentType":""}"#, #"{"FileURI":"s3://b/k"}"#,
        #"{"Items":{}}"#,
        #"{"Items":[1]}"#, #"{"Items":[]}"#,
    ])
    func `what is not an input`(json: String?) {
        let error = #expect(throws: FdnixError.self) { try TaskInput(json: json, executionName: nil, random: 0) }
        #expect(error?.code == .malformedInput)
        #expect(error?.message.contains("INPUT_JSON") == true)
    }

    @Test func `keys of results`() {
        #expect(
            ResultKey.key(of: "s3://b/d/x y.pdf", run: "run-1", random: 0xFF)
                == "ingestion_output/run-1/sf-results/b_d_x y.pdf_000000ff.json")
        #expect(ResultKey.key(of: "s3://", run: "r", random: 0).hasSuffix("/unknown_00000000.json"))
        let long = ResultKey.key(of: "s3://" + String(repeating: "é", count: 600), run: "r", random: 0)
        #expect(long.hasSuffix("/\(String(repeating: "é", count: 450))_00000000.json"))
    }

    @Test func `addresses of objects`() throws {
        #expect(try ObjectURI("s3://b/a/ b%20.txt") == ObjectURI(bucket: "b", key: "a/ b%20.txt"))
        for wrong in ["b/k", "s3://b", "s3://b/", "s3:///k", "http://b/k"] {
            #expect(throws: FdnixError.self) { try ObjectURI(wrong) }
        }
    }
}
