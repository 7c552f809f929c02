extension PageFixture {
    /// Every form that a long description may have.
    static let longDescription = #"""
        # A *heading* #
        Underlined one
        ==============
        Two lines
        of a paragraph with `code`, ``two ` ticks``, *emphasis*, **strong _both_ ways**, 2*3*4 and snake_case_name.
        - item with [a link](https://example.org/a_(b)?c=*d*) and [no link](javascript:alert(1))
          goes on
        lazily
          - inner `one`

            a paragraph of it
          1) numbered
        * other [link `code`](https://example.org) bullet
        + <https://example.org/x> and https://example.org/y_z., (https://example.org/(q))! http://example.org

        • dotted

        7. seven
        8. eight
           ```sh
           run --fast <file> & # *not emphasis*

             indented
           ```

            indented code
        \#tof tabs


            more

        ~~~
        unclosed <b>
            fence ``` \#u{202E}\#u{2028}
        """#

    /// Forms that look like one, and are mostly text.
    static let literalDescription = #"""
        \*escaped\* \`ticks\` \[a](https://example.org) <b>bold</b> &amp; ![image](https://example.org/i.png)
        [a](https://) [b](https://u@example.org) [c](https://example.org "title") [](https://example.org) [d][e]
        `open ``two` *open **strong* text** _a __b_ c__ ***three*** ** * __ xhttps://example.org https://
        https://user@example.org/ [nested [link](https://example.org)](https://example.org) *é*é *a*b a*b* (*c*)
        > quoted
        --
        | a | b |
        1234567890. no list
        12. no list here
        -no list
        #no heading
        ####### seven
        # #
        - - - - - deep

        -
        """#
}
