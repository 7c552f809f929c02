import ReceiptModel
import Testing

@Suite struct NormalisationTests {
    @Test func `telephone numbers have ten digits`() {
        #expect(PhoneNumber.normalized("+1 (415) 555-0132") == "4155550132")
        #expect(PhoneNumber.normalized("415.555.0132 ext") == "4155550132")
        for text in ["", "555-0132", "2 415 555 0132", "0000000000", "415555013", "41555501322"] {
            #expect(PhoneNumber.normalized(text) == nil, "\(text)")
        }
        #expect(PhoneNumber.isTollFree("8005550132") && !PhoneNumber.isTollFree("4155550132"))
    }

    @Test func `web addresses lose what does not tell them apart`() {
        #expect(WebAddress.normalized("HTTPS://WWW.Example.COM/Path/?q=1#x") == "example.com/Path")
        #expect(WebAddress.normalized(" www.shop.example ") == "shop.example")
        #expect(WebAddress.normalized("shop.example/r?u=http://other.example/") == "shop.example/r")
        #expect(WebAddress.normalized("shop.example#x://y") == "shop.example")
        #expect(WebAddress.normalized("svn+ssh://Shop.example/") == "shop.example")
        #expect(WebAddress.normalized("shop.example/a?b@c") == "shop.example/a")
        for text in ["", "me@example.com", "mailto:me@example.com", "https://", "/"] {
            #expect(WebAddress.normalized(text) == nil, "\(text)")
        }
    }

    @Test func `log lines tell neither numbers nor addresses`() {
        #expect(Masked.phone("(415) 555-0132") == "********32" && Masked.phone("1") == "1")
        #expect(Masked.address("12 Oak Street") == "1* O** S*****")
    }

    @Test func `postal addresses are abbreviated and trimmed`() {
        #expect(StreetAddress.normalized("  12  oak Street., - Suite;5 ") == "12 OAK ST SUITE;5")
        #expect(StreetAddress.normalized("1 Main Road / Apartment 4,") == "1 MAIN RD APT 4")
        #expect(StreetAddress.normalized(" .-|/\\ ").isEmpty)
        #expect(StreetAddress.agree("12 OAK ST SPRINGFIELD", "12 OAK ST SPRINGF1ELD"))
        #expect(!StreetAddress.agree("12 OAK ST", "12 ELM ST") && !StreetAddress.agree("", ""))
    }

    @Test func `a receipt's address is put together from its parts`() {
        let town = "Springfield, IL 62701"
        #expect(StreetAddress.ofReceipt([]) == nil && StreetAddress.ofReceipt([" - "]) == nil)
        #expect(StreetAddress.ofReceipt(["12 Oak St", town, "12 OAK STREET"]) == "12 OAK ST SPRINGFIELD IL 62701")
        #expect(
            StreetAddress.ofReceipt(["12 Oak St, \(town)", "a far longer part without anything in it, at all"])
                == "12 OAK ST SPRINGFIELD IL 62701")
        #expect(StreetAddress.ofReceipt(["98765 Oak Street", "Albany, NY 12207"]) == "98765 OAK ST ALBANY NY 12207")
        #expect(
            StreetAddress.ofReceipt(["Lot 276 Jalan Besar", "43800 Masai"]) == "LOT 276 JALAN BESAR 43800 MASAI")
        #expect(
            StreetAddress.ofReceipt(["12-Taman Indah", "Masai", "Johor TX 43800-1234"])
                == "12-TAMAN INDAH JOHOR TX 43800-1234")
        #expect(StreetAddress.ofReceipt(["Jalan Besar", "Johor", "Masai Town"]) == "JALAN BESAR MASAI TOWN")
        #expect(StreetAddress.ofReceipt(["Oak"]) == "OAK")
    }
}
