import Basics
import Platform

/// A second descriptor of a file that this process has open: what a child has between its fork and its next program. Nil
/// where the system does not tell which files are open. Whoever asks closes it.
public func duplicateDescriptor(ofFileAt path: String) throws -> Int32? {
    let folder = "/proc/self/fd"
    guard FileSystem.exists(folder) else { return nil }
    for name in try FileSystem.entries(of: folder) {
        var target = [CChar](repeating: 0, count: 4096)
        let count = readlink("\(folder)/\(name)", &target, target.count)
        guard count > 0, target[..<count].elementsEqual(path.utf8.lazy.map { CChar(bitPattern: $0) }),
            let number = Int32(name)
        else {
            continue
        }
        return dup(number)
    }
    return nil
}
