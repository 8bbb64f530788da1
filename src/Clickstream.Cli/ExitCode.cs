namespace Clickstream.Cli;

/// <summary>What the process answers to its caller.</summary>
internal enum ExitCode
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>It could not be done; the message says why and what to do.</summary>
    Failed = 1,

    /// <summary>The command line is wrong.</summary>
    WrongUsage = 2,

    /// <summary>A check did not hold, for instance a reconciliation.</summary>
    CheckFailed = 3,
}
