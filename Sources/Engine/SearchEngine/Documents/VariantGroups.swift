import Basics

/// Documents that are variants of one thing.
struct VariantGroups: Sendable {
    private let groups: MappedArray<UInt32>
    private let offsets: MappedArray<UInt32>
    private let members: MappedArray<UInt32>
    /// How many groups there are; they are numbered from 1 on.
    let count: Int

    init(_ file: IndexFile, counts: IndexCounts) throws {
        count = counts.groups
        groups = try file.array(.groups, of: UInt32.self, count: counts.documents)
        offsets = try file.array(.groupOffsets, of: UInt32.self, count: counts.groups + 1)
        members = try MappedArray(file.section(.groupMembers), "\(file.path): groupMembers")
    }

    /// The group of a document, 0 where it has none.
    @inline(__always)
    func group(of document: Int) -> Int {
        let group = Int(groups[document])
        return group <= count ? group : 0
    }

    /// The documents of a group, ascending.
    func members(_ group: Int) -> UnsafeBufferPointer<UInt32> {
        guard group > 0, let start = offsets[checked: group - 1], let end = offsets[checked: group], start <= end,
            Int(end) <= members.count
        else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(rebasing: members.buffer[Int(start)..<Int(end)])
    }

    var isSound: Bool {
        groups.buffer.allSatisfy { Int($0) <= count }
            && (1..<count + 1).allSatisfy { group in
                members(group).count > 1
                    && members(group).allSatisfy { Int($0) < groups.count && groups[Int($0)] == UInt32(group) }
            }
    }

    /// The three sections for `documents`; returns how many groups of two and more there are.
    static func encode(_ documents: [IndexDocument], into writer: inout IndexFileWriter) -> Int {
        var sizes: [String: Int] = [:]
        for document in documents where !document.group.isEmpty { sizes[document.group, default: 0] += 1 }
        var known: [String: UInt32] = [:]
        var members: [[UInt32]] = []
        let numbers = documents.enumerated().map { i, document -> UInt32 in
            guard sizes[document.group, default: 0] > 1 else { return 0 }
            let number = known[document.group] ?? UInt32(members.count + 1)
            if number > members.count {
                known[document.group] = number
                members.append([])
            }
            members[Int(number) - 1].append(UInt32(i))
            return number
        }
        var offsets: [UInt32] = [0]
        for list in members { offsets.append(offsets[offsets.count - 1] + UInt32(list.count)) }
        writer.add(.groups, numbers)
        writer.add(.groupOffsets, offsets)
        writer.add(.groupMembers, members.flatMap { $0 })
        return members.count
    }
}
