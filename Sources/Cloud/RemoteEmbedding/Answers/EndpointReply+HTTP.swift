import Basics
import HTTPTransport

extension EndpointReply {
    /// What an answer says that came with success.
    init(answer bytes: [UInt8], of model: String) {
        do {
            self = .vectors(try VectorAnswer.parse(bytes))
        } catch {
            let error = FdnixError(
                .malformedInput, "cannot read the answer of the model \(model)", underlying: error)
            // The same call would be answered in the same way.
            self = .failed(error, .failure(HTTPFailure(.malformed)))
        }
    }

    /// A failure that a status tells: what may pass counts as what retry policies know.
    init(failure error: FdnixError, status: Int) {
        let isOther = status >= 500 && !RetryPolicy.isTemporary(status)
        self = .failed(error, .status(isOther ? 503 : status))
    }
}
