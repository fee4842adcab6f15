namespace Gateway.Api.Requests;

/// <summary>The version of a caller's view of a request (RFC 9110): the last fact it shows.</summary>
internal static class Etag
{
    public static string Of(long sequence) => $"\"{sequence}\"";
}
