namespace Clickstream.Stream.Live.Api.Lake;

/// <summary>An hour of <c>/api/compaction</c>.</summary>
internal sealed record CompactedHourDocument
{
    public required string Hour { get; init; }

    public required string? Version { get; init; }

    public required DateTimeOffset? Created { get; init; }

    public required double? AgeSeconds { get; init; }

    public required int Files { get; init; }

    public required long Bytes { get; init; }

    public required long Rows { get; init; }

    public required int Buckets { get; init; }

    public required int PendingObjects { get; init; }

    public required long PendingBytes { get; init; }

    public required double? OldestPendingSeconds { get; init; }
}

/// <summary>What is published of the dimensions.</summary>
internal sealed record DimensionsDocument(string Version, DateTimeOffset Created, int Files, long Bytes);

/// <summary>The answer of <c>/api/compaction</c>.</summary>
internal sealed record CompactionDocument
{
    public required IReadOnlyList<CompactedHourDocument> Hours { get; init; }

    public required int PendingObjects { get; init; }

    public required long PendingBytes { get; init; }

    public required double? OldestPendingSeconds { get; init; }

    public required DimensionsDocument? Dimensions { get; init; }

    public required DateTimeOffset ReadAt { get; init; }
}

/// <summary>An hour of <c>/api/reconciliation</c>.</summary>
internal sealed record AuditHourDocument
{
    public required string Hour { get; init; }

    public required long Read { get; init; }

    public required long Landed { get; init; }

    public required long Quarantined { get; init; }

    public required long Late { get; init; }

    public required long Published { get; init; }

    public required long Accepted { get; init; }

    public required long Duplicates { get; init; }

    public required long Erased { get; init; }

    public required long Waiting { get; init; }

    public required long Engagement { get; init; }

    public required bool? Proven { get; init; }
}

/// <summary>A check of a report.</summary>
internal sealed record CheckDocument(string Name, string? Scope, string Expected, string Actual, string? Explanation);

/// <summary>The latest report of <c>clickstream reconcile</c>.</summary>
internal sealed record ReportDocument(
    DateTimeOffset Time, string Key, bool Reconciled, int Checks, IReadOnlyList<CheckDocument> Failed, IReadOnlyList<string> Notes);

/// <summary>The answer of <c>/api/reconciliation</c>.</summary>
internal sealed record ReconciliationDocument(IReadOnlyList<AuditHourDocument> Hours, ReportDocument? Report, DateTimeOffset ReadAt);
