namespace Clickstream.Core.Enrichment.Agents;

/// <summary>
/// Remembers the facts of the user agents that came last. It has a fixed number of places and the text of a place is compared whole, so hostile user
/// agents cost a look each and can neither fill the memory nor get the facts of another. Not thread-safe.
/// </summary>
internal sealed class AgentCache
{
    private const int Places = 1024; // A site sees a few hundred different ones in an hour; at MaxBytes each this is 1 MiB.

    private readonly Place[] _places = new Place[Places];

    /// <summary>The facts of a user agent.</summary>
    public AgentFacts Find(ReadOnlySpan<byte> userAgent)
    {
        var text = userAgent[..Math.Min(userAgent.Length, AgentClassifier.MaxBytes)];
        var hash = new HashCode();
        hash.AddBytes(text);
        ref var place = ref _places[hash.ToHashCode() & (Places - 1)];
        if (place.Facts is { } known && place.Text.AsSpan(0, place.Length).SequenceEqual(text))
        {
            return known;
        }

        var facts = AgentClassifier.Classify(text);
        if (place.Text is null || place.Text.Length < text.Length)
        {
            place.Text = new byte[text.Length];
        }

        text.CopyTo(place.Text);
        (place.Length, place.Facts) = (text.Length, facts);
        return facts;
    }

    private struct Place
    {
        public byte[] Text;
        public int Length;
        public AgentFacts? Facts;
    }
}
