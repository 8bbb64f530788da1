using Clickstream.Producer.Streams;

namespace Clickstream.Producer.Generate;

/// <summary>What <c>generate</c> did.</summary>
/// <param name="Oracle">The right answers.</param>
/// <param name="Written">Inputs written in this run; 0 if everything was there.</param>
/// <param name="Bytes">Their bytes, uncompressed.</param>
/// <param name="Files">Raw files written in this run.</param>
public sealed record GenerateOutcome(Oracle Oracle, long Written, long Bytes, int Files)
{
    /// <summary>What was put into the stream in this run; nothing for raw files.</summary>
    public PutTally Put { get; init; }

    /// <summary>Whether an earlier run had finished the same work.</summary>
    public bool WasComplete => Written == 0;
}

/// <summary>How far <c>generate</c> is.</summary>
/// <param name="Inputs">Inputs written so far in this run.</param>
/// <param name="Total">Inputs to write.</param>
/// <param name="Bytes">Bytes written in this run.</param>
/// <param name="Elapsed">Time since this run began.</param>
public sealed record GenerateProgress(long Inputs, long Total, long Bytes, TimeSpan Elapsed)
{
    /// <summary>Inputs per second of this run.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Inputs / Elapsed.TotalSeconds : 0;
}

/// <summary>The data folder holds traffic of the same seed, made with other options. Nothing was changed.</summary>
public sealed class OtherTrafficException(string message) : InvalidOperationException(message);
