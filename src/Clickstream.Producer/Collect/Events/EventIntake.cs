using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Clickstream.Core.Decoding;
using Clickstream.Core.Enrichment;
using Clickstream.Core.Events;
using Clickstream.Core.Formats;
using Clickstream.Core.Time;
using Clickstream.Producer.Collect.Spool;
using Clickstream.Producer.Streams;

namespace Clickstream.Producer.Collect.Events;

/// <summary>
/// Makes records of the events of one request: judges each by the decoder that the worker uses too, fills in what is missing, and writes it as a canonical
/// line with its partition key. Used for one request after the other; not safe for concurrent use.
/// </summary>
/// <param name="options">Which signals are honoured.</param>
/// <param name="rate">Tells visitors that are too fast for a person; null tells none.</param>
internal sealed class EventIntake(PrivacyOptions options, RateJudge? rate = null) : IEventSink
{
    /// <summary>Refused items that an answer names; the others are only counted.</summary>
    public const int MaxNamedRefusals = 100;

    /// <summary>Bytes of records that one request may become (24 MiB): canonical lines can be longer than what they are made of.</summary>
    private const int MaxBlockBytes = 24 << 20;

    private const int KeptBytes = 256 * 1024;
    private const int ClickIdBytes = 16;

    // Room for the columns that are added here, so that the worker does not find one field too many.
    private static readonly DecoderOptions Judge = DecoderOptions.Default with { MaxFields = DecoderOptions.Default.MaxFields - 8 };

    private readonly EventDecoder _decoder = new(Judge);
    private readonly EventLineWriter _writer = new() { IsMarking = true };
    private readonly EventBatch _events = new();
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly byte[] _address = new byte[64];
    private byte[] _userAgent = new byte[256];
    private byte[] _timed = new byte[1024];
    private int _addressLength;
    private int _userAgentLength;
    private EventTime _received;
    private PrivacyAction _privacy;
    private bool _isVisitor;

    /// <summary>What was accepted.</summary>
    public SpoolBlock Records { get; } = new();

    /// <summary>Items that are no events.</summary>
    public int Refused { get; private set; }

    /// <summary>The first of them, with their reasons.</summary>
    public List<(int Item, RejectionReason Reason)> Refusals { get; } = [];

    /// <summary>Events that were not taken because their visitor does not want it.</summary>
    public int Dropped { get; private set; }

    /// <summary>Begins a request.</summary>
    public void Begin(CollectContext context)
    {
        Records.Clear(KeptBytes);
        Refusals.Clear();
        (Refused, Dropped) = (0, 0);
        _received = context.Received;
        _privacy = options.For(context.DoNotTrack, context.GlobalPrivacyControl);
        _isVisitor = !context.IsServer;
        _addressLength = _isVisitor && context.Address is { } address ? Encoding.UTF8.GetBytes(address, _address) : 0;
        _userAgentLength = _isVisitor && context.UserAgent is { } agent ? SetUserAgent(agent) : 0;
    }

    /// <summary>What became of the request; valid when the intake is used for another.</summary>
    public IntakeResult Result => new(Records.Count, Refused, Dropped, Refused == 0 ? null : [.. Refusals]);

    /// <inheritdoc/>
    public RejectionReason Add(int item, ReadOnlySpan<byte> line, EventTime? sent = null)
    {
        _events.Clear();
        var reason = _decoder.Decode(line, _events);
        var isTimed = reason == RejectionReason.MissingTime;
        if (isTimed)
        {
            reason = _decoder.Decode(WithTime(line), _events);
        }

        if (reason == RejectionReason.None)
        {
            reason = Take(isTimed, sent);
        }

        if (reason != RejectionReason.None)
        {
            Refuse(item, reason);
        }

        return reason;
    }

    /// <inheritdoc/>
    public void Refuse(int item, RejectionReason reason)
    {
        Refused++;
        if (Refusals.Count < MaxNamedRefusals)
        {
            Refusals.Add((item, reason));
        }
    }

    private RejectionReason Take(bool isTimed, EventTime? sent)
    {
        if (_privacy == PrivacyAction.Drop)
        {
            Dropped++;
            return RejectionReason.None;
        }

        ref var row = ref _events.RowAt(0);
        Complete(ref row, isTimed, sent);
        _line.ResetWrittenCount();
        _writer.Write(_events, in row, null, _line);
        var line = _line.WrittenSpan[..^1]; // Without the line feed.
        if (line.Length > StreamProducerOptions.MaxInputBytes || Records.Length + line.Length > MaxBlockBytes)
        {
            return RejectionReason.TooLarge;
        }

        Records.Add(EventKey.Of(_events, in row), line);
        return RejectionReason.None;
    }

    private void Complete(ref EventRow row, bool isTimed, EventTime? sent)
    {
        row.Received = _received;
        if (isTimed && _decoder.LastIdIsDerived)
        {
            MakeClickId(ref row); // With a time of ours the content says nothing: equal events of one request are several.
        }

        if (!isTimed)
        {
            row.Time = ClockSkew.Correct(row.Time, sent, _received);
        }

        if (_privacy == PrivacyAction.Anonymous)
        {
            row.UserId = row.AnonymousId = row.SessionId = row.Ip = row.UserAgent = TextSlice.Absent;
            return;
        }

        if (row.Ip.Length <= 0 && _addressLength > 0)
        {
            row.Ip = _events.AddText(_address.AsSpan(0, _addressLength));
        }

        if (row.UserAgent.Length <= 0 && _userAgentLength > 0)
        {
            row.UserAgent = _events.AddText(_userAgent.AsSpan(0, _userAgentLength));
        }

        if (rate is not null && _isVisitor && rate.Exceeds(_events, in row, _received))
        {
            BotMark.Set(_events, ref row, "rate");
        }
    }

    private void MakeClickId(ref EventRow row)
    {
        Span<byte> id = stackalloc byte[ClickIdBytes];
        RandomNumberGenerator.Fill(id);
        row.ClickKey = BinaryPrimitives.ReadUInt128BigEndian(id);
        Convert.TryToHexStringLower(id, _events.ReserveText(ClickIdBytes * 2), out _);
        row.ClickId = _events.CommitText(ClickIdBytes * 2);
    }

    // The event with the time of receipt as its last member; a decoder has said that it is an object and has none.
    private ReadOnlySpan<byte> WithTime(ReadOnlySpan<byte> line)
    {
        var body = line.TrimEnd(" \t\r\n"u8)[..^1];
        var isEmpty = body.TrimEnd(" \t\r\n"u8)[^1] == '{';
        var name = isEmpty ? "\"event_timestamp\":\""u8 : ",\"event_timestamp\":\""u8;
        var length = body.Length + name.Length + TimeFormat.Length + 2;
        if (_timed.Length < length)
        {
            _timed = new byte[length * 2];
        }

        body.CopyTo(_timed);
        name.CopyTo(_timed.AsSpan(body.Length));
        var at = body.Length + name.Length;
        at += TimeFormat.Write(_received, _timed.AsSpan(at));
        "\"}"u8.CopyTo(_timed.AsSpan(at));
        return _timed.AsSpan(0, length);
    }

    private int SetUserAgent(string agent)
    {
        if (_userAgent.Length < agent.Length * 3)
        {
            _userAgent = new byte[agent.Length * 3];
        }

        return Encoding.UTF8.GetBytes(agent, _userAgent);
    }
}
