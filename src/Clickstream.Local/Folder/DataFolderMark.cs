using System.Text.Json.Serialization;

namespace Clickstream.Local.Folder;

/// <summary>The content of <c>clickstream.json</c>, by which a data folder is recognised.</summary>
internal sealed record DataFolderMark([property: JsonPropertyName("format"), JsonRequired] int Format);

[JsonSerializable(typeof(DataFolderMark))]
internal sealed partial class DataFolderJson : JsonSerializerContext;
