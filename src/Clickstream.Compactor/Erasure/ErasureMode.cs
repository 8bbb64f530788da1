namespace Clickstream.Compactor.Erasure;

/// <summary>What becomes of a person's events.</summary>
public enum ErasureMode
{
    /// <summary>They are removed; the hours count how many there were.</summary>
    Remove,

    /// <summary>They stay, and so do all counts; the ids of the person become pseudonyms.</summary>
    Pseudonymise,
}
