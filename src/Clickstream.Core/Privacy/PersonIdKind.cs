namespace Clickstream.Core.Privacy;

/// <summary>What an id names.</summary>
public enum PersonIdKind
{
    /// <summary>A user.</summary>
    User,

    /// <summary>A device or cookie.</summary>
    Anonymous,

    /// <summary>A visit.</summary>
    Session,
}

/// <summary>Tells what an id of a person becomes.</summary>
/// <param name="kind">What it names.</param>
/// <param name="id">The id, unescaped.</param>
/// <returns>Null if it is not the person's.</returns>
public delegate string? PersonPseudonym(PersonIdKind kind, string id);
