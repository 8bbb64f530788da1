namespace Clickstream.Browser.Tests.Sdks;

/// <summary>A test that needs Chromium, and Node with its packages. Without them it is skipped, except where <c>CI=true</c> promises that they are there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SdkFactAttribute : FactAttribute
{
    public SdkFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = SdkRun.Missing;
        }
    }
}
