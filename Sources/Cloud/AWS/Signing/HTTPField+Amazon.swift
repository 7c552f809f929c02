import HTTPTypes

extension HTTPField.Name {
    /// A name known to be one; any other is none of the fields that are looked for.
    private static func known(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .via }

    static let amzDate = known("X-Amz-Date")
    static let amzContentSHA256 = known("X-Amz-Content-Sha256")
    static let amzSecurityToken = known("X-Amz-Security-Token")
    static let amzTrailer = known("X-Amz-Trailer")
    static let amzDecodedContentLength = known("X-Amz-Decoded-Content-Length")
    static let amzErrorType = known("X-Amzn-ErrorType")
    static let amzTarget = known("X-Amz-Target")
}
