namespace Clickstream.Core.Lake;

/// <summary>A column of a curated table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
public sealed record LakeColumn(string Name, LakeType Type);
