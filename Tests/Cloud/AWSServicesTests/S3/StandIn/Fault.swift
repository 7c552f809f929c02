/// What goes wrong with a request to the stand-in.
enum Fault: Sendable {
    /// An error instead of an action.
    case refusal(status: Int, code: String)
    /// The action happens, and its answer is lost.
    case lostAnswer
    /// An error after the head of a success.
    case lateError(code: String)
    /// The connection ends before the request's body was read.
    case cutRequest
    /// The connection ends after so many bytes of the answer's body.
    case cutAnswer(after: Int)
    /// A bit of the answer's body is another.
    case changedAnswer
    /// A bit of the request's body is another when it arrives.
    case changedRequest
}
