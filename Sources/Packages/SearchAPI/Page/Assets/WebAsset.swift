import Basics
import CWeb
import ServiceAPI

/// A file that pages load: embedded in the program, named by its contents so that browsers may keep it for good.
struct WebAsset: Sendable {
    let path: StaticString
    let type: String
    let bytes: [UInt8]
    /// Names the contents: other bytes, another hash.
    let hash: String

    private init(_ file: fdnix_web_file, _ path: StaticString, _ type: String) {
        var size = 0
        let start = fdnix_web(file, &size)
        bytes = Array(UnsafeBufferPointer(start: start, count: size))
        self.path = path
        self.type = type
        hash = String(bytes.withUnsafeBytes { XXHash64.hash($0) }, radix: 16)
    }

    /// The address that pages use: another one for other contents.
    var link: Link { .own(path, query: "v=\(hash)") }

    static let theme = WebAsset(fdnix_web_theme, "/assets/theme.js", "text/javascript; charset=utf-8")
    static let script = WebAsset(fdnix_web_script, "/assets/app.js", "text/javascript; charset=utf-8")
    static let style = WebAsset(fdnix_web_style, "/assets/style.css", "text/css; charset=utf-8")
    static let worker = WebAsset(fdnix_web_worker, "/sw.js", "text/javascript; charset=utf-8")
    static let manifest = WebAsset(fdnix_web_manifest, "/manifest.webmanifest", "application/manifest+json")
    static let icon = WebAsset(fdnix_web_icon, "/icon.svg", "image/svg+xml")

    static let all = [theme, script, style, worker, manifest, icon]

    /// Names everything that pages are made of beside the index.
    static let generation: String = {
        let text = fdnixVersion + all.map(\.hash).joined()
        return String(Array(text.utf8).withUnsafeBytes { XXHash64.hash($0) }, radix: 16)
    }()

    /// Answers with the file. Asked for by its hash it may be kept for a year; asked for by name alone (the service
    /// worker, the manifest) it is asked about again each time.
    var route: Route {
        Route(name: "asset", path: "\(path)", summary: "A file of the web page.", type: type, isPublic: false) {
            _, request, _ in
            let isNamed = request.parameters.first("v") == hash
            let cache = isNamed ? "public, max-age=31536000, immutable" : "no-cache"
            let representation = Representation(ServiceResponse(type: type, cache: cache, body: []))
            return await representation.answer(request, tag: EntityTag(hash)) {
                Representation.Contents(bytes: bytes)
            }
        }
    }
}
