namespace Clickstream.Compactor.Buckets;

/// <summary>Rows that do not fit in memory cannot be put on disk. The hour stays as it is.</summary>
internal sealed class SpillException(string folder, Exception cause) : IOException(
    $"The rows do not fit in memory, and {folder} cannot take them: {cause.Message} Make room there, name another folder with --spill, or raise --max-memory.", cause);
