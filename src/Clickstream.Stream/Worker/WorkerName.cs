using System.Security.Cryptography;

namespace Clickstream.Stream.Worker;

/// <summary>Makes a name for a worker that no other process has, now or later: host, process, random number.</summary>
internal static class WorkerName
{
    public static string New() => $"{Environment.MachineName}-{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
}
