import TestSupport
import Testing

@testable import Basics

@Suite struct IPAddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
        ("::ffff:192.0.2.1", "192.0.2.1"), ("::FFFF:C000:0201", "192.0.2.1"), ("::1", "::1"), ("::", "::"),
        ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("fe80::1:2:3:4", "fe80::1:2:3:4"),
    ])
    func addressesHaveOneSpelling(text: String, spelling: String) {
        #expect(IPAddress(text)?.description == spelling)
    }

    @Test(arguments: [
        "", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "0x7f.0.0.1", "1.2.3.4 ", " 1.2.3.4", "1.2.3.4:80",
        "[::1]", "::1%eth0", ":::", "1::2::3", "12345::", "localhost", "::1\u{0}", "１.2.3.4",
        String(repeating: "0", count: 100_000),
    ])
    func nothingElseIsAnAddress(text: String) { #expect(IPAddress(text) == nil) }

    @Test func whatIsWrittenIsRead() {
        var random = SplitMix(6)
        for _ in 0..<TestSettings.fuzzIterations(2000) {
            let bits = UInt128(random.next()) << 64 | UInt128(random.next())
            // Runs of zeros are what spellings differ by.
            let sparse = bits & (UInt128.max << UInt128.random(in: 0..<128, using: &random))
            for address in [
                IPAddress(bits: sparse), IPAddress(bits: bits), IPAddress(v4: UInt32(truncatingIfNeeded: bits)),
            ] {
                #expect(IPAddress(address.description) == address)
            }
            #expect(IPAddress(bits: bits).isIPv4 == (bits >> 32 == 0xFFFF))
        }
    }

    @Test func aNetworkIsWhatOneClientHas() throws {
        let address = try #require(IPAddress("2001:db8:1:2:3:4:5:6"))
        #expect(address.network.description == "2001:db8:1:2::")
        let old = try #require(IPAddress("192.0.2.1"))
        #expect(old.network == old)
    }
}

@Suite struct SpecialAddressTests {
    @Test(arguments: [
        ("127.0.0.1", true, false), ("127.255.0.9", true, false), ("::1", true, false),
        ("::ffff:127.0.0.1", true, false),
        ("128.0.0.1", false, false), ("::2", false, false), ("169.254.169.254", false, true),
        ("fe80::1", false, true), ("febf::1", false, true), ("fec0::1", false, false), ("fd00:ec2::254", false, true),
        ("fd00:ec3::254", false, false), ("169.255.0.1", false, false),
    ])
    func thisMachineAndThisLink(text: String, isLoopback: Bool, isLinkLocal: Bool) throws {
        let address = try #require(IPAddress(text))
        #expect(address.isLoopback == isLoopback && address.isLinkLocal == isLinkLocal)
    }

    @Test func aHostMayBeInBrackets() {
        #expect(IPAddress(host: "[::1]") == IPAddress("::1"))
        #expect(IPAddress(host: "192.0.2.1") == IPAddress("192.0.2.1"))
        for text in ["[::1", "::1]", "[]", "[192.0.2.1]x", "name"] { #expect(IPAddress(host: text) == nil) }
    }
}

@Suite struct AddressRangeTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false), ("10.0.0.0/8", "10.255.0.1", true),
        ("10.1.2.3/8", "10.0.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("0.0.0.0/0", "8.8.8.8", true),
        ("0.0.0.0/0", "::1", false), ("::/0", "8.8.8.8", false), ("::/0", "2001:db8::1", true),
        ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::1", false),
        ("::ffff:10.0.0.0/104", "10.9.9.9", true), ("::ffff:10.0.0.0/104", "11.0.0.1", false),
        ("10.0.0.0/8", "::ffff:10.0.0.1", true), ("192.0.2.1/32", "192.0.2.1", true), ("::1/128", "::1", true),
    ])
    func whatIsInARange(range: String, address: String, isIn: Bool) throws {
        let range = try #require(AddressRange(range))
        #expect(range.contains(try #require(IPAddress(address))) == isIn)
    }

    @Test(arguments: [
        "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0.0/ 8", "::/129", "x/8",
        "10.0.0/8", "10.0.0.0/0x8", "10.0.0.0/1000000000000000000000",
    ])
    func nothingElseIsARange(text: String) { #expect(AddressRange(text) == nil) }

    @Test func theBitsThatCountAreCompared() {
        var random = SplitMix(7)
        for _ in 0..<TestSettings.fuzzIterations(2000) {
            let base = IPAddress(v4: UInt32.random(in: .min ... .max, using: &random))
            let length = Int.random(in: 0...32, using: &random)
            guard let range = AddressRange("\(base)/\(length)") else {
                Issue.record("\(base)/\(length) is a range")
                continue
            }
            #expect(range.contains(base))
            guard length > 0 else { continue }
            let bit = Int.random(in: 0..<32, using: &random)
            let other = IPAddress(v4: UInt32(truncatingIfNeeded: base.bits) ^ (1 << UInt32(31 - bit)))
            #expect(range.contains(other) == (bit >= length))
        }
    }
}
