using System.Globalization;

namespace Clickstream.Local.KinesisApi.Wire;

/// <summary>The members of a call, whichever format they came in. Members that are null are as good as absent.</summary>
internal sealed class WireObject(Dictionary<string, object?> members)
{
    /// <summary>The names of the members.</summary>
    public IEnumerable<string> Names => members.Keys;

    public string? Text(string name) => Get<string>(name);

    /// <summary>A text that the operation needs.</summary>
    public string Required(string name) => Text(name) ?? throw ApiFault.Missing(name);

    public bool? Flag(string name) => Get<object>(name) switch
    {
        null => null,
        bool flag => flag,
        _ => throw WrongType(name),
    };

    public int? Number(string name) => Get<object>(name) switch
    {
        null => null,
        long number and >= int.MinValue and <= int.MaxValue => (int)number,
        double number when number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue => (int)number,
        _ => throw WrongType(name),
    };

    /// <summary>A number that the operation needs, within limits.</summary>
    public int? Number(string name, int least, int most)
    {
        var number = Number(name);
        return number < least || number > most
            ? throw ApiFault.Constraint(name, number.Value.ToString(CultureInfo.InvariantCulture), $"between {least} and {most}")
            : number;
    }

    /// <summary>A time. JSON has seconds; CBOR has whole milliseconds (the Java SDK) or seconds with a fraction (others).</summary>
    public DateTimeOffset? Time(string name, WireFormat format) => Get<object>(name) switch
    {
        null => null,
        long number => FromSeconds(name, format == WireFormat.Cbor ? number / 1000m : number),
        double number when double.IsFinite(number) && Math.Abs(number) < 1e13 => FromSeconds(name, (decimal)number),
        _ => throw WrongType(name),
    };

    public WireObject? Object(string name) => Get<WireObject>(name);

    public ReadOnlyMemory<byte>? Bytes(string name) => Get<object>(name) switch
    {
        null => null,
        ReadOnlyMemory<byte> bytes => bytes,
        string base64 => Base64(name, base64),
        _ => throw WrongType(name),
    };

    public IReadOnlyList<string> Texts(string name) =>
        Get<List<object?>>(name)?.Select(item => item as string ?? throw WrongType(name)).ToList() ?? [];

    private static DateTimeOffset FromSeconds(string name, decimal seconds)
    {
        var ticks = seconds * TimeSpan.TicksPerSecond;
        return Math.Abs(ticks) < DateTimeOffset.UnixEpoch.Ticks ? DateTimeOffset.UnixEpoch.AddTicks((long)ticks) : throw WrongType(name);
    }

    private static ReadOnlyMemory<byte> Base64(string name, string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw WrongType(name);
        }
    }

    private static ApiFault WrongType(string name) => ApiFault.Serialization($"{name} is not of the type that the operation takes.");

    private T? Get<T>(string name)
        where T : class => members.GetValueOrDefault(name) switch
        {
            null => null,
            T value => value,
            _ => throw WrongType(name),
        };
}
