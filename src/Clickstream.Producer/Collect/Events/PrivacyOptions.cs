namespace Clickstream.Producer.Collect.Events;

/// <summary>What is done with the events of a visitor whose browser sends a signal.</summary>
public enum PrivacyAction
{
    /// <summary>The signal is ignored.</summary>
    Keep,

    /// <summary>The event counts, but not whose it was: no user, no device, no visit, no address, no user agent.</summary>
    Anonymous,

    /// <summary>The event is not taken.</summary>
    Drop,
}

/// <summary>Which signals of privacy are honoured, and how.</summary>
public sealed record PrivacyOptions
{
    /// <summary>For <c>DNT: 1</c>. Default: ignored, since the standard was given up and browsers send it unasked.</summary>
    public PrivacyAction DoNotTrack { get; init; } = PrivacyAction.Keep;

    /// <summary>For <c>Sec-GPC: 1</c>. Default: anonymous, since laws (of California, for one) oblige sites to honour it.</summary>
    public PrivacyAction GlobalPrivacyControl { get; init; } = PrivacyAction.Anonymous;

    /// <summary>The stricter of the actions that a request asks for.</summary>
    internal PrivacyAction For(bool doNotTrack, bool globalPrivacyControl)
    {
        var first = doNotTrack ? DoNotTrack : PrivacyAction.Keep;
        var second = globalPrivacyControl ? GlobalPrivacyControl : PrivacyAction.Keep;
        return first > second ? first : second;
    }
}
