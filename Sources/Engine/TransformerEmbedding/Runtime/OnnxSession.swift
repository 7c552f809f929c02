import Basics
import COnnxRuntime

/// A sentence model in the ONNX format, opened: numbers of tokens in, a vector a token out.
///
/// Its inputs are those that models exported from `transformers` have: `input_ids`, `attention_mask`, `token_type_ids`.
final class OnnxSession: Sendable {
    private let runtime: OnnxRuntime
    // Safe to share: set once; the library lets several threads run one session at a time, and it is released when nobody
    // holds this object any more.
    private nonisolated(unsafe) let session: fdnix_onnxruntime_session
    private let outputName: StaticString
    private let dimension: Int

    /// Opens the model file at `path`, whose output `outputName` has `dimension` numbers a token. Throws `corrupt` for a file
    /// that is not such a model.
    init(_ runtime: OnnxRuntime, path: String, output outputName: StaticString, dimension: Int) throws(FdnixError) {
        let api = runtime.api.pointee
        let what = "cannot open the model \(path); fetch it again with Scripts/setup documents"
        var options: fdnix_onnxruntime_options?
        try runtime.check(api.CreateSessionOptions(&options), what)
        defer { if let options { api.ReleaseSessionOptions(options) } }
        // Threads are divided by batches, not inside one: nothing waits for the slowest.
        try runtime.check(api.SetIntraOpNumThreads(options, 1), what)
        // It would keep a plan for each shape that a batch ever had.
        try runtime.check(api.DisableMemPattern(options), what)
        var session: fdnix_onnxruntime_session?
        try runtime.check(api.CreateSession(runtime.environment, path, options, &session), what)
        guard let session else { throw FdnixError(.corrupt, what) }
        self.runtime = runtime
        self.session = session
        self.outputName = outputName
        self.dimension = dimension
    }

    deinit { runtime.api.pointee.ReleaseSession(session) }

    /// A vector for each token of a batch, padding included: `dimension` numbers each, row after row. Blocks for as long as it
    /// computes. Throws `corrupt` where the model does not take such a batch.
    func run(_ batch: TokenBatch) throws -> [Float] {
        var (ids, mask) = (batch.ids, batch.mask)
        var types = [Int64](repeating: 0, count: ids.count)
        var output = [Float](repeating: 0, count: ids.count * dimension)
        let shape = [Int64(batch.rows), Int64(batch.length)]
        // The library reads and writes these arrays in place; a model of other shapes or types is an error of its run.
        try ids.withUnsafeMutableBytes { ids in
            try mask.withUnsafeMutableBytes { mask in
                try types.withUnsafeMutableBytes { types in
                    try output.withUnsafeMutableBytes { output in
                        let inputs = try [ids, mask, types].map {
                            try Tensor($0, shape, FDNIX_ONNXRUNTIME_INT64, runtime)
                        }
                        let output = try Tensor(output, shape + [Int64(dimension)], FDNIX_ONNXRUNTIME_FLOAT, runtime)
                        try run(inputs, output)
                    }
                }
            }
        }
        return output
    }

    private func run(_ inputs: [Tensor], _ output: Tensor) throws(FdnixError) {
        let inputNames = ["input_ids", "attention_mask", "token_type_ids"].map(Self.name)
        let outputNames = [Self.name(outputName)]
        var outputs: [fdnix_onnxruntime_value?] = [output.value]
        let status = runtime.api.pointee.Run(
            session, nil, inputNames, inputs.map(\.value), inputs.count, outputNames, outputs.count, &outputs)
        withExtendedLifetime((inputs, output)) {}
        try runtime.check(status, "the embedding model failed")
    }

    private static func name(_ text: StaticString) -> UnsafePointer<CChar>? {
        UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
    }
}

/// An array as the library sees it, without a copy.
private final class Tensor {
    let value: fdnix_onnxruntime_value?
    private let runtime: OnnxRuntime

    /// Describes `bytes`, which must live as long as the tensor does.
    init(
        _ bytes: UnsafeMutableRawBufferPointer, _ shape: [Int64], _ type: some BinaryInteger, _ runtime: OnnxRuntime
    ) throws(FdnixError) {
        var value: fdnix_onnxruntime_value?
        let status = runtime.api.pointee.CreateTensorWithDataAsOrtValue(
            runtime.memory, bytes.baseAddress, bytes.count, shape, shape.count, Int32(type), &value)
        try runtime.check(status, "the embedding model's input cannot be made")
        self.value = value
        self.runtime = runtime
    }

    deinit { if let value { runtime.api.pointee.ReleaseValue(value) } }
}
