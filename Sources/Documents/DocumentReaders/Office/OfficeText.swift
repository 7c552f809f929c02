import Basics

/// Gives an output what the frames of an Office document hold.
enum OfficeText {
    /// Ends `frame` and gives its text, its pictures and its details, to which `title` is added. Throws what reading a
    /// picture and `output` throw.
    static func give(
        _ frame: FlowFrame, title: String?, from archive: ZipArchive, into output: some DocumentOutput
    ) throws {
        var frame = frame
        frame.finish()
        var details = DocumentDetails()
        details.title = title
        var places: [String: [Int]] = [:]
        var parts: [String] = []
        for (offset, mark) in frame.marks.sorted(by: { $0.offset < $1.offset }) {
            switch mark {
            case .section(let header): details.sections.append(.init(header: header, offset: offset))
            case .page(let number): details.pages.append(.init(number: number, offset: offset))
            case .picture(let part):
                if places[part] == nil { parts.append(part) }
                places[part, default: []].append(offset)
            }
        }
        try output.append(frame.bytes)
        for part in parts {
            try output.append(
                ExtractedPicture(
                    offsets: places[part] ?? [], fileExtension: FileExtension.of(part),
                    bytes: archive.contents(of: part)))
        }
        try output.endDocument(details)
    }
}
