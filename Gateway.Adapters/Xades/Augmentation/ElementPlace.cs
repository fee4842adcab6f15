namespace Gateway.Adapters.Xades.Augmentation;

/// <summary>
/// The place of an element in the original document, in bytes, so that content can be added without rewriting anything else.
/// </summary>
/// <param name="ContentStart">The position after the start tag.</param>
/// <param name="EndTag">The position where the end tag begins.</param>
/// <param name="Unit">Bytes per ASCII character in the document's encoding.</param>
internal readonly record struct ElementPlace(int ContentStart, int EndTag, int Unit, bool IsBigEndian)
{
    /// <param name="document">Well-formed, without a document type declaration, in an encoding that has ASCII in it.</param>
    /// <param name="number">The number of the element in document order, from 0.</param>
    /// <returns>Null when the element is an empty-element tag, which has no content.</returns>
    public static ElementPlace? Find(ReadOnlySpan<byte> document, int number) => new Scan(document).Find(number);

    /// <param name="text">ASCII.</param>
    public byte[] Encode(string text)
    {
        var octets = new byte[Unit * text.Length];
        for (var i = 0; i < text.Length; i++)
            octets[Unit * i + (IsBigEndian ? Unit - 1 : 0)] = (byte)text[i];
        return octets;
    }

    private ref struct Scan(ReadOnlySpan<byte> document)
    {
        private readonly ReadOnlySpan<byte> _document = document;
        private readonly int _unit = document is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0x3C, 0, ..] or [0, 0x3C, ..]
            ? 2
            : 1;
        private readonly bool _isBigEndian = document is [0xFE, 0xFF, ..] or [0, 0x3C, ..];
        private int _at;

        public ElementPlace? Find(int number)
        {
            var (seen, depth, inside, contentStart) = (0, 0, 0, 0);
            for (; _at + _unit <= _document.Length; _at += _unit)
            {
                if (!Is("<"))
                    continue;
                if (Is("<!--"))
                    Pass("<!--", "-->");
                else if (Is("<![CDATA["))
                    Pass("<![CDATA[", "]]>");
                else if (Is("<?"))
                    Pass("<?", "?>");
                else if (Is("</"))
                {
                    if (--depth + 1 == inside && contentStart > 0)
                        return new ElementPlace(contentStart, _at, _unit, _isBigEndian);
                    Pass("</", ">");
                }
                else
                {
                    var isEmpty = PassTag();
                    if (seen++ == number)
                    {
                        if (isEmpty)
                            return null;
                        (inside, contentStart) = (depth + 1, _at + _unit);
                    }
                    if (!isEmpty)
                        depth++;
                }
            }
            return null;
        }

        /// <summary>
        /// Moves to the last character of the end. The search begins after the start, since <c>&lt;!--&gt;</c> opens a
        /// comment and does not close it.
        /// </summary>
        private void Pass(string start, string end)
        {
            _at += _unit * start.Length;
            while (_at + _unit <= _document.Length && !Is(end))
                _at += _unit;
            _at += _unit * (end.Length - 1);
        }

        /// <summary>Moves to the end of a start tag.</summary>
        /// <returns>Whether the tag is an empty-element tag.</returns>
        private bool PassTag()
        {
            var quote = 0;
            var isEmpty = false;
            for (; _at + _unit <= _document.Length; _at += _unit)
            {
                var c = Character(_at);
                if (quote != 0)
                    quote = c == quote ? 0 : quote;
                else if (c is '"' or '\'')
                    quote = c;
                else if (c == '>')
                    return isEmpty;
                isEmpty = c == '/' && quote == 0;
            }
            return isEmpty;
        }

        private readonly bool Is(string text)
        {
            for (var i = 0; i < text.Length; i++)
                if (_at + _unit * (i + 1) > _document.Length || Character(_at + _unit * i) != text[i])
                    return false;
            return true;
        }

        private readonly int Character(int at) =>
            _unit == 1 ? _document[at]
            : _isBigEndian ? _document[at] << 8 | _document[at + 1]
            : _document[at + 1] << 8 | _document[at];
    }
}
