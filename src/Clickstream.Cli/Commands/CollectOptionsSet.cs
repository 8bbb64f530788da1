using System.CommandLine;
using System.Net;
using Clickstream.Core.Enrichment;
using Clickstream.Producer.Collect;
using Clickstream.Producer.Collect.Events;
using Clickstream.Producer.Collect.Spool;

namespace Clickstream.Cli.Commands;

/// <summary>The options of <c>collect</c>.</summary>
internal sealed class CollectOptionsSet
{
    private const double MiB = 1 << 20;
    private static readonly RequestLimits Limits = new();
    private static readonly SpoolOptions Spool = new();
    private static readonly PrivacyOptions Privacy = new();

    private readonly Option<string> _listen = new("--listen")
    {
        Description = "The address to listen on, plain HTTP. Any but loopback needs --keys; a proxy with your certificate belongs before it.",
        DefaultValueFactory = _ => IPAddress.Loopback.ToString(),
        HelpName = "ADDRESS",
    };

    private readonly Option<int> _port = new("--port")
    {
        Description = "The port; 0 takes a free one, which is printed.",
        DefaultValueFactory = _ => CollectOptions.DefaultPort,
        HelpName = "P",
    };

    private readonly Option<FileInfo?> _keys = new("--keys")
    {
        Description = "The file of write keys (docs/collect.md), with validity, origins and rate of each; read again when it changes. Without it everybody on this machine may send.",
        HelpName = "FILE",
    };

    private readonly Option<DirectoryInfo?> _spool = new("--spool")
    {
        Description = "The folder for what is accepted and not yet in the stream. It must outlive the process. Default: collect-spool in the data folder.",
        HelpName = "DIR",
    };

    private readonly Option<double> _spoolSize = new("--spool-size")
    {
        Description = "MiB that the spool may have; when it is full, requests are answered with 503.",
        DefaultValueFactory = _ => Spool.MaxBytes / MiB,
        HelpName = "MIB",
    };

    private readonly Option<string[]> _proxies = new("--trust-proxy")
    {
        Description = "A network (10.0.0.0/8) or address of proxies whose X-Forwarded-For is believed. May be given several times.",
        DefaultValueFactory = _ => [],
        HelpName = "CIDR",
    };

    private readonly Option<PrivacyAction> _dnt = Signal("--dnt", "DNT: 1 (Do Not Track)", Privacy.DoNotTrack);
    private readonly Option<PrivacyAction> _gpc = Signal("--gpc", "Sec-GPC: 1 (Global Privacy Control)", Privacy.GlobalPrivacyControl);

    private readonly Option<int> _botRate = new("--bot-rate")
    {
        Description = "Events of one visitor in 10 seconds from which on the visitor is a bot (is_bot, and bot_reason 'rate'); 100 is more than a person makes. 0 judges nobody.",
        DefaultValueFactory = _ => 0,
        HelpName = "N",
    };

    private readonly Option<double> _maxBody = new("--max-body")
    {
        Description = "MiB that the body of a request may have; four times as much when it is decompressed.",
        DefaultValueFactory = _ => Limits.MaxBodyBytes / MiB,
        HelpName = "MIB",
    };

    private readonly Option<double> _patience = new("--drain-patience")
    {
        Description = "Seconds that the end waits for the stream to take what is in the spool. What is left stays there for the next start.",
        DefaultValueFactory = _ => 20,
        HelpName = "S",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _listen, _port, _keys, _spool, _spoolSize, _proxies, _dnt, _gpc, _botRate, _maxBody, _patience })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads what was given.</summary>
    /// <exception cref="UsageException">It is not valid; the message lists all problems.</exception>
    public CollectOptions Read(CommandContext context)
    {
        var maxBody = (int)(context.Get(_maxBody) * MiB);
        var options = new CollectOptions
        {
            Address = Address(context),
            SpoolFolder = (context.Get(_spool) ?? DefaultSpool(context)).FullName,
            KeysFile = context.Get(_keys)?.FullName,
            TrustedProxies = [.. context.Get(_proxies)!.Select(Network)],
            Privacy = new PrivacyOptions { DoNotTrack = context.Get(_dnt), GlobalPrivacyControl = context.Get(_gpc) },
            VisitRate = context.Get(_botRate) == 0 ? null : new VisitRateOptions { MaxEvents = context.Get(_botRate) },
            Limits = Limits with { MaxBodyBytes = maxBody, MaxInflatedBytes = 4 * maxBody },
            Spool = Of((long)(context.Get(_spoolSize) * MiB)),
            DrainPatience = TimeSpan.FromSeconds(context.Get(_patience)),
        };
        return options.Problems() is { Count: > 0 } problems ? throw new UsageException(string.Join(Environment.NewLine, problems)) : options;
    }

    /// <summary>Where the spool is if nobody says.</summary>
    public static DirectoryInfo DefaultSpool(CommandContext context) => new(Path.Combine(context.Data.FullName, "collect-spool"));

    // A segment is given back as a whole, so a small spool has small ones.
    private static SpoolOptions Of(long bytes) => Spool with { MaxBytes = bytes, SegmentBytes = Math.Min(Spool.SegmentBytes, Math.Max(bytes / 8, 1 << 17)) };

    private IPEndPoint Address(CommandContext context)
    {
        var text = context.Get(_listen)!;
        var port = context.Get(_port);
        var address = text switch
        {
            "localhost" => IPAddress.Loopback,
            "*" => IPAddress.Any,
            _ => IPAddress.TryParse(text, out var parsed) ? parsed : null,
        };
        if (address is null)
        {
            throw new UsageException($"--listen '{text}' is not an IP address, 'localhost' or '*'.");
        }

        return port is >= 0 and <= IPEndPoint.MaxPort
            ? new IPEndPoint(address, port)
            : throw new UsageException($"--port {port} is not a port; 0 to {IPEndPoint.MaxPort} are possible.");
    }

    private static IPNetwork Network(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new UsageException($"--trust-proxy '{text}' is no network. Write it as 10.0.0.0/8, with zeros behind the prefix, or as an address.");

    private static Option<PrivacyAction> Signal(string name, string header, PrivacyAction value) => new(name)
    {
        Description = $"What is done with events of a request with {header}: keep, anonymous (no user, device, visit, address, user agent) or drop.",
        DefaultValueFactory = _ => value,
        HelpName = "keep|anonymous|drop",
    };
}
