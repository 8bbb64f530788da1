namespace Clickstream.Infra.Tests.Recording;

/// <summary>A metric that the program printed in the embedded format.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dimensions">Names and values of its dimensions, in order, as <c>name=value</c>.</param>
internal sealed record EmittedMetric(string Name, string Dimensions)
{
    /// <summary>Dimensions as one text.</summary>
    public static string TextOf(IEnumerable<(string Name, string Value)> dimensions) =>
        string.Join(' ', dimensions.OrderBy(dimension => dimension.Name, StringComparer.Ordinal).Select(dimension => $"{dimension.Name}={dimension.Value}"));
}
