<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>Actions</name>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Panel</source>
        <translation>Panel</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Undo: {}</source>
        <translation>&amp;Rückgängig: {}</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>&amp;Redo: {}</source>
        <translation>&amp;Wiederholen: {}</translation>
    </message>
    <message>
        <source>&amp;New story</source>
        <translation>&amp;Neue Geschichte</translation>
    </message>
    <message>
        <source>&amp;Open …</source>
        <translation>Ö&amp;ffnen …</translation>
    </message>
    <message>
        <source>New from &amp;pictures …</source>
        <translation>Neu aus &amp;Bildern …</translation>
    </message>
    <message>
        <source>New &amp;window</source>
        <translation>Neues Fens&amp;ter</translation>
    </message>
    <message>
        <source>&amp;Save now</source>
        <translation>&amp;Jetzt sichern</translation>
    </message>
    <message>
        <source>Save &amp;as …</source>
        <translation>Sichern &amp;als …</translation>
    </message>
    <message>
        <source>Save a copy without &amp;history …</source>
        <translation>Kopie ohne &amp;Verlauf sichern …</translation>
    </message>
    <message>
        <source>&amp;Close story</source>
        <translation>Geschichte &amp;schließen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>B&amp;eenden</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation>&amp;Ausschneiden</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>&amp;Einfügen</translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation>A&amp;lles auswählen</translation>
    </message>
    <message>
        <source>&amp;Find …</source>
        <translation>&amp;Suchen …</translation>
    </message>
    <message>
        <source>R&amp;eplace …</source>
        <translation>Erset&amp;zen …</translation>
    </message>
    <message>
        <source>&amp;Word target …</source>
        <translation>W&amp;ortziel …</translation>
    </message>
    <message>
        <source>&amp;Settings …</source>
        <translation>Einstellun&amp;gen …</translation>
    </message>
    <message>
        <source>&amp;New panel</source>
        <translation>&amp;Neues Panel</translation>
    </message>
    <message>
        <source>Add p&amp;ictures …</source>
        <translation>&amp;Bilder hinzufügen …</translation>
    </message>
    <message>
        <source>&amp;Write the caption</source>
        <translation>Bildtext &amp;schreiben</translation>
    </message>
    <message>
        <source>&amp;Choose a picture …</source>
        <translation>Bild &amp;wählen …</translation>
    </message>
    <message>
        <source>&amp;Remove the picture</source>
        <translation>Bild &amp;entfernen</translation>
    </message>
    <message>
        <source>&amp;Split</source>
        <translation>&amp;Teilen</translation>
    </message>
    <message>
        <source>&amp;Merge with the next</source>
        <translation>&amp;Mit dem nächsten verbinden</translation>
    </message>
    <message>
        <source>&amp;Duplicate</source>
        <translation>&amp;Duplizieren</translation>
    </message>
    <message>
        <source>Move &amp;back</source>
        <translation>Nach &amp;vorn</translation>
    </message>
    <message>
        <source>Move &amp;forward</source>
        <translation>Nach &amp;hinten</translation>
    </message>
    <message>
        <source>De&amp;lete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>&amp;Board</source>
        <translation>&amp;Tafel</translation>
    </message>
    <message>
        <source>S&amp;cript</source>
        <translation>&amp;Manuskript</translation>
    </message>
    <message>
        <source>&amp;Slideshow</source>
        <translation>&amp;Diaschau</translation>
    </message>
    <message>
        <source>&amp;Larger cards</source>
        <translation>&amp;Größere Karten</translation>
    </message>
    <message>
        <source>S&amp;maller cards</source>
        <translation>&amp;Kleinere Karten</translation>
    </message>
    <message>
        <source>&amp;Usual size</source>
        <translation>&amp;Übliche Größe</translation>
    </message>
    <message>
        <source>Side &amp;panel</source>
        <translation>&amp;Seitenleiste</translation>
    </message>
    <message>
        <source>&amp;Focus mode</source>
        <translation>&amp;Ungestört</translation>
    </message>
    <message>
        <source>&amp;Welcome page</source>
        <translation>&amp;Willkommen</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>&amp;Tasten</translation>
    </message>
    <message>
        <source>Show the &amp;logs</source>
        <translation>&amp;Protokolle zeigen</translation>
    </message>
    <message>
        <source>Save a &amp;report …</source>
        <translation>&amp;Bericht sichern …</translation>
    </message>
    <message>
        <source>&amp;About GILL Studio</source>
        <translation>&amp;Über GILL Studio</translation>
    </message>
</context>
<context>
    <name>Board</name>
    <message>
        <source>Once upon a time …</source>
        <translation>Es war einmal …</translation>
    </message>
    <message>
        <source>A story is a row of panels: a sentence, a picture, or both. Write the first, or drop pictures here.</source>
        <translation>Eine Geschichte ist eine Reihe von Panels: ein Satz, ein Bild oder beides. Schreiben Sie das erste, oder ziehen Sie Bilder hierher.</translation>
    </message>
    <message>
        <source>Write the first panel</source>
        <translation>Das erste Panel schreiben</translation>
    </message>
    <message>
        <source>Add pictures …</source>
        <translation>Bilder hinzufügen …</translation>
    </message>
    <message>
        <source>Has notes</source>
        <translation>Mit Notizen</translation>
    </message>
    <message>
        <source>Caption: proposed by GILL</source>
        <translation>Bildtext: Vorschlag von GILL</translation>
    </message>
    <message>
        <source>Caption: proposed by GILL, edited by you</source>
        <translation>Bildtext: Vorschlag von GILL, von Ihnen bearbeitet</translation>
    </message>
    <message>
        <source>Picture: generated by GILL</source>
        <translation>Bild: von GILL erzeugt</translation>
    </message>
    <message>
        <source>Picture: from your collections</source>
        <translation>Bild: aus Ihren Sammlungen</translation>
    </message>
    <message>
        <source>New panel</source>
        <translation>Neues Panel</translation>
    </message>
    <message>
        <source>Replace the picture</source>
        <translation>Bild ersetzen</translation>
    </message>
    <message>
        <source>This picture cannot be shown</source>
        <translation>Dieses Bild lässt sich nicht zeigen</translation>
    </message>
    <message>
        <source>Drop a picture here</source>
        <translation>Ein Bild hierher ziehen</translation>
    </message>
    <message>
        <source>Write a caption</source>
        <translation>Bildtext schreiben</translation>
    </message>
</context>
<context>
    <name>BoardCards</name>
    <message>
        <source>Board</source>
        <translation>Tafel</translation>
    </message>
</context>
<context>
    <name>CaptionField</name>
    <message>
        <source>Caption</source>
        <translation>Bildtext</translation>
    </message>
</context>
<context>
    <name>Chip</name>
    <message>
        <source>Remove the tag “{}”</source>
        <translation>Schlagwort „{}“ entfernen</translation>
    </message>
</context>
<context>
    <name>Crash</name>
    <message>
        <source>Go on</source>
        <translation>Weitermachen</translation>
    </message>
    <message>
        <source>Save a report …</source>
        <translation>Bericht sichern …</translation>
    </message>
    <message>
        <source>Something went wrong, and that is our fault</source>
        <translation>Etwas ist schiefgegangen, und das ist unsere Schuld</translation>
    </message>
    <message>
        <source>Your story is saved; nothing of it is lost. You can go on. If it happens again, close the window and open it anew. A report helps us to mend it; no story text is in it.</source>
        <translation>Ihre Geschichte ist gesichert; nichts davon ist verloren. Sie können weitermachen. Geschieht es wieder, schließen Sie das Fenster und öffnen es neu. Ein Bericht hilft uns, den Fehler zu beheben; er enthält keinen Text der Geschichte.</translation>
    </message>
</context>
<context>
    <name>Deeds</name>
    <message numerus="yes">
        <source>%n panel(s) deleted</source>
        <translation>
            <numerusform>%n Panel gelöscht</numerusform>
            <numerusform>%n Panels gelöscht</numerusform>
        </translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Word target</source>
        <translation>Wortziel</translation>
    </message>
    <message>
        <source>How many words is the story to have? 0 sets no target.</source>
        <translation>Wie viele Wörter soll die Geschichte haben? 0 setzt kein Ziel.</translation>
    </message>
    <message>
        <source>Now panel {} of {}</source>
        <translation>Jetzt Panel {} von {}</translation>
    </message>
</context>
<context>
    <name>EngineClient</name>
    <message>
        <source>The engine was switched off.</source>
        <translation>Die Maschine wurde ausgeschaltet.</translation>
    </message>
    <message>
        <source>Load the model</source>
        <translation>Modell laden</translation>
    </message>
    <message>
        <source>Prepare the collection</source>
        <translation>Sammlung vorbereiten</translation>
    </message>
    <message>
        <source>The engine was started anew.</source>
        <translation>Die Maschine wurde neu gestartet.</translation>
    </message>
    <message>
        <source>Ask again.</source>
        <translation>Fragen Sie noch einmal.</translation>
    </message>
    <message>
        <source>Its log says more. Start it again when you have read it.</source>
        <translation>Ihr Protokoll sagt mehr. Starten Sie sie wieder, wenn Sie es gelesen haben.</translation>
    </message>
    <message>
        <source>Start the engine, then ask again.</source>
        <translation>Starten Sie die Maschine, und fragen Sie dann noch einmal.</translation>
    </message>
</context>
<context>
    <name>EngineSentences</name>
    <message>
        <source>The engine sent something that cannot be understood, and was ended.</source>
        <translation>Die Maschine sandte etwas Unverständliches und wurde beendet.</translation>
    </message>
    <message>
        <source>Loading libraries …</source>
        <translation>Bibliotheken werden geladen …</translation>
    </message>
    <message>
        <source>Loading the language model …</source>
        <translation>Das Sprachmodell wird geladen …</translation>
    </message>
    <message>
        <source>Loading the vision encoder …</source>
        <translation>Der Bildkodierer wird geladen …</translation>
    </message>
    <message>
        <source>Loading the painter …</source>
        <translation>Der Maler wird geladen …</translation>
    </message>
    <message>
        <source>Loading the model …</source>
        <translation>Das Modell wird geladen …</translation>
    </message>
    <message>
        <source>Drawing the sample collection …</source>
        <translation>Die Beispielsammlung wird gezeichnet …</translation>
    </message>
    <message>
        <source>Looking at the collection’s pictures …</source>
        <translation>Die Bilder der Sammlung werden betrachtet …</translation>
    </message>
    <message>
        <source>Looking at the story’s pictures …</source>
        <translation>Die Bilder der Geschichte werden betrachtet …</translation>
    </message>
    <message>
        <source>Reading the story …</source>
        <translation>Die Geschichte wird gelesen …</translation>
    </message>
    <message>
        <source>Writing …</source>
        <translation>Schreibt …</translation>
    </message>
    <message>
        <source>Painting …</source>
        <translation>Malt …</translation>
    </message>
    <message>
        <source>The engine stopped answering, and was ended.</source>
        <translation>Die Maschine antwortete nicht mehr und wurde beendet.</translation>
    </message>
    <message>
        <source>The engine did not stop when it was asked to, and was ended.</source>
        <translation>Die Maschine hielt auf Bitte nicht an und wurde beendet.</translation>
    </message>
    <message>
        <source>The engine was halted by another program and did not answer, and was ended.</source>
        <translation>Die Maschine wurde von einem anderen Programm angehalten, antwortete nicht und wurde beendet.</translation>
    </message>
    <message>
        <source>The engine did not start.</source>
        <translation>Die Maschine ist nicht gestartet.</translation>
    </message>
    <message>
        <source>The engine has ended.</source>
        <translation>Die Maschine hat geendet.</translation>
    </message>
    <message>
        <source>The engine has ended because the graphics processor failed.</source>
        <translation>Die Maschine hat geendet, weil der Grafikprozessor versagt hat.</translation>
    </message>
    <message>
        <source>The engine has crashed ({}).</source>
        <translation>Die Maschine ist abgestürzt ({}).</translation>
    </message>
    <message>
        <source>The engine has ended by itself.</source>
        <translation>Die Maschine hat von selbst geendet.</translation>
    </message>
    <message>
        <source>The engine has ended with error {}.</source>
        <translation>Die Maschine hat mit Fehler {} geendet.</translation>
    </message>
    <message>
        <source>The engine was ended by the system or by another program (SIGKILL). Often, memory has run out.</source>
        <translation>Die Maschine wurde vom System oder von einem anderen Programm beendet (SIGKILL). Oft ist der Speicher ausgegangen.</translation>
    </message>
    <message>
        <source>The engine gave up (SIGABRT). Often, memory has run out or a driver has failed.</source>
        <translation>Die Maschine hat aufgegeben (SIGABRT). Oft ist der Speicher ausgegangen, oder ein Treiber hat versagt.</translation>
    </message>
    <message>
        <source>The engine was ended by another program ({}).</source>
        <translation>Die Maschine wurde von einem anderen Programm beendet ({}).</translation>
    </message>
</context>
<context>
    <name>EngineStatus</name>
    <message>
        <source>The engine is off.</source>
        <translation>Die Maschine ist aus.</translation>
    </message>
    <message>
        <source>The engine is starting …</source>
        <translation>Die Maschine startet …</translation>
    </message>
    <message>
        <source>Ready: {}</source>
        <translation>Bereit: {}</translation>
    </message>
    <message>
        <source>No model is loaded.</source>
        <translation>Es ist kein Modell geladen.</translation>
    </message>
    <message>
        <source>It is being started again.</source>
        <translation>Sie wird wieder gestartet.</translation>
    </message>
    <message>
        <source>It was started again in vain, and is left alone now. Its log says more.</source>
        <translation>Sie wurde vergeblich wieder gestartet und bleibt nun aus. Ihr Protokoll sagt mehr.</translation>
    </message>
</context>
<context>
    <name>EngineWords</name>
    <message>
        <source>Start again</source>
        <translation>Wieder starten</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find in the captions</source>
        <translation>In den Bildtexten suchen</translation>
    </message>
    <message>
        <source>Match case</source>
        <translation>Groß und klein unterscheiden</translation>
    </message>
    <message>
        <source>Whole words</source>
        <translation>Ganze Wörter</translation>
    </message>
    <message>
        <source>Replace with</source>
        <translation>Ersetzen durch</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Replace all</source>
        <translation>Alle ersetzen</translation>
    </message>
    <message>
        <source>The place before</source>
        <translation>Die Stelle davor</translation>
    </message>
    <message>
        <source>The next place</source>
        <translation>Die nächste Stelle</translation>
    </message>
    <message>
        <source>Close the bar</source>
        <translation>Leiste schließen</translation>
    </message>
    <message numerus="yes">
        <source>%n replaced</source>
        <translation>
            <numerusform>%n ersetzt</numerusform>
            <numerusform>%n ersetzt</numerusform>
        </translation>
    </message>
    <message>
        <source>Nowhere</source>
        <translation>Nirgends</translation>
    </message>
    <message>
        <source>{} of {}</source>
        <translation>{} von {}</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>GILL Studio {}</source>
        <translation>GILL Studio {}</translation>
    </message>
    <message>
        <source>Stories in words and pictures, offline. It stands on GILL by Jing Yu Koh, Daniel Fried and Ruslan Salakhutdinov.

Fonts: Source Sans 3 and Source Serif 4 (SIL Open Font License). Icons: Lucide (ISC). Window: Qt for Python (LGPL).</source>
        <translation>Geschichten in Worten und Bildern, ohne Netz. Grundlage ist GILL von Jing Yu Koh, Daniel Fried und Ruslan Salakhutdinov.

Schriften: Source Sans 3 und Source Serif 4 (SIL Open Font License). Symbole: Lucide (ISC). Fenster: Qt für Python (LGPL).</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>The logs are in {}.</source>
        <translation>Die Protokolle liegen in {}.</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Protokolle</translation>
    </message>
    <message>
        <source>The report is {}. No story text is in it.</source>
        <translation>Der Bericht ist {}. Er enthält keinen Text der Geschichte.</translation>
    </message>
    <message>
        <source>Save a report</source>
        <translation>Bericht sichern</translation>
    </message>
</context>
<context>
    <name>KeysPage</name>
    <message>
        <source>Find an action</source>
        <translation>Aktion suchen</translation>
    </message>
    <message>
        <source>Back to the key it came with: {}</source>
        <translation>Zurück zur mitgelieferten Taste: {}</translation>
    </message>
    <message>
        <source>{} is the key of “{}”. Change that one first.</source>
        <translation>{} ist die Taste von „{}“. Ändern Sie zuerst diese.</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Choose pictures</source>
        <translation>Bilder wählen</translation>
    </message>
    <message>
        <source>Pictures ({})</source>
        <translation>Bilder ({})</translation>
    </message>
    <message>
        <source>Save the story as</source>
        <translation>Geschichte sichern als</translation>
    </message>
    <message>
        <source>Saved as {}</source>
        <translation>Gesichert als {}</translation>
    </message>
    <message>
        <source>Save a copy without history</source>
        <translation>Kopie ohne Verlauf sichern</translation>
    </message>
    <message>
        <source>The copy is {}</source>
        <translation>Die Kopie ist {}</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Story</source>
        <translation>Geschichte</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>Zuletzt &amp;geöffnet</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Panel</source>
        <translation>&amp;Panel</translation>
    </message>
    <message>
        <source>&amp;GILL</source>
        <translation>&amp;GILL</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>No story yet</source>
        <translation>Noch keine Geschichte</translation>
    </message>
</context>
<context>
    <name>Message</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Panel</source>
        <translation>Panel</translation>
    </message>
</context>
<context>
    <name>PanelPage</name>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove the picture</source>
        <translation>Bild entfernen</translation>
    </message>
    <message>
        <source>Alt text</source>
        <translation>Alternativtext</translation>
    </message>
    <message>
        <source>What does the picture show?</source>
        <translation>Was zeigt das Bild?</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>For you alone; no model reads them</source>
        <translation>Nur für Sie; kein Modell liest sie</translation>
    </message>
    <message>
        <source>No panel in focus</source>
        <translation>Kein Panel im Blick</translation>
    </message>
    <message>
        <source>Click a panel: its picture, alt text, notes and tags are here then.</source>
        <translation>Klicken Sie auf ein Panel: Hier sind dann sein Bild, Alternativtext, Notizen und Schlagwörter.</translation>
    </message>
    <message>
        <source>Panel {}</source>
        <translation>Panel {}</translation>
    </message>
    <message>
        <source>Choose a picture …</source>
        <translation>Bild wählen …</translation>
    </message>
    <message>
        <source>Replace …</source>
        <translation>Ersetzen …</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Caption written by you</source>
        <translation>Bildtext selbst geschrieben</translation>
    </message>
    <message>
        <source>Caption proposed by GILL</source>
        <translation>Bildtext von GILL vorgeschlagen</translation>
    </message>
    <message>
        <source>Caption proposed by GILL, edited by you</source>
        <translation>Bildtext von GILL vorgeschlagen, von Ihnen bearbeitet</translation>
    </message>
    <message>
        <source>Picture added by you</source>
        <translation>Bild selbst hinzugefügt</translation>
    </message>
    <message>
        <source>Picture from your collections</source>
        <translation>Bild aus Ihren Sammlungen</translation>
    </message>
    <message>
        <source>Picture generated by GILL</source>
        <translation>Bild von GILL erzeugt</translation>
    </message>
</context>
<context>
    <name>ProgressRow</name>
    <message>
        <source>Cancel “{}”</source>
        <translation>„{}“ abbrechen</translation>
    </message>
    <message>
        <source>Stopping …</source>
        <translation>Wird angehalten …</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
</context>
<context>
    <name>Script</name>
    <message>
        <source>Script</source>
        <translation>Manuskript</translation>
    </message>
    <message>
        <source>Write a caption</source>
        <translation>Bildtext schreiben</translation>
    </message>
    <message>
        <source>Once upon a time …</source>
        <translation>Es war einmal …</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>The folder of documents</source>
        <translation>Der Ordner der Dokumente</translation>
    </message>
    <message>
        <source>Choose …</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>{}: choose a folder</source>
        <translation>{}: Ordner wählen</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>GILL</source>
        <translation>GILL</translation>
    </message>
    <message>
        <source>Proposals</source>
        <translation>Vorschläge</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Schriftgröße</translation>
    </message>
    <message>
        <source>Of everything in the window.</source>
        <translation>Für alles im Fenster.</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>Bewegung</translation>
    </message>
    <message>
        <source>Little moves here; with “reduced”, nothing moves of itself.</source>
        <translation>Hier bewegt sich wenig; mit „Weniger“ bewegt sich nichts von selbst.</translation>
    </message>
    <message>
        <source>Language of the window</source>
        <translation>Sprache des Fensters</translation>
    </message>
    <message>
        <source>Takes effect at the next start. Stories have a language of their own.</source>
        <translation>Gilt ab dem nächsten Start. Geschichten haben ihre eigene Sprache.</translation>
    </message>
    <message>
        <source>At the start, show</source>
        <translation>Beim Start zeigen</translation>
    </message>
    <message>
        <source>Mark who made what</source>
        <translation>Zeigen, wer was gemacht hat</translation>
    </message>
    <message>
        <source>A quiet mark on captions and pictures that are not yours alone.</source>
        <translation>Ein leises Zeichen an Texten und Bildern, die nicht nur von Ihnen sind.</translation>
    </message>
    <message>
        <source>Use GILL</source>
        <translation>GILL verwenden</translation>
    </message>
    <message>
        <source>Off: no proposals, no engine, no trace of either. Takes effect at the next start.</source>
        <translation>Aus: keine Vorschläge, keine Maschine, keine Spur von beidem. Gilt ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>Propose when I pause</source>
        <translation>Vorschlagen, wenn ich innehalte</translation>
    </message>
    <message>
        <source>A pause in typing asks for proposals. They wait at the side and insert nothing.</source>
        <translation>Eine Pause beim Tippen bittet um Vorschläge. Sie warten an der Seite und fügen nichts ein.</translation>
    </message>
    <message>
        <source>Length of the pause, in seconds</source>
        <translation>Länge der Pause in Sekunden</translation>
    </message>
    <message>
        <source>Sentences</source>
        <translation>Sätze</translation>
    </message>
    <message>
        <source>Pictures from collections</source>
        <translation>Bilder aus Sammlungen</translation>
    </message>
    <message>
        <source>Generated pictures</source>
        <translation>Erzeugte Bilder</translation>
    </message>
    <message>
        <source>Longest sentence, in tokens</source>
        <translation>Längster Satz in Tokens</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>Low keeps to the likely, high dares more.</source>
        <translation>Niedrig bleibt beim Wahrscheinlichen, hoch wagt mehr.</translation>
    </message>
    <message>
        <source>Retrieve or generate</source>
        <translation>Holen oder erzeugen</translation>
    </message>
    <message>
        <source>−1 always retrieves, 1 always generates, 0 leaves it to GILL.</source>
        <translation>−1 holt immer, 1 erzeugt immer, 0 überlässt es GILL.</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>More steps paint longer and finer.</source>
        <translation>Mehr Schritte malen länger und feiner.</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Führung</translation>
    </message>
    <message>
        <source>How closely a picture keeps to the words.</source>
        <translation>Wie eng sich ein Bild an die Worte hält.</translation>
    </message>
    <message>
        <source>New stories go to</source>
        <translation>Neue Geschichten kommen nach</translation>
    </message>
    <message>
        <source>Backups of each story</source>
        <translation>Sicherungen je Geschichte</translation>
    </message>
    <message>
        <source>Beside the settings, by date.</source>
        <translation>Neben den Einstellungen, nach Datum.</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>Ganz</translation>
    </message>
    <message>
        <source>Reduced</source>
        <translation>Weniger</translation>
    </message>
    <message>
        <source>The last story</source>
        <translation>Die letzte Geschichte</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>Start</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Parts of the settings</source>
        <translation>Teile der Einstellungen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Back to how it came</source>
        <translation>Zurück zum Auslieferungszustand</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
</context>
<context>
    <name>SidePanel</name>
    <message>
        <source>Beside the story</source>
        <translation>Neben der Geschichte</translation>
    </message>
</context>
<context>
    <name>Slideshow</name>
    <message>
        <source>The story has no panels yet</source>
        <translation>Die Geschichte hat noch keine Panels</translation>
    </message>
    <message>
        <source>Slideshow</source>
        <translation>Diaschau</translation>
    </message>
    <message>
        <source>{} of {}</source>
        <translation>{} von {}</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Save as …</source>
        <translation>Sichern als …</translation>
    </message>
    <message>
        <source>Set a word target</source>
        <translation>Wortziel setzen</translation>
    </message>
    <message>
        <source>Word target</source>
        <translation>Wortziel</translation>
    </message>
    <message>
        <source>Saving …</source>
        <translation>Wird gesichert …</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>Nicht gesichert</translation>
    </message>
    <message>
        <source>Read-only: open a copy to change it</source>
        <translation>Nur lesen: zum Ändern eine Kopie öffnen</translation>
    </message>
    <message>
        <source>Saved {}</source>
        <translation>Gesichert {}</translation>
    </message>
    <message numerus="yes">
        <source>%n panel(s)</source>
        <translation>
            <numerusform>%n Panel</numerusform>
            <numerusform>%n Panels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n word(s)</source>
        <translation>
            <numerusform>%n Wort</numerusform>
            <numerusform>%n Wörter</numerusform>
        </translation>
    </message>
    <message>
        <source>{} of {} words</source>
        <translation>{} von {} Wörtern</translation>
    </message>
    <message>
        <source>Zoom: {} %</source>
        <translation>Größe: {} %</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Smaller cards</source>
        <translation>Kleinere Karten</translation>
    </message>
    <message>
        <source>Larger cards</source>
        <translation>Größere Karten</translation>
    </message>
</context>
<context>
    <name>StoryCommands</name>
    <message>
        <source>Change caption</source>
        <translation>Bildtext ändern</translation>
    </message>
    <message>
        <source>Accept caption</source>
        <translation>Bildtext annehmen</translation>
    </message>
    <message>
        <source>Change notes</source>
        <translation>Notizen ändern</translation>
    </message>
    <message>
        <source>Change alt text</source>
        <translation>Alternativtext ändern</translation>
    </message>
    <message>
        <source>Change tags</source>
        <translation>Schlagwörter ändern</translation>
    </message>
    <message>
        <source>Change title</source>
        <translation>Titel ändern</translation>
    </message>
    <message>
        <source>Change word target</source>
        <translation>Wortziel ändern</translation>
    </message>
    <message>
        <source>New panel</source>
        <translation>Neues Panel</translation>
    </message>
    <message numerus="yes">
        <source>Insert %n panel(s)</source>
        <translation>
            <numerusform>%n Panel einfügen</numerusform>
            <numerusform>%n Panels einfügen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n panel(s)</source>
        <translation>
            <numerusform>%n Panel löschen</numerusform>
            <numerusform>%n Panels löschen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Move %n panel(s)</source>
        <translation>
            <numerusform>%n Panel verschieben</numerusform>
            <numerusform>%n Panels verschieben</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Duplicate %n panel(s)</source>
        <translation>
            <numerusform>%n Panel duplizieren</numerusform>
            <numerusform>%n Panels duplizieren</numerusform>
        </translation>
    </message>
    <message>
        <source>Split panel</source>
        <translation>Panel teilen</translation>
    </message>
    <message numerus="yes">
        <source>Merge %n panel(s)</source>
        <translation>
            <numerusform>%n Panel verbinden</numerusform>
            <numerusform>%n Panels verbinden</numerusform>
        </translation>
    </message>
    <message>
        <source>Cut text</source>
        <translation>Text ausschneiden</translation>
    </message>
    <message>
        <source>Paste text</source>
        <translation>Text einfügen</translation>
    </message>
    <message>
        <source>Remove picture</source>
        <translation>Bild entfernen</translation>
    </message>
    <message>
        <source>Choose picture</source>
        <translation>Bild wählen</translation>
    </message>
    <message>
        <source>Add picture</source>
        <translation>Bild hinzufügen</translation>
    </message>
    <message>
        <source>Add take</source>
        <translation>Fassung hinzufügen</translation>
    </message>
    <message numerus="yes">
        <source>Add %n picture(s)</source>
        <translation>
            <numerusform>%n Bild hinzufügen</numerusform>
            <numerusform>%n Bilder hinzufügen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more picture(s) could not be read.</source>
        <translation>
            <numerusform>%n weiteres Bild konnte nicht gelesen werden.</numerusform>
            <numerusform>%n weitere Bilder konnten nicht gelesen werden.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StoryOpener</name>
    <message>
        <source>Stories ({})</source>
        <translation>Geschichten ({})</translation>
    </message>
    <message>
        <source>Open a story</source>
        <translation>Geschichte öffnen</translation>
    </message>
    <message>
        <source>Untitled story</source>
        <translation>Geschichte ohne Titel</translation>
    </message>
    <message>
        <source>Open read-only</source>
        <translation>Nur zum Lesen öffnen</translation>
    </message>
    <message>
        <source>Open a copy</source>
        <translation>Kopie öffnen</translation>
    </message>
    <message>
        <source>{} (copy)</source>
        <translation>{} (Kopie)</translation>
    </message>
</context>
<context>
    <name>StoryPage</name>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Title of the story</source>
        <translation>Titel der Geschichte</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>Ohne Titel</translation>
    </message>
    <message>
        <source>Board</source>
        <translation>Tafel</translation>
    </message>
    <message>
        <source>Script</source>
        <translation>Manuskript</translation>
    </message>
    <message>
        <source>Slideshow</source>
        <translation>Diaschau</translation>
    </message>
    <message>
        <source>This story is open read-only: nothing you do here changes it.</source>
        <translation>Diese Geschichte ist nur zum Lesen geöffnet: Nichts, was Sie hier tun, ändert sie.</translation>
    </message>
    <message>
        <source>Open a copy …</source>
        <translation>Kopie öffnen …</translation>
    </message>
</context>
<context>
    <name>StoryboardModel</name>
    <message>
        <source>Panel {} of {}</source>
        <translation>Panel {} von {}</translation>
    </message>
    <message>
        <source>no caption</source>
        <translation>kein Bildtext</translation>
    </message>
    <message>
        <source>no picture</source>
        <translation>kein Bild</translation>
    </message>
    <message>
        <source>Picture: {}</source>
        <translation>Bild: {}</translation>
    </message>
    <message>
        <source>with a picture</source>
        <translation>mit Bild</translation>
    </message>
</context>
<context>
    <name>TagEditor</name>
    <message>
        <source>Add a tag</source>
        <translation>Schlagwort hinzufügen</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Welcome</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>What story will you tell?</source>
        <translation>Welche Geschichte soll es werden?</translation>
    </message>
    <message>
        <source>Go on with</source>
        <translation>Weiter mit</translation>
    </message>
    <message>
        <source>Look at a sample</source>
        <translation>Ein Beispiel ansehen</translation>
    </message>
    <message>
        <source>In words and pictures, on your own computer. Every keystroke is kept; nothing leaves this machine.</source>
        <translation>In Worten und Bildern, auf Ihrem eigenen Rechner. Jeder Anschlag bleibt erhalten; nichts verlässt dieses Gerät.</translation>
    </message>
    <message>
        <source>Open …</source>
        <translation>Öffnen …</translation>
    </message>
    <message>
        <source>New story</source>
        <translation>Neue Geschichte</translation>
    </message>
    <message>
        <source>New from pictures …</source>
        <translation>Neu aus Bildern …</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Take off this list</source>
        <translation>Von dieser Liste nehmen</translation>
    </message>
    <message>
        <source>Sample story</source>
        <translation>Beispielgeschichte</translation>
    </message>
    <message>
        <source>Models …</source>
        <translation>Modelle …</translation>
    </message>
</context>
</TS>
