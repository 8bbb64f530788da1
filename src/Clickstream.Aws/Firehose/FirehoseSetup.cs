namespace Clickstream.Aws.Firehose;

/// <summary>Whether a Firehose stream writes what the compactor takes. Pure.</summary>
internal static class FirehoseSetup
{
    /// <summary>What is wrong, one sentence each with the remedy; empty if nothing is.</summary>
    public static IReadOnlyList<string> ProblemsOf(string name, DeliveryStreamDescription? stream)
    {
        var problems = new List<string>();
        if (stream?.DeliveryStreamStatus is not "ACTIVE")
            problems.Add($"Firehose stream {name} is {stream?.DeliveryStreamStatus ?? "not there"}; wait until it is ACTIVE.");
        var destinations = stream?.Destinations?.Select(destination => destination.ExtendedS3DestinationDescription);
        if (destinations?.FirstOrDefault(s3 => s3 is not null) is not { } s3)
        {
            problems.Add($"Firehose stream {name} has no S3 destination (ExtendedS3DestinationConfiguration).");
            return problems;
        }

        if (s3.DynamicPartitioningConfiguration?.Enabled is not true)
        {
            problems.Add($"Firehose stream {name} has no dynamic partitioning; it can only be switched on when the stream is created. "
                + "Without it events of several hours end up in one object, which the compactor refuses.");
        }

        if (s3.Prefix != FirehoseOptions.Prefix)
            problems.Add($"Firehose stream {name} has the prefix '{s3.Prefix}'; set '{FirehoseOptions.Prefix}'.");
        var enabled = s3.ProcessingConfiguration is { Enabled: true, Processors: { } list } ? list : [];
        var processors = enabled.Select(processor => processor.Type).ToHashSet();
        foreach (var (type, reason) in Needed)
        {
            if (!processors.Contains(type))
                problems.Add($"Firehose stream {name} lacks the processor {type}: {reason}.");
        }

        return problems;
    }

    private static IReadOnlyList<(string Type, string Reason)> Needed { get; } =
    [
        ("RecordDeAggregation", "with SubRecordType JSON it takes our records of many lines apart"),
        ("MetadataExtraction", $"with JQ-1.6 and {FirehoseOptions.MetadataExtraction} it finds the hour of each line"),
        ("AppendDelimiterToRecord", "with Delimiter \\n it ends each line again"),
    ];
}
