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
        <source>&amp;Import …</source>
        <translation>&amp;Importieren …</translation>
    </message>
    <message>
        <source>&amp;Export …</source>
        <translation>E&amp;xportieren …</translation>
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
        <source>W&amp;ho made what …</source>
        <translation>We&amp;r was gemacht hat …</translation>
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
    <message>
        <source>GILL</source>
        <translation>GILL</translation>
    </message>
    <message>
        <source>&amp;Propose</source>
        <translation>&amp;Vorschlagen</translation>
    </message>
    <message>
        <source>Propose how the story &amp;goes on</source>
        <translation>Vorschlagen, wie es &amp;weitergeht</translation>
    </message>
    <message>
        <source>Ask &amp;again</source>
        <translation>&amp;Noch einmal fragen</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>Propose an a&amp;lt text</source>
        <translation>A&amp;lternativtext vorschlagen</translation>
    </message>
    <message>
        <source>Show &amp;takes</source>
        <translation>&amp;Fassungen zeigen</translation>
    </message>
    <message>
        <source>T&amp;each …</source>
        <translation>An&amp;lernen …</translation>
    </message>
    <message>
        <source>Show &amp;jobs</source>
        <translation>Auf&amp;gaben zeigen</translation>
    </message>
</context>
<context>
    <name>AdapterCard</name>
    <message>
        <source>The model’s own adapter</source>
        <translation>Der eigene Adapter des Modells</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Gebrauch</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Go back to it</source>
        <translation>Zu ihm zurückkehren</translation>
    </message>
    <message>
        <source>Use {}</source>
        <translation>{} verwenden</translation>
    </message>
    <message>
        <source>Remove …</source>
        <translation>Entfernen …</translation>
    </message>
    <message>
        <source>Remove {}</source>
        <translation>{} entfernen</translation>
    </message>
    <message>
        <source>What it has learnt</source>
        <translation>Was er gelernt hat</translation>
    </message>
    <message>
        <source>As it came; what you teach leaves it as it is.</source>
        <translation>Wie er kam; was Sie lehren, lässt ihn, wie er ist.</translation>
    </message>
    <message>
        <source>It is in use. Go back to the model’s own first.</source>
        <translation>Er ist in Gebrauch. Kehren Sie zuerst zum eigenen des Modells zurück.</translation>
    </message>
    <message>
        <source>How it learnt to paint: after so many steps</source>
        <translation>Wie es malen lernte: nach so vielen Schritten</translation>
    </message>
</context>
<context>
    <name>AltTextProposer</name>
    <message>
        <source>Describe the picture of panel {}</source>
        <translation>Das Bild von Panel {} beschreiben</translation>
    </message>
    <message>
        <source>Alt text: {}</source>
        <translation>Alternativtext: {}</translation>
    </message>
</context>
<context>
    <name>Asking</name>
    <message>
        <source>Pictures of “{}”</source>
        <translation>Bilder von „{}“</translation>
    </message>
    <message>
        <source>Pictures like {}</source>
        <translation>Bilder wie {}</translation>
    </message>
    <message>
        <source>What fits panel {}</source>
        <translation>Was zu Panel {} passt</translation>
    </message>
    <message>
        <source>What fits at the end</source>
        <translation>Was am Ende passt</translation>
    </message>
    <message>
        <source>Propose captions</source>
        <translation>Bildtexte vorschlagen</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) could not be read.</source>
        <translation>
            <numerusform>%n Bild konnte nicht gelesen werden.</numerusform>
            <numerusform>%n Bilder konnten nicht gelesen werden.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AuthorshipDialog</name>
    <message>
        <source>Who made what</source>
        <translation>Wer was gemacht hat</translation>
    </message>
    <message>
        <source>Of what the story shows now. Candidates that were not taken do not count.</source>
        <translation>Von dem, was die Geschichte jetzt zeigt. Vorschläge, die nicht angenommen wurden, zählen nicht.</translation>
    </message>
    <message>
        <source>Written by you</source>
        <translation>Von Ihnen geschrieben</translation>
    </message>
    <message>
        <source>Proposed by GILL</source>
        <translation>Von GILL vorgeschlagen</translation>
    </message>
    <message>
        <source>Proposed by GILL, edited by you</source>
        <translation>Von GILL vorgeschlagen, von Ihnen bearbeitet</translation>
    </message>
    <message>
        <source>Added by you</source>
        <translation>Von Ihnen hinzugefügt</translation>
    </message>
    <message>
        <source>Generated by GILL</source>
        <translation>Von GILL erzeugt</translation>
    </message>
    <message>
        <source>From your collections</source>
        <translation>Aus Ihren Sammlungen</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>Bildtexte</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message numerus="yes">
        <source>%n word(s)</source>
        <translation>
            <numerusform>%n Wort</numerusform>
            <numerusform>%n Wörter</numerusform>
        </translation>
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
    <name>CandidateCard</name>
    <message>
        <source>Click to accept, Shift+click to keep as another take</source>
        <translation>Klick nimmt an, Umschalt+Klick behält es als weitere Fassung</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Keep as another take</source>
        <translation>Als weitere Fassung behalten</translation>
    </message>
    <message>
        <source>A sentence that is being written</source>
        <translation>Ein Satz, der gerade entsteht</translation>
    </message>
    <message>
        <source>Picture from your collections</source>
        <translation>Bild aus Ihren Sammlungen</translation>
    </message>
    <message>
        <source>Generated picture</source>
        <translation>Erzeugtes Bild</translation>
    </message>
    <message>
        <source>Proposal {}: {}</source>
        <translation>Vorschlag {}: {}</translation>
    </message>
</context>
<context>
    <name>CaptionField</name>
    <message>
        <source>Caption</source>
        <translation>Bildtext</translation>
    </message>
    <message>
        <source>What does the picture show?</source>
        <translation>Was zeigt das Bild?</translation>
    </message>
</context>
<context>
    <name>Catalogue</name>
    <message>
        <source>The small model that comes with GILL Studio. It knows one picture-book world.</source>
        <translation>Das kleine Modell, das mit GILL Studio kommt. Es kennt eine Bilderbuchwelt.</translation>
    </message>
    <message>
        <source>The model of the GILL paper: reads stories of text and pictures, proposes text, finds and paints pictures.</source>
        <translation>Das Modell des GILL-Artikels: liest Geschichten aus Text und Bildern, schlägt Text vor, findet und malt Bilder.</translation>
    </message>
    <message>
        <source>Research only: OPT forbids commercial use. Stable Diffusion&apos;s licence forbids harmful uses.</source>
        <translation>Nur für Forschung: OPT verbietet kommerzielle Nutzung. Die Lizenz von Stable Diffusion verbietet schädliche Nutzungen.</translation>
    </message>
    <message>
        <source>Reads the story and writes the next sentences (English).</source>
        <translation>Liest die Geschichte und schreibt die nächsten Sätze (auf Englisch).</translation>
    </message>
    <message>
        <source>Looks at the pictures of the story and of the collections.</source>
        <translation>Betrachtet die Bilder der Geschichte und der Sammlungen.</translation>
    </message>
    <message>
        <source>Paints new pictures, 512 by 512 pixels.</source>
        <translation>Malt neue Bilder, 512 mal 512 Pixel.</translation>
    </message>
    <message>
        <source>GILL&apos;s trained part: ties the other three together and decides between finding and painting.</source>
        <translation>GILLs trainierter Teil: verbindet die anderen drei und entscheidet zwischen Finden und Malen.</translation>
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
    <name>CollectionHead</name>
    <message>
        <source>Proposals retrieve from it</source>
        <translation>Vorschläge holen aus ihr</translation>
    </message>
    <message>
        <source>Use for proposals</source>
        <translation>Für Vorschläge verwenden</translation>
    </message>
    <message>
        <source>More about this collection</source>
        <translation>Mehr zu dieser Sammlung</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>Durchsehen</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Go on with the scan</source>
        <translation>Weiter durchsehen</translation>
    </message>
    <message>
        <source>The scan was stopped.</source>
        <translation>Das Durchsehen wurde angehalten.</translation>
    </message>
    <message numerus="yes">
        <source>%n folder(s) cannot be found now; what is known of the pictures stays.</source>
        <translation>
            <numerusform>%n Ordner ist jetzt nicht zu finden; was von den Bildern bekannt ist, bleibt.</numerusform>
            <numerusform>%n Ordner sind jetzt nicht zu finden; was von den Bildern bekannt ist, bleibt.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CollectionList</name>
    <message>
        <source>Collections</source>
        <translation>Sammlungen</translation>
    </message>
    <message>
        <source>Proposals retrieve from it</source>
        <translation>Vorschläge holen aus ihr</translation>
    </message>
    <message>
        <source>{}; scan stopped</source>
        <translation>{}; Durchsehen angehalten</translation>
    </message>
</context>
<context>
    <name>Counted</name>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n Bild</numerusform>
            <numerusform>%n Bilder</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with captions</source>
        <translation>
            <numerusform>%n mit Bildtext</numerusform>
            <numerusform>%n mit Bildtext</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with proposed captions</source>
        <translation>
            <numerusform>%n mit vorgeschlagenem Bildtext</numerusform>
            <numerusform>%n mit vorgeschlagenem Bildtext</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n never offered</source>
        <translation>
            <numerusform>%n nie angeboten</numerusform>
            <numerusform>%n nie angeboten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) cannot be used</source>
        <translation>
            <numerusform>%n Datei nicht verwendbar</numerusform>
            <numerusform>%n Dateien nicht verwendbar</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n caption(s) that you have written go with it.</source>
        <translation>
            <numerusform>%n von Ihnen geschriebener Bildtext geht mit ihr verloren.</numerusform>
            <numerusform>%n von Ihnen geschriebene Bildtexte gehen mit ihr verloren.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CourseCard</name>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Stop and keep</source>
        <translation>Beenden und behalten</translation>
    </message>
    <message>
        <source>Cancel …</source>
        <translation>Abbrechen …</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>“{}” has learnt</source>
        <translation>„{}“ hat gelernt</translation>
    </message>
    <message>
        <source>What “{}” has learnt is measured and kept</source>
        <translation>Was „{}“ gelernt hat, wird gemessen und behalten</translation>
    </message>
    <message>
        <source>“{}” learns</source>
        <translation>„{}“ lernt</translation>
    </message>
    <message>
        <source>{} left</source>
        <translation>noch {}</translation>
    </message>
    <message>
        <source>It is paused. You can go on at any time, also after the next start.</source>
        <translation>Es ist angehalten. Sie können jederzeit weitermachen, auch nach dem nächsten Start.</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Gebrauch</translation>
    </message>
    <message>
        <source>Proposals wait until it is done. Pause it to write with GILL meanwhile.</source>
        <translation>Vorschläge warten, bis es fertig ist. Halten Sie es an, um unterdessen mit GILL zu schreiben.</translation>
    </message>
    <message>
        <source>Stopping …</source>
        <translation>Wird angehalten …</translation>
    </message>
    <message>
        <source>Waits for its turn</source>
        <translation>Wartet, bis es an der Reihe ist</translation>
    </message>
    <message>
        <source>Starting …</source>
        <translation>Beginnt …</translation>
    </message>
    <message>
        <source>best so far after {}</source>
        <translation>am besten bisher nach {}</translation>
    </message>
    <message>
        <source>Discard …</source>
        <translation>Verwerfen …</translation>
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
    <name>DecisionsCard</name>
    <message>
        <source>Write down which proposed picture I take</source>
        <translation>Aufschreiben, welches vorgeschlagene Bild ich nehme</translation>
    </message>
    <message>
        <source>When pictures of your collection and painted ones are proposed together, GILL can learn which you prefer. The captions it had read and your choice are written into one file on this computer. It is never sent anywhere, and you can erase it at any time.</source>
        <translation>Wenn Bilder aus Ihrer Sammlung und gemalte zusammen vorgeschlagen werden, kann GILL lernen, welche Sie vorziehen. Die gelesenen Bildtexte und Ihre Wahl werden in eine Datei auf diesem Rechner geschrieben. Sie wird nie irgendwohin gesendet, und Sie können sie jederzeit löschen.</translation>
    </message>
    <message>
        <source>Teach the decision from them</source>
        <translation>Die Entscheidung daraus lehren</translation>
    </message>
    <message>
        <source>Erase …</source>
        <translation>Löschen …</translation>
    </message>
    <message numerus="yes">
        <source>%n decision(s) written down</source>
        <translation>
            <numerusform>%n Entscheidung aufgeschrieben</numerusform>
            <numerusform>%n Entscheidungen aufgeschrieben</numerusform>
        </translation>
    </message>
    <message>
        <source>{} for pictures of the collection, {} for painted ones.</source>
        <translation>{} für Bilder der Sammlung, {} für gemalte.</translation>
    </message>
    <message>
        <source>{} of both kinds are the least to learn from.</source>
        <translation>{} von beiden Arten sind das Wenigste, woraus sich lernen lässt.</translation>
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
    <name>Detail</name>
    <message>
        <source>Never offer this picture</source>
        <translation>Dieses Bild nie anbieten</translation>
    </message>
    <message>
        <source>Put into the story</source>
        <translation>In die Geschichte setzen</translation>
    </message>
    <message>
        <source>Find similar</source>
        <translation>Ähnliche finden</translation>
    </message>
    <message>
        <source>Propose captions</source>
        <translation>Bildtexte vorschlagen</translation>
    </message>
    <message>
        <source>Accept proposed captions</source>
        <translation>Vorgeschlagene Bildtexte annehmen</translation>
    </message>
    <message>
        <source>Never offer these</source>
        <translation>Diese nie anbieten</translation>
    </message>
    <message>
        <source>Offer these again</source>
        <translation>Diese wieder anbieten</translation>
    </message>
    <message>
        <source>Fits {}</source>
        <translation>Passt {}</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) selected</source>
        <translation>
            <numerusform>%n Bild gewählt</numerusform>
            <numerusform>%n Bilder gewählt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without caption</source>
        <translation>
            <numerusform>%n ohne Bildtext</numerusform>
            <numerusform>%n ohne Bildtext</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with a proposed caption</source>
        <translation>
            <numerusform>%n mit vorgeschlagenem Bildtext</numerusform>
            <numerusform>%n mit vorgeschlagenem Bildtext</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n never offered</source>
        <translation>
            <numerusform>%n nie angeboten</numerusform>
            <numerusform>%n nie angeboten</numerusform>
        </translation>
    </message>
    <message>
        <source>Select a picture to see it larger and to write its caption.</source>
        <translation>Wählen Sie ein Bild, um es größer zu sehen und seinen Bildtext zu schreiben.</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>Bildtext</translation>
    </message>
    <message>
        <source>Show the folder</source>
        <translation>Ordner zeigen</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Accept the proposed caption</source>
        <translation>Vorgeschlagenen Bildtext annehmen</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Discard the proposed caption</source>
        <translation>Vorgeschlagenen Bildtext verwerfen</translation>
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
        <source>Writing captions …</source>
        <translation>Schreibt Bildtexte …</translation>
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
        <source>Reading captions …</source>
        <translation>Die Bildtexte werden gelesen …</translation>
    </message>
    <message>
        <source>Trying how fast this computer learns …</source>
        <translation>Ausprobieren, wie schnell dieser Rechner lernt …</translation>
    </message>
    <message>
        <source>Learning …</source>
        <translation>Es wird gelernt …</translation>
    </message>
    <message>
        <source>Matching what it has learnt to what it knew …</source>
        <translation>Gelerntes auf das abstimmen, was es konnte …</translation>
    </message>
    <message>
        <source>Drawing what it knows already …</source>
        <translation>Es wird gezeichnet, was es schon kennt …</translation>
    </message>
    <message>
        <source>Measuring on your pictures …</source>
        <translation>Es wird an Ihren Bildern gemessen …</translation>
    </message>
    <message>
        <source>Measuring on what it knew before …</source>
        <translation>Es wird an dem gemessen, was es vorher konnte …</translation>
    </message>
    <message>
        <source>Painting as it could before …</source>
        <translation>Es wird gemalt, wie es vorher ging …</translation>
    </message>
    <message>
        <source>Painting as it can now …</source>
        <translation>Es wird gemalt, wie es jetzt geht …</translation>
    </message>
    <message>
        <source>Reading your decisions …</source>
        <translation>Ihre Entscheidungen werden gelesen …</translation>
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
    <name>Export</name>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>Typeset pages to print or to read: picture book, storyboard sheet, comic page, manuscript, contact sheet.</source>
        <translation>Gesetzte Seiten zum Drucken oder Lesen: Bilderbuch, Storyboardbogen, Comicseite, Manuskript, Kontaktbogen.</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>Gestaltung</translation>
    </message>
    <message>
        <source>Picture book</source>
        <translation>Bilderbuch</translation>
    </message>
    <message>
        <source>Storyboard sheet</source>
        <translation>Storyboardbogen</translation>
    </message>
    <message>
        <source>Comic page</source>
        <translation>Comicseite</translation>
    </message>
    <message>
        <source>Manuscript</source>
        <translation>Manuskript</translation>
    </message>
    <message>
        <source>Contact sheet</source>
        <translation>Kontaktbogen</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>Papier</translation>
    </message>
    <message>
        <source>A4</source>
        <translation>A4</translation>
    </message>
    <message>
        <source>A5</source>
        <translation>A5</translation>
    </message>
    <message>
        <source>Letter</source>
        <translation>Letter</translation>
    </message>
    <message>
        <source>Square (21 cm)</source>
        <translation>Quadrat (21 cm)</translation>
    </message>
    <message>
        <source>Widescreen (16:9)</source>
        <translation>Breitbild (16:9)</translation>
    </message>
    <message>
        <source>Orientation</source>
        <translation>Ausrichtung</translation>
    </message>
    <message>
        <source>As suits the layout</source>
        <translation>Wie es zur Gestaltung passt</translation>
    </message>
    <message>
        <source>Portrait</source>
        <translation>Hochformat</translation>
    </message>
    <message>
        <source>Landscape</source>
        <translation>Querformat</translation>
    </message>
    <message>
        <source>Margin</source>
        <translation>Rand</translation>
    </message>
    <message>
        <source>0 is what suits the layout.</source>
        <translation>0 heißt: wie es zur Gestaltung passt.</translation>
    </message>
    <message>
        <source>Bleed</source>
        <translation>Beschnitt</translation>
    </message>
    <message>
        <source>How far the page reaches beyond the cut, for a print shop.</source>
        <translation>Wie weit die Seite über den Schnitt hinausreicht, für die Druckerei.</translation>
    </message>
    <message>
        <source>Crop marks</source>
        <translation>Schnittmarken</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Below the picture</source>
        <translation>Unter dem Bild</translation>
    </message>
    <message>
        <source>On the facing page</source>
        <translation>Auf der Seite gegenüber</translation>
    </message>
    <message>
        <source>Pictures to the edges of the page</source>
        <translation>Bilder bis an den Seitenrand</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Panels a page</source>
        <translation>Panels je Seite</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>Bildtexte</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>Other takes</source>
        <translation>Andere Fassungen</translation>
    </message>
    <message>
        <source>Font</source>
        <translation>Schrift</translation>
    </message>
    <message>
        <source>Any font of this computer; two come along.</source>
        <translation>Jede Schrift dieses Rechners; zwei sind dabei.</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Textgröße</translation>
    </message>
    <message>
        <source>Title at the head of pages</source>
        <translation>Titel am Kopf der Seiten</translation>
    </message>
    <message>
        <source>Page numbers</source>
        <translation>Seitenzahlen</translation>
    </message>
    <message>
        <source>Book</source>
        <translation>Buch</translation>
    </message>
    <message>
        <source>Cover page</source>
        <translation>Titelseite</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>Credits page</source>
        <translation>Nachweisseite</translation>
    </message>
    <message>
        <source>Says which pictures are your own, which were found, and which were generated.</source>
        <translation>Sagt, welche Bilder Ihre eigenen sind, welche gefunden und welche erzeugt wurden.</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Picture resolution</source>
        <translation>Bildauflösung</translation>
    </message>
    <message>
        <source>0 keeps every pixel; otherwise pictures with more are made smaller.</source>
        <translation>0 behält jeden Bildpunkt; sonst werden Bilder mit mehr verkleinert.</translation>
    </message>
    <message>
        <source>Recipes of generated pictures</source>
        <translation>Rezepte erzeugter Bilder</translation>
    </message>
    <message>
        <source>Adds model, seed and settings to what is said inside each generated picture.</source>
        <translation>Fügt Modell, Startwert und Einstellungen zu dem hinzu, was in jedem erzeugten Bild steht.</translation>
    </message>
    <message>
        <source>Own template</source>
        <translation>Eigene Vorlage</translation>
    </message>
    <message>
        <source>A Typst file to set the pages with, instead of the layout&apos;s own.</source>
        <translation>Eine Typst-Datei, mit der die Seiten statt mit der mitgelieferten Vorlage gesetzt werden.</translation>
    </message>
    <message>
        <source>Web page (HTML)</source>
        <translation>Webseite (HTML)</translation>
    </message>
    <message>
        <source>A page to read in any browser, on a phone or a desktop, with a slideshow. Needs no network.</source>
        <translation>Eine Seite zum Lesen in jedem Browser, auf Telefon oder Rechner, mit Bilderschau. Braucht kein Netz.</translation>
    </message>
    <message>
        <source>One file</source>
        <translation>Eine Datei</translation>
    </message>
    <message>
        <source>Everything in one file, or a folder with the pictures beside the page.</source>
        <translation>Alles in einer Datei, oder ein Ordner mit den Bildern neben der Seite.</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>As the reader&apos;s system</source>
        <translation>Wie das System der Lesenden</translation>
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
        <source>Slideshow</source>
        <translation>Bilderschau</translation>
    </message>
    <message>
        <source>A button that shows panels one by one.</source>
        <translation>Ein Knopf, der die Panels einzeln zeigt.</translation>
    </message>
    <message>
        <source>Credits</source>
        <translation>Nachweise</translation>
    </message>
    <message>
        <source>Says who or what made the pictures.</source>
        <translation>Sagt, wer oder was die Bilder gemacht hat.</translation>
    </message>
    <message>
        <source>Longest edge of pictures</source>
        <translation>Längste Kante der Bilder</translation>
    </message>
    <message>
        <source>0 keeps pictures as they are; larger ones are made smaller otherwise.</source>
        <translation>0 lässt Bilder, wie sie sind; größere werden sonst verkleinert.</translation>
    </message>
    <message>
        <source>Model, seed and settings, in the credits and inside.</source>
        <translation>Modell, Startwert und Einstellungen, in den Nachweisen und in den Bildern.</translation>
    </message>
    <message>
        <source>E-book (EPUB)</source>
        <translation>E-Book (EPUB)</translation>
    </message>
    <message>
        <source>A book for e-readers, phones and tablets, accessible to screen readers.</source>
        <translation>Ein Buch für E-Reader, Telefone und Tablets, auch mit Bildschirmlesern zu lesen.</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Flowing text suits phones and readers of large print; fixed pages look as they were made.</source>
        <translation>Fließender Text passt zu Telefonen und großer Schrift; feste Seiten sehen aus, wie sie gemacht wurden.</translation>
    </message>
    <message>
        <source>Flowing text</source>
        <translation>Fließender Text</translation>
    </message>
    <message>
        <source>Fixed pages</source>
        <translation>Feste Seiten</translation>
    </message>
    <message>
        <source>Word document (DOCX)</source>
        <translation>Word-Dokument (DOCX)</translation>
    </message>
    <message>
        <source>A document to go on writing in, in Word, LibreOffice and others.</source>
        <translation>Ein Dokument zum Weiterschreiben, in Word, LibreOffice und anderen.</translation>
    </message>
    <message>
        <source>Pictures and text</source>
        <translation>Bilder und Text</translation>
    </message>
    <message>
        <source>Table, a row a panel</source>
        <translation>Tabelle, je Panel eine Zeile</translation>
    </message>
    <message>
        <source>Slides (PPTX)</source>
        <translation>Folien (PPTX)</translation>
    </message>
    <message>
        <source>A slide a panel, to show and to talk about, for PowerPoint, LibreOffice and others.</source>
        <translation>Je Panel eine Folie, zum Zeigen und Besprechen, für PowerPoint, LibreOffice und andere.</translation>
    </message>
    <message>
        <source>As the speaker&apos;s notes.</source>
        <translation>Als Notizen für den Vortrag.</translation>
    </message>
    <message>
        <source>Comic archive (CBZ)</source>
        <translation>Comicarchiv (CBZ)</translation>
    </message>
    <message>
        <source>Pages as pictures, for comic readers on phones, tablets and desktops.</source>
        <translation>Seiten als Bilder, für Comicleser auf Telefonen, Tablets und Rechnern.</translation>
    </message>
    <message>
        <source>Several panels a page</source>
        <translation>Mehrere Panels je Seite</translation>
    </message>
    <message>
        <source>A panel a page, with its caption</source>
        <translation>Ein Panel je Seite, mit seinem Bildtext</translation>
    </message>
    <message>
        <source>Pictures alone, as they are</source>
        <translation>Nur die Bilder, wie sie sind</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>JPEG quality</source>
        <translation>JPEG-Qualität</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>A folder of numbered pictures, as they are or as PNG, JPEG or WebP, alone or with their captions.</source>
        <translation>Ein Ordner nummerierter Bilder, wie sie sind oder als PNG, JPEG oder WebP, allein oder mit ihren Bildtexten.</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>Pictures alone</source>
        <translation>Nur die Bilder</translation>
    </message>
    <message>
        <source>Pictures with their captions</source>
        <translation>Bilder mit ihren Bildtexten</translation>
    </message>
    <message>
        <source>Kind of files</source>
        <translation>Art der Dateien</translation>
    </message>
    <message>
        <source>As they are keeps every byte; whole panels are then PNG files.</source>
        <translation>„Wie sie sind“ behält jedes Byte; ganze Panels sind dann PNG-Dateien.</translation>
    </message>
    <message>
        <source>As they are</source>
        <translation>Wie sie sind</translation>
    </message>
    <message>
        <source>PNG</source>
        <translation>PNG</translation>
    </message>
    <message>
        <source>JPEG</source>
        <translation>JPEG</translation>
    </message>
    <message>
        <source>WebP</source>
        <translation>WebP</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <source>Captions in text files</source>
        <translation>Bildtexte in Textdateien</translation>
    </message>
    <message>
        <source>Beside each picture, a .txt file of the same name.</source>
        <translation>Neben jedem Bild eine .txt-Datei desselben Namens.</translation>
    </message>
    <message>
        <source>Markdown folder</source>
        <translation>Markdown-Ordner</translation>
    </message>
    <message>
        <source>The story as plain text with its pictures beside it: for any editor and any website, and to come back in.</source>
        <translation>Die Geschichte als einfacher Text, die Bilder daneben: für jeden Editor und jede Website, und um wieder hereinzukommen.</translation>
    </message>
    <message>
        <source>Everything that was offered</source>
        <translation>Alles, was vorgeschlagen wurde</translation>
    </message>
    <message>
        <source>All takes, offered texts and recipes, beside the text. Leave them out when you give the story away.</source>
        <translation>Alle Fassungen, vorgeschlagenen Texte und Rezepte, neben dem Text. Lassen Sie sie weg, wenn Sie die Geschichte weitergeben.</translation>
    </message>
    <message>
        <source>As quotations below the captions.</source>
        <translation>Als Zitate unter den Bildtexten.</translation>
    </message>
    <message>
        <source>Story folder (JSON)</source>
        <translation>Geschichtenordner (JSON)</translation>
    </message>
    <message>
        <source>The whole story in an open form, with its pictures byte for byte: for programs, and to be imported again.</source>
        <translation>Die ganze Geschichte in offener Form, mit ihren Bildern Byte für Byte: für Programme, und um wieder importiert zu werden.</translation>
    </message>
    <message>
        <source>A folder with the pictures beside the story, or the story&apos;s file alone.</source>
        <translation>Ein Ordner mit den Bildern neben der Geschichte, oder die Datei der Geschichte allein.</translation>
    </message>
    <message>
        <source>All takes, offered texts and recipes. Leave them out when you give the story away.</source>
        <translation>Alle Fassungen, vorgeschlagenen Texte und Rezepte. Lassen Sie sie weg, wenn Sie die Geschichte weitergeben.</translation>
    </message>
    <message>
        <source>A Markdown text with pictures, as GILL Studio exports it or as it is written by hand.</source>
        <translation>Ein Markdown-Text mit Bildern, wie GILL Studio ihn exportiert oder wie er von Hand geschrieben wird.</translation>
    </message>
    <message>
        <source>What GILL Studio exports as JSON, with everything that belongs to the story.</source>
        <translation>Was GILL Studio als JSON exportiert, mit allem, was zur Geschichte gehört.</translation>
    </message>
    <message>
        <source>Storyboarder</source>
        <translation>Storyboarder</translation>
    </message>
    <message>
        <source>A scene of Wonder Unit’s Storyboarder, with its drawings.</source>
        <translation>Eine Szene aus dem Storyboarder von Wonder Unit, mit ihren Zeichnungen.</translation>
    </message>
    <message>
        <source>Fountain script</source>
        <translation>Fountain-Drehbuch</translation>
    </message>
    <message>
        <source>A panel for each paragraph of action, with the dialogue that belongs to it.</source>
        <translation>Ein Panel für jeden Absatz Handlung, mit dem Dialog, der dazugehört.</translation>
    </message>
    <message>
        <source>Folder of pictures</source>
        <translation>Ordner mit Bildern</translation>
    </message>
    <message>
        <source>A panel for each picture, in natural order; captions from .txt files beside them, or from EXIF, IPTC and XMP.</source>
        <translation>Ein Panel für jedes Bild, in natürlicher Reihenfolge; Bildtexte aus .txt-Dateien daneben oder aus EXIF, IPTC und XMP.</translation>
    </message>
    <message>
        <source>Drawing pages</source>
        <translation>Seiten werden gezeichnet</translation>
    </message>
    <message>
        <source>Writing pictures</source>
        <translation>Bilder werden geschrieben</translation>
    </message>
    <message>
        <source>Writing panels</source>
        <translation>Panels werden geschrieben</translation>
    </message>
    <message>
        <source>Setting the pages</source>
        <translation>Seiten werden gesetzt</translation>
    </message>
    <message>
        <source>Adding pictures</source>
        <translation>Bilder werden hinzugefügt</translation>
    </message>
    <message>
        <source>Reading pictures</source>
        <translation>Bilder werden gelesen</translation>
    </message>
    <message>
        <source>Reading panels</source>
        <translation>Panels werden gelesen</translation>
    </message>
    <message>
        <source>Copying pictures</source>
        <translation>Bilder werden kopiert</translation>
    </message>
    <message>
        <source>Reading drawings</source>
        <translation>Zeichnungen werden gelesen</translation>
    </message>
    <message>
        <source>1 picture has no alternative text; the captions stand in for it.</source>
        <translation>1 Bild hat keinen Alternativtext; die Bildtexte stehen dafür.</translation>
    </message>
    <message>
        <source>{count} pictures have no alternative text; the captions stand in for it.</source>
        <translation>{count} Bilder haben keinen Alternativtext; die Bildtexte stehen dafür.</translation>
    </message>
    <message>
        <source>The export was cancelled.</source>
        <translation>Der Export wurde abgebrochen.</translation>
    </message>
    <message>
        <source>{format} needs the package {package}.</source>
        <translation>{format} braucht das Paket {package}.</translation>
    </message>
    <message>
        <source>Install it: {command}</source>
        <translation>Installieren Sie es: {command}</translation>
    </message>
    <message>
        <source>The picture is not in the story&apos;s folder.</source>
        <translation>Das Bild ist nicht im Ordner der Geschichte.</translation>
    </message>
    <message>
        <source>Put it back, or choose another.</source>
        <translation>Legen Sie es zurück, oder wählen Sie ein anderes.</translation>
    </message>
    <message>
        <source>{file} cannot be read: {what}.</source>
        <translation>{file} ist nicht lesbar: {what}.</translation>
    </message>
    <message>
        <source>Check that the picture is still there.</source>
        <translation>Prüfen Sie, ob das Bild noch da ist.</translation>
    </message>
    <message>
        <source>The template shows a picture that is none of the story&apos;s.</source>
        <translation>Die Vorlage zeigt ein Bild, das keines der Geschichte ist.</translation>
    </message>
    <message>
        <source>Correct the template.</source>
        <translation>Berichtigen Sie die Vorlage.</translation>
    </message>
    <message>
        <source>The pages cannot be set: {what}.</source>
        <translation>Die Seiten lassen sich nicht setzen: {what}.</translation>
    </message>
    <message>
        <source>{named} and {count} other characters</source>
        <translation>{named} und {count} weitere Zeichen</translation>
    </message>
    <message>
        <source>No font of this computer has {characters}; there are boxes instead.</source>
        <translation>Keine Schrift dieses Rechners hat {characters}; stattdessen stehen dort Kästchen.</translation>
    </message>
    <message>
        <source>Install a font that has them, for example one of the Noto family.</source>
        <translation>Installieren Sie eine Schrift, die sie hat, zum Beispiel eine der Noto-Familie.</translation>
    </message>
    <message>
        <source>The PDF does not keep to the rules for accessible and archival documents.</source>
        <translation>Das PDF hält die Regeln für barrierefreie und archivierbare Dokumente nicht ein.</translation>
    </message>
    <message>
        <source>Correct the template, or use no own one.</source>
        <translation>Berichtigen Sie die Vorlage, oder verwenden Sie keine eigene.</translation>
    </message>
    <message>
        <source>The typesetter made no document.</source>
        <translation>Der Schriftsatz hat kein Dokument ergeben.</translation>
    </message>
    <message>
        <source>The typesetter cannot be started: {what}.</source>
        <translation>Der Schriftsatz lässt sich nicht starten: {what}.</translation>
    </message>
    <message>
        <source>Close other programs, then try again.</source>
        <translation>Schließen Sie andere Programme und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The typesetter has broken down: the pages may need more memory than this computer has.</source>
        <translation>Der Schriftsatz ist zusammengebrochen: Die Seiten brauchen vielleicht mehr Speicher, als dieser Computer hat.</translation>
    </message>
    <message>
        <source>Choose a smaller width or fewer panels a page, or divide very long captions between panels.</source>
        <translation>Wählen Sie eine kleinere Breite oder weniger Panels je Seite, oder verteilen Sie sehr lange Bildtexte auf mehrere Panels.</translation>
    </message>
    <message>
        <source>Try another layout.</source>
        <translation>Versuchen Sie ein anderes Layout.</translation>
    </message>
    <message>
        <source>The caption of a panel is too long to be drawn at this width.</source>
        <translation>Der Bildtext eines Panels ist zu lang, um in dieser Breite gezeichnet zu werden.</translation>
    </message>
    <message>
        <source>Choose a smaller width, or divide the caption between panels.</source>
        <translation>Wählen Sie eine kleinere Breite, oder verteilen Sie den Bildtext auf mehrere Panels.</translation>
    </message>
    <message>
        <source>The template {file} cannot be read: {what}.</source>
        <translation>Die Vorlage {file} ist nicht lesbar: {what}.</translation>
    </message>
    <message>
        <source>Choose another file.</source>
        <translation>Wählen Sie eine andere Datei.</translation>
    </message>
    <message>
        <source>{file} imports a Typst package.</source>
        <translation>{file} bindet ein Typst-Paket ein.</translation>
    </message>
    <message>
        <source>Copy what it needs into the template&apos;s folder.</source>
        <translation>Kopieren Sie, was sie braucht, in den Ordner der Vorlage.</translation>
    </message>
    <message>
        <source>The picture of panel {number} is left out: {why}</source>
        <translation>Das Bild von Panel {number} fehlt: {why}</translation>
    </message>
    <message>
        <source>it cannot be decoded ({error}).</source>
        <translation>Es lässt sich nicht dekodieren ({error}).</translation>
    </message>
    <message>
        <source>You may not write there, or the file is open in another program. Choose another place.</source>
        <translation>Sie dürfen dort nicht schreiben, oder die Datei ist in einem anderen Programm offen. Wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>Free some space on that disk, or choose another place.</source>
        <translation>Schaffen Sie Platz auf diesem Datenträger, oder wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>Free some of the space you have there, or choose another place.</source>
        <translation>Schaffen Sie dort Platz, oder wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>That place can only be read. Choose another place.</source>
        <translation>Dort kann nur gelesen werden. Wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>Choose a shorter name.</source>
        <translation>Wählen Sie einen kürzeren Namen.</translation>
    </message>
    <message>
        <source>That disk cannot hold files of this size. Choose another place.</source>
        <translation>Dieser Datenträger fasst keine Dateien dieser Größe. Wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>{file} cannot be written: {what}.</source>
        <translation>{file} lässt sich nicht schreiben: {what}.</translation>
    </message>
    <message>
        <source>The folder {folder} holds other files, which an export would replace.</source>
        <translation>Der Ordner {folder} enthält andere Dateien, die ein Export ersetzen würde.</translation>
    </message>
    <message>
        <source>Choose a new or an empty folder.</source>
        <translation>Wählen Sie einen neuen oder leeren Ordner.</translation>
    </message>
    <message>
        <source>Choose another place for the export.</source>
        <translation>Wählen Sie einen anderen Ort für den Export.</translation>
    </message>
    <message>
        <source>{file} is no place for an export.</source>
        <translation>{file} ist kein Ort für einen Export.</translation>
    </message>
    <message>
        <source>Name a file or a folder.</source>
        <translation>Nennen Sie eine Datei oder einen Ordner.</translation>
    </message>
    <message>
        <source>{file} is a file.</source>
        <translation>{file} ist eine Datei.</translation>
    </message>
    <message>
        <source>This format makes a folder: choose another name.</source>
        <translation>Dieses Format legt einen Ordner an: Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>There is no folder {folder}.</source>
        <translation>Es gibt keinen Ordner {folder}.</translation>
    </message>
    <message>
        <source>Make it first, or choose another place.</source>
        <translation>Legen Sie ihn zuerst an, oder wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>{file} is a folder.</source>
        <translation>{file} ist ein Ordner.</translation>
    </message>
    <message>
        <source>Choose a file name for this export.</source>
        <translation>Wählen Sie einen Dateinamen für diesen Export.</translation>
    </message>
    <message>
        <source>{file} is no place for an export: {what}.</source>
        <translation>{file} ist kein Ort für einen Export: {what}.</translation>
    </message>
    <message>
        <source>Choose another place.</source>
        <translation>Wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>The picture {name} is not in the folder and is left out.</source>
        <translation>Das Bild {name} ist nicht im Ordner und fehlt.</translation>
    </message>
    <message>
        <source>A picture is left out: {why}</source>
        <translation>Ein Bild fehlt: {why}</translation>
    </message>
    <message>
        <source>Takes and recipes are left out: {why}</source>
        <translation>Fassungen und Rezepte fehlen: {why}</translation>
    </message>
    <message>
        <source>A caption is left out: {why}</source>
        <translation>Ein Bildtext fehlt: {why}</translation>
    </message>
    <message>
        <source>The drawing {name} is not in the folder {folder}.</source>
        <translation>Die Zeichnung {name} ist nicht im Ordner {folder}.</translation>
    </message>
    <message>
        <source>The drawing {name} cannot be read: {why}</source>
        <translation>Die Zeichnung {name} ist nicht lesbar: {why}</translation>
    </message>
    <message>
        <source>Save export profile</source>
        <translation>Exportprofil speichern</translation>
    </message>
    <message>
        <source>Delete export profile</source>
        <translation>Exportprofil löschen</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export “{}”</source>
        <translation>„{}“ exportieren</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>Export läuft</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Export …</source>
        <translation>Exportieren …</translation>
    </message>
    <message>
        <source>The export was cancelled; nothing was changed.</source>
        <translation>Der Export wurde abgebrochen; nichts wurde verändert.</translation>
    </message>
    <message>
        <source>Formats</source>
        <translation>Formate</translation>
    </message>
    <message>
        <source>This format needs the package {}.</source>
        <translation>Dieses Format braucht das Paket {}.</translation>
    </message>
    <message>
        <source>There is no preview of this format. Export it and open it.</source>
        <translation>Von diesem Format gibt es keine Vorschau. Exportieren und öffnen Sie es.</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>Exportieren nach</translation>
    </message>
    <message>
        <source>Export into a folder in</source>
        <translation>Exportieren in einen Ordner in</translation>
    </message>
    <message>
        <source>Exported: {}</source>
        <translation>Exportiert: {}</translation>
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
    <name>ImportDialog</name>
    <message>
        <source>Import a story</source>
        <translation>Eine Geschichte importieren</translation>
    </message>
    <message>
        <source>Importing</source>
        <translation>Import läuft</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Choose a file …</source>
        <translation>Datei wählen …</translation>
    </message>
    <message>
        <source>Choose a folder …</source>
        <translation>Ordner wählen …</translation>
    </message>
    <message>
        <source>Read as</source>
        <translation>Lesen als</translation>
    </message>
    <message>
        <source>A story of another program becomes one of yours; the files stay as they are.</source>
        <translation>Die Geschichte eines anderen Programms wird eine von Ihren; die Dateien bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Stories of other programs ({})</source>
        <translation>Geschichten anderer Programme ({})</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Datei wählen</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Ordner wählen</translation>
    </message>
    <message>
        <source>What is found will be shown here.</source>
        <translation>Hier wird gezeigt, was gefunden wird.</translation>
    </message>
    <message numerus="yes">
        <source>%n panel(s)</source>
        <translation>
            <numerusform>%n Panel</numerusform>
            <numerusform>%n Panels</numerusform>
        </translation>
    </message>
    <message>
        <source>Without a title</source>
        <translation>Ohne Titel</translation>
    </message>
    <message numerus="yes">
        <source>%n with a picture</source>
        <translation>
            <numerusform>%n mit Bild</numerusform>
            <numerusform>%n mit Bild</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Indexer</name>
    <message>
        <source>Look at new pictures of {}</source>
        <translation>Neue Bilder von {} ansehen</translation>
    </message>
</context>
<context>
    <name>JobRow</name>
    <message>
        <source>Cancel “{}”</source>
        <translation>„{}“ abbrechen</translation>
    </message>
    <message>
        <source>Waits for its turn</source>
        <translation>Wartet, bis es an der Reihe ist</translation>
    </message>
    <message>
        <source>Starting …</source>
        <translation>Beginnt …</translation>
    </message>
    <message>
        <source>Stopping …</source>
        <translation>Wird angehalten …</translation>
    </message>
    <message>
        <source>It failed.</source>
        <translation>Es ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Cancelled; what it had found is kept</source>
        <translation>Abgebrochen; was schon gefunden war, bleibt</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Done in {} s</source>
        <translation>Fertig nach {} s</translation>
    </message>
</context>
<context>
    <name>JobsPage</name>
    <message>
        <source>Cancel all</source>
        <translation>Alle abbrechen</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Nothing to do</source>
        <translation>Nichts zu tun</translation>
    </message>
    <message>
        <source>What GILL does for you is listed here, with the time that it still takes.</source>
        <translation>Was GILL für Sie tut, steht hier, mit der Zeit, die es noch braucht.</translation>
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
    <name>Leaving</name>
    <message>
        <source>The training is being put aside. Then the window closes.</source>
        <translation>Das Anlernen wird angehalten. Danach schließt sich das Fenster.</translation>
    </message>
    <message>
        <source>Pause it and quit</source>
        <translation>Anhalten und beenden</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Bleiben</translation>
    </message>
    <message>
        <source>What it has learnt so far is kept. You can go on at any time, on the page “Teach”.</source>
        <translation>Was bisher gelernt ist, bleibt erhalten. Auf der Seite „Anlernen“ können Sie jederzeit weitermachen.</translation>
    </message>
    <message>
        <source>“{}” is still learning</source>
        <translation>„{}“ lernt noch</translation>
    </message>
</context>
<context>
    <name>LessonForm</name>
    <message>
        <source>Name of the adapter</source>
        <translation>Name des Adapters</translation>
    </message>
    <message>
        <source>There is no collection of yours yet.</source>
        <translation>Sie haben noch keine Sammlung.</translation>
    </message>
    <message>
        <source>Add a folder of pictures in the library</source>
        <translation>Einen Ordner mit Bildern in der Bibliothek hinzufügen</translation>
    </message>
    <message>
        <source>Choose what to learn from.</source>
        <translation>Wählen Sie, woraus gelernt werden soll.</translation>
    </message>
    <message>
        <source>The adapter needs a name.</source>
        <translation>Der Adapter braucht einen Namen.</translation>
    </message>
    <message>
        <source>This cannot be a name: use letters, digits and hyphens.</source>
        <translation>Das kann kein Name sein: Nehmen Sie Buchstaben, Ziffern und Bindestriche.</translation>
    </message>
    <message>
        <source>There is one of that name already; its place will be taken.</source>
        <translation>Es gibt schon einen mit diesem Namen; er wird ersetzt.</translation>
    </message>
    <message>
        <source>Collections</source>
        <translation>Sammlungen</translation>
    </message>
    <message>
        <source>Pictures with captions, as the library has them.</source>
        <translation>Bilder mit Bildtexten, wie die Bibliothek sie hat.</translation>
    </message>
    <message>
        <source>Your stories</source>
        <translation>Ihre Geschichten</translation>
    </message>
    <message>
        <source>Each panel is learnt after those before it.</source>
        <translation>Jedes Panel wird nach denen davor gelernt.</translation>
    </message>
    <message>
        <source>Another story …</source>
        <translation>Eine andere Geschichte …</translation>
    </message>
    <message>
        <source>The adapter is called</source>
        <translation>Der Adapter heißt</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
</context>
<context>
    <name>Library</name>
    <message>
        <source>Choose a folder with pictures</source>
        <translation>Ordner mit Bildern wählen</translation>
    </message>
    <message>
        <source>Rename the collection</source>
        <translation>Sammlung umbenennen</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Your pictures stay where they are and as they are.</source>
        <translation>Ihre Bilder bleiben, wo und wie sie sind.</translation>
    </message>
    <message>
        <source>Remove the collection “{}”?</source>
        <translation>Die Sammlung „{}“ entfernen?</translation>
    </message>
    <message>
        <source>Teach GILL this collection …</source>
        <translation>GILL mit dieser Sammlung anlernen …</translation>
    </message>
    <message>
        <source>Add another folder …</source>
        <translation>Weiteren Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>Rename …</source>
        <translation>Umbenennen …</translation>
    </message>
    <message>
        <source>Go on with the scan</source>
        <translation>Weiter durchsehen</translation>
    </message>
    <message>
        <source>Remove the collection …</source>
        <translation>Sammlung entfernen …</translation>
    </message>
    <message>
        <source>Show the folder</source>
        <translation>Ordner zeigen</translation>
    </message>
    <message>
        <source>Take it out of the collection</source>
        <translation>Aus der Sammlung nehmen</translation>
    </message>
    <message>
        <source>No caption</source>
        <translation>Kein Bildtext</translation>
    </message>
    <message>
        <source>Your words</source>
        <translation>Ihre Worte</translation>
    </message>
    <message>
        <source>From a file beside it</source>
        <translation>Aus einer Datei daneben</translation>
    </message>
    <message>
        <source>From the picture (XMP)</source>
        <translation>Aus dem Bild (XMP)</translation>
    </message>
    <message>
        <source>From the picture (IPTC)</source>
        <translation>Aus dem Bild (IPTC)</translation>
    </message>
    <message>
        <source>From the picture (EXIF)</source>
        <translation>Aus dem Bild (EXIF)</translation>
    </message>
    <message>
        <source>From Google Takeout</source>
        <translation>Aus Google Takeout</translation>
    </message>
    <message>
        <source>From a dataset’s file</source>
        <translation>Aus der Datei eines Datensatzes</translation>
    </message>
    <message>
        <source>Proposed by GILL</source>
        <translation>Von GILL vorgeschlagen</translation>
    </message>
    <message>
        <source>Looking at pictures: {} of {}</source>
        <translation>Bilder werden angesehen: {} von {}</translation>
    </message>
    <message>
        <source>Looking for pictures …</source>
        <translation>Bilder werden gesucht …</translation>
    </message>
    <message>
        <source>In panel {} of this story</source>
        <translation>In Panel {} dieser Geschichte</translation>
    </message>
    <message>
        <source>In panels {} of this story</source>
        <translation>In den Panels {} dieser Geschichte</translation>
    </message>
    <message>
        <source>fits {}</source>
        <translation>passt {}</translation>
    </message>
    <message>
        <source>never offered</source>
        <translation>nie angeboten</translation>
    </message>
</context>
<context>
    <name>LibraryBar</name>
    <message>
        <source>Search this collection</source>
        <translation>Diese Sammlung durchsuchen</translation>
    </message>
    <message>
        <source>Captions and names; Enter searches what pictures show</source>
        <translation>Suchen; mit Eingabe auch im Bild</translation>
    </message>
    <message>
        <source>Search captions and names</source>
        <translation>Bildtexte und Namen durchsuchen</translation>
    </message>
    <message>
        <source>What fits here?</source>
        <translation>Was passt hier?</translation>
    </message>
    <message>
        <source>Which pictures</source>
        <translation>Welche Bilder</translation>
    </message>
    <message>
        <source>Show all pictures again</source>
        <translation>Wieder alle Bilder zeigen</translation>
    </message>
    <message>
        <source>All pictures</source>
        <translation>Alle Bilder</translation>
    </message>
    <message>
        <source>Without caption</source>
        <translation>Ohne Bildtext</translation>
    </message>
    <message>
        <source>Proposed captions</source>
        <translation>Vorgeschlagene Bildtexte</translation>
    </message>
    <message>
        <source>Look alike</source>
        <translation>Einander ähnlich</translation>
    </message>
    <message>
        <source>In this story</source>
        <translation>In dieser Geschichte</translation>
    </message>
    <message>
        <source>Never offered</source>
        <translation>Nie angeboten</translation>
    </message>
    <message>
        <source>Cannot be used</source>
        <translation>Nicht verwendbar</translation>
    </message>
</context>
<context>
    <name>LibraryNotices</name>
    <message>
        <source>Searching</source>
        <translation>Suche läuft</translation>
    </message>
    <message>
        <source>Proposing captions</source>
        <translation>Bildtexte werden vorgeschlagen</translation>
    </message>
    <message>
        <source>Propose captions</source>
        <translation>Bildtexte vorschlagen</translation>
    </message>
    <message>
        <source>Look at them</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Accept all</source>
        <translation>Alle annehmen</translation>
    </message>
    <message>
        <source>Accept all proposed captions</source>
        <translation>Alle vorgeschlagenen Bildtexte annehmen</translation>
    </message>
    <message>
        <source>Waiting for GILL …</source>
        <translation>Wartet auf GILL …</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) have no caption.</source>
        <translation>
            <numerusform>%n Bild hat keinen Bildtext.</numerusform>
            <numerusform>%n Bilder haben keinen Bildtext.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n caption(s) are proposed.</source>
        <translation>
            <numerusform>%n Bildtext ist vorgeschlagen.</numerusform>
            <numerusform>%n Bildtexte sind vorgeschlagen.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LibraryPage</name>
    <message>
        <source>No picture is found.</source>
        <translation>Kein Bild gefunden.</translation>
    </message>
    <message>
        <source>Looking for pictures …</source>
        <translation>Bilder werden gesucht …</translation>
    </message>
    <message>
        <source>There are no pictures in these folders.</source>
        <translation>In diesen Ordnern sind keine Bilder.</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) found</source>
        <translation>
            <numerusform>%n Bild gefunden</numerusform>
            <numerusform>%n Bilder gefunden</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose a folder of your pictures. They stay where they are; GILL reads them, finds what fits your story, and offers it.</source>
        <translation>Wählen Sie einen Ordner mit Ihren Bildern. Sie bleiben, wo sie sind; GILL liest sie, findet, was zu Ihrer Geschichte passt, und bietet es an.</translation>
    </message>
    <message>
        <source>Your pictures</source>
        <translation>Ihre Bilder</translation>
    </message>
    <message>
        <source>Add a folder …</source>
        <translation>Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>Collections</source>
        <translation>Sammlungen</translation>
    </message>
</context>
<context>
    <name>LoadWords</name>
    <message>
        <source>The model goes on with its own adapter.</source>
        <translation>Das Modell macht mit seinem eigenen Adapter weiter.</translation>
    </message>
</context>
<context>
    <name>LossChart</name>
    <message>
        <source>on what is learnt</source>
        <translation>an dem, was gelernt wird</translation>
    </message>
    <message>
        <source>on what is held out</source>
        <translation>an dem, was zurückgehalten ist</translation>
    </message>
    <message>
        <source>{}: {}, at first {}</source>
        <translation>{}: {}, zu Beginn {}</translation>
    </message>
    <message>
        <source>No figures yet</source>
        <translation>Noch keine Zahlen</translation>
    </message>
    <message>
        <source>{} after {} steps: {}</source>
        <translation>{} nach {} Schritten: {}</translation>
    </message>
</context>
<context>
    <name>LossCharts</name>
    <message>
        <source>on what is learnt</source>
        <translation>an dem, was gelernt wird</translation>
    </message>
    <message>
        <source>on what is held out</source>
        <translation>an dem, was zurückgehalten ist</translation>
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
    <name>MakeAgain</name>
    <message>
        <source>Make a picture again</source>
        <translation>Ein Bild noch einmal machen</translation>
    </message>
    <message>
        <source>Write a sentence again</source>
        <translation>Einen Satz noch einmal schreiben</translation>
    </message>
    <message>
        <source>It is the same picture, to the last pixel.</source>
        <translation>Es ist dasselbe Bild, bis zum letzten Bildpunkt.</translation>
    </message>
    <message>
        <source>It is another picture now. {}</source>
        <translation>Es ist jetzt ein anderes Bild. {}</translation>
    </message>
    <message>
        <source>It is the same sentence, word for word.</source>
        <translation>Es ist derselbe Satz, Wort für Wort.</translation>
    </message>
    <message>
        <source>The recipe is as it was: this computer, or its libraries, compute differently.</source>
        <translation>Das Rezept ist unverändert: Dieser Rechner oder seine Bibliotheken rechnen anders.</translation>
    </message>
    <message>
        <source>Nothing comes of it now. {}</source>
        <translation>Jetzt wird nichts daraus. {}</translation>
    </message>
    <message>
        <source>It is another sentence now. {}</source>
        <translation>Jetzt ist es ein anderer Satz. {}</translation>
    </message>
    <message>
        <source>The recipe is as it was: this computer, or its libraries, paint differently.</source>
        <translation>Das Rezept ist, wie es war: Dieser Rechner oder seine Bibliotheken malen anders.</translation>
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
    <name>ModelCard</name>
    <message>
        <source>Parts and licences</source>
        <translation>Teile und Lizenzen</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>Auf diesem Rechner</translation>
    </message>
    <message>
        <source>Licence of {}: {}</source>
        <translation>Lizenz von {}: {}</translation>
    </message>
    <message>
        <source>{} on disk</source>
        <translation>{} auf der Festplatte</translation>
    </message>
    <message>
        <source>not installed</source>
        <translation>nicht installiert</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Gebrauch</translation>
    </message>
    <message>
        <source>Installed</source>
        <translation>Installiert</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Use {}</source>
        <translation>{} verwenden</translation>
    </message>
    <message>
        <source>Move …</source>
        <translation>Verschieben …</translation>
    </message>
    <message>
        <source>Delete …</source>
        <translation>Löschen …</translation>
    </message>
    <message>
        <source>It is in use. Choose another model first.</source>
        <translation>Es ist in Gebrauch. Wählen Sie zuerst ein anderes Modell.</translation>
    </message>
    <message>
        <source>Go on installing</source>
        <translation>Weiter installieren</translation>
    </message>
    <message>
        <source>Install</source>
        <translation>Installieren</translation>
    </message>
    <message>
        <source>Install {}</source>
        <translation>{} installieren</translation>
    </message>
    <message>
        <source>Download from the hub</source>
        <translation>Vom Hub herunterladen</translation>
    </message>
    <message>
        <source>From a folder or a USB stick …</source>
        <translation>Aus einem Ordner oder von einem USB-Stick …</translation>
    </message>
</context>
<context>
    <name>ModelTask</name>
    <message>
        <source>Try again.</source>
        <translation>Versuchen Sie es noch einmal.</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>{} on disk</source>
        <translation>{} auf der Festplatte</translation>
    </message>
    <message>
        <source>{} of about {} are there</source>
        <translation>{} von etwa {} sind da</translation>
    </message>
    <message>
        <source>About {} to fetch</source>
        <translation>Etwa {} zu holen</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Checking what is there …</source>
        <translation>Es wird geprüft, was da ist …</translation>
    </message>
    <message>
        <source>Copying …</source>
        <translation>Wird kopiert …</translation>
    </message>
    <message>
        <source>Downloading …</source>
        <translation>Wird heruntergeladen …</translation>
    </message>
    <message>
        <source>Moving …</source>
        <translation>Wird verschoben …</translation>
    </message>
    <message>
        <source>Deleting …</source>
        <translation>Wird gelöscht …</translation>
    </message>
    <message>
        <source>{} of {}</source>
        <translation>{} von {}</translation>
    </message>
    <message>
        <source>less than a minute</source>
        <translation>weniger als eine Minute</translation>
    </message>
    <message>
        <source>about {} min</source>
        <translation>etwa {} min</translation>
    </message>
    <message>
        <source>about {} h</source>
        <translation>etwa {} h</translation>
    </message>
    <message>
        <source>Looking …</source>
        <translation>Wird nachgesehen …</translation>
    </message>
    <message>
        <source>{}: {} free.</source>
        <translation>{}: {} frei.</translation>
    </message>
    <message>
        <source>The CPU</source>
        <translation>Der Prozessor</translation>
    </message>
    <message>
        <source>At most {} while writing and {} while painting.</source>
        <translation>Höchstens {} beim Schreiben und {} beim Malen.</translation>
    </message>
    <message>
        <source>In main memory: up to {}.</source>
        <translation>Im Hauptspeicher: bis zu {}.</translation>
    </message>
    <message>
        <source>Room for a story of {} tokens (some {} words).</source>
        <translation>Platz für eine Geschichte von {} Token (etwa {} Wörter).</translation>
    </message>
    <message>
        <source>Sentences proposed at once: {}.</source>
        <translation>Sätze auf einmal: {}.</translation>
    </message>
    <message>
        <source>Pictures painted at once: {}.</source>
        <translation>Bilder auf einmal: {}.</translation>
    </message>
    <message>
        <source>The painter computes attention in slices, which is slower.</source>
        <translation>Der Maler rechnet die Aufmerksamkeit in Scheiben; das ist langsamer.</translation>
    </message>
    <message>
        <source>Pictures are decoded in tiles.</source>
        <translation>Bilder werden in Kacheln dekodiert.</translation>
    </message>
    <message>
        <source>Language model</source>
        <translation>Sprachmodell</translation>
    </message>
    <message>
        <source>Vision encoder</source>
        <translation>Bildencoder</translation>
    </message>
    <message>
        <source>Adapter</source>
        <translation>Adapter</translation>
    </message>
    <message>
        <source>Painter</source>
        <translation>Maler</translation>
    </message>
    <message>
        <source>full precision (32 bits)</source>
        <translation>volle Genauigkeit (32 Bit)</translation>
    </message>
    <message>
        <source>16 bits (bfloat16)</source>
        <translation>16 Bit (bfloat16)</translation>
    </message>
    <message>
        <source>16 bits (float16)</source>
        <translation>16 Bit (float16)</translation>
    </message>
    <message>
        <source>8 bits</source>
        <translation>8 Bit</translation>
    </message>
    <message>
        <source>4 bits</source>
        <translation>4 Bit</translation>
    </message>
    <message>
        <source>stays on the device</source>
        <translation>bleibt auf dem Gerät</translation>
    </message>
    <message>
        <source>waits in main memory until it is needed</source>
        <translation>wartet im Hauptspeicher, bis es gebraucht wird</translation>
    </message>
    <message>
        <source>runs on the CPU</source>
        <translation>läuft auf dem Prozessor</translation>
    </message>
    <message>
        <source>{}: {}, {}</source>
        <translation>{}: {}, {}</translation>
    </message>
    <message>
        <source>This does not fit: {} are missing. Close other programs, or expect loading or painting to fail.</source>
        <translation>Das passt nicht: Es fehlen {}. Schließen Sie andere Programme, sonst scheitert vielleicht das Laden oder das Malen.</translation>
    </message>
    <message>
        <source>With bitsandbytes the language model would fit in fewer bits: install GILL Studio with its extra “quantized”.</source>
        <translation>Mit bitsandbytes würde das Sprachmodell in weniger Bit passen: Installieren Sie GILL Studio mit dem Zusatz „quantized“.</translation>
    </message>
    <message>
        <source>The language model is rounded to 4 bits; its sentences may be a little worse than published.</source>
        <translation>Das Sprachmodell ist auf 4 Bit gerundet; seine Sätze sind vielleicht etwas schlechter als veröffentlicht.</translation>
    </message>
    <message>
        <source>Language model and painter take turns on the device: each picture moves {} to main memory and back.</source>
        <translation>Sprachmodell und Maler wechseln sich auf dem Gerät ab: Jedes Bild bewegt {} in den Hauptspeicher und zurück.</translation>
    </message>
    <message>
        <source>The language model runs on the CPU: expect seconds a word.</source>
        <translation>Das Sprachmodell läuft auf dem Prozessor: Rechnen Sie mit Sekunden je Wort.</translation>
    </message>
    <message>
        <source>The painter runs on the CPU: expect minutes a picture.</source>
        <translation>Der Maler läuft auf dem Prozessor: Rechnen Sie mit Minuten je Bild.</translation>
    </message>
    <message>
        <source>There is room for the last {} tokens of a story only.</source>
        <translation>Nur für die letzten {} Token einer Geschichte ist Platz.</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Looking which models there are …</source>
        <translation>Es wird nachgesehen, welche Modelle es gibt …</translation>
    </message>
    <message>
        <source>The model is being loaded …</source>
        <translation>Das Modell wird geladen …</translation>
    </message>
    <message>
        <source>Open a model folder …</source>
        <translation>Modellordner öffnen …</translation>
    </message>
    <message>
        <source>A model runs on this computer. Nothing is downloaded before you ask for it.</source>
        <translation>Ein Modell läuft auf diesem Rechner. Nichts wird heruntergeladen, bevor Sie es verlangen.</translation>
    </message>
    <message>
        <source>About {} will be fetched from huggingface.co. These licences hold:</source>
        <translation>Etwa {} werden von huggingface.co geholt. Es gelten diese Lizenzen:</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Herunterladen</translation>
    </message>
    <message>
        <source>Download {}?</source>
        <translation>{} herunterladen?</translation>
    </message>
    <message>
        <source>Where are the model’s files?</source>
        <translation>Wo liegen die Dateien des Modells?</translation>
    </message>
    <message>
        <source>Where shall the model’s files be?</source>
        <translation>Wo sollen die Dateien des Modells liegen?</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>This frees up to {}. Stories keep everything; the model can be installed again.</source>
        <translation>Das macht bis zu {} frei. Geschichten behalten alles; das Modell kann wieder installiert werden.</translation>
    </message>
    <message>
        <source>Delete {}?</source>
        <translation>{} löschen?</translation>
    </message>
    <message>
        <source>Open a model folder</source>
        <translation>Modellordner öffnen</translation>
    </message>
    <message>
        <source>{} is installed.</source>
        <translation>{} ist installiert.</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>{} was moved.</source>
        <translation>{} wurde verschoben.</translation>
    </message>
    <message>
        <source>{} was deleted.</source>
        <translation>{} wurde gelöscht.</translation>
    </message>
</context>
<context>
    <name>Outcome</name>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>And {} more.</source>
        <translation>Und {} weitere.</translation>
    </message>
</context>
<context>
    <name>PagePreview</name>
    <message>
        <source>Page before</source>
        <translation>Seite davor</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>Nächste Seite</translation>
    </message>
    <message>
        <source>The page is being drawn …</source>
        <translation>Die Seite wird gezeichnet …</translation>
    </message>
    <message>
        <source>This page could not be drawn. Choose other options, or export it and look at the file.</source>
        <translation>Diese Seite konnte nicht gezeichnet werden. Wählen Sie andere Optionen, oder exportieren Sie und sehen Sie sich die Datei an.</translation>
    </message>
    <message>
        <source>Page {}</source>
        <translation>Seite {}</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>Teach</source>
        <translation>Anlernen</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Panel</source>
        <translation>Panel</translation>
    </message>
    <message>
        <source>Proposals</source>
        <translation>Vorschläge</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>Fassungen</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufgaben</translation>
    </message>
</context>
<context>
    <name>PaintedStrip</name>
    <message>
        <source>before</source>
        <translation>vorher</translation>
    </message>
</context>
<context>
    <name>PaintedView</name>
    <message>
        <source>Nothing is painted meanwhile: for so short a training, painting takes too long on this computer.</source>
        <translation>Unterdessen wird nichts gemalt: Für ein so kurzes Training dauert das Malen auf diesem Rechner zu lange.</translation>
    </message>
    <message>
        <source>Your picture</source>
        <translation>Ihr Bild</translation>
    </message>
    <message>
        <source>Painted before</source>
        <translation>Vorher gemalt</translation>
    </message>
    <message>
        <source>Painted now</source>
        <translation>Jetzt gemalt</translation>
    </message>
    <message>
        <source>Nothing is painted meanwhile: painting has failed; the logs say why. It learns all the same.</source>
        <translation>Unterdessen wird nichts gemalt: Das Malen ist gescheitert; die Protokolle sagen, warum. Gelernt wird trotzdem.</translation>
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
        <source>Propose</source>
        <translation>Vorschlagen</translation>
    </message>
    <message>
        <source>Propose an alt text</source>
        <translation>Alternativtext vorschlagen</translation>
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
        <source>Looking …</source>
        <translation>Wird nachgesehen …</translation>
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
    <name>PictureActs</name>
    <message numerus="yes">
        <source>%n picture(s) put into the story.</source>
        <translation>
            <numerusform>%n Bild in die Geschichte gesetzt.</numerusform>
            <numerusform>%n Bilder in die Geschichte gesetzt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Write the caption</source>
        <translation>Bildtext schreiben</translation>
    </message>
    <message>
        <source>Put into the story</source>
        <translation>In die Geschichte setzen</translation>
    </message>
    <message>
        <source>Find similar</source>
        <translation>Ähnliche finden</translation>
    </message>
    <message>
        <source>Propose captions</source>
        <translation>Bildtexte vorschlagen</translation>
    </message>
    <message>
        <source>Offer again</source>
        <translation>Wieder anbieten</translation>
    </message>
    <message>
        <source>Never offer</source>
        <translation>Nie anbieten</translation>
    </message>
    <message>
        <source>Show the folder</source>
        <translation>Ordner zeigen</translation>
    </message>
</context>
<context>
    <name>PictureGrid</name>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
</context>
<context>
    <name>Placing</name>
    <message>
        <source>Accept picture</source>
        <translation>Bild annehmen</translation>
    </message>
    <message>
        <source>Accept sentence</source>
        <translation>Satz annehmen</translation>
    </message>
</context>
<context>
    <name>PlanView</name>
    <message>
        <source>What it will do</source>
        <translation>Was geschehen wird</translation>
    </message>
</context>
<context>
    <name>ProblemList</name>
    <message>
        <source>Files that cannot be used</source>
        <translation>Nicht verwendbare Dateien</translation>
    </message>
</context>
<context>
    <name>ProfileRow</name>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Keep …</source>
        <translation>Merken …</translation>
    </message>
    <message>
        <source>Keep these options as a profile</source>
        <translation>Diese Einstellungen als Profil merken</translation>
    </message>
    <message>
        <source>Delete the profile</source>
        <translation>Das Profil löschen</translation>
    </message>
    <message>
        <source>As it comes</source>
        <translation>Wie vorgegeben</translation>
    </message>
    <message>
        <source>Without a name</source>
        <translation>Ohne Namen</translation>
    </message>
    <message>
        <source>Keep these options</source>
        <translation>Diese Einstellungen merken</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
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
    <name>ProposalOptions</name>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Retrieve</source>
        <translation>Holen</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>Retrieve or generate</source>
        <translation>Holen oder erzeugen</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>New each time</source>
        <translation>Jedes Mal neu</translation>
    </message>
    <message>
        <source>The same seed and story give the same proposals.</source>
        <translation>Derselbe Startwert und dieselbe Geschichte geben dieselben Vorschläge.</translation>
    </message>
    <message>
        <source>As is best</source>
        <translation>Wie am besten</translation>
    </message>
    <message>
        <source>{} retrieved, {} generated</source>
        <translation>{} geholt, {} erzeugt</translation>
    </message>
</context>
<context>
    <name>Proposals</name>
    <message>
        <source>GILL would retrieve: {} %</source>
        <translation>GILL würde holen: {} %</translation>
    </message>
    <message>
        <source>GILL would generate: {} %</source>
        <translation>GILL würde erzeugen: {} %</translation>
    </message>
    <message>
        <source>Kept as a take</source>
        <translation>Als Fassung behalten</translation>
    </message>
    <message>
        <source>The likeliest</source>
        <translation>Am wahrscheinlichsten</translation>
    </message>
    <message>
        <source>Looking …</source>
        <translation>Wird nachgesehen …</translation>
    </message>
    <message>
        <source>GILL’s choice · {}</source>
        <translation>GILLs Wahl · {}</translation>
    </message>
    <message>
        <source>Match {}</source>
        <translation>Übereinstimmung {}</translation>
    </message>
    <message>
        <source>Waiting …</source>
        <translation>Wartet …</translation>
    </message>
    <message>
        <source>Step {} of {}</source>
        <translation>Schritt {} von {}</translation>
    </message>
    <message>
        <source>GILL’s choice</source>
        <translation>GILLs Wahl</translation>
    </message>
    <message>
        <source>Generated</source>
        <translation>Erzeugt</translation>
    </message>
    <message>
        <source>about {} s</source>
        <translation>etwa {} s</translation>
    </message>
    <message>
        <source>about {} min</source>
        <translation>etwa {} min</translation>
    </message>
</context>
<context>
    <name>ProposalsPage</name>
    <message>
        <source>Of the older text</source>
        <translation>Zum älteren Text</translation>
    </message>
    <message>
        <source>Reading the story …</source>
        <translation>Die Geschichte wird gelesen …</translation>
    </message>
    <message>
        <source>These pictures were made for another sentence: “{}”</source>
        <translation>Diese Bilder entstanden zu einem anderen Satz: „{}“</translation>
    </message>
    <message>
        <source>Alt+R asks for others.</source>
        <translation>Alt+R fragt nach anderen.</translation>
    </message>
    <message>
        <source>What comes after panel {}</source>
        <translation>Was nach Panel {} kommt</translation>
    </message>
    <message>
        <source>How it begins</source>
        <translation>Wie es beginnt</translation>
    </message>
    <message>
        <source>For panel {}</source>
        <translation>Für Panel {}</translation>
    </message>
    <message>
        <source>Pictures for panel {}</source>
        <translation>Bilder für Panel {}</translation>
    </message>
    <message>
        <source>Captions for panel {}</source>
        <translation>Bildtexte für Panel {}</translation>
    </message>
    <message>
        <source>1 to {}: accept  ·  Shift+number: keep as another take</source>
        <translation>1 bis {}: annehmen  ·  Umschalt+Zahl: als Fassung</translation>
    </message>
    <message>
        <source>Alt+R: ask again  ·  Esc: cancel  ·  While you write: Alt+number</source>
        <translation>Alt+R: noch einmal  ·  Esc: abbrechen  ·  Im Text: Alt+Zahl</translation>
    </message>
    <message>
        <source>Ask again (Alt+R)</source>
        <translation>Noch einmal fragen (Alt+R)</translation>
    </message>
    <message>
        <source>Clear (Esc)</source>
        <translation>Wegräumen (Esc)</translation>
    </message>
    <message>
        <source>Proposals on their way</source>
        <translation>Vorschläge unterwegs</translation>
    </message>
    <message>
        <source>Cancel (Esc)</source>
        <translation>Abbrechen (Esc)</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Noch einmal fragen</translation>
    </message>
    <message>
        <source>GILL reads the whole story and offers sentences, pictures that you have, and new ones.</source>
        <translation>GILL liest die ganze Geschichte und bietet Sätze an, Bilder, die Sie haben, und neue.</translation>
    </message>
    <message>
        <source>Propose  (Ctrl+Enter)</source>
        <translation>Vorschlagen  (Strg+Eingabe)</translation>
    </message>
    <message>
        <source>What happens next?</source>
        <translation>Wie geht es weiter?</translation>
    </message>
    <message>
        <source>Sentences</source>
        <translation>Sätze</translation>
    </message>
    <message>
        <source>From your collections</source>
        <translation>Aus Ihren Sammlungen</translation>
    </message>
    <message>
        <source>Generated</source>
        <translation>Erzeugt</translation>
    </message>
</context>
<context>
    <name>Proposer</name>
    <message>
        <source>Propose pictures for panel {}</source>
        <translation>Bilder für Panel {} vorschlagen</translation>
    </message>
    <message>
        <source>Propose captions for panel {}</source>
        <translation>Bildtexte für Panel {} vorschlagen</translation>
    </message>
    <message>
        <source>Propose panel {}</source>
        <translation>Panel {} vorschlagen</translation>
    </message>
    <message numerus="yes">
        <source>%n sentence(s)</source>
        <translation>
            <numerusform>%n Satz</numerusform>
            <numerusform>%n Sätze</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n Bild</numerusform>
            <numerusform>%n Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>Proposed: {}</source>
        <translation>Vorgeschlagen: {}</translation>
    </message>
    <message>
        <source>Nothing was proposed</source>
        <translation>Nichts wurde vorgeschlagen</translation>
    </message>
    <message>
        <source>Proposal {} is not finished yet</source>
        <translation>Vorschlag {} ist noch nicht fertig</translation>
    </message>
    <message>
        <source>Proposal {} is in the story</source>
        <translation>Vorschlag {} ist in der Geschichte</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Behalten</translation>
    </message>
</context>
<context>
    <name>QKeySequenceEdit</name>
    <message>
        <source>Press shortcut</source>
        <translation>Tasten drücken</translation>
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
    <name>RecipeFields</name>
    <message>
        <source>Minutes</source>
        <translation>Minuten</translation>
    </message>
    <message>
        <source>How long it learns. More pictures deserve more time.</source>
        <translation>Wie lange gelernt wird. Mehr Bilder verdienen mehr Zeit.</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>How often the adapter is changed; 0: as often as the minutes allow.</source>
        <translation>Wie oft der Adapter verändert wird; 0: so oft, wie die Minuten erlauben.</translation>
    </message>
    <message>
        <source>Examples in a step</source>
        <translation>Beispiele je Schritt</translation>
    </message>
    <message>
        <source>More make each step surer, and slower.</source>
        <translation>Mehr machen jeden Schritt sicherer und langsamer.</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>How far a step goes. Less when it learns by heart, more when it learns too little.</source>
        <translation>Wie weit ein Schritt geht. Weniger, wenn es auswendig lernt, mehr, wenn es zu wenig lernt.</translation>
    </message>
    <message>
        <source>Repeated</source>
        <translation>Wiederholt</translation>
    </message>
    <message>
        <source>The part of each step that repeats what the model knows, so that nothing is forgotten.</source>
        <translation>Der Teil jedes Schritts, der wiederholt, was das Modell kann, damit nichts vergessen wird.</translation>
    </message>
    <message>
        <source>Held back</source>
        <translation>Zurückgehalten</translation>
    </message>
    <message>
        <source>The part of your pictures that is never learnt, but measured by.</source>
        <translation>Der Teil Ihrer Bilder, der nie gelernt, sondern an dem gemessen wird.</translation>
    </message>
    <message>
        <source>Patience</source>
        <translation>Geduld</translation>
    </message>
    <message>
        <source>After so many of twelve looks without anything better it ends; 0: never.</source>
        <translation>Nach so vielen von zwölf Blicken ohne etwas Besseres endet es; 0: nie.</translation>
    </message>
    <message>
        <source>Pictures to compare</source>
        <translation>Bilder zum Vergleich</translation>
    </message>
    <message>
        <source>Captions held back for which a picture is painted before and after.</source>
        <translation>Zurückgehaltene Bildtexte, zu denen vorher und nachher ein Bild gemalt wird.</translation>
    </message>
    <message>
        <source>Paint meanwhile</source>
        <translation>Unterdessen malen</translation>
    </message>
    <message>
        <source>Some of them also while it learns, in at most a thirtieth of the time.</source>
        <translation>Einige davon auch, während es lernt; das braucht höchstens ein Dreißigstel der Zeit.</translation>
    </message>
    <message>
        <source>Begins with</source>
        <translation>Beginnt mit</translation>
    </message>
    <message>
        <source>The model’s own adapter</source>
        <translation>Der eigene Adapter des Modells</translation>
    </message>
    <message>
        <source>An adapter that has learnt something already can learn more.</source>
        <translation>Ein Adapter, der schon etwas gelernt hat, kann mehr lernen.</translation>
    </message>
    <message>
        <source>From scratch</source>
        <translation>Ganz von vorn</translation>
    </message>
    <message>
        <source>Begins with an adapter that knows nothing: for large collections and long trainings.</source>
        <translation>Beginnt mit einem Adapter, der nichts kann: für große Sammlungen und lange Trainings.</translation>
    </message>
</context>
<context>
    <name>RecordTile</name>
    <message>
        <source>{}, shown</source>
        <translation>{}, gezeigt</translation>
    </message>
</context>
<context>
    <name>Remarked</name>
    <message>
        <source>The folder {} is not there now; its pictures cannot be learnt. Connect its disk, or remove it.</source>
        <translation>Der Ordner {} ist jetzt nicht da; seine Bilder können nicht gelernt werden. Schließen Sie seine Platte an, oder entfernen Sie ihn.</translation>
    </message>
    <message>
        <source>There are no pictures to learn from. Add some in the library.</source>
        <translation>Es gibt keine Bilder, aus denen gelernt werden könnte. Fügen Sie in der Bibliothek welche hinzu.</translation>
    </message>
    <message>
        <source>No picture has a caption, and without captions nothing can be learnt. Write some in the library.</source>
        <translation>Kein Bild hat einen Bildtext, und ohne Bildtexte kann nichts gelernt werden. Schreiben Sie in der Bibliothek welche.</translation>
    </message>
    <message numerus="yes">
        <source>%n captioned picture(s) may be learnt: two are the least. Add more in the library.</source>
        <translation>
            <numerusform>Nur ein Bild mit Bildtext darf gelernt werden: Zwei müssen es mindestens sein. Fügen Sie in der Bibliothek weitere hinzu.</numerusform>
            <numerusform>%n Bilder mit Bildtext dürfen gelernt werden: Zwei müssen es mindestens sein. Fügen Sie in der Bibliothek weitere hinzu.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of these, %n has (have) a proposed caption: accept it in the library to learn from it.</source>
        <translation>
            <numerusform>Davon hat eines einen vorgeschlagenen Bildtext: Nehmen Sie ihn in der Bibliothek an, damit es gelernt wird.</numerusform>
            <numerusform>Davon haben %n vorgeschlagene Bildtexte: Nehmen Sie sie in der Bibliothek an, damit sie gelernt werden.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n captioned picture(s) is (are) never to be offered, and left out.</source>
        <translation>
            <numerusform>Ein Bild mit Bildtext soll nie angeboten werden und wird ausgelassen.</numerusform>
            <numerusform>%n Bilder mit Bildtext sollen nie angeboten werden und werden ausgelassen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) cannot be used.</source>
        <translation>
            <numerusform>Eine Datei kann nicht verwendet werden.</numerusform>
            <numerusform>%n Dateien können nicht verwendet werden.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>There are only %n captioned picture(s): the model will learn these by heart.</source>
        <translation>
            <numerusform>Es gibt nur ein Bild mit Bildtext: Das Modell wird es auswendig lernen.</numerusform>
            <numerusform>Es gibt nur %n Bilder mit Bildtext: Das Modell wird sie auswendig lernen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) show(s) the same as another; they stay on one side of the split.</source>
        <translation>
            <numerusform>Ein Bild zeigt dasselbe wie ein anderes; beide werden gelernt oder beide zurückgehalten.</numerusform>
            <numerusform>%n Bilder zeigen dasselbe wie andere; solche werden alle gelernt oder alle zurückgehalten.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) has (have) the same caption, “{}”: it does not tell them apart.</source>
        <translation>
            <numerusform>Ein Bild hat denselben Bildtext wie andere, „{}“: Er unterscheidet sie nicht.</numerusform>
            <numerusform>%n Bilder haben denselben Bildtext, „{}“: Er unterscheidet sie nicht.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>einem Bild</numerusform>
            <numerusform>%n Bildern</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of {}, %n has (have) no caption and is (are) left out.</source>
        <translation>
            <numerusform>Von {} hat eines keinen Bildtext und bleibt außen vor.</numerusform>
            <numerusform>Von {} haben %n keinen Bildtext und bleiben außen vor.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReportView</name>
    <message>
        <source>Painted for captions that were held back</source>
        <translation>Gemalt zu Bildtexten, die zurückgehalten waren</translation>
    </message>
    <message>
        <source>Your picture</source>
        <translation>Ihr Bild</translation>
    </message>
    <message>
        <source>Painted before</source>
        <translation>Vorher gemalt</translation>
    </message>
    <message>
        <source>Painted after</source>
        <translation>Nachher gemalt</translation>
    </message>
</context>
<context>
    <name>SampleGrid</name>
    <message>
        <source>{}: {}</source>
        <translation>{}: {}</translation>
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
        <source>More steps paint longer and finer. 0: as the model paints best.</source>
        <translation>Mehr Schritte malen länger und feiner. 0: wie das Modell am besten malt.</translation>
    </message>
    <message>
        <source>How closely a picture keeps to the words. 0: as the model paints best.</source>
        <translation>Wie eng ein Bild sich an die Worte hält. 0: wie das Modell am besten malt.</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Führung</translation>
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
    <name>StoppedCard</name>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Keep what it has learnt</source>
        <translation>Behalten, was gelernt ist</translation>
    </message>
    <message>
        <source>Discard …</source>
        <translation>Verwerfen …</translation>
    </message>
    <message>
        <source>stopped after {}</source>
        <translation>angehalten nach {}</translation>
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
        <source>Accept alt text</source>
        <translation>Alternativtext annehmen</translation>
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
    <name>TakeDetail</name>
    <message>
        <source>It had read</source>
        <translation>Gelesen hatte es</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Make again</source>
        <translation>Noch einmal machen</translation>
    </message>
    <message>
        <source>Why this? {}</source>
        <translation>Warum dies? {}</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Takes</name>
    <message>
        <source>Proposed sentence</source>
        <translation>Vorgeschlagener Satz</translation>
    </message>
    <message>
        <source>Added by you</source>
        <translation>Von Ihnen hinzugefügt</translation>
    </message>
    <message>
        <source>From your collections</source>
        <translation>Aus Ihren Sammlungen</translation>
    </message>
    <message>
        <source>Generated</source>
        <translation>Erzeugt</translation>
    </message>
    <message>
        <source>Likelihood a token</source>
        <translation>Wahrscheinlichkeit je Token</translation>
    </message>
    <message>
        <source>{} %</source>
        <translation>{} %</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Match</source>
        <translation>Übereinstimmung</translation>
    </message>
    <message>
        <source>retrieve: {} %</source>
        <translation>holen: {} %</translation>
    </message>
    <message>
        <source>GILL’s decision</source>
        <translation>GILLs Entscheidung</translation>
    </message>
    <message>
        <source>Collection</source>
        <translation>Sammlung</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>seed {}, {} steps, guidance {}</source>
        <translation>Startwert {}, {} Schritte, Führung {}</translation>
    </message>
    <message>
        <source>Painted with</source>
        <translation>Gemalt mit</translation>
    </message>
    <message>
        <source>seed {}, temperature {}</source>
        <translation>Startwert {}, Temperatur {}</translation>
    </message>
    <message>
        <source>Written with</source>
        <translation>Geschrieben mit</translation>
    </message>
    <message>
        <source>(picture)</source>
        <translation>(Bild)</translation>
    </message>
    <message>
        <source>Another model is in use: it was {}.</source>
        <translation>Ein anderes Modell ist in Gebrauch: Es war {}.</translation>
    </message>
    <message>
        <source>The trained part of the model has changed.</source>
        <translation>Der trainierte Teil des Modells hat sich geändert.</translation>
    </message>
    <message>
        <source>Pictures it had read are gone: of panel {}.</source>
        <translation>Bilder, die es gelesen hatte, sind fort: von Panel {}.</translation>
    </message>
</context>
<context>
    <name>TakesPage</name>
    <message>
        <source>Search takes</source>
        <translation>Fassungen durchsuchen</translation>
    </message>
    <message>
        <source>Nothing is found.</source>
        <translation>Nichts gefunden.</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Sentences</source>
        <translation>Sätze</translation>
    </message>
    <message>
        <source>No takes yet</source>
        <translation>Noch keine Fassungen</translation>
    </message>
    <message>
        <source>Every picture and sentence that is ever offered for a panel stays here, to look at and to use.</source>
        <translation>Jedes Bild und jeder Satz, die je für ein Panel vorgeschlagen werden, bleiben hier, zum Ansehen und Verwenden.</translation>
    </message>
    <message>
        <source>Takes of panel {}</source>
        <translation>Fassungen von Panel {}</translation>
    </message>
    <message>
        <source>It is being made again …</source>
        <translation>Es wird noch einmal gemacht …</translation>
    </message>
</context>
<context>
    <name>Taught</name>
    <message numerus="yes">
        <source>%n captioned picture(s)</source>
        <translation>
            <numerusform>%n Bild mit Bildtext</numerusform>
            <numerusform>%n Bilder mit Bildtext</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of your stories</source>
        <translation>
            <numerusform>%n Ihrer Geschichten</numerusform>
            <numerusform>%n Ihrer Geschichten</numerusform>
        </translation>
    </message>
    <message>
        <source>{} and {}</source>
        <translation>{} und {}</translation>
    </message>
    <message>
        <source>Learns {}. That is too few to hold any back, by which it could be measured.</source>
        <translation>Lernt {}. Das ist zu wenig, um etwas zurückzuhalten, woran sich messen ließe.</translation>
    </message>
    <message numerus="yes">
        <source>%n more is (are) held back, to measure by</source>
        <translation>
            <numerusform>%n weiteres wird zurückgehalten, um daran zu messen</numerusform>
            <numerusform>%n weitere werden zurückgehalten, um daran zu messen</numerusform>
        </translation>
    </message>
    <message>
        <source>Learns {}; {}.</source>
        <translation>Lernt {}; {}.</translation>
    </message>
    <message>
        <source>Repeats nothing: what the model knew before may be forgotten.</source>
        <translation>Wiederholt nichts: Was das Modell vorher konnte, kann vergessen werden.</translation>
    </message>
    <message numerus="yes">
        <source>Repeats %n picture(s) of what it knows, so that nothing is forgotten.</source>
        <translation>
            <numerusform>Wiederholt %n Bild von dem, was es kann, damit nichts vergessen wird.</numerusform>
            <numerusform>Wiederholt %n Bilder von dem, was es kann, damit nichts vergessen wird.</numerusform>
        </translation>
    </message>
    <message>
        <source>taught on {}</source>
        <translation>gelernt aus {}</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) learnt</source>
        <translation>
            <numerusform>%n Bild gelernt</numerusform>
            <numerusform>%n Bilder gelernt</numerusform>
        </translation>
    </message>
    <message>
        <source>for {}</source>
        <translation>für {}</translation>
    </message>
    <message numerus="yes">
        <source>{} of %n step(s)</source>
        <translation>
            <numerusform>{} von %n Schritt</numerusform>
            <numerusform>{} von %n Schritten</numerusform>
        </translation>
    </message>
    <message>
        <source>Painted for captions that are held back, before it learnt</source>
        <translation>Zu zurückgehaltenen Bildtexten gemalt, bevor es lernte</translation>
    </message>
    <message numerus="yes">
        <source>Painted for captions that are held back, after %n step(s)</source>
        <translation>
            <numerusform>Zu zurückgehaltenen Bildtexten gemalt, nach einem Schritt</numerusform>
            <numerusform>Zu zurückgehaltenen Bildtexten gemalt, nach %n Schritten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It went to its end: %n step(s)</source>
        <translation>
            <numerusform>Es lief bis zum Ende: %n Schritt</numerusform>
            <numerusform>Es lief bis zum Ende: %n Schritte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It ended early, since nothing got better any more: %n step(s)</source>
        <translation>
            <numerusform>Es endete früher, da nichts mehr besser wurde: %n Schritt</numerusform>
            <numerusform>Es endete früher, da nichts mehr besser wurde: %n Schritte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>You stopped it and kept what it had learnt: %n step(s)</source>
        <translation>
            <numerusform>Sie haben es beendet und behalten, was gelernt war: %n Schritt</numerusform>
            <numerusform>Sie haben es beendet und behalten, was gelernt war: %n Schritte</numerusform>
        </translation>
    </message>
    <message>
        <source>best after {}</source>
        <translation>am besten nach {}</translation>
    </message>
    <message numerus="yes">
        <source>What it knew before: %n picture(s) of the general set</source>
        <translation>
            <numerusform>Was es vorher konnte: %n Bild der allgemeinen Auswahl</numerusform>
            <numerusform>Was es vorher konnte: %n Bilder der allgemeinen Auswahl</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Your pictures: %n that it never learnt</source>
        <translation>
            <numerusform>Ihre Bilder: %n, das nie gelernt wurde</numerusform>
            <numerusform>Ihre Bilder: %n, die nie gelernt wurden</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Teacher</name>
    <message>
        <source>Plan what {} will learn</source>
        <translation>Planen, was {} lernen wird</translation>
    </message>
    <message>
        <source>Teach {}</source>
        <translation>{} anlernen</translation>
    </message>
    <message>
        <source>Keep what {} has learnt</source>
        <translation>Behalten, was {} gelernt hat</translation>
    </message>
    <message>
        <source>Teach {} to decide</source>
        <translation>{} entscheiden lehren</translation>
    </message>
</context>
<context>
    <name>Teaching</name>
    <message>
        <source>{} %</source>
        <translation>{} %</translation>
    </message>
    <message>
        <source>about {} s</source>
        <translation>etwa {} s</translation>
    </message>
    <message>
        <source>about {} min</source>
        <translation>etwa {} min</translation>
    </message>
    <message>
        <source>about {} h</source>
        <translation>etwa {} h</translation>
    </message>
    <message>
        <source>All together</source>
        <translation>Alles zusammen</translation>
    </message>
    <message>
        <source>Writing captions</source>
        <translation>Bildtexte schreiben</translation>
    </message>
    <message>
        <source>Knowing when a picture comes</source>
        <translation>Wissen, wann ein Bild kommt</translation>
    </message>
    <message>
        <source>Finding the picture</source>
        <translation>Das Bild finden</translation>
    </message>
    <message>
        <source>Finding the caption</source>
        <translation>Den Bildtext finden</translation>
    </message>
    <message>
        <source>Painting</source>
        <translation>Malen</translation>
    </message>
    <message>
        <source>Staying as it was</source>
        <translation>Bleiben, wie es war</translation>
    </message>
    <message>
        <source>{} steps of {} examples, {} at once, in {} on {}.</source>
        <translation>{} Schritte mit je {} Beispielen, {} auf einmal, in {} auf {}.</translation>
    </message>
    <message>
        <source>Takes {}; first, {} pictures and captions are looked at.</source>
        <translation>Dauert {}; zuerst werden {} Bilder und Bildtexte angesehen.</translation>
    </message>
    <message>
        <source>Takes {}.</source>
        <translation>Dauert {}.</translation>
    </message>
    <message>
        <source>Memory: about {}; {} are free.</source>
        <translation>Arbeitsspeicher: etwa {}; {} sind frei.</translation>
    </message>
    <message>
        <source>Disk: about {}; {} are free.</source>
        <translation>Festplatte: etwa {}; {} sind frei.</translation>
    </message>
    <message>
        <source>There may not be enough memory: close other programs, or choose a smaller batch.</source>
        <translation>Der Arbeitsspeicher könnte nicht reichen: Schließen Sie andere Programme, oder wählen Sie weniger Beispiele je Schritt.</translation>
    </message>
    <message>
        <source>There is not enough room on the disk.</source>
        <translation>Auf der Festplatte ist nicht genug Platz.</translation>
    </message>
    <message>
        <source>Captions whose picture is found first (R@1)</source>
        <translation>Bildtexte, deren Bild zuerst gefunden wird (R@1)</translation>
    </message>
    <message>
        <source>Captions whose picture is among the first {} found</source>
        <translation>Bildtexte, deren Bild unter den ersten {} gefundenen ist</translation>
    </message>
    <message>
        <source>Likelihood of a caption’s words (logarithm)</source>
        <translation>Wahrscheinlichkeit der Wörter eines Bildtexts (Logarithmus)</translation>
    </message>
    <message>
        <source>Distance of what is painted (less is better)</source>
        <translation>Abstand des Gemalten (weniger ist besser)</translation>
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
    <name>Told</name>
    <message>
        <source>{} is no collection&apos;s id.</source>
        <translation>{} ist keine Kennung einer Sammlung.</translation>
    </message>
    <message>
        <source>Choose another collection.</source>
        <translation>Wählen Sie eine andere Sammlung.</translation>
    </message>
    <message>
        <source>{} is no JSON.</source>
        <translation>{} ist kein JSON.</translation>
    </message>
    <message>
        <source>Correct it, or remove it.</source>
        <translation>Berichtigen Sie die Datei, oder entfernen Sie sie.</translation>
    </message>
    <message>
        <source>Correct the line, or remove the file.</source>
        <translation>Berichtigen Sie die Zeile, oder entfernen Sie die Datei.</translation>
    </message>
    <message>
        <source>{} is no captions file as COCO has them.</source>
        <translation>{} ist keine Datei mit Bildtexten, wie COCO sie hat.</translation>
    </message>
    <message>
        <source>{}: line {} is no JSON.</source>
        <translation>{}: Zeile {} ist kein JSON.</translation>
    </message>
    <message>
        <source>No picture that {} has a caption for is in this folder: {}, for one.</source>
        <translation>Kein Bild, zu dem {} einen Bildtext hat, liegt in diesem Ordner: {} zum Beispiel.</translation>
    </message>
    <message>
        <source>Put it beside its pictures, or correct their names in it.</source>
        <translation>Legen Sie die Datei neben ihre Bilder, oder berichtigen Sie deren Namen darin.</translation>
    </message>
    <message>
        <source>Remove it from the folder.</source>
        <translation>Nehmen Sie sie aus dem Ordner.</translation>
    </message>
    <message>
        <source>{} is too large for captions.</source>
        <translation>{} ist zu groß für Bildtexte.</translation>
    </message>
    <message>
        <source>The XMP packet is too large.</source>
        <translation>Das XMP-Paket ist zu groß.</translation>
    </message>
    <message>
        <source>Write the description anew.</source>
        <translation>Schreiben Sie die Beschreibung neu.</translation>
    </message>
    <message>
        <source>The XMP packet cannot be read: {}.</source>
        <translation>Das XMP-Paket ist nicht lesbar: {}.</translation>
    </message>
    <message>
        <source>{} is not a collection of GILL Studio.</source>
        <translation>{} ist keine Sammlung von GILL Studio.</translation>
    </message>
    <message>
        <source>Remove the collection and add its folders again; your pictures are not touched.</source>
        <translation>Entfernen Sie die Sammlung und fügen Sie ihre Ordner wieder hinzu; Ihre Bilder bleiben unberührt.</translation>
    </message>
    <message>
        <source>The collection in {} cannot be used: {}.</source>
        <translation>Die Sammlung in {} ist nicht verwendbar: {}.</translation>
    </message>
    <message>
        <source>The disk is full: {} cannot be written.</source>
        <translation>Die Festplatte ist voll: {} lässt sich nicht schreiben.</translation>
    </message>
    <message>
        <source>There is no folder {}.</source>
        <translation>Den Ordner {} gibt es nicht.</translation>
    </message>
    <message>
        <source>Choose a folder with pictures.</source>
        <translation>Wählen Sie einen Ordner mit Bildern.</translation>
    </message>
    <message>
        <source>There is no collection {}.</source>
        <translation>Die Sammlung {} gibt es nicht.</translation>
    </message>
    <message>
        <source>A collection needs a name.</source>
        <translation>Eine Sammlung braucht einen Namen.</translation>
    </message>
    <message>
        <source>Name it.</source>
        <translation>Geben Sie ihr einen.</translation>
    </message>
    <message>
        <source>There is a collection {} already.</source>
        <translation>Die Sammlung {} gibt es schon.</translation>
    </message>
    <message>
        <source>The collection that comes with GILL Studio stays.</source>
        <translation>Die Sammlung, die mit GILL Studio kommt, bleibt.</translation>
    </message>
    <message>
        <source>Choose one of yours.</source>
        <translation>Wählen Sie eine Ihrer eigenen.</translation>
    </message>
    <message>
        <source>{} cannot be written: {}.</source>
        <translation>{} lässt sich nicht schreiben: {}.</translation>
    </message>
    <message>
        <source>Check its rights.</source>
        <translation>Prüfen Sie die Rechte.</translation>
    </message>
    <message>
        <source>Close GILL Studio where it is in use, then try again.</source>
        <translation>Schließen Sie GILL Studio, wo sie in Gebrauch ist, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Wait until it has ended, then try again.</source>
        <translation>Warten Sie, bis es zu Ende ist, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Check the disk and its rights.</source>
        <translation>Prüfen Sie die Festplatte und ihre Rechte.</translation>
    </message>
    <message>
        <source>There is a collection in {} already.</source>
        <translation>In {} gibt es schon eine Sammlung.</translation>
    </message>
    <message>
        <source>Open it, or choose another folder.</source>
        <translation>Öffnen Sie sie, oder wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>There is no collection in {}.</source>
        <translation>In {} ist keine Sammlung.</translation>
    </message>
    <message>
        <source>Add its folders again.</source>
        <translation>Fügen Sie ihre Ordner wieder hinzu.</translation>
    </message>
    <message>
        <source>{} is no path of a file inside a folder.</source>
        <translation>{} ist kein Pfad einer Datei in einem Ordner.</translation>
    </message>
    <message>
        <source>Rename the file.</source>
        <translation>Benennen Sie die Datei um.</translation>
    </message>
    <message>
        <source>{} is not part of the collection {}.</source>
        <translation>{} gehört nicht zur Sammlung {}.</translation>
    </message>
    <message>
        <source>Add the folder first.</source>
        <translation>Fügen Sie erst den Ordner hinzu.</translation>
    </message>
    <message>
        <source>{} cannot be made: {}.</source>
        <translation>{} lässt sich nicht anlegen: {}.</translation>
    </message>
    <message>
        <source>The decision cannot be written down: {}.</source>
        <translation>Die Entscheidung lässt sich nicht aufschreiben: {}.</translation>
    </message>
    <message>
        <source>{} cannot be deleted: {}.</source>
        <translation>{} lässt sich nicht löschen: {}.</translation>
    </message>
    <message>
        <source>Check the rights of the folder, then try again.</source>
        <translation>Prüfen Sie die Rechte des Ordners und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>It is written when you take or reject proposals.</source>
        <translation>Sie entsteht, wenn Sie Vorschläge annehmen oder ablehnen.</translation>
    </message>
    <message>
        <source>This is done by a process of its own, not by the engine.</source>
        <translation>Das tut ein eigener Prozess, nicht die Maschine.</translation>
    </message>
    <message>
        <source>There is no folder to paint into.</source>
        <translation>Es gibt keinen Ordner, in den gemalt werden kann.</translation>
    </message>
    <message>
        <source>Name one.</source>
        <translation>Nennen Sie einen.</translation>
    </message>
    <message>
        <source>No model is loaded.</source>
        <translation>Es ist kein Modell geladen.</translation>
    </message>
    <message>
        <source>Choose one on the Models page.</source>
        <translation>Wählen Sie eines auf der Seite „Modelle“.</translation>
    </message>
    <message>
        <source>docs/training.md shows a run.toml.</source>
        <translation>docs/training.md zeigt eine run.toml.</translation>
    </message>
    <message>
        <source>This is too much for the engine at once: {} MB.</source>
        <translation>Das ist zu viel auf einmal für die Maschine: {} MB.</translation>
    </message>
    <message>
        <source>Ask for it with fewer panels.</source>
        <translation>Fragen Sie mit weniger Panels.</translation>
    </message>
    <message>
        <source>This is no message between the studio and its engine.</source>
        <translation>Das ist keine Nachricht zwischen dem Studio und seiner Maschine.</translation>
    </message>
    <message>
        <source>There is not enough memory for this.</source>
        <translation>Der Arbeitsspeicher reicht dafür nicht.</translation>
    </message>
    <message>
        <source>Close other programs, ask for fewer or smaller pictures, or choose a smaller model.</source>
        <translation>Schließen Sie andere Programme, fragen Sie nach weniger oder kleineren Bildern, oder wählen Sie ein kleineres Modell.</translation>
    </message>
    <message>
        <source>The disk is full.</source>
        <translation>Die Festplatte ist voll.</translation>
    </message>
    <message>
        <source>The disk is full: {} could not be written.</source>
        <translation>Die Festplatte ist voll: {} konnte nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>Free some space, then try again.</source>
        <translation>Schaffen Sie etwas Platz und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The graphics processor reports an error: {}</source>
        <translation>Der Grafikprozessor meldet einen Fehler: {}</translation>
    </message>
    <message>
        <source>The engine is started again. If this returns, update the graphics driver, or choose a smaller model.</source>
        <translation>Die Maschine wird neu gestartet. Kommt das wieder, erneuern Sie den Grafiktreiber, oder wählen Sie ein kleineres Modell.</translation>
    </message>
    <message>
        <source>Something went wrong inside the engine ({}).</source>
        <translation>In der Maschine ist etwas schiefgegangen ({}).</translation>
    </message>
    <message>
        <source>This is a mistake of ours, not of yours. Save a report and send it to us; your story is not affected.</source>
        <translation>Das ist unser Fehler, nicht Ihrer. Sichern Sie einen Bericht und senden Sie ihn uns; Ihre Geschichte ist nicht betroffen.</translation>
    </message>
    <message>
        <source>{} may not be used: {}.</source>
        <translation>{} darf nicht verwendet werden: {}.</translation>
    </message>
    <message>
        <source>Check the rights of the file and its folder.</source>
        <translation>Prüfen Sie die Rechte der Datei und ihres Ordners.</translation>
    </message>
    <message>
        <source>{} cannot be used: {}.</source>
        <translation>{} ist nicht verwendbar: {}.</translation>
    </message>
    <message>
        <source>Check that it is there and that its disk is connected.</source>
        <translation>Prüfen Sie, ob sie da ist und ob ihre Festplatte angeschlossen ist.</translation>
    </message>
    <message>
        <source>There is no adapter {}.</source>
        <translation>Den Adapter {} gibt es nicht.</translation>
    </message>
    <message>
        <source>gill-studio train makes one; gill-studio models list shows those there are.</source>
        <translation>Auf der Seite „Anlernen“ entsteht einer; dort stehen auch die, die es gibt.</translation>
    </message>
    <message>
        <source>The adapter {} was trained for another {} model ({}).</source>
        <translation>Der Adapter {} wurde für ein anderes Modell angelernt ({}: {}).</translation>
    </message>
    <message>
        <source>There is an adapter {} already.</source>
        <translation>Den Adapter {} gibt es schon.</translation>
    </message>
    <message>
        <source>This model has no adapter.</source>
        <translation>Dieses Modell hat keinen Adapter.</translation>
    </message>
    <message>
        <source>Train one, or choose a model that has one.</source>
        <translation>Lernen Sie einen an, oder wählen Sie ein Modell, das einen hat.</translation>
    </message>
    <message>
        <source>{} has more than {} panels.</source>
        <translation>{} hat mehr als {} Panels.</translation>
    </message>
    <message>
        <source>Import it in parts.</source>
        <translation>Importieren Sie sie in Teilen.</translation>
    </message>
    <message>
        <source>Split it.</source>
        <translation>Teilen Sie sie.</translation>
    </message>
    <message>
        <source>The picture was not among what was imported.</source>
        <translation>Das Bild war nicht unter dem, was importiert wurde.</translation>
    </message>
    <message>
        <source>Add it again from where it came.</source>
        <translation>Fügen Sie es noch einmal von seinem alten Platz hinzu.</translation>
    </message>
    <message>
        <source>A picture changed while it was imported.</source>
        <translation>Ein Bild hat sich beim Importieren verändert.</translation>
    </message>
    <message>
        <source>Import the story again.</source>
        <translation>Importieren Sie die Geschichte noch einmal.</translation>
    </message>
    <message>
        <source>There are {} panels, more than the limit of {}.</source>
        <translation>Es sind {} Panels, mehr als die Grenze von {}.</translation>
    </message>
    <message>
        <source>Check the name.</source>
        <translation>Prüfen Sie den Namen.</translation>
    </message>
    <message>
        <source>Check that it is still there.</source>
        <translation>Prüfen Sie, ob es noch da ist.</translation>
    </message>
    <message>
        <source>It is not clear which file in {} is the story.</source>
        <translation>Welche Datei in {} die Geschichte ist, ist nicht klar.</translation>
    </message>
    <message>
        <source>Choose the file itself.</source>
        <translation>Wählen Sie die Datei selbst.</translation>
    </message>
    <message>
        <source>There is no story in {}.</source>
        <translation>In {} ist keine Geschichte.</translation>
    </message>
    <message>
        <source>Choose another file.</source>
        <translation>Wählen Sie eine andere Datei.</translation>
    </message>
    <message>
        <source>There are no pictures in {}.</source>
        <translation>In {} sind keine Bilder.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>None of the pictures in {} can be read.</source>
        <translation>Keines der Bilder in {} ist lesbar.</translation>
    </message>
    <message>
        <source>{} holds more than {} pictures.</source>
        <translation>{} enthält mehr als {} Bilder.</translation>
    </message>
    <message>
        <source>{} is nothing that can be imported.</source>
        <translation>{} lässt sich nicht importieren.</translation>
    </message>
    <message>
        <source>What can be: {}.</source>
        <translation>Importieren lassen sich: {}.</translation>
    </message>
    <message>
        <source>Nothing imports {}.</source>
        <translation>Nichts importiert {}.</translation>
    </message>
    <message>
        <source>There is no {}.</source>
        <translation>{} gibt es nicht.</translation>
    </message>
    <message>
        <source>{} is not the file of a scene: {}.</source>
        <translation>{} ist nicht die Datei einer Szene: {}.</translation>
    </message>
    <message>
        <source>Choose the file of a scene, in the folder storyboards.</source>
        <translation>Wählen Sie die Datei einer Szene im Ordner „storyboards“.</translation>
    </message>
    <message>
        <source>There is no option {} here.</source>
        <translation>Die Option {} gibt es hier nicht.</translation>
    </message>
    <message>
        <source>There are: {}.</source>
        <translation>Es gibt: {}.</translation>
    </message>
    <message>
        <source>The option {} cannot be {}.</source>
        <translation>Die Option {} kann nicht {} sein.</translation>
    </message>
    <message>
        <source>It can be {}.</source>
        <translation>Möglich ist: {}.</translation>
    </message>
    <message>
        <source>A profile needs a name of at most 100 characters.</source>
        <translation>Ein Profil braucht einen Namen von höchstens 100 Zeichen.</translation>
    </message>
    <message>
        <source>The profile “{}” is for the format {}.</source>
        <translation>Das Profil „{}“ ist für das Format {}.</translation>
    </message>
    <message>
        <source>Choose that format, or no profile.</source>
        <translation>Wählen Sie dieses Format, oder kein Profil.</translation>
    </message>
    <message>
        <source>There is no profile “{}”.</source>
        <translation>Das Profil „{}“ gibt es nicht.</translation>
    </message>
    <message>
        <source>Correct it, or delete it.</source>
        <translation>Berichtigen Sie sie, oder löschen Sie sie.</translation>
    </message>
    <message>
        <source>The profiles cannot be written to {}: {}.</source>
        <translation>Die Profile lassen sich nicht nach {} schreiben: {}.</translation>
    </message>
    <message>
        <source>Check the rights of the folder.</source>
        <translation>Prüfen Sie die Rechte des Ordners.</translation>
    </message>
    <message>
        <source>The name {} does not say which format it should be.</source>
        <translation>Der Name {} sagt nicht, welches Format es sein soll.</translation>
    </message>
    <message>
        <source>Let it end in {}, or name the format.</source>
        <translation>Lassen Sie ihn auf {} enden, oder nennen Sie das Format.</translation>
    </message>
    <message>
        <source>There is no preview of {}.</source>
        <translation>Von {} gibt es keine Vorschau.</translation>
    </message>
    <message>
        <source>Export it and open it.</source>
        <translation>Exportieren Sie es und öffnen Sie es.</translation>
    </message>
    <message>
        <source>There is no page {}.</source>
        <translation>Die Seite {} gibt es nicht.</translation>
    </message>
    <message>
        <source>Look at an earlier one.</source>
        <translation>Sehen Sie sich eine frühere an.</translation>
    </message>
    <message>
        <source>There is no format {}.</source>
        <translation>Das Format {} gibt es nicht.</translation>
    </message>
    <message>
        <source>The report cannot be written to {}: {}.</source>
        <translation>Der Bericht lässt sich nicht nach {} schreiben: {}.</translation>
    </message>
    <message>
        <source>The settings cannot be written to {}: {}.</source>
        <translation>Die Einstellungen lassen sich nicht nach {} schreiben: {}.</translation>
    </message>
    <message>
        <source>They hold until the application is closed. Free some space, or check the rights of the folder.</source>
        <translation>Sie gelten, bis das Programm geschlossen wird. Schaffen Sie Platz, oder prüfen Sie die Rechte des Ordners.</translation>
    </message>
    <message>
        <source>{} is not a file.</source>
        <translation>{} ist keine Datei.</translation>
    </message>
    <message>
        <source>Choose a picture file.</source>
        <translation>Wählen Sie eine Bilddatei.</translation>
    </message>
    <message>
        <source>{} is larger than {} MB.</source>
        <translation>{} ist größer als {} MB.</translation>
    </message>
    <message>
        <source>Export a smaller copy of it.</source>
        <translation>Machen Sie eine kleinere Kopie davon.</translation>
    </message>
    <message>
        <source>{}: {} × {} pixels are more than the limit of {} megapixels.</source>
        <translation>{}: {} × {} Pixel sind mehr als die Grenze von {} Megapixeln.</translation>
    </message>
    <message>
        <source>{} is not a picture of a known kind.</source>
        <translation>{} ist kein Bild einer bekannten Art.</translation>
    </message>
    <message>
        <source>Open it in a picture editor and save it anew as PNG or JPEG.</source>
        <translation>Öffnen Sie es in einem Bildprogramm und sichern Sie es neu als PNG oder JPEG.</translation>
    </message>
    <message>
        <source>{}: more than the limit of {} megapixels.</source>
        <translation>{}: mehr als die Grenze von {} Megapixeln.</translation>
    </message>
    <message>
        <source>Check that the picture is still there.</source>
        <translation>Prüfen Sie, ob das Bild noch da ist.</translation>
    </message>
    <message>
        <source>Take it from where it came from once more.</source>
        <translation>Holen Sie es noch einmal von dort, woher es kam.</translation>
    </message>
    <message>
        <source>{} cannot be read as a picture: {}.</source>
        <translation>{} ist nicht als Bild lesbar: {}.</translation>
    </message>
    <message>
        <source>A picture of {} × {} pixels is too large to be shown.</source>
        <translation>Ein Bild von {} × {} Pixeln ist zu groß, um es zu zeigen.</translation>
    </message>
    <message>
        <source>Choose another picture, or save it anew as PNG or JPEG.</source>
        <translation>Wählen Sie ein anderes Bild, oder sichern Sie es neu als PNG oder JPEG.</translation>
    </message>
    <message>
        <source>The picture is of no known kind.</source>
        <translation>Das Bild ist von keiner bekannten Art.</translation>
    </message>
    <message>
        <source>The picture cannot be shown: {}.</source>
        <translation>Das Bild lässt sich nicht zeigen: {}.</translation>
    </message>
    <message>
        <source>The story has no such panel any more.</source>
        <translation>Die Geschichte hat dieses Panel nicht mehr.</translation>
    </message>
    <message>
        <source>Choose another panel.</source>
        <translation>Wählen Sie ein anderes Panel.</translation>
    </message>
    <message>
        <source>The panel has no such picture any more.</source>
        <translation>Das Panel hat dieses Bild nicht mehr.</translation>
    </message>
    <message>
        <source>Choose another picture.</source>
        <translation>Wählen Sie ein anderes Bild.</translation>
    </message>
    <message>
        <source>There is no room for a backup in {}.</source>
        <translation>In {} ist kein Platz für eine Sicherung.</translation>
    </message>
    <message>
        <source>Free some space.</source>
        <translation>Schaffen Sie etwas Platz.</translation>
    </message>
    <message>
        <source>A backup of the story was not taken, for the story&apos;s file is damaged.</source>
        <translation>Die Geschichte wurde nicht gesichert, denn ihre Datei ist beschädigt.</translation>
    </message>
    <message>
        <source>Save a copy without history, or run `gill-studio check STORY.gill`.</source>
        <translation>Sichern Sie eine Kopie ohne Verlauf, oder rufen Sie „gill-studio check STORY.gill“ auf.</translation>
    </message>
    <message>
        <source>{} is not a story file, or its beginning is damaged.</source>
        <translation>{} ist keine Geschichte, oder der Anfang der Datei ist beschädigt.</translation>
    </message>
    <message>
        <source>`gill-studio check STORY.gill --repair` saves what can be saved; backups are in the settings, under Files.</source>
        <translation>„gill-studio check STORY.gill --repair“ rettet, was zu retten ist; Sicherungen stehen in den Einstellungen unter „Dateien“.</translation>
    </message>
    <message>
        <source>{} is a database, but not a story of GILL Studio.</source>
        <translation>{} ist eine Datenbank, aber keine Geschichte von GILL Studio.</translation>
    </message>
    <message>
        <source>Choose a story file.</source>
        <translation>Wählen Sie die Datei einer Geschichte.</translation>
    </message>
    <message>
        <source>{} was altered by another program.</source>
        <translation>{} wurde von einem anderen Programm verändert.</translation>
    </message>
    <message>
        <source>{}, beside the story, is not GILL Studio&apos;s.</source>
        <translation>{} neben der Geschichte gehört nicht zu GILL Studio.</translation>
    </message>
    <message>
        <source>Move it elsewhere, then try again.</source>
        <translation>Legen Sie die Datei woandershin und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>{} has no version of the story format.</source>
        <translation>{} nennt keine Version des Geschichtenformats.</translation>
    </message>
    <message>
        <source>{} was altered: its tables are not those of a story.</source>
        <translation>{} wurde verändert: Die Tabellen sind nicht die einer Geschichte.</translation>
    </message>
    <message>
        <source>{} was written by a newer GILL Studio that keeps stories otherwise.</source>
        <translation>{} stammt von einem neueren GILL Studio, das Geschichten anders aufbewahrt.</translation>
    </message>
    <message>
        <source>{} was written by a newer GILL Studio (format {}).</source>
        <translation>{} stammt von einem neueren GILL Studio (Format {}).</translation>
    </message>
    <message>
        <source>Update GILL Studio.</source>
        <translation>Bringen Sie GILL Studio auf den neuesten Stand.</translation>
    </message>
    <message>
        <source>{} is damaged: it holds text that cannot be read.</source>
        <translation>{} ist beschädigt: Ein Text darin ist nicht lesbar.</translation>
    </message>
    <message>
        <source>{} is a folder, no story file.</source>
        <translation>{} ist ein Ordner, keine Geschichte.</translation>
    </message>
    <message>
        <source>A story folder can be imported.</source>
        <translation>Ein Geschichtenordner lässt sich importieren.</translation>
    </message>
    <message>
        <source>{} is no file.</source>
        <translation>{} ist keine Datei.</translation>
    </message>
    <message>
        <source>There is no file {}.</source>
        <translation>Die Datei {} gibt es nicht.</translation>
    </message>
    <message>
        <source>Was it moved or renamed?</source>
        <translation>Wurde sie verschoben oder umbenannt?</translation>
    </message>
    <message>
        <source>Check the disk and the rights of the file.</source>
        <translation>Prüfen Sie die Festplatte und die Rechte der Datei.</translation>
    </message>
    <message>
        <source>Check the rights of the file.</source>
        <translation>Prüfen Sie die Rechte der Datei.</translation>
    </message>
    <message>
        <source>{} cannot be read: {}.</source>
        <translation>{} ist nicht lesbar: {}.</translation>
    </message>
    <message>
        <source>{} is damaged: {}.</source>
        <translation>{} ist beschädigt: {}.</translation>
    </message>
    <message>
        <source>There is a file {} already.</source>
        <translation>Die Datei {} gibt es schon.</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>{} is open{}.</source>
        <translation>{} ist schon offen{}.</translation>
    </message>
    <message>
        <source>Open it read-only, or open a copy of it.</source>
        <translation>Öffnen Sie sie nur zum Lesen, oder öffnen Sie eine Kopie.</translation>
    </message>
    <message>
        <source>{} of the story&apos;s pictures could not be brought along.</source>
        <translation>{} der Bilder konnten nicht mitgenommen werden.</translation>
    </message>
    <message>
        <source>Look for them in a backup.</source>
        <translation>Suchen Sie sie in einer Sicherung.</translation>
    </message>
    <message>
        <source>{} is of an older format, and cannot be brought up to date: {}</source>
        <translation>{} hat ein älteres Format und lässt sich nicht umwandeln: {}</translation>
    </message>
    <message>
        <source>{} cannot be written: it is protected.</source>
        <translation>{} ist schreibgeschützt.</translation>
    </message>
    <message>
        <source>Save it under another name.</source>
        <translation>Sichern Sie sie unter einem anderen Namen.</translation>
    </message>
    <message>
        <source>{} was not closed properly, and cannot be put right while it can only be read.</source>
        <translation>{} wurde nicht richtig geschlossen und lässt sich nicht in Ordnung bringen, solange sie nur gelesen werden kann.</translation>
    </message>
    <message>
        <source>Copy it, and {} beside it, to a folder where you may write.</source>
        <translation>Kopieren Sie sie, und {} daneben, in einen Ordner, in den Sie schreiben dürfen.</translation>
    </message>
    <message>
        <source>A picture changed while it was read.</source>
        <translation>Ein Bild hat sich verändert, während es gelesen wurde.</translation>
    </message>
    <message>
        <source>Add it again.</source>
        <translation>Fügen Sie es noch einmal hinzu.</translation>
    </message>
    <message>
        <source>{} is open read-only.</source>
        <translation>{} ist nur zum Lesen offen.</translation>
    </message>
    <message>
        <source>Save the story under another name.</source>
        <translation>Sichern Sie die Geschichte unter einem anderen Namen.</translation>
    </message>
    <message>
        <source>A picture is known to the story, but not in it.</source>
        <translation>Die Geschichte kennt ein Bild, enthält es aber nicht.</translation>
    </message>
    <message>
        <source>Add the picture again from where it came.</source>
        <translation>Fügen Sie das Bild noch einmal von seinem alten Platz hinzu.</translation>
    </message>
    <message>
        <source>A picture of the story is larger than {} MB.</source>
        <translation>Ein Bild der Geschichte ist größer als {} MB.</translation>
    </message>
    <message>
        <source>A picture in {} is damaged.</source>
        <translation>Ein Bild in {} ist beschädigt.</translation>
    </message>
    <message>
        <source>{} takes too long to be written.</source>
        <translation>{} zu schreiben dauert zu lange.</translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation>Versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>{} is not in its place any more: it was moved or removed, or the disk is gone.</source>
        <translation>{} ist nicht mehr an ihrem Platz: Sie wurde verschoben oder gelöscht, oder die Festplatte fehlt.</translation>
    </message>
    <message>
        <source>Put it back. {}</source>
        <translation>Legen Sie sie zurück. {}</translation>
    </message>
    <message>
        <source>{} was replaced by another file, perhaps by a synchronising program.</source>
        <translation>{} wurde durch eine andere Datei ersetzt, vielleicht von einem Programm, das Dateien abgleicht.</translation>
    </message>
    <message>
        <source>{} is damaged: {}: {}.</source>
        <translation>{} ist beschädigt: {}: {}.</translation>
    </message>
    <message>
        <source>{} is damaged: the steps of its history are misnumbered.</source>
        <translation>{} ist beschädigt: Die Schritte des Verlaufs sind falsch gezählt.</translation>
    </message>
    <message>
        <source>{} is damaged: there is no story in it.</source>
        <translation>{} ist beschädigt: Es ist keine Geschichte darin.</translation>
    </message>
    <message>
        <source>{} is damaged: a context lacks a panel.</source>
        <translation>{} ist beschädigt: Einem Zusammenhang fehlt ein Panel.</translation>
    </message>
    <message>
        <source>Nothing of {} can be saved.</source>
        <translation>Von {} ist nichts zu retten.</translation>
    </message>
    <message>
        <source>Look in {} for it.</source>
        <translation>Suchen Sie sie in {}.</translation>
    </message>
    <message>
        <source>{} is too large for a story.</source>
        <translation>{} ist zu groß für eine Geschichte.</translation>
    </message>
    <message>
        <source>Split the story into several.</source>
        <translation>Teilen Sie die Geschichte in mehrere.</translation>
    </message>
    <message>
        <source>{} is damaged: a row of {} does not hold what it should.</source>
        <translation>{} ist beschädigt: Eine Zeile in {} enthält nicht, was sie soll.</translation>
    </message>
    <message>
        <source>{} is damaged: {} does not hold what it should.</source>
        <translation>{} ist beschädigt: {} enthält nicht, was es soll.</translation>
    </message>
    <message>
        <source>A recipe cannot be read.</source>
        <translation>Ein Rezept ist nicht lesbar.</translation>
    </message>
    <message>
        <source>{}: step {} of its history is far too large.</source>
        <translation>{}: Schritt {} des Verlaufs ist viel zu groß.</translation>
    </message>
    <message>
        <source>{} is of a newer format; it can only be read.</source>
        <translation>{} hat ein neueres Format; die Geschichte kann nur gelesen werden.</translation>
    </message>
    <message>
        <source>All of it is in {}.</source>
        <translation>Alles davon ist in {}.</translation>
    </message>
    <message>
        <source>A copy needs a name of its own.</source>
        <translation>Eine Kopie braucht einen eigenen Namen.</translation>
    </message>
    <message>
        <source>{} takes too long to be saved.</source>
        <translation>{} zu sichern dauert zu lange.</translation>
    </message>
    <message>
        <source>Look at it again before you go on.</source>
        <translation>Sehen Sie noch einmal nach, bevor Sie weitermachen.</translation>
    </message>
    <message>
        <source>The last changes are lost.</source>
        <translation>Die letzten Änderungen sind verloren.</translation>
    </message>
    <message>
        <source>{}: the picture of panel {} is not in the file, or damaged.</source>
        <translation>{}: Das Bild von Panel {} fehlt in der Datei oder ist beschädigt.</translation>
    </message>
    <message>
        <source>Choose another take, or add the picture again.</source>
        <translation>Wählen Sie eine andere Fassung, oder fügen Sie das Bild noch einmal hinzu.</translation>
    </message>
    <message>
        <source>Check the story&apos;s folder.</source>
        <translation>Prüfen Sie den Ordner der Geschichte.</translation>
    </message>
    <message>
        <source>{} cannot be saved: an error of the application ({}).</source>
        <translation>{} lässt sich nicht sichern: ein Fehler des Programms ({}).</translation>
    </message>
    <message>
        <source>Save the story under another name, and please send a report.</source>
        <translation>Sichern Sie die Geschichte unter einem anderen Namen, und senden Sie uns bitte einen Bericht.</translation>
    </message>
    <message>
        <source>{} is not saved yet.</source>
        <translation>{} ist noch nicht gesichert.</translation>
    </message>
    <message>
        <source>The copy was not finished.</source>
        <translation>Die Kopie wurde nicht fertig.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The story has been closed.</source>
        <translation>Die Geschichte wurde geschlossen.</translation>
    </message>
    <message>
        <source>Open it again.</source>
        <translation>Öffnen Sie sie wieder.</translation>
    </message>
    <message>
        <source>{} leads out of the story&apos;s folder.</source>
        <translation>{} führt aus dem Ordner der Geschichte hinaus.</translation>
    </message>
    <message>
        <source>Copy the picture into the folder.</source>
        <translation>Kopieren Sie das Bild in den Ordner.</translation>
    </message>
    <message>
        <source>{}: {} is not the picture that was recorded; it has changed since.</source>
        <translation>{}: {} ist nicht das Bild, das verzeichnet ist; es hat sich seither verändert.</translation>
    </message>
    <message>
        <source>Put the old one back, or name the new one as the panel&apos;s picture.</source>
        <translation>Legen Sie das alte zurück, oder tragen Sie das neue als Bild des Panels ein.</translation>
    </message>
    <message>
        <source>{}: the picture of panel {} is not in the folder.</source>
        <translation>{}: Das Bild von Panel {} ist nicht im Ordner.</translation>
    </message>
    <message>
        <source>Put it there and name it under pictures, or choose another take.</source>
        <translation>Legen Sie es hinein und nennen Sie es unter „pictures“, oder wählen Sie eine andere Fassung.</translation>
    </message>
    <message>
        <source>The story cannot be written to {}: {}.</source>
        <translation>Die Geschichte lässt sich nicht nach {} schreiben: {}.</translation>
    </message>
    <message>
        <source>Free some space or choose another folder.</source>
        <translation>Schaffen Sie Platz, oder wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>There is no {} in {}.</source>
        <translation>{} fehlt in {}.</translation>
    </message>
    <message>
        <source>A story folder holds a {}; docs/story-format.md shows one.</source>
        <translation>Zu einem Geschichtenordner gehört {}; docs/story-format.md zeigt ein Beispiel.</translation>
    </message>
    <message>
        <source>The story&apos;s history cannot be read now.</source>
        <translation>Der Verlauf der Geschichte ist gerade nicht lesbar.</translation>
    </message>
    <message>
        <source>Correct the file; docs/story-format.md says what it may hold.</source>
        <translation>Berichtigen Sie die Datei; docs/story-format.md sagt, was darin stehen darf.</translation>
    </message>
    <message>
        <source>{} is not a JSON file: {}.</source>
        <translation>{} ist keine JSON-Datei: {}.</translation>
    </message>
    <message>
        <source>Samples: {}.</source>
        <translation>Beispiele: {}.</translation>
    </message>
    <message>
        <source>This step cannot be taken back or done again: its record cannot be read.</source>
        <translation>Dieser Schritt lässt sich nicht zurücknehmen oder wiederholen: Was verzeichnet ist, ist nicht lesbar.</translation>
    </message>
    <message>
        <source>This step cannot be taken back or done again: its record does not fit the story.</source>
        <translation>Dieser Schritt lässt sich nicht zurücknehmen oder wiederholen: Was verzeichnet ist, passt nicht zur Geschichte.</translation>
    </message>
    <message>
        <source>The story itself is whole. `gill-studio check` looks through its history.</source>
        <translation>Die Geschichte selbst ist heil. „gill-studio check“ sieht ihren Verlauf durch.</translation>
    </message>
    <message>
        <source>There is not enough memory to train this model, even one example at a time.</source>
        <translation>Der Speicher reicht nicht, um dieses Modell anzulernen, auch nicht mit einem einzigen Beispiel auf einmal.</translation>
    </message>
    <message>
        <source>Close other programs, or choose a smaller model.</source>
        <translation>Schließen Sie andere Programme, oder wählen Sie ein kleineres Modell.</translation>
    </message>
    <message>
        <source>{} has {} decisions of {} kinds; {} of both kinds are the least.</source>
        <translation>{} enthält {} Entscheidungen von {} Arten; {} von beiden Arten müssen es mindestens sein.</translation>
    </message>
    <message>
        <source>Label more prompts, or accept and reject more proposals first.</source>
        <translation>Kennzeichnen Sie mehr Eingaben, oder nehmen Sie erst mehr Vorschläge an und lehnen Sie mehr ab.</translation>
    </message>
    <message>
        <source>{} has no columns Prompt and Decision.</source>
        <translation>{} hat die Spalten Prompt und Decision nicht.</translation>
    </message>
    <message>
        <source>It needs a header and the columns Prompt and Decision (gen, ret or same), separated by tabs.</source>
        <translation>Gebraucht werden eine Kopfzeile und die Spalten Prompt und Decision (gen, ret oder same), getrennt durch Tabulatoren.</translation>
    </message>
    <message>
        <source>{} began with {} and has not ended: without it, it can neither go on nor be kept.</source>
        <translation>{} begann mit {} und ist nicht beendet: Ohne ihn kann es weder weitergehen noch behalten werden.</translation>
    </message>
    <message>
        <source>Let {} learn to its end, or discard it; then remove {}.</source>
        <translation>Lassen Sie {} zu Ende lernen, oder verwerfen Sie es; entfernen Sie dann {}.</translation>
    </message>
    <message>
        <source>There is no training of {} that has not ended.</source>
        <translation>Es gibt kein Training von {}, das nicht beendet wäre.</translation>
    </message>
    <message>
        <source>Perhaps it has ended meanwhile.</source>
        <translation>Vielleicht ist es inzwischen beendet.</translation>
    </message>
    <message>
        <source>There is not enough room: {} MB are needed, {} MB are free.</source>
        <translation>Es ist nicht genug Platz: {} MB werden gebraucht, {} MB sind frei.</translation>
    </message>
    <message>
        <source>Free some space, or set GILL_STUDIO_DATA and GILL_STUDIO_CACHE to folders on another disk.</source>
        <translation>Schaffen Sie Platz, oder setzen Sie GILL_STUDIO_DATA und GILL_STUDIO_CACHE auf Ordner einer anderen Platte.</translation>
    </message>
    <message>
        <source>The loss of {} is not a number at step {}. Nothing had been learnt before it.</source>
        <translation>Der Verlust von {} ist in Schritt {} keine Zahl mehr. Davor war noch nichts gelernt.</translation>
    </message>
    <message>
        <source>The loss of {} is not a number at step {}. The state before it is kept.</source>
        <translation>Der Verlust von {} ist in Schritt {} keine Zahl mehr. Der Stand davor ist erhalten.</translation>
    </message>
    <message>
        <source>Nothing has been learnt yet that could be kept.</source>
        <translation>Es ist noch nichts gelernt, was behalten werden könnte.</translation>
    </message>
    <message>
        <source>There is no training of {} to go on with.</source>
        <translation>Es gibt kein Training von {}, mit dem es weitergehen könnte.</translation>
    </message>
    <message>
        <source>The training of {} is complete: there is nothing to go on with.</source>
        <translation>Das Training von {} ist vollständig: Es gibt nichts, womit es weiterginge.</translation>
    </message>
    <message>
        <source>A training of {} was begun and not ended.</source>
        <translation>Ein Training von {} wurde begonnen und nicht beendet.</translation>
    </message>
    <message>
        <source>The disk is full: {} cannot be written. What was learnt until then is kept.</source>
        <translation>Die Platte ist voll: {} kann nicht geschrieben werden. Was bis dahin gelernt wurde, ist erhalten.</translation>
    </message>
    <message>
        <source>The checkpoint {} cannot be read: {}</source>
        <translation>Der Zwischenstand {} kann nicht gelesen werden: {}</translation>
    </message>
    <message>
        <source>Delete it to start this stage of the training anew.</source>
        <translation>Löschen Sie ihn, um diesen Teil des Trainings neu zu beginnen.</translation>
    </message>
    <message>
        <source>The text encoder in {} cannot be loaded: {}</source>
        <translation>Der Textencoder in {} kann nicht geladen werden: {}</translation>
    </message>
    <message>
        <source>Install the model again.</source>
        <translation>Installieren Sie das Modell noch einmal.</translation>
    </message>
    <message>
        <source>Nothing can be learnt: none of the pictures can be read. {}</source>
        <translation>Es kann nichts gelernt werden: Keines der Bilder kann gelesen werden. {}</translation>
    </message>
    <message>
        <source>{} cannot be an adapter&apos;s name.</source>
        <translation>{} kann kein Adapter heißen.</translation>
    </message>
    <message>
        <source>Use letters, digits and hyphens.</source>
        <translation>Nehmen Sie Buchstaben, Ziffern und Bindestriche.</translation>
    </message>
    <message>
        <source>The adapter cannot be written to {}: {}.</source>
        <translation>Der Adapter lässt sich nicht nach {} schreiben: {}.</translation>
    </message>
    <message>
        <source>There is no model {} in the catalogue.</source>
        <translation>Das Modell {} steht nicht im Katalog.</translation>
    </message>
    <message>
        <source>It knows: {}.</source>
        <translation>Er kennt: {}.</translation>
    </message>
    <message>
        <source>Choose another folder, or install the model again.</source>
        <translation>Wählen Sie einen anderen Ordner, oder installieren Sie das Modell noch einmal.</translation>
    </message>
    <message>
        <source>{} is not a TOML file: {}</source>
        <translation>{} ist keine TOML-Datei: {}</translation>
    </message>
    <message>
        <source>Check that the file is there and may be read.</source>
        <translation>Prüfen Sie, ob die Datei da ist und gelesen werden darf.</translation>
    </message>
    <message>
        <source>The starter model is not in {}.</source>
        <translation>Das mitgelieferte Modell ist nicht in {}.</translation>
    </message>
    <message>
        <source>Install GILL Studio again, or choose another model with --model.</source>
        <translation>Installieren Sie GILL Studio noch einmal, oder wählen Sie ein anderes Modell.</translation>
    </message>
    <message>
        <source>{}: painting cannot be read: {}.</source>
        <translation>{}: „painting“ ist nicht lesbar: {}.</translation>
    </message>
    <message>
        <source>This model has no painter.</source>
        <translation>Dieses Modell hat keinen Maler.</translation>
    </message>
    <message>
        <source>Choose a model that paints, or retrieve pictures.</source>
        <translation>Wählen Sie ein Modell, das malt, oder lassen Sie Bilder holen.</translation>
    </message>
    <message>
        <source>A painted picture cannot be written: {}.</source>
        <translation>Ein gemaltes Bild lässt sich nicht schreiben: {}.</translation>
    </message>
    <message>
        <source>{} is not installed.</source>
        <translation>{} ist nicht installiert.</translation>
    </message>
    <message>
        <source>{} is installed at another commit, {}.</source>
        <translation>{} ist in einer anderen Fassung installiert: {}.</translation>
    </message>
    <message>
        <source>{} is incomplete: {} is missing or has another size.</source>
        <translation>{} ist unvollständig: {} fehlt oder hat eine andere Größe.</translation>
    </message>
    <message>
        <source>{} holds no {}.</source>
        <translation>{} enthält kein {}.</translation>
    </message>
    <message>
        <source>It is looked for as {}.</source>
        <translation>Gesucht wird {}.</translation>
    </message>
    <message>
        <source>{} has no snapshot of {}.</source>
        <translation>{} enthält keine Fassung von {}.</translation>
    </message>
    <message>
        <source>It has {}.</source>
        <translation>Da ist {}.</translation>
    </message>
    <message>
        <source>{} is damaged or was not copied to its end.</source>
        <translation>{} ist beschädigt oder nicht bis zum Ende kopiert.</translation>
    </message>
    <message>
        <source>Copy the files anew; they must be whole.</source>
        <translation>Kopieren Sie die Dateien noch einmal; sie müssen vollständig sein.</translation>
    </message>
    <message>
        <source>Check the path; is the stick mounted?</source>
        <translation>Prüfen Sie den Pfad; steckt der USB-Stick?</translation>
    </message>
    <message>
        <source>{} holds commit {} of {}; the catalogue asks for {}.</source>
        <translation>{} enthält Fassung {} von {}; der Katalog verlangt {}.</translation>
    </message>
    <message>
        <source>Copy that commit, or download it from the hub.</source>
        <translation>Kopieren Sie diese Fassung, oder laden Sie sie vom Hub herunter.</translation>
    </message>
    <message>
        <source>There is no connection to the hub for {}: {}.</source>
        <translation>Für {} gibt es keine Verbindung zum Hub: {}.</translation>
    </message>
    <message>
        <source>Check the network connection and run the command again: what has arrived is kept.</source>
        <translation>Prüfen Sie die Netzverbindung und versuchen Sie es noch einmal: Was angekommen ist, bleibt.</translation>
    </message>
    <message>
        <source>{} is gated: its owners want you to accept their terms first.</source>
        <translation>{} ist beschränkt: Wer es besitzt, verlangt, dass Sie zuerst den Bedingungen zustimmen.</translation>
    </message>
    <message>
        <source>Accept them at https://huggingface.co/{}, put your token into HF_TOKEN, and try again.</source>
        <translation>Stimmen Sie ihnen auf https://huggingface.co/{} zu, legen Sie Ihr Token in HF_TOKEN ab und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The hub has no repository {}, or it is private.</source>
        <translation>Der Hub hat kein Repository {}, oder es ist privat.</translation>
    </message>
    <message>
        <source>Check the name in the catalogue; for a private one put your access token into HF_TOKEN.</source>
        <translation>Prüfen Sie den Namen im Katalog; für ein privates legen Sie Ihr Zugangstoken in HF_TOKEN ab.</translation>
    </message>
    <message>
        <source>The hub has no {}.</source>
        <translation>Der Hub hat kein {}.</translation>
    </message>
    <message>
        <source>Check revision and files in the catalogue.</source>
        <translation>Prüfen Sie Fassung und Dateien im Katalog.</translation>
    </message>
    <message>
        <source>The hub denies access to {}.</source>
        <translation>Der Hub verweigert den Zugang zu {}.</translation>
    </message>
    <message>
        <source>Check the access token in HF_TOKEN.</source>
        <translation>Prüfen Sie das Zugangstoken in HF_TOKEN.</translation>
    </message>
    <message>
        <source>The hub answers with error {} for {}.</source>
        <translation>Der Hub antwortet mit Fehler {} auf {}.</translation>
    </message>
    <message>
        <source>Try again later.</source>
        <translation>Versuchen Sie es später noch einmal.</translation>
    </message>
    <message>
        <source>The hub&apos;s list of {} makes no sense: {}.</source>
        <translation>Die Liste des Hubs zu {} ergibt keinen Sinn: {}.</translation>
    </message>
    <message>
        <source>What answers for {} is not the hub.</source>
        <translation>Was für {} antwortet, ist nicht der Hub.</translation>
    </message>
    <message>
        <source>A login page or a proxy may stand in between; open a web page, then try again.</source>
        <translation>Vielleicht steht eine Anmeldeseite oder ein Proxy dazwischen; öffnen Sie eine Webseite und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>Another installation is going on.</source>
        <translation>Es läuft schon eine Installation.</translation>
    </message>
    <message>
        <source>Wait until it has ended, or stop it, and try again.</source>
        <translation>Warten Sie, bis sie zu Ende ist, oder brechen Sie sie ab, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>{} has format {}; this version reads {}.</source>
        <translation>{} hat Format {}; diese Version liest {}.</translation>
    </message>
    <message>
        <source>Install the model again; files that are whole are kept.</source>
        <translation>Installieren Sie das Modell noch einmal; heile Dateien bleiben.</translation>
    </message>
    <message>
        <source>{} is damaged: {}</source>
        <translation>{} ist beschädigt: {}</translation>
    </message>
    <message>
        <source>{}: files.path: {} is no path inside the folder.</source>
        <translation>{}: files.path: {} ist kein Pfad in dem Ordner.</translation>
    </message>
    <message>
        <source>There is nothing to move.</source>
        <translation>Es gibt nichts zu verschieben.</translation>
    </message>
    <message>
        <source>{} is there already.</source>
        <translation>{} gibt es schon.</translation>
    </message>
    <message>
        <source>Choose another folder, or remove that one.</source>
        <translation>Wählen Sie einen anderen Ordner, oder entfernen Sie diesen.</translation>
    </message>
    <message>
        <source>{} is damaged, and was not moved.</source>
        <translation>{} ist beschädigt und wurde nicht verschoben.</translation>
    </message>
    <message>
        <source>Install the model again; only damaged files are fetched.</source>
        <translation>Installieren Sie das Modell noch einmal; nur beschädigte Dateien werden geholt.</translation>
    </message>
    <message>
        <source>There is nothing to remove.</source>
        <translation>Es gibt nichts zu entfernen.</translation>
    </message>
    <message>
        <source>Check the disk and the folder&apos;s permissions.</source>
        <translation>Prüfen Sie die Festplatte und die Rechte des Ordners.</translation>
    </message>
    <message>
        <source>{} are needed in {}, and only {} are free.</source>
        <translation>{} werden in {} gebraucht, und nur {} sind frei.</translation>
    </message>
    <message>
        <source>Free some space, or set GILL_STUDIO_DATA to a folder on a larger disk; then run the command again.</source>
        <translation>Schaffen Sie Platz, oder setzen Sie GILL_STUDIO_DATA auf einen Ordner auf einer größeren Festplatte; versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>The disk is full: {} could not be written to the end.</source>
        <translation>Die Festplatte ist voll: {} konnte nicht zu Ende geschrieben werden.</translation>
    </message>
    <message>
        <source>{} has no file {}.</source>
        <translation>{} hat keine Datei {}.</translation>
    </message>
    <message>
        <source>The repository or the folder has changed; look for a newer catalogue or another copy.</source>
        <translation>Das Repository oder der Ordner hat sich geändert; suchen Sie einen neueren Katalog oder eine andere Kopie.</translation>
    </message>
    <message>
        <source>{}/{} {}: it was damaged on its way or replaced.</source>
        <translation>{}/{} {}: Die Datei wurde unterwegs beschädigt oder ersetzt.</translation>
    </message>
    <message>
        <source>It has been discarded; run the command again, and try another source if that does not help.</source>
        <translation>Sie wurde verworfen; versuchen Sie es noch einmal, und eine andere Quelle, wenn das nicht hilft.</translation>
    </message>
    <message>
        <source>{}/{} is truncated: {} of {} bytes came.</source>
        <translation>{}/{} ist abgeschnitten: {} von {} Byte sind angekommen.</translation>
    </message>
    <message>
        <source>{}/{} is truncated: it ends after {} of {} bytes.</source>
        <translation>{}/{} ist abgeschnitten: Nach {} von {} Byte ist Schluss.</translation>
    </message>
    <message>
        <source>Run the command again: what has arrived is kept.</source>
        <translation>Versuchen Sie es noch einmal: Was angekommen ist, bleibt.</translation>
    </message>
    <message>
        <source>Run: gill-studio models install {}</source>
        <translation>Installieren Sie es auf der Seite „Modelle“ ({}).</translation>
    </message>
</context>
<context>
    <name>TrainingPage</name>
    <message>
        <source>Look at the plan</source>
        <translation>Den Plan ansehen</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Beginnen</translation>
    </message>
    <message>
        <source>Teach</source>
        <translation>Anlernen</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>There is one of that name already. What it has learnt will be lost in the end.</source>
        <translation>Es gibt schon einen mit diesem Namen. Was er gelernt hat, geht am Ende verloren.</translation>
    </message>
    <message>
        <source>“{}” learns</source>
        <translation>„{}“ lernt</translation>
    </message>
    <message>
        <source>The model is being loaded …</source>
        <translation>Das Modell wird geladen …</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>What it has learnt is lost. The model, your pictures and your stories stay as they are.</source>
        <translation>Was er gelernt hat, geht verloren. Das Modell, Ihre Bilder und Ihre Geschichten bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>{} decides</source>
        <translation>{} entscheidet</translation>
    </message>
    <message>
        <source>My decisions</source>
        <translation>Meine Entscheidungen</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>All decisions that were written down are deleted. Adapters that were taught stay.</source>
        <translation>Alle aufgeschriebenen Entscheidungen werden gelöscht. Angelernte Adapter bleiben.</translation>
    </message>
    <message>
        <source>Erase your decisions?</source>
        <translation>Ihre Entscheidungen löschen?</translation>
    </message>
    <message>
        <source>Looking what there is to learn …</source>
        <translation>Es wird nachgesehen, was es zu lernen gibt …</translation>
    </message>
    <message>
        <source>Looking which adapters there are …</source>
        <translation>Es wird nachgesehen, welche Adapter es gibt …</translation>
    </message>
    <message>
        <source>Replace the adapter “{}”?</source>
        <translation>Den Adapter „{}“ ersetzen?</translation>
    </message>
    <message>
        <source>Remove the adapter “{}”?</source>
        <translation>Den Adapter „{}“ entfernen?</translation>
    </message>
    <message>
        <source>It is lost. To keep it, choose “Stop and keep”; to go on later, “Pause”. Your pictures stay.</source>
        <translation>Es ist verloren. Um es zu behalten, wählen Sie „Beenden und behalten“; um später weiterzumachen, „Pause“. Ihre Bilder bleiben.</translation>
    </message>
    <message>
        <source>Discard what “{}” has learnt?</source>
        <translation>Verwerfen, was „{}“ gelernt hat?</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>“{}” has learnt.</source>
        <translation>„{}“ hat gelernt.</translation>
    </message>
    <message>
        <source>{} has learnt to decide as you do: macro-F1 {} in cases that it had not seen (1 would be perfect).</source>
        <translation>{} hat gelernt, wie Sie zu entscheiden: Makro-F1 {} in Fällen, die er nicht kannte (1 wäre vollkommen).</translation>
    </message>
    <message>
        <source>GILL learns your pictures and stories, on this computer. What comes of it is an adapter with a name: use it, or do not. The model itself stays as it is.</source>
        <translation>GILL lernt Ihre Bilder und Geschichten, auf diesem Rechner. Daraus wird ein Adapter mit einem Namen: Verwenden Sie ihn, oder lassen Sie es. Das Modell selbst bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>Not ended</source>
        <translation>Nicht beendet</translation>
    </message>
    <message>
        <source>Adapters</source>
        <translation>Adapter</translation>
    </message>
    <message>
        <source>Deciding</source>
        <translation>Entscheiden</translation>
    </message>
    <message>
        <source>What to learn</source>
        <translation>Was gelernt werden soll</translation>
    </message>
</context>
<context>
    <name>TransferRow</name>
    <message>
        <source>Pause “{}”</source>
        <translation>„{}“ anhalten</translation>
    </message>
    <message>
        <source>Go on with “{}”</source>
        <translation>Mit „{}“ fortfahren</translation>
    </message>
    <message>
        <source>Cancel “{}”</source>
        <translation>„{}“ abbrechen</translation>
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
<context>
    <name>_Sheet</name>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
</context>
<context>
    <name>_Table</name>
    <message>
        <source>before</source>
        <translation>vorher</translation>
    </message>
    <message>
        <source>after</source>
        <translation>nachher</translation>
    </message>
    <message>
        <source>before {}, after {}</source>
        <translation>vorher {}, nachher {}</translation>
    </message>
</context>
</TS>
