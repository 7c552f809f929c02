import HTTPTransport
import HTTPTypes

extension HTTPField.Name {
    static let amzDate = HTTPField.Name(spelled: "X-Amz-Date")
    static let amzContentSHA256 = HTTPField.Name(spelled: "X-Amz-Content-Sha256")
    static let amzSecurityToken = HTTPField.Name(spelled: "X-Amz-Security-Token")
    static let amzTrailer = HTTPField.Name(spelled: "X-Amz-Trailer")
    static let amzDecodedContentLength = HTTPField.Name(spelled: "X-Amz-Decoded-Content-Length")
    static let amzErrorType = HTTPField.Name(spelled: "X-Amzn-ErrorType")
    static let amzTarget = HTTPField.Name(spelled: "X-Amz-Target")
}
