import Basics
import JSON

/// The payload of a failure: a JSON object of code and message.
enum FailureFrame {
    static func encode(_ code: String, _ message: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.object {
            $0.member("code", code)
            $0.member("message", message)
        }
        return writer.bytes
    }

    static func decode(_ payload: ArraySlice<UInt8>) throws -> Frame {
        guard payload.count < 1 << 16, let value = try? JSONValue.parse(Array(payload)),
            let code = value["code"]?.string,
            let message = value["message"]?.string
        else { throw FdnixError.garbledFrame }
        return .failed(code: code, message: message.printable(onOneLine: true))
    }
}
