import Basics
import JSON

/// What a child is asked for, as the last of its arguments: a JSON object.
struct ReadingRequest {
    var type: DocumentType
    var options: ReadingOptions
    /// Bytes of address space and seconds on a processor.
    var addressSpace: Int
    var processorSeconds: Int

    func encoded() -> String {
        var writer = JSONWriter()
        writer.object {
            $0.member("type", type.rawValue)
            $0.member("detectsCharsets", options.charsets == .detect)
            $0.member("concatenatesRecords", options.concatenatesRecords)
            $0.member("extractsPictures", options.extractsPictures)
            $0.member("recognitionLanguages", options.recognitionLanguages)
            $0.member("addressSpace", addressSpace)
            $0.member("processorSeconds", processorSeconds)
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    init(type: DocumentType, options: ReadingOptions, addressSpace: Int, processorSeconds: Int) {
        self.type = type
        self.options = options
        self.addressSpace = addressSpace
        self.processorSeconds = processorSeconds
    }

    /// Reads the argument. Throws `usage` where it is not a request.
    init(_ argument: String) throws {
        guard let value = try? JSONValue.parse(argument), let name = value["type"]?.string,
            let type = DocumentType(rawValue: name), let space = value["addressSpace"]?.int, space > 0,
            let seconds = value["processorSeconds"]?.int, seconds > 0
        else {
            throw FdnixError(
                .usage, "the role read is for the program itself; give the document to embed-documents show")
        }
        self.type = type
        options = ReadingOptions(
            charsets: value["detectsCharsets"]?.bool == true ? .detect : .strict,
            concatenatesRecords: value["concatenatesRecords"]?.bool ?? false,
            extractsPictures: value["extractsPictures"]?.bool ?? true,
            recognitionLanguages: value["recognitionLanguages"]?.string)
        addressSpace = Int(space)
        processorSeconds = Int(seconds)
        // The rest is for pages with a text layer, and for the page that is read when the time has come.
        options.recognitionSeconds = processorSeconds * 2 / 3
    }
}
