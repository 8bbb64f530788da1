namespace Clickstream.Compactor.Plan;

/// <summary>What is to be done with the lines of a micro-batch.</summary>
internal enum BatchReading
{
    /// <summary>All its lines are new.</summary>
    All,

    /// <summary>Some of its records are in other micro-batches too: each line is looked up by its position.</summary>
    Check,

    /// <summary>All its records are in the version, or in another micro-batch that is read: it is not opened.</summary>
    Skip,
}
