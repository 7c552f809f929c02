import Basics
import JSON

/// A file in the safetensors format: eight bytes of header length, a JSON header, the tensors' bytes.
///
/// Strict, as the format's own reader is (github.com/huggingface/safetensors): the tensors fill the rest of the file
/// without gap or overlap, and each has the size that its type and shape say.
struct Safetensors: Sendable {
    /// The element types read here.
    enum ElementType: String, Sendable {
        case float16 = "F16"
        case float32 = "F32"
        case int8 = "I8"
        case uint8 = "U8"

        var size: Int {
            switch self {
            case .float16: 2
            case .float32: 4
            case .int8, .uint8: 1
            }
        }
    }

    /// A named array.
    struct Tensor: Sendable {
        let type: ElementType
        let shape: [Int]
        let bytes: ByteView

        /// The bytes at an address that suits numbers of the tensor's type: copied if they do not lie at one already.
        var aligned: ByteView {
            Int(bitPattern: bytes.bytes.baseAddress) % type.size == 0 ? bytes : ByteView(copying: bytes.bytes)
        }
    }

    /// The longest header that the format allows.
    static let longestHeader = 100_000_000

    private(set) var tensors: [String: Tensor] = [:]
    private(set) var metadata: [String: String] = [:]
    /// What error messages call the file.
    let name: String

    init(_ view: ByteView, name: String) throws {
        self.name = name
        guard view.count >= 8 else { throw Self.damaged(name, "it has \(view.count) bytes") }
        var length: UInt64 = 0
        for i in 0..<8 { length |= UInt64(view.bytes[i]) << (8 * i) }
        guard length <= min(Self.longestHeader, view.count - 8) else {
            throw Self.damaged(name, "its header says it has \(length) bytes")
        }
        let header = try view.slice(8, Int(length))
        let data = try view.slice(8 + Int(length), view.count - 8 - Int(length))
        guard header.bytes.first == UInt8(ascii: "{"), let members = try? JSONValue.parse(header.bytes).object?.members
        else { throw Self.damaged(name, "its header is not a JSON object") }
        var ranges: [Range<Int>] = []
        for member in members {
            if member.key == "__metadata__" {
                for entry in member.value.object?.members ?? [] { metadata[entry.key] = entry.value.string }
                continue
            }
            let (tensor, range) = try Self.tensor(member.key, member.value, data, name)
            guard tensors.updateValue(tensor, forKey: member.key) == nil else {
                throw Self.damaged(name, "the tensor \(member.key) is there twice")
            }
            ranges.append(range)
        }
        var end = 0
        for range in ranges.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
            guard range.lowerBound == end else { throw Self.damaged(name, "its tensors overlap or leave a gap") }
            end = range.upperBound
        }
        guard end == data.count else { throw Self.damaged(name, "bytes follow its last tensor") }
    }

    /// The tensor `tensor`, which must have `rank` dimensions and one of `types`.
    func tensor(_ tensor: String, rank: Int, types: [ElementType]) throws -> Tensor {
        guard let found = tensors[tensor] else { throw Self.damaged(name, "the tensor \(tensor) is missing") }
        guard found.shape.count == rank, types.contains(found.type) else {
            throw FdnixError(
                .incompatible,
                "cannot use the model \(name): the tensor \(tensor) is \(found.type.rawValue) of shape \(found.shape)")
        }
        return found
    }

    private static func tensor(
        _ key: String, _ value: JSONValue, _ data: ByteView, _ name: String
    ) throws -> (Tensor, Range<Int>) {
        guard let typeName = value["dtype"]?.string, let dimensions = value["shape"]?.array,
            let offsets = value["data_offsets"]?.array, offsets.count == 2,
            let begin = offsets[0].int.flatMap(Int.init(exactly:)), let end = offsets[1].int.flatMap(Int.init(exactly:))
        else { throw damaged(name, "the entry of the tensor \(key) is incomplete") }
        guard let type = ElementType(rawValue: typeName) else {
            throw FdnixError(.incompatible, "cannot use the model \(name): the tensor \(key) has the type \(typeName)")
        }
        var size = type.size
        var shape: [Int] = []
        for dimension in dimensions {
            guard let dimension = dimension.int.flatMap(Int.init(exactly:)), dimension >= 0,
                case let (product, overflow) = size.multipliedReportingOverflow(by: dimension), !overflow
            else { throw damaged(name, "the shape of the tensor \(key) is impossible") }
            size = product
            shape.append(dimension)
        }
        guard begin >= 0, begin <= end, end <= data.count, end - begin == size else {
            throw damaged(name, "the tensor \(key) is not where the header says")
        }
        return (Tensor(type: type, shape: shape, bytes: try data.slice(begin, size)), begin..<end)
    }

    static func damaged(_ name: String, _ what: String) -> FdnixError {
        FdnixError(.corrupt, "the model \(name) is damaged: \(what); fetch or make it again")
    }
}
