namespace Clickstream.Infra.Tests.Terraform;

/// <summary>
/// A test that needs Terraform with the AWS provider, and moto. Without them it is skipped, except where <c>CI=true</c> promises that everything is there.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TerraformFactAttribute : FactAttribute
{
    /// <param name="needsData">Whether it needs the real input as well, without which it is skipped anywhere.</param>
    public TerraformFactAttribute(bool needsData = false)
    {
        if (needsData)
            Skip = new SharedDataFactAttribute().Skip;
        if (Environment.GetEnvironmentVariable("CI") != "true")
            Skip ??= TerraformProgram.Missing ?? Emulator.Moto.Missing;
    }
}
