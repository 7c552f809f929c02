import Basics

/// Whether scanned pages can be read on this machine.
public enum RecognitionSupport {
    /// Whether the system has tesseract. The library is looked for and not loaded: only the reading child does that.
    public static var isInstalled: Bool {
        folders.contains { folder in
            TesseractLibrary.names.contains { FileSystem.exists("\(folder)/\($0)") }
        }
    }

    private static let folders = [
        "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib",
        "/opt/homebrew/lib",
    ]
}
