using Clickstream.Core.Events;

namespace Clickstream.Core.Decoding;

/// <summary>The names of <see cref="RejectionReason"/> as the quarantine, the oracle and metrics write them.</summary>
public static class RejectionReasons
{
    private static readonly string[] Names =
    [
        "none", "malformed_json", "not_an_object", "invalid_text", "too_large", "too_deep", "too_many_fields", "missing_type",
        "missing_time", "invalid_time", "absurd_time", "invalid_number", "negative_amount", "field_too_long", "corrupt_compression",
        "missing_identity",
    ];

    /// <summary>The names, in the order of the values.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>The name of a reason, for instance <c>missing_time</c>.</summary>
    public static string NameOf(RejectionReason reason) => Names[(int)reason];

    /// <summary>Finds a reason by its name.</summary>
    /// <returns>False if there is no such reason.</returns>
    public static bool TryParse(string name, out RejectionReason reason)
    {
        var index = Array.IndexOf(Names, name);
        reason = (RejectionReason)Math.Max(index, 0);
        return index >= 0;
    }
}
