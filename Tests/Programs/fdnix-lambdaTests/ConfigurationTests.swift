import Basics
import Testing

@testable import fdnix_lambda

@Suite("The function's variables")
struct ConfigurationTests {
    @Test("the index is the layer's unless another file is named")
    func index() throws {
        #expect(try FunctionConfiguration(environment: [:]).indexPath == "/opt/fdnix/fdnix.idx")
        #expect(try FunctionConfiguration(environment: ["FDNIX_INDEX": ""]).indexPath == "/opt/fdnix/fdnix.idx")
        #expect(try FunctionConfiguration(environment: ["FDNIX_INDEX": "/tmp/x.idx"]).indexPath == "/tmp/x.idx")
    }

    @Test(
        "embeddings are used unless they are turned off",
        arguments: [
            ("", true, 0), ("true", true, 0), ("1", true, 0), (" On ", true, 0), ("0", false, 0), ("FALSE", false, 0),
            ("no", false, 0), ("off", false, 0), ("maybe", false, 1),
        ])
    func embeddings(text: String, expected: Bool, warnings: Int) throws {
        let configuration = try FunctionConfiguration(environment: ["ENABLE_EMBEDDINGS": text])
        #expect(configuration.semantic == expected)
        #expect(configuration.warnings.count == warnings)
        #expect(configuration.warnings.allSatisfy { $0.contains("ENABLE_EMBEDDINGS") && $0.contains(text) })
    }

    @Test("an index that cannot be a file is told at once", arguments: ["s3://bucket/fdnix.idx", "/tmp"])
    func problems(path: String) {
        let error = #expect(throws: FdnixError.self) {
            try FunctionConfiguration(environment: ["FDNIX_INDEX": path])
        }
        #expect(error?.code == .usage)
        #expect(error?.message.contains("FDNIX_INDEX") == true)
        #expect(error?.message.contains(path) == true)
    }
}
