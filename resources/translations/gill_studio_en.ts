<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
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
</TS>
