using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Execution;

/// <summary>A micro-batch cannot be taken in: it is damaged, gone, or holds what does not belong there. The hour stays as it is.</summary>
internal sealed class InvalidBatchException(ObjectKey key, string problem, Exception? innerException = null)
    : IOException($"{key}: {problem}", innerException);
