using System.Text;

namespace Gateway.Tests.Xml;

/// <summary>Documents changed at random places: bits, cuts, copies, and pieces of markup where they may not stand.</summary>
public sealed class MutatedXml(int seed)
{
    /// <summary>What means something to a reader of XML.</summary>
    public static readonly byte[][] Pieces = Array.ConvertAll(
        new[]
        {
            "<",
            "</",
            ">",
            "/>",
            "&",
            "&amp;",
            "&#10;",
            "&#x41;",
            "&#0;",
            "&#xD800;",
            "&#x110000;",
            "]]>",
            "<![CDATA[",
            "<!--",
            "-->",
            "--",
            "<?",
            "?>",
            " ",
            "\n",
            "\r",
            "\r\n",
            "\t",
            "=",
            "\"",
            "'",
            "xmlns",
            "xmlns:",
            "xmlns:a='u'",
            "xmlns=''",
            "xmlns:b=''",
            "xml:",
            "xml:space='preserve'",
            "xml:space='x'",
            "a:",
            "b",
            ":",
            "a",
            "<a>",
            "</a>",
            "<b/>",
            "ñ",
            "€",
            "\U0001F4DC",
            "\uFFFE",
            "\u0001",
            "x='1'",
            "<!DOCTYPE a>",
            "<?xml version='1.0'?>",
            "encoding",
            "\u00B7",
            "-",
            "1",
            ".",
            "é",
            "http://www.w3.org/2000/xmlns/",
            "http://www.w3.org/XML/1998/namespace",
            "\u0660",
            "\u3007",
            "\u01FE",
            "<xml:z/>",
            "xmlns:xmlns='z'",
            "b:xmlns='2'",
            "xmlns:xml='http://www.w3.org/XML/1998/namespace'",
            "#",
            "==",
            "AAAA",
            "Id='x'",
            "id='x'",
        },
        Encoding.UTF8.GetBytes
    );

    private readonly Random _random = new(seed);

    public byte[] Of(byte[] document)
    {
        var bytes = new List<byte>(document);
        for (var changes = 1 + _random.Next(_random.Next(6) + 1); changes > 0; changes--)
        {
            var at = _random.Next(bytes.Count + 1);
            switch (_random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + _random.Next(6)));
                    break;
                case 2:
                    var from = _random.Next(bytes.Count + 1);
                    bytes.InsertRange(at, bytes.GetRange(from, Math.Min(bytes.Count - from, _random.Next(30))));
                    break;
                default:
                    bytes.InsertRange(at, Pieces[_random.Next(Pieces.Length)]);
                    break;
            }
        }
        return [.. bytes];
    }
}
