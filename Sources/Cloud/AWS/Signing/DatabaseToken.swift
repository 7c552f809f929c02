public import Basics
import Digests
import HTTPTypes

/// What a user of a database of Amazon RDS signs in with instead of a password, where the database trusts IAM
/// (docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html).
public enum DatabaseToken {
    /// A token for signing in at `host` as `user` within the next 15 minutes: whoever has it may. `seconds` since 1970 are
    /// the time now. Throws `notFound` where the system has no libcrypto.
    public static func make(
        host: String, port: Int, user: String, region: String, with key: AccessKey, at seconds: Int
    ) throws(FdnixError) -> String {
        let authority = "\(host):\(port)"
        let request = HTTPRequest(
            method: .get, scheme: "https", authority: authority,
            path: "/?Action=connect&DBUser=\(PercentEncoding.encode(user))")
        let signer = RequestSigner(region: region, service: "rds-db")
        let signed = try signer.presign(request, payload: .of([]), with: key, at: seconds, lifetime: lifetime)
        return authority + (signed.path ?? "")
    }

    /// For how many seconds a token is good: RDS takes no others.
    private static let lifetime = 900
}
