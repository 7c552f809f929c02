import Basics
import JSON
import TestSupport
import Testing

@testable import RemoteEmbedding

@Suite("Files of batch jobs")
struct BatchFileTests {
    private let model = BedrockModel("amazon.titan-embed-text-v2:0")

    @Test("Input and records are lines as Bedrock takes them, without a line feed at the end")
    func lines() throws {
        try withTemporaryDirectory { directory in
            let texts = ["plain", "a \"quote\"\nand ünïcode \u{1}", ""].enumerated().map {
                KeyedText(hash: "h\($0.offset)", text: $0.element)
            }
            let files = RecordFiles(model: model, dimension: 512)
            try files.writeInput(texts[...], to: "\(directory)/input")
            try files.writeRecords(texts[1...], to: "\(directory)/records")
            let input = String(decoding: try FileSystem.read("\(directory)/input"), as: UTF8.self)
            let lines = input.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count == 3)
            #expect(
                lines[0]
                    == #"{"recordId":"R0000000001","modelInput":{"inputText":"plain","dimensions":512,"normalize":true}}"#
            )
            #expect(
                try JSONValue.parse(String(lines[1]))["modelInput"]?["inputText"]?.string
                    == "a \"quote\"\nand ünïcode \u{1}")
            let records = try FileSystem.read("\(directory)/records")
            #expect(
                String(decoding: records, as: UTF8.self) == """
                    {"recordId":"R0000000001","textHash":"h1"}
                    {"recordId":"R0000000002","textHash":"h2"}
                    """)
            #expect(try RecordFiles.hashes(records, keys: BatchKeys(id: "x")) == ["h1", "h2"])
        }
    }

    @Test("Files larger than the buffer are whole")
    func large() throws {
        try withTemporaryDirectory { directory in
            let texts = (0..<5000).map { KeyedText(hash: "\($0)", text: String(repeating: "text \($0) ", count: 60)) }
            try RecordFiles(model: model, dimension: 256).writeInput(texts[...], to: "\(directory)/input")
            let lines = try FileSystem.read("\(directory)/input").split(separator: 0x0A)
            #expect(lines.count == 5000)
            for index in [0, 1999, 2000, 4999] {
                let line = try JSONValue.parse(Array(lines[index]))
                #expect(line["recordId"]?.string == RecordFiles.id(index + 1))
                #expect(line["modelInput"]?["inputText"]?.string == texts[index].text)
            }
        }
    }

    @Test("A line is never longer than it was thought to be")
    func sizes() throws {
        var random = SplitMix(31)
        try withTemporaryDirectory { directory in
            for _ in 0..<100 {
                let scalars = (0..<Int.random(in: 0...60, using: &random)).compactMap { _ in
                    Unicode.Scalar(UInt32.random(in: 0...0x2FFF, using: &random))
                }
                let text = KeyedText(hash: "h", text: String(String.UnicodeScalarView(scalars)))
                try RecordFiles(model: model, dimension: 1024).writeInput([text], to: "\(directory)/input")
                let size = try #require(FileSystem.size(of: "\(directory)/input"))
                #expect(size <= RecordFiles.largestLine(of: text.text))
            }
        }
    }

    @Test("Jobs are as few as the limits allow and of near-equal size")
    func splitting() {
        #expect(JobSizes.split([], maximumRecords: 5, maximumBytes: 100) == [])
        let sizes = Array(repeating: 10, count: 101)
        #expect(JobSizes.split(sizes, maximumRecords: 100, maximumBytes: 10_000) == [0..<50, 50..<101])
        #expect(JobSizes.split(sizes, maximumRecords: 1000, maximumBytes: 600).count == 2)
        #expect(JobSizes.split([1000, 1, 1], maximumRecords: 10, maximumBytes: 3) == [0..<1, 1..<2, 2..<3])
        var random = SplitMix(41)
        for _ in 0..<300 {
            let sizes = (0..<Int.random(in: 1...300, using: &random)).map { _ in Int.random(in: 1...50, using: &random)
            }
            let records = Int.random(in: 1...120, using: &random)
            let bytes = Int.random(in: 51...2000, using: &random)
            let ranges = JobSizes.split(sizes, maximumRecords: records, maximumBytes: bytes)
            #expect(ranges.flatMap { Array($0) } == Array(sizes.indices))
            #expect(ranges.allSatisfy { $0.count <= records && sizes[$0].reduce(0, +) <= bytes })
            #expect((ranges.map(\.count).max() ?? 0) - (ranges.map(\.count).min() ?? 0) <= 1)
        }
    }

    @Test("Job files keep all that a next run needs")
    func jobFile() throws {
        let keys = BatchKeys(time: 1_790_000_000, random: 0.5)
        #expect(keys.id == "1790000000-80000000")
        #expect(keys.name.utf8.count <= 63)
        var file = JobFile(
            keys: keys, arn: nil, status: "Prepared", modelID: "m", dimension: 256, templateVersion: 1,
            submitted: 1_790_000_000, records: 7)
        #expect(
            file.json.description == """
                {"job_id":"1790000000-80000000","job_arn":null,"status":"Prepared","model_id":"m","dimensions":256,\
                "template_version":1,"submitted_at":1790000000,"record_count":7,"harvested":false}
                """)
        #expect(try JobFile(file.json.encoded, keys: keys) == file)
        file.arn = "arn:aws:bedrock:us-east-1:1:model-invocation-job/x"
        file.isHarvested = true
        #expect(try JobFile(file.json.encoded, keys: keys) == file)
        #expect(throws: FdnixError.self) { try JobFile(file.json.encoded, keys: BatchKeys(id: "other")) }
        #expect(throws: FdnixError.self) { try JobFile(Array("{}".utf8), keys: keys) }
    }

    @Test("Only job files are taken for job files")
    func keys() {
        #expect(BatchKeys(jobFile: "bedrock-batch/jobs/1-ab.json")?.id == "1-ab")
        for key in [
            "bedrock-batch/jobs/1-ab.records.jsonl", "bedrock-batch/jobs/.json", "bedrock-batch/jobs/a/b.json",
            "bedrock-batch/input/1-ab/input.jsonl", "bedrock-batch/jobs/1-ab.json.bak", "bedrock-batch/jobs/../x.json",
        ] { #expect(BatchKeys(jobFile: key) == nil) }
    }

    @Test("Lists of records that are not ones are refused")
    func damagedRecords() {
        for text in [
            #"{"recordId":"R0000000002","textHash":"h"}"#, #"{"recordId":"R0000000001"}"#, "x",
            #"{"recordId":"R0000000001","textHash":"h"}"# + "\n" + #"{"recordId":"R0000000001","textHash":"h"}"#,
        ] {
            #expect(throws: FdnixError.self) { try RecordFiles.hashes(Array(text.utf8), keys: BatchKeys(id: "x")) }
        }
    }

    @Test("Lines are found whatever the pieces they come in; too long ones are dropped")
    func outputLines() {
        var random = SplitMix(51)
        for _ in 0..<300 {
            let lines = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                String(repeating: "x", count: Int.random(in: 1...15, using: &random))
            }
            var bytes = Array(lines.joined(separator: "\n").utf8)
            if !lines.isEmpty, Bool.random(using: &random) { bytes.append(0x0A) }
            var found: [String] = []
            var splitter = OutputLines(limit: 1000)
            while !bytes.isEmpty {
                let count = Int.random(in: 1...bytes.count, using: &random)
                splitter.add(Array(bytes.prefix(count))) { found.append(String(decoding: $0, as: UTF8.self)) }
                bytes.removeFirst(count)
            }
            splitter.finish { found.append(String(decoding: $0, as: UTF8.self)) }
            #expect(found == lines)
        }
        var short = OutputLines(limit: 4)
        var found: [String] = []
        for piece in ["ab\ncdef", "ghi", "jk\nlm", "\n"] {
            short.add(Array(piece.utf8)) { found.append(String(decoding: $0, as: UTF8.self)) }
        }
        #expect(found == ["ab", "lm"])
        #expect(short.dropped == 1)
    }

    @Test("The way of texts: nothing, calls, jobs or neither")
    func paths() {
        func path(_ mode: InferenceMode, _ missing: Int, hasBatch: Bool = true) -> EmbeddingPathRules.Path {
            EmbeddingPathRules(mode: mode, hasBatch: hasBatch).path(for: missing)
        }
        for mode in InferenceMode.allCases { #expect(path(mode, 0) == .nothing) }
        #expect(path(.auto, 99) == .onDemand)
        #expect(path(.auto, 100) == .batch)
        #expect(path(.auto, 120_000) == .batch)
        #expect(path(.auto, 120_000, hasBatch: false) == .onDemand)
        #expect(path(.batch, 99) == .left)
        #expect(path(.batch, 100) == .batch)
        #expect(path(.onDemand, 1) == .onDemand)
        #expect(path(.onDemand, 120_000) == .onDemand)
        var rules = EmbeddingPathRules(mode: .auto, hasBatch: true)
        rules.fallbackTexts = 10
        #expect(rules.fallback(refused: 10, spent: 0) == 10)
        #expect(rules.fallback(refused: 11, spent: 0) == 0)
        #expect(rules.fallback(failed: 11, spent: 0) == 10)
        #expect(rules.fallback(failed: 11, spent: 4) == 6)
        rules.mode = .batch
        #expect(rules.fallback(refused: 1, spent: 0) == 0)
        #expect(rules.fallback(failed: 1, spent: 0) == 0)
    }

    @Test("Output lines: vectors, errors, and what is neither")
    func outputRecords() throws {
        func record(_ text: String) throws -> OutputRecord {
            try Array(text.utf8).withUnsafeBytes { try OutputRecord($0) }
        }
        let good = try record(
            #"{"modelInput":{"inputText":"a"},"modelOutput":{"embedding":[1,2],"inputTextTokenCount":1},"recordId":"R0000000007"}"#
        )
        #expect(good.index == 6 && good.vector == [1, 2] && good.problem == nil)
        let bad = try record(
            #"{"recordId":"R0000000001","modelInput":{},"error":{"errorCode":400,"errorMessage":"too\nlong"}}"#)
        #expect(bad.index == 0 && bad.problem == "400: too long")
        for id in ["R000000001", "X0000000001", "R0000000000", "R-000000001", "pkgs.hello"] {
            #expect(try record(#"{"recordId":"\#(id)","modelOutput":{"embedding":[1]}}"#).index == nil)
        }
        #expect(try record(#"{"recordId":5,"modelOutput":null,"error":null}"#).index == nil)
        #expect(throws: FdnixError.self) { try record(#"{"recordId":"R0000000001","modelOut"#) }
    }
}
