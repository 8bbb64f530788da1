using System.Globalization;
using Clickstream.Core.Leases;
using Clickstream.Core.Streams;
using Clickstream.Stream.Leases;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clickstream.Stream.Tests.Leases.Simulation;

/// <summary>The lease coordinator of one worker, with loops around it that do nothing but read on and checkpoint, each lease once in a while.</summary>
internal sealed class SimulatedWorker
{
    private static readonly TimeSpan CheckpointEvery = TimeSpan.FromSeconds(30);

    private readonly VirtualTime _time;
    private readonly Random _random;
    private readonly SimulatedConnection _connection;
    private readonly LeaseCoordinator _coordinator;
    private readonly LeaseOptions _options;
    private readonly HashSet<ShardId> _renewing = [];
    private bool _isLeaving;
    private bool _isTaking;

    public SimulatedWorker(LeaseOptions options, SimulatedConnection connection, VirtualTime time, Random random)
    {
        (_options, _connection, _time, _random) = (options, connection, time, random);
        _coordinator = new LeaseCoordinator(connection, connection, options, time.Clock, NullLogger.Instance);
    }

    public string Name => _options.Owner;

    public bool IsGone { get; private set; }

    public void Start()
    {
        _time.Start(TakeAsync);
        _time.Start(RenewAsync);
    }

    /// <summary>Dies at once.</summary>
    public void Crash() => IsGone = _connection.IsCrashed = true;

    /// <summary>Stands still, as after SIGSTOP, and then goes on as if nothing had happened.</summary>
    public void Pause(TimeSpan length) => _connection.PausedUntil = _time.Now + length;

    /// <summary>Checkpoints, gives all leases back, and ends.</summary>
    public void Leave()
    {
        (_isLeaving, IsGone) = (true, true);
        _time.At(_time.Now, () => _time.Start(async () =>
        {
            while (_isTaking)
                await _connection.WaitAsync(TimeSpan.FromMilliseconds(20));
            foreach (var lease in _coordinator.Held.ToList())
            {
                await UntilNotRenewingAsync(lease);
                await RetryAsync(() => lease.ReleaseAsync(CancellationToken.None));
                _coordinator.Forget(lease);
            }
        }));
    }

    private async Task TakeAsync()
    {
        while (!_isLeaving)
        {
            _isTaking = true;
            var wait = await RetryAsync(() => _coordinator.TakeOnceAsync(lease => _time.Start(() => ReadAsync(lease)), CancellationToken.None));
            _isTaking = false;
            await _connection.WaitAsync(wait);
        }
    }

    private async Task RenewAsync()
    {
        while (!_isLeaving)
        {
            await _connection.WaitAsync(_options.RenewEvery);
            if (_isLeaving)
                return;

            _renewing.UnionWith(_coordinator.Held.Select(lease => lease.Shard));
            await _coordinator.RenewOnceAsync(CancellationToken.None);
            _renewing.Clear();
        }
    }

    /// <summary>What a shard loop does with its lease: it reads on behind the checkpoint, and checkpoints again and again, until the lease is lost.</summary>
    private async Task ReadAsync(HeldLease lease)
    {
        var position = lease.Row.Checkpoint.SequenceNumber is { } last ? long.Parse(last.Value, CultureInfo.InvariantCulture) : 0;
        await _connection.WaitAsync(CheckpointEvery * _random.NextDouble());
        while (!_isLeaving && !lease.Lost.IsCancellationRequested)
        {
            await UntilNotRenewingAsync(lease);
            position++;
            await lease.CheckpointAsync(
                Checkpoint.After(new SequenceNumber(position.ToString(CultureInfo.InvariantCulture))), [], CancellationToken.None);

            // The lease may be lost and its loop asleep: as with a real loop, the loss cuts the sleep short within a moment.
            for (var slept = TimeSpan.Zero; slept < CheckpointEvery && !lease.Lost.IsCancellationRequested; slept += CheckpointEvery / 10)
                await _connection.WaitAsync(CheckpointEvery / 10);
        }

        _coordinator.Forget(lease);
    }

    private async Task UntilNotRenewingAsync(HeldLease lease)
    {
        while (_renewing.Contains(lease.Shard))
            await _connection.WaitAsync(TimeSpan.FromMilliseconds(20));
    }

    private async Task RetryAsync(Func<Task> call) => await RetryAsync(async () =>
    {
        await call();
        return true;
    });

    private async Task<T> RetryAsync<T>(Func<Task<T>> call)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (IOException)
            {
                await _connection.WaitAsync(TimeSpan.FromSeconds(_random.NextDouble()));
            }
        }
    }
}
