#!/usr/bin/env python3
"""Writes `corpus/*.eml` and `corpus.tsv`: what comes back to a return path, in the forms that mail
servers, robots and people give it, and what each is. The words are ours; the forms are those of the
programs named. usage: make_corpus.py   (from anywhere; the files are kept, so that they can be read)"""

import base64
import pathlib
import quopri

HERE = pathlib.Path(__file__).resolve().parent
TOKEN = "retours+tok-1@campus.example"
ROWS = []


def word(text, charset="utf-8", how="Q"):
    data = text.encode(charset)
    coded = (base64.b64encode(data) if how == "B"
             else quopri.encodestring(data, header=True).replace(b"?", b"=3F")).decode()
    return f"=?{charset}?{how}?{coded}?="


def mail(name, verdict, status, detail, headers, body, before=b"", ends="\r\n"):
    """`headers` and `body` are text (UTF-8) or bytes as they are."""
    def raw(part):
        return part if isinstance(part, bytes) else part.encode().replace(b"\n", ends.encode())
    (HERE / "corpus" / f"{name}.eml").write_bytes(before + raw(headers.strip("\n") + "\n") + raw("\n") + raw(body)
                                                  if isinstance(headers, str) else before + headers + raw("\n") + raw(body))
    ROWS.append((name, verdict, status, detail))


def daemon(subject, more="", to=TOKEN, sender="Mail Delivery System <MAILER-DAEMON@mx.example>"):
    return f"Return-Path: <>\nFrom: {sender}\nTo: {to}\nSubject: {subject}\nDate: Mon, 30 Nov 2026 06:00:00 +0000\n{more}"


def person(subject, more="", sender="Anne Roy <anne@ville.example>"):
    return f"Return-Path: <anne@ville.example>\nFrom: {sender}\nTo: {TOKEN}\nSubject: {subject}\nMessage-ID: <1@ville.example>\n{more}"


def report(fields, content_type='multipart/report; report-type=delivery-status; boundary="b"', first="Non remis.", kind="message/delivery-status"):
    return ("MIME-Version: 1.0\nContent-Type: " + content_type,
            f"--b\nContent-Type: text/plain\n\n{first}\n--b\nContent-Type: {kind}\n\n{fields}\n--b--\n")


def dsn(name, verdict, status, detail, fields, subject="Undelivered Mail Returned to Sender", ends="\r\n", **how):
    headers, body = report(fields, **how)
    mail(name, verdict, status, detail, daemon(subject, headers), body, ends=ends)


FAILED = ("Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; anne@ville.example\nAction: failed\n"
          "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 unknown\n")

# Reports in the standard's form.
dsn("dsn-plain", "permanent", "5.1.1", "550 5.1.1 unknown", FAILED)
dsn("dsn-spaces-around-equals", "permanent", "5.1.1", "550 5.1.1 unknown", FAILED,
    content_type='multipart/report; report-type = delivery-status; boundary = "b"')
dsn("dsn-folded-type", "permanent", "5.1.1", "550 5.1.1 unknown", FAILED,
    content_type='Multipart/Report;\n\treport-type=delivery-status;\n boundary\n =\n "b"')
dsn("dsn-comment-in-type", "permanent", "5.1.1", "550 5.1.1 unknown", FAILED,
    content_type='multipart/report (a comment); boundary=b')
dsn("dsn-continued-boundary", "permanent", "5.1.1", "550 5.1.1 unknown", FAILED,
    content_type='multipart/report; boundary*0="b"; report-type=delivery-status')
dsn("dsn-bare-line-feeds", "permanent", "5.1.1", "550 5.1.1 unknown", FAILED, ends="\n")
dsn("dsn-of-exchange-in-french", "permanent", "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound", (
    "Reporting-MTA: dns;MX.example\n\nFinal-recipient: RFC822;\n anne@ville.example\nAction:  failed\nStatus: 5.1.10\n"
    "Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound\n"), subject=word("Non remis : À signer"))
dsn("dsn-international", "permanent", "5.6.7", "", "Final-Recipient: utf-8; anne@ville.example\nAction: failed\nStatus: 5.6.7\n",
    kind="message/global-delivery-status")
dsn("dsn-full-for-days", "permanent", "4.2.2", "", "Final-Recipient: rfc822; a@ville.example\nAction: failed\nStatus: 4.2.2\n")
dsn("dsn-delayed", "temporary", "4.4.1", "", "Final-Recipient: rfc822; a@ville.example\nAction: delayed\nStatus: 4.4.1\n",
    subject="Delivery Status Notification (Delay)")
dsn("dsn-delivered", "receipt", "2.0.0", "", "Final-Recipient: rfc822; a@ville.example\nAction: delivered\nStatus: 2.0.0\n",
    subject="Successful Mail Delivery Report")
dsn("dsn-no-fields-but-words", "permanent", "5.2.1", "<anne@ville.example>: 550 5.2.1 account closed", "",
    first="<anne@ville.example>: 550 5.2.1 account closed")

# Reports in plain words.
mail("text-qsbmf", "permanent", "5.1.1", "No such mailbox. (#5.1.1)", daemon("failure notice"),
     "Hi. This is the mail program at mx.example.\nThe address below was refused for good.\n\n<anne@ville.example>:\n"
     "No such mailbox. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nSubject: essai\n")
mail("text-qsbmf-no-code", "permanent", "", "Sorry, nobody here by that name.", daemon("failure notice", sender="x@mx.example"),
     "Hi. This is the deliver program at mx.example.\n\n<anne@ville.example>:\nSorry, nobody here by that name.\n\n--- Below this line\n")
mail("text-exim", "permanent", "", "550 Unrouteable address", daemon(
    "Mail delivery failed: returning message to sender", "Auto-Submitted: auto-replied\nX-Failed-Recipients: anne@ville.example"),
     "This message was created by a program.\n\n  anne@ville.example\n    550 Unrouteable address\n")
mail("text-exim-header-only", "permanent", "", "Mail delivery failed", "From: x@mx.example\nX-Failed-Recipients: anne@ville.example\n"
     "Auto-Submitted: auto-replied\nSubject: Mail delivery failed", "x\n")
mail("text-exim-delay", "temporary", "", "Warning: message 1abc delayed 24 hours", daemon(
    "Warning: message 1abc delayed 24 hours", "Auto-Submitted: auto-replied"),
     "A message that you sent has not yet been delivered to one of its recipients.\nNo action is needed on your part: it will be retried.\n")
mail("text-old-sendmail", "permanent", "5.1.1", "550 5.1.1 <anne@ville.example>... User unknown", daemon("Returned mail: see transcript for details"),
     "The original message was received at Mon, 30 Nov 2026\n\n   ----- The following addresses had permanent fatal errors -----\n"
     "<anne@ville.example>\n\n   ----- Transcript of session follows -----\n550 5.1.1 <anne@ville.example>... User unknown\n")
mail("text-sendmail-delay", "temporary", "", "Warning: could not send message for past 4 hours", daemon("Warning: could not send message for past 4 hours"),
     "    **      THIS IS A WARNING MESSAGE ONLY      **\n    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n")
mail("text-one-line", "permanent", "5.1.1", "550 5.1.1 <anne@ville.example>", daemon("Undeliverable"), "550 5.1.1 <anne@ville.example>\n")
mail("text-one-line-no-enhanced", "permanent", "", "550 <anne@ville.example> unknown", daemon("Undelivered"), "550 <anne@ville.example> unknown\n")
mail("text-exchange-in-french", "permanent", "", "Votre message n'a pas pu être remis à Anne Roy.", daemon(
    word("Non remis : À signer", "windows-1252"), "Content-Type: text/plain; charset=iso-8859-1", sender="Postmaster <postmaster@ville.example>"),
     "Votre message n'a pas pu être remis à Anne Roy.\n".encode("latin-1"))
mail("text-html-only", "permanent", "5.7.1", "Remote server returned '550 5.7.1 refused'", daemon(
    "Undeliverable: test", "Content-Type: text/html; charset=utf-8", sender="Microsoft Outlook <MicrosoftExchange329e71@ville.example>"),
     "<html><head><style>p { color: red }</style></head><body><p>Delivery has failed to these recipients:</p>"
     "<p>Remote server returned &#39;550&nbsp;5.7.1 refused&#39;</p></body></html>")
mail("text-full-box-in-french", "permanent", "", "La boîte est pleine.", daemon(word("Échec de la remise de votre message", how="B")), "La boîte est pleine.\n")
mail("text-still-trying-in-french", "temporary", "4.2.0", "451 4.2.0 essai suivant dans une heure", daemon("Remise retardée".encode().decode()),
     "Votre message n’a pas encore été remis.\n451 4.2.0 essai suivant dans une heure\n")
mail("text-four-only", "temporary", "4.3.2", "421 4.3.2 try later", daemon("Notice"), "421 4.3.2 try later\n")
mail("text-no-daemon", "permanent", "5.1.1", "550 5.1.1 gone", "From: Filtre <filtre@ville.example>\nTo: %s\nSubject: Undelivered mail" % TOKEN, "550 5.1.1 gone\n")
mail("text-from-mailbox-file", "permanent", "5.1.1", "550 5.1.1 gone", daemon("Undelivered"), "550 5.1.1 gone\n",
     before=b"From MAILER-DAEMON Mon Nov 30 06:00:00 2026\r\n")

mail("text-failed-delivery", "permanent", "", "connection timed out. I'm not going to try again; it was in the queue too long.", daemon("failed delivery"),
     "<anne@ville.example>:\nconnection timed out. I'm not going to try again; it was in the queue too long.\n")
mail("text-passing-cause-given-up", "permanent", "4.1.9", "Resources unavailable for now [#4.1.9].", daemon("Notice"),
     "<anne@ville.example>:\nResources unavailable for now [#4.1.9].\nI'm not going to try again.\n")
mail("text-mail-failed", "permanent", "", "anne@ville.example ... unknown host", daemon("mail failed, returning to sender"), "Log:\nanne@ville.example ... unknown host\n")
mail("text-malformed", "permanent", "", "anne@ville.example: malformed address", daemon("Mail failure - malformed recipient address", "Auto-Submitted: auto-replied"),
     "anne@ville.example: malformed address\n")
mail("text-error-of-opensmtpd", "permanent", "", "anne@ville.example: Envelope expired", daemon("Delivery status notification: error", sender="Mailer Daemon <x@mx.example>"),
     "An error has occurred.\n\nanne@ville.example: Envelope expired\n")
mail("text-warning-of-opensmtpd", "temporary", "", "Delivery status notification: warning", daemon("Delivery status notification: warning"),
     "A message is delayed for more than 10 minutes for:\nanne@ville.example: Network error\n")
mail("text-warning-for-hours", "temporary", "", "Warning--Could not send mail for past 8.5 hours", daemon("Warning--Could not send mail for past 8.5 hours"), "anne@ville.example [timed out]\n")
mail("text-no-address-in-from", "permanent", "", "Your mail cannot be delivered to: anne@ville.example", daemon("Mail Error", "Precedence: bulk\nX-Autogenerated: Mirror", sender='"Mail System" <>'),
     "Your mail cannot be delivered to: anne@ville.example\n")
mail("text-failed-mail-mirrored", "permanent", "", "FAILED MAIL to \"anne\"", daemon("FAILED MAIL to \"anne\"", "Precedence: bulk\nX-Autogenerated: Mirror", sender="postmaster@ville.example"), "Quota.\n")
mail("text-in-russian-and-english", "permanent", "", "Local mailbox anne@ville.example is unavailable: user not found",
     daemon(word("Сообщение не доставлено. Mail failure.", how="B"), "Auto-Submitted: auto-replied"), "Письмо не доставлено.\nLocal mailbox anne@ville.example is unavailable: user not found\n")
dsn("dsn-no-group-but-words", "permanent", "", "L'adresse n'existe pas.", "Reporting-MTA: mx.example\n", subject=word("Utilisateur non recensé"), first="L'adresse n'existe pas.")
dsn("dsn-deliverable", "receipt", "2.1.5", "", "Final-Recipient: rfc822; a@ville.example\nAction: deliverable\nStatus: 2.1.5\n", subject="Mail Delivery Status Report")

# Absences.
AWAY = "Je suis absente jusqu’au 4 janvier.\n"
for name, subject, more in (
        ("exchange", word("Réponse automatique : À signer – l’œuvre", "windows-1252"), "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All"),
        ("iso-8859-15", word("Réponse automatique : cœur à 3 €", "iso-8859-15"), ""),
        ("base64-in-pieces", word("Réponse automatiqu", how="B") + "\n " + word("e : À signer", how="B"), ""),
        ("capitals", word("ABSENCE DU BUREAU"), ""),
        ("accented-capitals", word("RÉPONSE AUTOMATIQUE"), ""),
        ("re", "Re: Out of Office", ""),
        ("re-in-french", word("RE : Absence"), "Auto-Submitted: auto-replied"),
        ("re-bare-of-a-list", word("RE : Congés"), "List-Id: <absences.ville.example>"),
        ("re-with-a-hard-space", word("RE\u00a0: Réponse automatique\u00a0: À signer"), ""),
        ("bulk", word("Absence : en congés jusqu’au 4 janvier"), "Precedence: bulk"),
        ("bulk-answer", "Votre message", "Precedence: bulk\nIn-Reply-To: <c1@campus.example>"),
        ("absence-of-somebody", word("Absence de Mme Roy"), "Precedence: junk"),
        ("folded-mark", "Re: essai", "Auto-Submitted:\n auto-replied\n (vacation)"),
        ("notified", "essai", "AUTO-SUBMITTED: Auto-Notified"),
        ("x-autoreply", "essai", "X-Autoreply: yes"),
        ("x-autorespond", "essai", "X-AutoRespond: essai"),
        ("suppress", "essai", "X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply"),
        ("vacation", "away from my mail", ""),
        ("tagged", "[EXTERNE] Automatic reply: essai", ""),
        ("acknowledges", word("Nous avons reçu votre message"), "Auto-Submitted: auto-replied")):
    mail("absence-" + name, "auto", "", "*", person(subject, more), AWAY)
mail("absence-raw-windows-1252", "auto", "", "Réponse automatique : À signer",
     person("@").encode().replace(b"@\n", "Réponse automatique : À signer\n".encode("cp1252"), 1).replace(b"\n", b"\r\n"), AWAY)
mail("absence-raw-utf-8", "auto", "", "Réponse automatique : À signer", person("Réponse automatique : À signer"), AWAY)
mail("absence-no-sender", "auto", "", "Absence", "Return-Path: <>\nFrom: anne@ville.example\nTo: %s\nSubject: Absence" % TOKEN,
     "Cette adresse n'existe pas avant lundi.\n")

mail("absence-closed-by-nobody", "auto", "", "Fermeture annuelle", "Return-Path: <>\nFrom: anne@ville.example\nTo: %s\nSubject: Fermeture annuelle" % TOKEN,
     "Mairie fermée, 450 rue de Paris, jusqu’au 4.1.2027.\n")

# Receipts: read, deleted. No absence.
for name, disposition in (("read", "manual-action/MDN-sent-manually; displayed"), ("read-by-itself", "automatic-action/MDN-sent-automatically; displayed"),
                          ("deleted", "manual-action/MDN-sent-automatically; deleted")):
    headers, body = report(f"Final-Recipient: rfc822;anne@ville.example\nDisposition: {disposition}\n",
                           content_type="multipart/report; report-type=disposition-notification; boundary=b", kind="message/disposition-notification")
    mail("receipt-" + name, "receipt", "", "*", person(word("Lu : À signer"), "Auto-Submitted: auto-replied\n" + headers), body)
mail("receipt-in-words", "receipt", "", "Lu : essai", person("Lu : essai", "Auto-Submitted: auto-generated"), "Votre message a été lu.\n")

# For people to read: persons, spam, what no rule knows.
mail("other-person", "other", "", "Re: À signer", person(word("Re: À signer"), "In-Reply-To: <c1@campus.example>"), "Bonjour,\nje ne suis plus maire, écrivez à la mairie.\n")
mail("other-person-on-an-absence", "other", "", "Absence de quorum au conseil", person("Absence de quorum au conseil"), "Bonjour,\nque faire ?\n")
mail("other-person-on-a-failure", "other", "", "Re: Undelivered", person("Re: Undelivered"), "550 5.1.1 : que veut dire ce message ?\n")
mail("other-person-read-it", "other", "", "Lu : le projet", person("Lu : le projet"), "J’ai lu le projet, il me convient.\n")
for name, subject, body in (
        ("on-leave", "Congés", "Je serai en congés, c’est M. Petit qui signera."),
        ("on-closing", "Fermeture du site", "La mairie ferme : envoyez le papier à l’agglomération."),
        ("absent", "RE : Absence", "C’est moi qui remplace Mme Roy."),
        ("on-a-vacation", "Vacation de jury", "Bonjour,"),
        ("forwards-an-absence", "TR: Réponse automatique : À signer", "Voyez ce que je reçois."),
        ("away", "Away days", "See you there.")):
    mail("other-person-" + name, "other", "", subject, person(word(subject)), body + "\n")
headers, body = report(FAILED, first="J’ai reçu ceci, que faire ?")
mail("other-person-forwards-a-report", "other", "", "TR: Undelivered Mail", person("TR: Undelivered Mail", headers), body)
mail("other-person-postmaster", "other", "", "Re: essai", person("Re: essai", sender="Informatique <postmaster@ville.example>"), "Boîte pleine : 550 messages, je m’en occupe.\n")
mail("other-person-on-a-refusal", "other", "", "Message rejeté par le conseil", person(word("Message rejeté par le conseil")), "Le destinataire inconnu du projet n’existe pas.\n")
mail("other-person-through-a-list", "other", "", "Re: essai", person("Re: essai", "In-Reply-To: <c1@campus.example>\nPrecedence: list\nList-Id: <mairie.ville.example>"), "Je suis d’accord.\n")
mail("other-robot-of-who-left", "other", "", "Réponse automatique : À signer", person(word("Réponse automatique : À signer"), "Auto-Submitted: auto-replied"),
     "Mme Roy ne travaille plus à la mairie.\n")
mail("other-robot-unsubscribes", "other", "", "unsubscribe", person("unsubscribe", "Auto-Submitted: auto-replied"), "Sent to unsubscribe from the message.\n")
mail("other-robot-of-a-mail-server", "other", "", "Processing Error", daemon("Processing Error", "Auto-Submitted: auto-generated"), "It encountered an error.\n")
mail("other-robot-refuses-in-words", "other", "", "Votre envoi", person("Votre envoi", "Auto-Submitted: auto-replied"), "La boîte est pleine.\n")
mail("other-robot-with-a-house-number", "other", "", "Votre message", "Return-Path: <>\nFrom: anne@ville.example\nTo: %s\nSubject: Votre message" % TOKEN, "Mairie\n450 rue de Paris, depuis le 5.1.26\n")
headers, body = report("Feedback-Type: abuse\n", content_type="multipart/report; report-type=feedback-report; boundary=b", kind="message/feedback-report")
mail("other-complaint", "other", "", "Abuse report", person("Abuse report", "Auto-Submitted: auto-generated\n" + headers), body)
mail("other-challenge", "other", "", "Validez votre e-mail", person("Validez votre e-mail", sender="Filtre <filtre@ville.example>"), "Cliquez pour prouver que vous êtes une personne.\n")
mail("other-spam", "other", "", "Offre", person("Offre", "Precedence: bulk\nList-Unsubscribe: <https://x.example>"), "Achetez !\n")
mail("other-daemon-unknown", "other", "", "Notice", daemon("Notice"), "Quelque chose s’est passé.\n")
mail("other-no-boundary", "other", "", "Bonjour", person("Bonjour", "Content-Type: multipart/mixed"), "Je ne signerai pas.\n")
mail("other-html-only", "other", "", "Bonjour", person("Bonjour", "Content-Type: text/html; charset=windows-1252"),
     "<script>alert(1)</script><p>Je ne signerai pas : voici pourquoi…</p>".encode("cp1252"))
mail("other-bad-charset", "other", "", "Bonjour", person("Bonjour", "Content-Type: text/plain; charset=martien-1"), "Je ne signerai pas, désolée.\n".encode("cp1252"))
mail("other-empty", "other", "", "", person(""), "")
mail("other-odd-headers", "other", "", "Bonjour", person("Bonjour", "X-Odd:\n \n\t\nContent-Transfer-Encoding: martien"), "Je ne signerai pas.\n")

(HERE / "corpus.tsv").write_text(
    "# name, verdict, status, detail (* is the subject, whatever it is); made by make_corpus.py\n"
    + "".join("\t".join(row) + "\n" for row in ROWS))
print(len(ROWS), "mails")
