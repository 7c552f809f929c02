import Basics

/// The payload of a picture: how many places, eight bytes each, little-endian; the length of the extension in a byte and the
/// extension; the picture.
enum PictureFrame {
    private static let mostPlaces = 1 << 16

    static func encode(_ picture: ExtractedPicture) -> [UInt8] {
        var bytes: [UInt8] = []
        let places = picture.offsets.prefix(mostPlaces)
        bytes.reserveCapacity(16 + places.count * 8 + picture.bytes.count)
        withUnsafeBytes(of: UInt32(places.count).littleEndian) { bytes += $0 }
        for place in places { withUnsafeBytes(of: UInt64(place).littleEndian) { bytes += $0 } }
        let name = picture.fileExtension.utf8.prefix(8)
        bytes.append(UInt8(name.count))
        bytes += name
        bytes += picture.bytes
        return bytes
    }

    static func decode(_ payload: ArraySlice<UInt8>) throws -> ExtractedPicture {
        var rest = payload
        let count = try integer(&rest, bytes: 4)
        guard count <= mostPlaces else { throw FdnixError.garbledFrame }
        var offsets: [Int] = []
        for _ in 0..<count { offsets.append(try integer(&rest, bytes: 8)) }
        let name = try take(&rest, try integer(&rest, bytes: 1))
        // It becomes a part of a key.
        guard FileExtension.isOne(name) else { throw FdnixError.garbledFrame }
        return ExtractedPicture(
            offsets: offsets, fileExtension: String(decoding: name, as: UTF8.self), bytes: Array(rest))
    }

    private static func take(_ rest: inout ArraySlice<UInt8>, _ count: Int) throws -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw FdnixError.garbledFrame }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    private static func integer(_ rest: inout ArraySlice<UInt8>, bytes: Int) throws -> Int {
        let value = try take(&rest, bytes).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let value = Int(exactly: value) else { throw FdnixError.garbledFrame }
        return value
    }
}
