namespace Clickstream.Bench.Reporting;

/// <summary>A table beside that of the contestants.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Headers">The head of each column; the first is the name of a row.</param>
/// <param name="Rows">Its cells; empty where there is nothing to say.</param>
/// <param name="Notes">How it was counted.</param>
internal sealed record Table(string Title, IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<string> Notes);
