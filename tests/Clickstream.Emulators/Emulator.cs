namespace Clickstream.Emulators;

/// <summary>
/// A server that we did not write. One process serves all tests of an assembly, so each test uses names of its own (<see cref="UniqueName"/>);
/// a test that breaks the server starts one for itself. All listen on a free port of the loopback and end with the test process.
/// </summary>
public sealed class Emulator
{
    private readonly string _program;
    private readonly string _script;
    private readonly Lazy<string?> _missing;
    private readonly Lazy<Task<(ServerProcess Server, Uri Url)>> _shared; // Holds the process: once it is collected, its input closes and it ends.

    private Emulator(string program, string script, Lazy<string?> missing)
    {
        _program = program;
        _script = script;
        _missing = missing;
        _shared = new Lazy<Task<(ServerProcess Server, Uri Url)>>(StartOwnAsync);
    }

    /// <inheritdoc cref="EmulatorName.Moto"/>
    public static Emulator Moto { get; } = new("python3", "moto_server.py", Prerequisites.Python);

    /// <inheritdoc cref="EmulatorName.Dynalite"/>
    public static Emulator Dynalite { get; } = new("node", "dynalite.js", Prerequisites.Node);

    /// <inheritdoc cref="EmulatorName.KinesisLocal"/>
    public static Emulator KinesisLocal { get; } = new("node", "kinesis-local.js", Prerequisites.Node);

    /// <inheritdoc cref="EmulatorName.Kinesalite"/>
    public static Emulator Kinesalite { get; } = new("node", "kinesalite.js", Prerequisites.Node);

    /// <inheritdoc cref="EmulatorName.OpenIdProvider"/>
    public static Emulator OpenIdProvider { get; } = new("node", "oidc-provider.js", Prerequisites.Node);

    /// <summary>What is missing on this machine, with the remedy; null if the server can run.</summary>
    public string? Missing => _missing.Value;

    /// <summary>The server of a name.</summary>
    public static Emulator Of(EmulatorName name) => name switch
    {
        EmulatorName.Moto => Moto,
        EmulatorName.Dynalite => Dynalite,
        EmulatorName.KinesisLocal => KinesisLocal,
        EmulatorName.OpenIdProvider => OpenIdProvider,
        _ => Kinesalite,
    };

    /// <summary>A name that no other test uses: lower case, valid for a table, a bucket, a stream and a topic.</summary>
    public static string UniqueName(string beginning) => $"{beginning}-{Guid.NewGuid():N}";

    /// <summary>The address of the server that all tests of the assembly share; the first caller starts it.</summary>
    /// <exception cref="InvalidOperationException">It cannot run here; the message says what to install.</exception>
    public async Task<Uri> UrlAsync() => (await _shared.Value).Url;

    /// <summary>Starts a server that the caller may break, and has to dispose.</summary>
    /// <exception cref="InvalidOperationException">It cannot run here; the message says what to install.</exception>
    public async Task<(ServerProcess Server, Uri Url)> StartOwnAsync()
    {
        if (Missing is { } missing)
        {
            throw new InvalidOperationException(missing);
        }

        var script = Checkout.PathOf("tests", "Clickstream.Emulators", "servers", _script);
        return await ServerProcess.StartAsync(_program, [script], line => Uri.TryCreate(line, UriKind.Absolute, out var url) ? url : null);
    }
}
