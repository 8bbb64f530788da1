using System.Numerics;

namespace Clickstream.Stream.Pipeline;

/// <summary>
/// Remembers what a shard has read, in the order of the shard, by 64-bit fingerprint, in one flat table with open addressing.
/// What is remembered is a function of the inputs alone: generations are closed after a number of entries and forgotten, oldest first,
/// when they are behind the horizon and more than the minimum remain, or when the maximum is exceeded.
/// Two different things collide with a probability of about 10^-13 per input at two million entries.
/// </summary>
internal sealed class SeenSet
{
    private const int InitialSlots = 1 << 12;
    private const ulong SecondInput = 0xD6E8FEB86659FD93; // Odd; separates the entries of duplicates from those of first inputs.

    private readonly PipelineOptions _options;
    private readonly long _horizon;
    private readonly Queue<SeenGeneration> _closed = new();
    private Slot[] _slots = new Slot[InitialSlots];
    private int _usedSlots;
    private uint _oldest = 1;
    private long _total;

    public SeenSet(PipelineOptions options)
    {
        _options = options;
        _horizon = options.DuplicateHorizon.Ticks / TimeSpan.TicksPerMicrosecond;
        Open = new SeenGeneration(1, new SeenEntry[options.SeenGenerationSize]);
    }

    /// <summary>Closed generations that are remembered, oldest first.</summary>
    public IReadOnlyCollection<SeenGeneration> Closed => _closed;

    /// <summary>The generation that is being filled.</summary>
    public SeenGeneration Open { get; private set; }

    /// <summary>Generations that were forgotten since the last call of <see cref="TakeForgotten"/>.</summary>
    private List<SeenGeneration> Forgotten { get; set; } = [];

    /// <summary>Looks an input up and remembers it.</summary>
    /// <param name="fingerprint">What it is.</param>
    /// <param name="origin">Where it entered; 0 if unknown.</param>
    /// <param name="watermark">The watermark in microseconds.</param>
    public Sighting See(ulong fingerprint, uint origin, long watermark)
    {
        ref var slot = ref Find(fingerprint);
        if (!IsLive(slot))
        {
            Remember(fingerprint, origin, watermark);
            return Sighting.First;
        }

        if (origin == 0)
        {
            return Sighting.Duplicate;
        }

        if (slot.Origin == origin)
        {
            return Sighting.Redelivered;
        }

        // Each further input of the same thing has an entry of its own, so that a thing that comes a million times does not make a long
        // chain.
        var firstOrigin = slot.Origin;
        var second = BitOperations.RotateLeft(fingerprint, 32) ^ (origin * SecondInput);
        if (IsLive(Find(second)))
        {
            return Sighting.Redelivered;
        }

        Remember(second, origin, watermark);
        Remember(fingerprint, firstOrigin, watermark); // What it is a duplicate of must not be forgotten before it.
        return Sighting.Duplicate;
    }

    /// <summary>Remembers a thing that has no origin.</summary>
    /// <returns>Whether it was not known.</returns>
    public bool SeeFirst(ulong fingerprint, long watermark)
    {
        if (IsLive(Find(fingerprint)))
        {
            return false;
        }

        Remember(fingerprint, 0, watermark);
        return true;
    }

    /// <summary>The generations that were forgotten since the last call.</summary>
    public IReadOnlyList<SeenGeneration> TakeForgotten()
    {
        var forgotten = Forgotten;
        Forgotten = [];
        return forgotten;
    }

    /// <summary>Goes on from what was saved.</summary>
    /// <param name="closed">The closed generations with their entries, oldest first, numbered without gaps up to the open one.</param>
    /// <param name="openNumber">The number of the generation that is being filled.</param>
    /// <param name="open">Its entries.</param>
    public void Restore(IReadOnlyList<SeenGeneration> closed, uint openNumber, ReadOnlySpan<SeenEntry> open)
    {
        _oldest = openNumber - (uint)closed.Count;
        foreach (var generation in closed)
        {
            foreach (var entry in generation.Entries.AsSpan(0, generation.Count))
            {
                Place(entry.Fingerprint, entry.Origin, generation.Number);
            }

            _total += generation.Count;
            _closed.Enqueue(generation);
        }

        Open = new SeenGeneration(openNumber, new SeenEntry[_options.SeenGenerationSize]);
        foreach (var entry in open)
        {
            Remember(entry.Fingerprint, entry.Origin, long.MinValue);
        }
    }

    private void Remember(ulong fingerprint, uint origin, long watermark)
    {
        Place(fingerprint, origin, Open.Number);
        Open.Entries![Open.Count++] = new SeenEntry(fingerprint, origin);
        _total++;
        if (Open.Count == _options.SeenGenerationSize)
        {
            Close(watermark);
        }
    }

    private void Close(long watermark)
    {
        Open.ClosedAt = watermark;
        _closed.Enqueue(Open);
        Open = new SeenGeneration(Open.Number + 1, new SeenEntry[_options.SeenGenerationSize]);
        while (_closed.TryPeek(out var oldest) && MayForget(oldest, watermark))
        {
            _closed.Dequeue();
            Forgotten.Add(oldest);
            _total -= oldest.Count;
            _oldest = oldest.Number + 1;
        }
    }

    private bool MayForget(SeenGeneration generation, long watermark) =>
        _total > _options.MaxSeenInputs
        || (_total - generation.Count >= _options.MinSeenInputs
            && generation.ClosedAt < watermark
            && generation.ClosedAt + _horizon < watermark);

    private bool IsLive(in Slot slot) => slot.Generation >= _oldest;

    /// <summary>The slot of a fingerprint, live or not; a free slot if it has none.</summary>
    private ref Slot Find(ulong fingerprint)
    {
        var mask = _slots.Length - 1;
        var at = (int)fingerprint & mask;
        while (_slots[at].Generation != 0 && _slots[at].Fingerprint != fingerprint)
        {
            at = (at + 1) & mask;
        }

        return ref _slots[at];
    }

    private void Place(ulong fingerprint, uint origin, uint generation)
    {
        ref var slot = ref Find(fingerprint);
        var isNew = slot.Generation == 0;
        slot = new Slot { Fingerprint = fingerprint, Origin = origin, Generation = generation };
        if (isNew && ++_usedSlots > _slots.Length / 4 * 3)
        {
            Rebuild();
        }
    }

    /// <summary>Leaves what is forgotten behind; grows if the rest still fills more than 5/8.</summary>
    private void Rebuild()
    {
        var old = _slots;
        var live = 0;
        foreach (ref readonly var slot in old.AsSpan())
        {
            live += IsLive(slot) ? 1 : 0;
        }

        var size = old.Length;
        while (live > size / 8 * 5)
        {
            size *= 2;
        }

        _slots = new Slot[size];
        _usedSlots = live;
        foreach (ref readonly var slot in old.AsSpan())
        {
            if (IsLive(slot))
            {
                Find(slot.Fingerprint) = slot;
            }
        }
    }

    private struct Slot
    {
        public ulong Fingerprint;
        public uint Origin;
        public uint Generation; // 0: never used.
    }
}
