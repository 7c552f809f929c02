import Basics
import JSON

/// An error in the form in which the runtime API takes it.
///
/// `{"errorMessage": …, "errorType": …, "stackTrace": []}`, and the type again in the header
/// `Lambda-Runtime-Function-Error-Type`, as `Category.Reason`
/// (docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).
struct FunctionFailure: Error, Equatable {
    var type: String
    var message: String

    init(type: String, message: String) {
        self.type = type
        self.message = message
    }

    /// An error thrown by the function, or by its set-up: a failure as it is, any other under `category` and its code or
    /// type.
    init(_ error: any Error, category: String) {
        switch error {
        case let failure as FunctionFailure: self = failure
        default:
            let reason = (error as? FdnixError)?.code.rawValue ?? "\(Swift.type(of: error))"
            self.init(type: "\(category).\(Self.word(reason))", message: "\(error)")
        }
    }

    /// The answer is larger than Lambda takes.
    static func tooLarge(_ count: Int) -> FunctionFailure {
        FunctionFailure(
            type: "Function.ResponseSizeTooLarge",
            message: "the answer has \(count) bytes; Lambda takes \(RuntimeLoop.maximumAnswerSize)")
    }

    /// The deadline passed first.
    static let late = FunctionFailure(
        type: "Function.TimedOut", message: "the function had no answer when its time was up")

    var body: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("errorMessage", message)
            json.member("errorType", type)
            json.arrayMember("stackTrace") { _ in }
        }
        return json.bytes
    }

    /// Fit for a header: letters and digits, the words of a kebab-case name capitalised.
    private static func word(_ name: String) -> String {
        let parts = name.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        return parts.isEmpty ? "Unknown" : parts.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}
