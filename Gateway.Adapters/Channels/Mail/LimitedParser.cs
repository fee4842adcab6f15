using MimeKit;

namespace Gateway.Adapters.Channels.Mail;

/// <summary>Parses one message and stops as soon as its structure exceeds what an honest message needs.</summary>
internal sealed class LimitedParser(Stream stream) : MimeParser(Limits, stream, MimeFormat.Entity, persistent: true)
{
    public const int DeepestNesting = 16;
    public const int MostParts = 200;

    private static readonly ParserOptions Limits = new() { MaxMimeDepth = DeepestNesting + 2, MaxAddressGroupDepth = 3 };

    private int _depth;
    private int _parts;

    protected override void OnMimeEntityBegin(MimeEntityBeginEventArgs args)
    {
        if (++_depth > DeepestNesting)
            throw new MailUnusable("mime-too-deep");
        if (++_parts > MostParts)
            throw new MailUnusable("mime-too-many-parts");
        base.OnMimeEntityBegin(args);
    }

    protected override void OnMimeEntityEnd(MimeEntityEndEventArgs args)
    {
        _depth--;
        base.OnMimeEntityEnd(args);
    }
}

/// <summary>Ends the reading of a message; never leaves <see cref="ArrivedMail"/>.</summary>
internal sealed class MailUnusable(string problem) : Exception(problem);
