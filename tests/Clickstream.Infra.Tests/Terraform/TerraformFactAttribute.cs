namespace Clickstream.Infra.Tests.Terraform;

/// <summary>A test that needs Terraform with the AWS provider. Without them it is skipped, except where <c>CI=true</c> promises that everything is there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TerraformFactAttribute : FactAttribute
{
    public TerraformFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true")
            Skip = TerraformProgram.Missing ?? Emulator.Moto.Missing;
    }
}
