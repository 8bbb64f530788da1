namespace Clickstream.Emulators;

/// <summary>
/// A test that needs servers that we did not write. Without their programs it is skipped, except where <c>CI=true</c> promises that everything is there.
/// Contract tests are plain facts: there a missing program is a failure that names the remedy.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EmulatorFactAttribute : FactAttribute
{
    public EmulatorFactAttribute(params EmulatorName[] emulators)
    {
        Emulators = emulators;
        if (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = emulators.Select(name => Emulator.Of(name).Missing).FirstOrDefault(missing => missing is not null);
        }
    }

    /// <summary>The servers it needs.</summary>
    public IReadOnlyList<EmulatorName> Emulators { get; }
}
