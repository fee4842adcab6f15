using System.Text;
using Gateway.Domain.Channels;
using Gateway.Domain.Messages;
using MimeKit;

namespace Gateway.Adapters.Channels.Mail;

/// <summary>
/// The text that a person with an ordinary mail client reads. It is the same for every message and contains nothing from it.
/// </summary>
internal static class CoverText
{
    private const string Body =
        "This is an official communication between authorities, sent by an automatic gateway.\r\n"
        + "The attached file message.xml is the signed document and is the communication itself;\r\n"
        + "the other files, if any, are its attachments, in the order the document lists them.\r\n"
        + "Keep message.xml unchanged: its electronic signature covers every byte. This text is\r\n"
        + "not part of the communication. If you are not the intended authority, please delete\r\n"
        + "this message without opening the files.\r\n"
        + "\r\n"
        + "Esta es una comunicación oficial entre autoridades, enviada por una pasarela automática.\r\n"
        + "El archivo adjunto message.xml es el documento firmado y constituye la comunicación;\r\n"
        + "los demás archivos, si los hay, son sus anexos, en el orden en que los enumera el documento.\r\n"
        + "Conserve message.xml sin cambios: su firma electrónica abarca cada byte. Este texto no\r\n"
        + "forma parte de la comunicación. Si usted no es la autoridad destinataria, elimine este\r\n"
        + "mensaje sin abrir los archivos.\r\n"
        + "\r\n";

    private const string Sandbox =
        "SANDBOX: a test message without legal effect.\r\n" + "SANDBOX: mensaje de prueba sin efecto jurídico.\r\n" + "\r\n";

    public static TextPart For(Dispatch dispatch)
    {
        var part = new TextPart("plain") { ContentTransferEncoding = ContentEncoding.QuotedPrintable };
        part.SetText(
            Encoding.UTF8,
            (dispatch.Recipient.IsSandbox ? Sandbox : "")
                + Body.Replace(
                    DocumentForm.Xml.Name,
                    DocumentForm.Of(dispatch.Document.MediaType).Name,
                    StringComparison.Ordinal
                )
                + $"Reference / Referencia: {TransmissionNames.Header(dispatch.Key)}\r\n"
        );
        return part;
    }
}
