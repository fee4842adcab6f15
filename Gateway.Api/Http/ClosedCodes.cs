using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Domain;

namespace Gateway.Api.Http;

/// <summary>Reads a code of a closed list exactly as it is documented: no number, no other case.</summary>
internal sealed class ClosedCodes : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert))!;

    private sealed class Of<T> : JsonConverter<T>
        where T : struct, Enum
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
            && reader.GetString() is { } text
            && Codes.TryParse<T>(text, out var value)
            && Codes.Of(value) == text
                ? value
                : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Codes.Of(value));
    }
}
