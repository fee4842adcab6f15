using System.Formats.Asn1;
using System.Security.Cryptography;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xades;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;
using Gateway.Adapters.Zip;

namespace Gateway.Adapters.Asic;

internal enum HashChainOutcome
{
    /// <summary>Every named file matches its hash, and the path ends at the result.</summary>
    Intact,
    Altered,

    /// <summary>Part of the path is missing, or is not understood.</summary>
    Incomplete,
}

/// <summary>The path from files to a result, recomputed.</summary>
/// <param name="Entry">Name of the entry that contains the steps; null when it is missing.</param>
/// <param name="Files">Names of the files where the path starts.</param>
internal sealed record HashChainPath(HashChainOutcome Outcome, string? Entry, IReadOnlySet<string> Files)
{
    private const int MostSteps = 1_000;
    private const int Deepest = 64;

    /// <summary>The accepted digest algorithms; no policy is applied here.</summary>
    private static readonly string[] Digests = ["SHA256", "SHA384", "SHA512", "SHA3-256", "SHA3-384", "SHA3-512"];

    public static HashChainPath Of(Element result, ContainerReading reading)
    {
        var parts = result.Attribute("URI")?.Split('#', 2);
        if (
            parts is not [var uri, var first]
            || reading.Files.Find(uri) is not { } entry
            || reading.ReadXml(entry)?.Root is not { } chain
            || !chain.Is("HashChain", HashChain.Namespace)
        )
            return new HashChainPath(HashChainOutcome.Incomplete, null, new HashSet<string>());
        var run = new Run(chain, entry, reading);
        try
        {
            var (method, expected) = (run.MethodOf(result), run.ValueOf(result));
            var root = run.DigestOf(first, method, depth: 0);
            var isIntact = CryptographicOperations.FixedTimeEquals(root, expected) && !run.IsAltered && run.Files.Count > 0;
            return new HashChainPath(isIntact ? HashChainOutcome.Intact : HashChainOutcome.Altered, entry.Name, run.Files);
        }
        catch (Unfollowed)
        {
            return new HashChainPath(
                run.IsAltered ? HashChainOutcome.Altered : HashChainOutcome.Incomplete,
                entry.Name,
                run.Files
            );
        }
    }

    private sealed class Run
    {
        private readonly ContainerReading _reading;
        private readonly ZipEntry _entry;
        private readonly string? _default;
        private readonly ILookup<string?, Element> _steps;
        private int _left = MostSteps;

        public Run(Element chain, ZipEntry entry, ContainerReading reading)
        {
            (_reading, _entry) = (reading, entry);
            _default = chain.Elements().FirstOrDefault(each => each.Is("DefaultDigestMethod", HashChain.Namespace))
                is { Tree: not null } method
                ? method.Attribute("Algorithm")
                : null;
            _steps = chain
                .Elements()
                .Where(each => each.Is("HashStep", HashChain.Namespace))
                .ToLookup(each => each.Attribute("id"));
        }

        public HashSet<string> Files { get; } = new(StringComparer.Ordinal);

        public bool IsAltered { get; private set; }

        public DigestAlgorithm MethodOf(Element part)
        {
            var said = part.Elements()
                .Where(each => each.Is("DigestMethod", XadesNames.Ds))
                .Select(each => each.Attribute("Algorithm"))
                .FirstOrDefault();
            return DigestAlgorithm.Named(said ?? _default ?? "") is { } method && Digests.Contains(method.Name)
                ? method
                : throw new Unfollowed();
        }

        public byte[] ValueOf(Element part)
        {
            var values = part.Elements().Where(each => each.Is("DigestValue", XadesNames.Ds)).Take(2).ToList();
            return
                values is [var value]
                && ElementShape.TryDecode(value.TextBytes(), out var octets)
                && octets.Length == MethodOf(part).Length
                ? octets
                : throw new Unfollowed();
        }

        /// <summary>
        /// The digest of a step: over a list of digests, each with the name of its algorithm (DigestList, in DER).
        /// </summary>
        public byte[] DigestOf(string step, DigestAlgorithm method, int depth)
        {
            if (depth > Deepest || _steps[step].Take(2).ToList() is not [var element])
                throw new Unfollowed();
            var list = new AsnWriter(AsnEncodingRules.DER);
            using (list.PushSequence())
                foreach (var item in element.Elements())
                    using (list.PushSequence())
                    {
                        var algorithm = MethodOf(item);
                        list.WriteOctetString(DigestOf(item, algorithm, depth));
                        list.WriteCharacterString(UniversalTagNumber.UTF8String, algorithm.Uri);
                        using (list.PushSequence()) { } // Transforms, of which none is understood.
                    }
            return method.Of(list.Encode());
        }

        private byte[] DigestOf(Element item, DigestAlgorithm algorithm, int depth)
        {
            if (
                --_left < 0
                || item.Elements()
                    .Any(each => each.Is("Transforms", XadesNames.Ds) || each.Is("Transforms", HashChain.Namespace))
            )
                throw new Unfollowed();
            if (item.Is("HashValue", HashChain.Namespace))
                return ValueOf(item);
            if (item.Attribute("URI") is not { } uri)
                throw new Unfollowed();
            if (item.Is("DataRef", HashChain.Namespace))
                return FileOf(uri, algorithm, ValueOf(item));
            if (
                !item.Is("StepRef", HashChain.Namespace)
                || uri.Split('#', 2) is not [var chain, var step]
                || (chain.Length > 0 && _reading.Files.Find(chain) != _entry)
            )
                throw new Unfollowed();
            return DigestOf(step, algorithm, depth + 1);
        }

        private byte[] FileOf(string uri, DigestAlgorithm algorithm, byte[] expected)
        {
            if (_reading.Files.Find(uri) is not { } entry)
                throw new Unfollowed();
            var found = _reading.Digest(uri, algorithm) ?? throw new Unfollowed();
            if (!CryptographicOperations.FixedTimeEquals(found, expected))
                IsAltered = true;
            else
                Files.Add(entry.Name);
            return expected;
        }
    }

    private sealed class Unfollowed : Exception;
}
