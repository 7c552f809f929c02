/// Words with their stems, `word:stem`, made with the Snowball project's English stemmer.
///
/// The `cons` and `kn` words are those of its published sample; the rest goes through the rules one by one. Releases
/// of Snowball differ in a few words (`universal`); only words on which all of them agree are here.
enum StemmerVocabulary {
    static let pairs: [(word: String, stem: String)] = text.split(whereSeparator: \.isWhitespace).compactMap { pair in
        let parts = pair.split(separator: ":").map(String.init)
        return parts.count == 2 ? (parts[0], parts[1]) : nil
    }

    private static let text = """
        consign:consign consigned:consign consigning:consign consignment:consign consist:consist consisted:consist
        consistency:consist consistent:consist consistently:consist consisting:consist consists:consist
        consolation:consol consolations:consol consolatory:consolatori console:consol consoled:consol consoles:consol
        consolidate:consolid consolidated:consolid consolidating:consolid consoling:consol consolingly:consol
        consols:consol consonant:conson consort:consort consorted:consort consorting:consort conspicuous:conspicu
        conspicuously:conspicu conspiracy:conspiraci conspirator:conspir conspirators:conspir conspire:conspir
        conspired:conspir conspiring:conspir constable:constabl constables:constabl constance:constanc
        constancy:constanc constant:constant knack:knack knackeries:knackeri knacks:knack knag:knag knave:knave
        knaves:knave knavish:knavish kneaded:knead kneading:knead knee:knee kneel:kneel kneeled:kneel kneeling:kneel
        kneels:kneel knees:knee knell:knell knelt:knelt knew:knew knick:knick knif:knif knife:knife knight:knight
        knightly:knight knights:knight knit:knit knits:knit knitted:knit knitting:knit knives:knive knob:knob knobs:knob
        knock:knock knocked:knock knocker:knocker knockers:knocker knocking:knock knocks:knock knopp:knopp knot:knot
        knots:knot skis:ski skies:sky idly:idl gently:gentl ugly:ugli early:earli only:onli singly:singl sky:sky
        news:news howe:howe atlas:atlas cosmos:cosmos bias:bias andes:andes inning:inning outing:outing canning:canning
        herring:herring earring:earring proceed:proceed exceed:exceed succeed:succeed ties:tie cries:cri gas:gas
        this:this gaps:gap kiwis:kiwi hopping:hop hoped:hope hoping:hope luxuriated:luxuri generate:generat
        communism:communism arsenal:arsenal relational:relat conditional:condit rational:ration digitizer:digit
        radicalli:radic predication:predic operator:oper feudalism:feudal decisiveness:decis hopefulness:hope
        callousness:callous sensibiliti:sensibl triplicate:triplic formative:format formalize:formal electriciti:electr
        electrical:electr goodness:good revival:reviv allowance:allow inference:infer airliner:airlin
        gyroscopic:gyroscop adjustable:adjust defensible:defens irritant:irrit replacement:replac adjustment:adjust
        dependent:depend adoption:adopt homologou:homologou communion:communion activate:activ homologous:homolog
        effective:effect probate:probat rate:rate cease:ceas roll:roll files:file happy:happi sized:size feed:feed
        packages:packag libraries:librari running:run compilers:compil editing:edit editors:editor terminals:termin
        multimedia:multimedia encryption:encrypt encrypted:encrypt utilities:util utility:util manages:manag
        management:manag managing:manag manager:manag documentation:document generating:generat generator:generat
        networking:network database:databas databases:databas fonts:font games:game programming:program
        languages:languag language:languag parsing:pars parser:parser bindings:bind binding:bind
        """
}
