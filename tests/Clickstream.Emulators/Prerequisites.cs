using System.Diagnostics;

namespace Clickstream.Emulators;

/// <summary>What the servers and clients of others need on this machine: null if it is there, else what to do.</summary>
public static class Prerequisites
{
    /// <summary>Python 3 with moto and boto3.</summary>
    public static Lazy<string?> Python { get; } = new(() => Succeeds(
        "python3", "-c", "import importlib.util as u, sys; sys.exit(not all(u.find_spec(name) for name in ('moto', 'boto3', 'werkzeug')))")
        ? null
        : "Python 3 with moto and boto3 is not here; install it with: python3 -m pip install 'moto[server]' boto3.");

    /// <summary>The aws command line of Python, version 1.</summary>
    public static Lazy<string?> AwsCli { get; } = new(() =>
        Succeeds("python3", "-c", "import importlib.util as u, sys; sys.exit(u.find_spec('awscli') is None)")
            ? null
            : "The aws command line is not here; install it with: python3 -m pip install awscli.");

    /// <summary>Node 20 or later with the packages of package-lock.json.</summary>
    public static Lazy<string?> Node { get; } = new(() =>
        !Succeeds("node", "-e", "process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)") ? "Node 20 or later is not here; install it (on Debian: apt-get install nodejs npm)."
        : !File.Exists(Checkout.PathOf("tests", "Clickstream.Emulators", "node_modules", ".package-lock.json"))
            ? "The npm packages of the tests are not here; run ./test, or 'npm ci' in tests/Clickstream.Emulators."
            : null);

    private static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // There is no such program.
        }
    }
}
