<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>Asking</name>
    <message numerus="yes">
        <source>%n picture(s) could not be read.</source>
        <translation>
            <numerusform>%n picture could not be read.</numerusform>
            <numerusform>%n pictures could not be read.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AuthorshipDialog</name>
    <message numerus="yes">
        <source>%n word(s)</source>
        <translation>
            <numerusform>%n word</numerusform>
            <numerusform>%n words</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CollectionHead</name>
    <message numerus="yes">
        <source>%n folder(s) cannot be found now; what is known of the pictures stays.</source>
        <translation>
            <numerusform>%n folder cannot be found now; what is known of its pictures stays.</numerusform>
            <numerusform>%n folders cannot be found now; what is known of their pictures stays.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Counted</name>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with captions</source>
        <translation>
            <numerusform>%n with a caption</numerusform>
            <numerusform>%n with captions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with proposed captions</source>
        <translation>
            <numerusform>%n with a proposed caption</numerusform>
            <numerusform>%n with proposed captions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n never offered</source>
        <translation>
            <numerusform>%n never offered</numerusform>
            <numerusform>%n never offered</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) cannot be used</source>
        <translation>
            <numerusform>%n file cannot be used</numerusform>
            <numerusform>%n files cannot be used</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n caption(s) that you have written go with it.</source>
        <translation>
            <numerusform>%n caption that you have written goes with it.</numerusform>
            <numerusform>%n captions that you have written go with it.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DecisionsCard</name>
    <message numerus="yes">
        <source>%n decision(s) written down</source>
        <translation>
            <numerusform>%n decision written down</numerusform>
            <numerusform>%n decisions written down</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Deeds</name>
    <message numerus="yes">
        <source>%n panel(s) deleted</source>
        <translation>
            <numerusform>%n panel deleted</numerusform>
            <numerusform>%n panels deleted</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Detail</name>
    <message numerus="yes">
        <source>%n picture(s) selected</source>
        <translation>
            <numerusform>%n picture selected</numerusform>
            <numerusform>%n pictures selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without caption</source>
        <translation>
            <numerusform>%n without caption</numerusform>
            <numerusform>%n without caption</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with a proposed caption</source>
        <translation>
            <numerusform>%n with a proposed caption</numerusform>
            <numerusform>%n with a proposed caption</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n never offered</source>
        <translation>
            <numerusform>%n never offered</numerusform>
            <numerusform>%n never offered</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message numerus="yes">
        <source>%n replaced</source>
        <translation>
            <numerusform>%n replaced</numerusform>
            <numerusform>%n replaced</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message numerus="yes">
        <source>%n panel(s)</source>
        <translation>
            <numerusform>%n panel</numerusform>
            <numerusform>%n panels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with a picture</source>
        <translation>
            <numerusform>%n with a picture</numerusform>
            <numerusform>%n with a picture</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LibraryNotices</name>
    <message numerus="yes">
        <source>%n picture(s) have no caption.</source>
        <translation>
            <numerusform>%n picture has no caption.</numerusform>
            <numerusform>%n pictures have no caption.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n caption(s) are proposed.</source>
        <translation>
            <numerusform>%n caption is proposed.</numerusform>
            <numerusform>%n captions are proposed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LibraryPage</name>
    <message numerus="yes">
        <source>%n picture(s) found</source>
        <translation>
            <numerusform>%n picture found</numerusform>
            <numerusform>%n pictures found</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PictureActs</name>
    <message numerus="yes">
        <source>%n picture(s) put into the story.</source>
        <translation>
            <numerusform>%n picture put into the story.</numerusform>
            <numerusform>%n pictures put into the story.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Proposer</name>
    <message numerus="yes">
        <source>%n sentence(s)</source>
        <translation>
            <numerusform>%n sentence</numerusform>
            <numerusform>%n sentences</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Remarked</name>
    <message numerus="yes">
        <source>%n captioned picture(s) may be learnt: two are the least. Add more in the library.</source>
        <translation>
            <numerusform>Only one captioned picture may be learnt: two are the least. Add more in the library.</numerusform>
            <numerusform>%n captioned pictures may be learnt: two are the least. Add more in the library.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of these, %n has (have) a proposed caption: accept it in the library to learn from it.</source>
        <translation>
            <numerusform>Of these, one has a proposed caption: accept it in the library to learn from it.</numerusform>
            <numerusform>Of these, %n have proposed captions: accept them in the library to learn from them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n captioned picture(s) is (are) never to be offered, and left out.</source>
        <translation>
            <numerusform>One captioned picture is never to be offered, and is left out.</numerusform>
            <numerusform>%n captioned pictures are never to be offered, and are left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) cannot be used.</source>
        <translation>
            <numerusform>One file cannot be used.</numerusform>
            <numerusform>%n files cannot be used.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>There are only %n captioned picture(s): the model will learn these by heart.</source>
        <translation>
            <numerusform>There is only one captioned picture: the model will learn it by heart.</numerusform>
            <numerusform>There are only %n captioned pictures: the model will learn these by heart.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) show(s) the same as another; they stay on one side of the split.</source>
        <translation>
            <numerusform>One picture shows the same as another; they are both learnt or both held back.</numerusform>
            <numerusform>%n pictures show the same as others; such are all learnt or all held back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) has (have) the same caption, “{}”: it does not tell them apart.</source>
        <translation>
            <numerusform>One picture has the same caption as others, “{}”: it does not tell them apart.</numerusform>
            <numerusform>%n pictures have the same caption, “{}”: it does not tell them apart.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>one picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of {}, %n has (have) no caption and is (are) left out.</source>
        <translation>
            <numerusform>Of {}, one has no caption and is left out.</numerusform>
            <numerusform>Of {}, %n have no caption and are left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message numerus="yes">
        <source>%n panel(s)</source>
        <translation>
            <numerusform>%n panel</numerusform>
            <numerusform>%n panels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n word(s)</source>
        <translation>
            <numerusform>%n word</numerusform>
            <numerusform>%n words</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StoryCommands</name>
    <message numerus="yes">
        <source>Insert %n panel(s)</source>
        <translation>
            <numerusform>Insert panel</numerusform>
            <numerusform>Insert %n panels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n panel(s)</source>
        <translation>
            <numerusform>Delete panel</numerusform>
            <numerusform>Delete %n panels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Move %n panel(s)</source>
        <translation>
            <numerusform>Move panel</numerusform>
            <numerusform>Move %n panels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Duplicate %n panel(s)</source>
        <translation>
            <numerusform>Duplicate panel</numerusform>
            <numerusform>Duplicate %n panels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Merge %n panel(s)</source>
        <translation>
            <numerusform>Merge panel</numerusform>
            <numerusform>Merge %n panels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add %n picture(s)</source>
        <translation>
            <numerusform>Add picture</numerusform>
            <numerusform>Add %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more picture(s) could not be read.</source>
        <translation>
            <numerusform>%n more picture could not be read.</numerusform>
            <numerusform>%n more pictures could not be read.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Taught</name>
    <message numerus="yes">
        <source>%n captioned picture(s)</source>
        <translation>
            <numerusform>%n captioned picture</numerusform>
            <numerusform>%n captioned pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of your stories</source>
        <translation>
            <numerusform>%n of your stories</numerusform>
            <numerusform>%n of your stories</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more is (are) held back, to measure by</source>
        <translation>
            <numerusform>%n more is held back, to measure by</numerusform>
            <numerusform>%n more are held back, to measure by</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Repeats %n picture(s) of what it knows, so that nothing is forgotten.</source>
        <translation>
            <numerusform>Repeats %n picture of what it knows, so that nothing is forgotten.</numerusform>
            <numerusform>Repeats %n pictures of what it knows, so that nothing is forgotten.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) learnt</source>
        <translation>
            <numerusform>%n picture learnt</numerusform>
            <numerusform>%n pictures learnt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{} of %n step(s)</source>
        <translation>
            <numerusform>{} of %n step</numerusform>
            <numerusform>{} of %n steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Painted for captions that are held back, after %n step(s)</source>
        <translation>
            <numerusform>Painted for captions that are held back, after one step</numerusform>
            <numerusform>Painted for captions that are held back, after %n steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It went to its end: %n step(s)</source>
        <translation>
            <numerusform>It went to its end: %n step</numerusform>
            <numerusform>It went to its end: %n steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It ended early, since nothing got better any more: %n step(s)</source>
        <translation>
            <numerusform>It ended early, since nothing got better any more: %n step</numerusform>
            <numerusform>It ended early, since nothing got better any more: %n steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>You stopped it and kept what it had learnt: %n step(s)</source>
        <translation>
            <numerusform>You stopped it and kept what it had learnt: %n step</numerusform>
            <numerusform>You stopped it and kept what it had learnt: %n steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>What it knew before: %n picture(s) of the general set</source>
        <translation>
            <numerusform>What it knew before: %n picture of the general set</numerusform>
            <numerusform>What it knew before: %n pictures of the general set</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Your pictures: %n that it never learnt</source>
        <translation>
            <numerusform>Your pictures: %n that it never learnt</numerusform>
            <numerusform>Your pictures: %n that it never learnt</numerusform>
        </translation>
    </message>
</context>
</TS>
