using System.Text.RegularExpressions;
using Clickstream.Aws.Wire;

namespace Clickstream.Aws.Kinesis;

/// <summary>A stream by its name, or by its ARN (needed for a stream of another account).</summary>
/// <param name="Value">The name or ARN.</param>
internal readonly partial record struct StreamReference(string Value)
{
    /// <summary>Whether it is an ARN.</summary>
    public bool IsArn => Value.StartsWith("arn:", StringComparison.Ordinal);

    /// <summary>The name.</summary>
    public string Name => Value[(Value.LastIndexOf('/') + 1)..];

    /// <summary>Whether Kinesis would take it. Source: the patterns of StreamName and StreamARN in the service model.</summary>
    public static bool IsValid(string value) => Valid().IsMatch(value);

    /// <summary>Writes the one field that names the stream.</summary>
    public void WriteTo(WireWriter writer)
    {
        if (IsArn)
        {
            writer.Field("StreamARN"u8, Value);
        }
        else
        {
            writer.Field("StreamName"u8, Value);
        }
    }

    public override string ToString() => $"stream {Value}";

    [GeneratedRegex(@"^(arn:aws[a-z-]*:kinesis:[^:]+:\d{12}:stream/)?[a-zA-Z0-9_.-]{1,128}$")]
    private static partial Regex Valid();
}
