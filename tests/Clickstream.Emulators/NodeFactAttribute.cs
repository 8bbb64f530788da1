namespace Clickstream.Emulators;

/// <summary>A test that needs Node and the npm packages. Without them it is skipped, except where <c>CI=true</c> promises that they are there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = Prerequisites.Node.Value;
        }
    }
}
