using System.Text.Json.Serialization;

namespace Clickstream.Aws.Glue;

// Requests and answers with the members that we use. Source: Glue API reference.
internal sealed record CreateDatabaseRequest(DatabaseInput DatabaseInput);

internal sealed record DatabaseInput(string Name);

internal sealed record GetTableRequest(string DatabaseName, string Name);

internal sealed record GetTableResponse(TableInput? Table);

internal sealed record CreateTableRequest(string DatabaseName, TableInput TableInput);

/// <summary>SkipArchive: moving a folder each hour would use up the table versions of the account.</summary>
internal sealed record UpdateTableRequest(string DatabaseName, TableInput TableInput, bool SkipArchive);

internal sealed record TableInput
{
    public required string Name { get; init; }

    public string? TableType { get; init; }

    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    public StorageDescriptor? StorageDescriptor { get; init; }

    public IReadOnlyList<GlueColumn>? PartitionKeys { get; init; }
}

internal sealed record GlueColumn(string Name, string? Type);

internal sealed record StorageDescriptor
{
    public IReadOnlyList<GlueColumn>? Columns { get; init; }

    public string? Location { get; init; }

    public string? InputFormat { get; init; }

    public string? OutputFormat { get; init; }

    public SerDeInfo? SerdeInfo { get; init; }
}

internal sealed record SerDeInfo(string? SerializationLibrary, IReadOnlyDictionary<string, string>? Parameters = null);

internal sealed record GetPartitionsRequest(string DatabaseName, string TableName, bool ExcludeColumnSchema, string? NextToken);

internal sealed record GetPartitionsResponse(IReadOnlyList<PartitionInput>? Partitions, string? NextToken);

internal sealed record PartitionInput(IReadOnlyList<string>? Values, StorageDescriptor? StorageDescriptor);

internal sealed record BatchCreatePartitionRequest(string DatabaseName, string TableName, IReadOnlyList<PartitionInput> PartitionInputList);

internal sealed record BatchUpdatePartitionRequest(string DatabaseName, string TableName, IReadOnlyList<BatchUpdatePartitionEntry> Entries);

internal sealed record BatchUpdatePartitionEntry(IReadOnlyList<string> PartitionValueList, PartitionInput PartitionInput);

internal sealed record BatchDeletePartitionRequest(string DatabaseName, string TableName, IReadOnlyList<PartitionValueList> PartitionsToDelete);

internal sealed record PartitionValueList(IReadOnlyList<string> Values);

/// <summary>The partitions of a batch that were refused.</summary>
internal sealed record BatchResponse(IReadOnlyList<PartitionError>? Errors);

/// <summary>A refused partition; BatchUpdatePartition names its values <c>PartitionValueList</c>, the others <c>PartitionValues</c>.</summary>
internal sealed record PartitionError(IReadOnlyList<string>? PartitionValues, IReadOnlyList<string>? PartitionValueList, ErrorDetail? ErrorDetail);

internal sealed record ErrorDetail(string? ErrorCode, string? ErrorMessage);

/// <summary>An operation answers nothing.</summary>
internal sealed record EmptyResponse;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateDatabaseRequest))]
[JsonSerializable(typeof(GetTableRequest))]
[JsonSerializable(typeof(GetTableResponse))]
[JsonSerializable(typeof(CreateTableRequest))]
[JsonSerializable(typeof(UpdateTableRequest))]
[JsonSerializable(typeof(GetPartitionsRequest))]
[JsonSerializable(typeof(GetPartitionsResponse))]
[JsonSerializable(typeof(BatchCreatePartitionRequest))]
[JsonSerializable(typeof(BatchUpdatePartitionRequest))]
[JsonSerializable(typeof(BatchDeletePartitionRequest))]
[JsonSerializable(typeof(BatchResponse))]
[JsonSerializable(typeof(EmptyResponse))]
internal sealed partial class GlueJson : JsonSerializerContext;
